// Dates and times between the engine, which has them in UTC, and inputs, which have the visitor's own.

/** "2026-03-02T10:00:00Z" as a datetime-local input has it where the visitor is; empty when it is no time. */
export function localDateTime(instant: string): string {
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) return "";
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60000);
  return local.toISOString().slice(0, 16);
}

/** What an input of that kind holds, as people of that language write it. */
export function shownTime(kind: string, value: string, language: string): string {
  if (value === "" || kind === "time") return value;
  // A date alone is read as UTC, and so must be written as UTC.
  const [style, zone] = kind === "date" ? [{}, { timeZone: "UTC" }] : [{ timeStyle: "short" as const }, {}];
  try {
    return new Intl.DateTimeFormat(language, { dateStyle: "medium", ...style, ...zone }).format(new Date(value));
  } catch {
    return value;
  }
}
