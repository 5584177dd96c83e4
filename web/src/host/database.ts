// The one database of the page's own origin that the widget has, made by the first write. Reading never makes it. A
// browser that refuses storage costs the memory of things, not the things: every failure here is "nothing kept".

const DATABASE = "chatlet";
const VERSION = 3; // of the stores; 1 had conversations alone, 2 nothing for a server
const STORES = ["conversations", "outbox", "visitors", "files", "events", "server"] as const;

export type StoreName = (typeof STORES)[number];

export class Database {
  #database: IDBDatabase | null = null; // kept open: what is saved as a page is left has no time to open it

  /** What is kept under `key`; undefined when nothing is. */
  async get(name: StoreName, key: string): Promise<unknown> {
    return this.#use(false, name, "readonly", (store) => store.get(key));
  }

  /** What is kept there under keys that begin with `prefix`, in their order: all, or the first `count`. */
  async getAll(name: StoreName, prefix: string, count?: number): Promise<unknown[]> {
    const range = IDBKeyRange.bound(prefix, prefix + "\uffff");
    const found = await this.#use(false, name, "readonly", (store) => store.getAll(range, count));
    return Array.isArray(found) ? found : [];
  }

  /** Whether it was kept. */
  async put(name: StoreName, key: string, value: unknown): Promise<boolean> {
    return (await this.#use(true, name, "readwrite", (store) => store.put(value, key))) !== undefined;
  }

  async delete(name: StoreName, key: string): Promise<void> {
    await this.#use(false, name, "readwrite", (store) => store.delete(key));
  }

  /** Lets the database go; it opens again when something is wanted after all. */
  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  async #use(
    create: boolean,
    name: StoreName,
    mode: IDBTransactionMode,
    run: (store: IDBObjectStore) => IDBRequest,
  ): Promise<unknown> {
    try {
      const database = this.#database ?? (await this.#open(create));
      if (!database) return undefined;
      const transaction = database.transaction(name, mode);
      const request = run(transaction.objectStore(name));
      if (mode === "readwrite") transaction.commit();
      return await settled(request);
    } catch {
      return undefined; // storage is full or forbidden; see above
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
}

// Opening a database that is not there makes it, unless the making is called off: then nothing is left behind.
function open(create: boolean): Promise<IDBDatabase | null> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      const { result, transaction } = request;
      if (!create && oldVersion === 0) return transaction?.abort();
      for (const name of STORES) if (!result.objectStoreNames.contains(name)) result.createObjectStore(name);
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
