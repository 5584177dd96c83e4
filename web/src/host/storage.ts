// Keeps one conversation per bot across page loads, in the visitor's browser and nowhere else: an IndexedDB database
// of the page's own origin, made by the first save. Reading never makes it. A browser that refuses storage costs the
// memory of the conversation, not the conversation: every failure here is "nothing kept".

import type { Effect, Option } from "../engine/events.ts";
import type { Message } from "../widget/state.ts";

const DATABASE = "chatlet";
const STORE = "conversations";
const FORMAT = 1;
const AGE_MAX_MS = 30 * 24 * 3600 * 1000;

export type Need = Extract<Effect, { kind: "need" }>;

export interface SavedConversation {
  readonly head: string; // file name of the bundle's head, which names the build
  readonly state: Uint8Array; // the engine's
  readonly seq: number; // of the last event
  readonly pending: Need | null; // parts the state waits for
  readonly options: readonly Option[];
  readonly messages: readonly Message[];
}

export class ConversationStore {
  #key: string;
  #now: () => number;
  #database: IDBDatabase | null = null; // kept open: what is saved as a page is left has no time to open it

  /** `key` tells bots of one origin apart. */
  constructor(key: string, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  /** The kept conversation; null when there is none, it is older than 30 days, or of a form we do not know. */
  async load(): Promise<SavedConversation | null> {
    try {
      const database = await this.#open(false);
      if (!database) return null;
      const record: unknown = await settled(database.transaction(STORE).objectStore(STORE).get(this.#key));
      return isKept(record) && this.#now() - record.savedAt < AGE_MAX_MS ? record.conversation : null;
    } catch {
      return null;
    }
  }

  async save(conversation: SavedConversation): Promise<void> {
    const record: Kept = { format: FORMAT, savedAt: this.#now(), conversation };
    await this.#write(true, (store) => store.put(record, this.#key));
  }

  async clear(): Promise<void> {
    await this.#write(false, (store) => store.delete(this.#key));
  }

  async #write(create: boolean, change: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    try {
      const database = this.#database ?? (await this.#open(create));
      if (!database) return;
      const transaction = database.transaction(STORE, "readwrite");
      const request = change(transaction.objectStore(STORE));
      transaction.commit();
      await settled(request);
    } catch {
      // Storage is full or forbidden; see above.
    }
  }

  async #open(create: boolean): Promise<IDBDatabase | null> {
    const database = await open(create);
    if (!database) return null;
    const forget = (): void => {
      database.close();
      if (this.#database === database) this.#database = null;
    };
    // Another tab wants to change or delete the database, or the visitor cleared it.
    database.onversionchange = database.onclose = forget;
    this.#database?.close();
    this.#database = database;
    return database;
  }

  /** Lets the database go; it opens again when something is saved after all. */
  close(): void {
    this.#database?.close();
    this.#database = null;
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
  return (
    typeof Reflect.get(value, "savedAt") === "number" &&
    Reflect.get(kept, "state") instanceof Uint8Array &&
    Number.isSafeInteger(Reflect.get(kept, "seq")) &&
    Array.isArray(Reflect.get(kept, "messages")) &&
    Array.isArray(Reflect.get(kept, "options"))
  );
}

// Opening a database that is not there makes it, unless the making is called off: then nothing is left behind.
function open(create: boolean): Promise<IDBDatabase | null> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, FORMAT);
    request.onupgradeneeded = () => {
      if (create) request.result.createObjectStore(STORE);
      else request.transaction?.abort();
    };
    request.onsuccess = () => resolve(request.result);
    request.onblocked = () => reject(request.error);
    request.onerror = (event) => {
      event.preventDefault(); // Firefox reports a request nobody stopped as the page's error
      if (create) reject(request.error);
      else resolve(null);
    };
  });
}

function settled(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
