// Tells the page what happens: listeners of the JavaScript interface, and bubbling `chatlet:<name>` events.

import type { EventName } from "./panel-contract.ts";

export type Listener = (detail: unknown) => void;

export class Emitter {
  #listeners = new Map<string, Set<Listener>>();

  on(name: string, listener: Listener): void {
    const known = this.#listeners.get(name);
    if (known) known.add(listener);
    else this.#listeners.set(name, new Set([listener]));
  }

  off(name: string, listener: Listener): void {
    this.#listeners.get(name)?.delete(listener);
  }

  /** A listener that throws is reported as the page's error and stops nobody else. */
  emit(name: EventName, detail: unknown, target: HTMLElement): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        reportError(error);
      }
    }
    target.dispatchEvent(new CustomEvent("chatlet:" + name, { detail, bubbles: true, composed: true }));
  }
}
