// Tells the page what happens: listeners of the JavaScript interface, and bubbling `chatlet:<name>` events.

import type { EventName } from "./panel-contract.ts";

export type Listener = (detail: unknown) => void;

export class Emitter {
  #listeners: (readonly [string, Listener])[] = [];

  on(name: string, listener: Listener): void {
    this.off(name, listener); // the same one twice is told once, as addEventListener has it
    this.#listeners.push([name, listener]);
  }

  off(name: string, listener: Listener): void {
    this.#listeners = this.#listeners.filter(([known, each]) => known !== name || each !== listener);
  }

  /** A listener that throws is reported as the page's error and stops nobody else. */
  emit(name: EventName, detail: unknown, target: HTMLElement): void {
    for (const [known, listener] of this.#listeners) {
      if (known !== name) continue;
      try {
        listener(detail);
      } catch (error) {
        reportError(error);
      }
    }
    target.dispatchEvent(new CustomEvent("chatlet:" + name, { detail, bubbles: true }));
  }
}
