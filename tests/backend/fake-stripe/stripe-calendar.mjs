// Months as Stripe counts them, in UTC: the day of the anchor, or the month's last where it has none.
export const day = 86400;

export function addMonths(anchorSeconds, count) {
  const anchor = new Date(anchorSeconds * 1000);
  const first = Date.UTC(anchor.getUTCFullYear(), anchor.getUTCMonth() + count, 1);
  const lastDay = new Date(first);
  lastDay.setUTCMonth(lastDay.getUTCMonth() + 1, 0);
  const within = anchorSeconds % day;
  const date = Math.min(anchor.getUTCDate(), lastDay.getUTCDate());
  return first / 1000 + (date - 1) * day + within;
}

// The end of the period that begins at `start`, for a cycle anchored at `anchor`.
export function periodEnd(anchor, start) {
  let months = 1;
  while (addMonths(anchor, months) <= start) months++;
  return addMonths(anchor, months);
}
