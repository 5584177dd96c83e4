/** Area under the ROC curve: how often a number of `yes` is above one of `no`; ties count half. */
export function auroc(yes, no) {
  let above = 0;
  for (const a of yes) {
    for (const b of no) above += a > b ? 1 : a === b ? 0.5 : 0;
  }
  return above / (yes.length * no.length);
}
