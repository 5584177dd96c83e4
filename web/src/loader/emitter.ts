// Tells the page what happens: listeners of the JavaScript interface, and bubbling `chatlet:<name>` events.

import type { EventName } from "./panel-contract.ts";

export type Listener = (detail: unknown) => void;

type Entry = readonly [name: string, listener: Listener, isOnce: boolean];

export class Emitter {
  #entries: Entry[] = [];

  /** The same listener twice is told once, as addEventListener has it; the later call says whether only once. */
  on(name: string, listener: Listener, isOnce = false): void {
    this.off(name, listener);
    this.#entries.push([name, listener, isOnce]);
  }

  off(name: string, listener: Listener): void {
    this.#entries = this.#entries.filter(([known, each]) => known !== name || each !== listener);
  }

  /** A listener that throws is reported as the page's error and stops nobody else; one that another took off
   * meanwhile is not told, and one that came meanwhile waits for the next time. */
  emit(name: EventName, detail: unknown, target: EventTarget): void {
    for (const entry of [...this.#entries]) {
      const [known, listener, isOnce] = entry;
      if (known !== name || !this.#entries.includes(entry)) continue;
      if (isOnce) this.off(name, listener);
      try {
        listener(detail);
      } catch (error) {
        reportError(error);
      }
    }
    target.dispatchEvent(new CustomEvent("chatlet:" + name, { detail, bubbles: true }));
  }
}
