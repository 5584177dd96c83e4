import { PANEL_EVENT } from "../loader/panel-contract.ts";

/** Hands `part`, a function, to whoever runs this script: web/src/loader/delivery.ts. */
export function handOver(part: (...values: never[]) => unknown): void {
  document.currentScript?.dispatchEvent(new CustomEvent(PANEL_EVENT, { detail: part }));
}
