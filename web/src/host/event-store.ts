// Where events wait until the server has them: the widget's database, and this page's memory for what a browser will
// not store. Tabs of one site share what is stored, and tell each other of it.

import type { Database } from "./database.ts";
import type { MeteredEvent } from "./event-queue.ts";
import { memberText } from "./reply-json.ts";

const STORED_MAX = 5000; // a month without a network; past it only what is counted is kept
const BEACON_LENGTH_MAX = 60_000; // of the 64 KiB that all such requests of a page share

export class EventStore {
  #database: Database;
  #prefix: string;
  #stored = 0; // about; counted by this page
  #pending = new Map<string, MeteredEvent>(); // of this page, and not known to be over
  #unstored = new Set<string>(); // of those: what only memory has
  #over = new Map<string, () => void>(); // who waits for an event's end

  /** `prefix` tells bots of one origin apart. The database is the caller's. */
  constructor(database: Database, prefix: string) {
    this.#database = database;
    this.#prefix = prefix;
  }

  async add(event: MeteredEvent): Promise<void> {
    if (this.#stored >= STORED_MAX && event.type !== "conversation") return;
    this.#stored++;
    this.#pending.set(event.id, event);
    if (!(await this.#database.put("events", this.#prefix + event.id, event))) this.#unstored.add(event.id);
  }

  /** The oldest, at most `count`. Ids sort by time. */
  async first(count: number): Promise<readonly MeteredEvent[]> {
    const stored = (await this.#database.getAll("events", this.#prefix, count)).filter(isEvent);
    const others = [...this.#unstored].flatMap((id) => this.#pending.get(id) ?? []);
    return [...stored, ...others].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, count);
  }

  /** The server has them, or never takes them. */
  async remove(ids: readonly string[]): Promise<void> {
    this.forget(ids);
    await Promise.all(ids.map((id) => this.#database.delete("events", this.#prefix + id)));
  }

  /** Another tab says that they are over. */
  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#pending.delete(id);
      this.#unstored.delete(id);
      this.#over.get(id)?.();
      this.#over.delete(id);
    }
    this.#stored = Math.max(0, this.#stored - ids.length);
  }

  /** Resolves when the event is over. */
  untilOver(id: string): Promise<void> {
    return new Promise((resolve) => this.#over.set(id, resolve));
  }

  /** Whether this page made something that nobody is known to have. */
  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  /** What this page made and nobody is known to have, as the last words of a page; empty: nothing. */
  lastWords(token: string): string {
    const events: MeteredEvent[] = [];
    let length = token.length;
    for (const event of this.#pending.values()) {
      length += JSON.stringify(event).length * 2; // as UTF-8 it may be longer, and never so much
      if (length > BEACON_LENGTH_MAX) break;
      events.push(event);
    }
    return events.length > 0 ? JSON.stringify({ token, events }) : "";
  }
}

// Only this file writes them.
function isEvent(value: unknown): value is MeteredEvent {
  return ["id", "type", "time", "conversation"].every((name) => memberText(value, name) !== "");
}
