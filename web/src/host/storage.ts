// Keeps one conversation per bot across page loads, and what the bot remembers of its visitor, in the visitor's browser
// and nowhere else. Nothing is written before the visitor's first message or choice; see conversation.ts.

import type { Ask, Effect, Errand, Option, Values } from "../engine/events.ts";
import type { Message } from "../widget/state.ts";
import { Database } from "./database.ts";

const FORMAT = 2;
const AGE_MAX_MS = 30 * 24 * 3600 * 1000;

export type Need = Extract<Effect, { kind: "need" }>;
export type Timer = Pick<Extract<Effect, { kind: "timer" }>, "id" | "at">;

export interface SavedConversation {
  readonly head: string; // file name of the bundle's head, which names the build
  readonly page: string; // where it was saved
  readonly state: Uint8Array; // the engine's
  readonly seq: number; // of the last event
  readonly pending: Need | null; // parts the state waits for
  readonly options: readonly Option[];
  readonly ask: Ask | null;
  readonly timers: readonly Timer[];
  readonly errands: readonly Errand[]; // whose results the state waits for
  readonly unshown: readonly Effect[]; // which the page was left before
  readonly messages: readonly Message[];
}

export interface Visitor {
  readonly id: number; // 0 to 2^53 - 1; A/B tests of visitors choose by it
  readonly values: Values;
}

export class ConversationStore {
  #key: string;
  #now: () => number;
  #database = new Database();

  /** `key` tells bots of one origin apart. */
  constructor(key: string, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  /** The kept conversation; null when there is none, it is older than 30 days, or of a form we do not know. */
  async load(): Promise<SavedConversation | null> {
    const record = await this.#database.get("conversations", this.#key);
    return isKept(record) && this.#now() - record.savedAt < AGE_MAX_MS ? record.conversation : null;
  }

  async save(conversation: SavedConversation): Promise<void> {
    const record: Kept = { format: FORMAT, savedAt: this.#now(), conversation };
    await this.#database.put("conversations", this.#key, record);
  }

  async clear(): Promise<void> {
    await this.#database.delete("conversations", this.#key);
  }

  async loadVisitor(): Promise<Visitor | null> {
    const record = await this.#database.get("visitors", this.#key);
    return isVisitor(record) ? record : null;
  }

  async saveVisitor(visitor: Visitor): Promise<void> {
    await this.#database.put("visitors", this.#key, visitor);
  }

  /** Lets the database go; it opens again when something is saved after all. */
  close(): void {
    this.#database.close();
  }
}

interface Kept {
  format: number;
  savedAt: number;
  conversation: SavedConversation;
}

// Only this file writes the records, so their form is told by number; fields that arithmetic or the engine would trip
// over are looked at all the same.
function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null || Reflect.get(value, "format") !== FORMAT) return false;
  const kept: unknown = Reflect.get(value, "conversation");
  if (typeof kept !== "object" || kept === null) return false;
  const lists = ["options", "timers", "errands", "unshown", "messages"];
  return (
    typeof Reflect.get(value, "savedAt") === "number" &&
    Reflect.get(kept, "state") instanceof Uint8Array &&
    Number.isSafeInteger(Reflect.get(kept, "seq")) &&
    lists.every((name) => Array.isArray(Reflect.get(kept, name)))
  );
}

function isVisitor(value: unknown): value is Visitor {
  if (typeof value !== "object" || value === null) return false;
  return Number.isSafeInteger(Reflect.get(value, "id")) && typeof Reflect.get(value, "values") === "object";
}
