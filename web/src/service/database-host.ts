// What the service's module asks of a database, over the official build of SQLite for WebAssembly
// (`@sqlite.org/sqlite-wasm`), which the caller has started in the same thread. The other side, where the layouts of
// values and replies are drawn, is backend/src/store/db_sqlite_wasm.c.
//
// The functions are SQLite's own, called with addresses: SQLite's wrappers for JavaScript convert every argument, and a
// statement makes a handful of calls.

import { ModuleBytes } from "../compiler/module-bytes.ts";

/** What is needed of the object that `sqlite3InitModule()` gives. */
export interface SqliteWasm {
  readonly wasm: { readonly exports: object; readonly memory: unknown };
}

export interface DatabasePlace {
  /** ":memory:", or a path in a file system that `vfs` knows. */
  readonly path: string;
  /** Registered with SQLite, such as that of installOpfsSAHPoolVfs; else SQLite's own. */
  readonly vfs?: string;
}

type NumberFunction = (...values: number[]) => number;

// Functions of numbers alone, and those in which a whole number of 64 bits crosses.
const NUMBER_FUNCTIONS = [
  "sqlite3_malloc",
  "sqlite3_free",
  "sqlite3_open_v2",
  "sqlite3_close_v2",
  "sqlite3_extended_result_codes",
  "sqlite3_exec",
  "sqlite3_prepare_v3",
  "sqlite3_bind_parameter_count",
  "sqlite3_bind_null",
  "sqlite3_bind_text",
  "sqlite3_bind_blob",
  "sqlite3_step",
  "sqlite3_column_count",
  "sqlite3_column_type",
  "sqlite3_column_text",
  "sqlite3_column_blob",
  "sqlite3_column_bytes",
  "sqlite3_reset",
  "sqlite3_clear_bindings",
  "sqlite3_finalize",
  "sqlite3_stmt_readonly",
  "sqlite3_get_autocommit",
  "sqlite3_errmsg",
] as const;

type SqliteFunctions = Record<(typeof NUMBER_FUNCTIONS)[number], NumberFunction> & {
  sqlite3_bind_int64(statement: number, place: number, value: bigint): number;
  sqlite3_column_int64(statement: number, column: number): bigint;
  sqlite3_changes64(database: number): bigint;
};

function areFunctions(exports: object): exports is SqliteFunctions {
  const names = [...NUMBER_FUNCTIONS, "sqlite3_bind_int64", "sqlite3_column_int64", "sqlite3_changes64"];
  const known = new Map<string, unknown>(Object.entries(exports));
  return names.every((name) => typeof known.get(name) === "function");
}

const OK = 0;
const NOMEM = 7;
const MISUSE = 21;
const ROW = 100;
const DONE = 101;
const OPEN_READWRITE_CREATE = 6;
const PREPARE_PERSISTENT = 1;
const TRANSIENT = -1; // SQLite copies what it is given
const TYPE_INTEGER = 1;
const TYPE_TEXT = 3;
const TYPE_BLOB = 4;

// A db_value: kind, nothing, whole number of 64 bits, address, size.
const VALUE_BYTES = 24;
const VALUE = { kind: 0, integer: 8, address: 16, size: 20 } as const;
const KIND = { none: 0, integer: 1, text: 2, bytes: 3 } as const;

export class DatabaseHost {
  readonly #functions: SqliteFunctions;
  readonly #sqlite: ModuleBytes;
  readonly #database: number;
  // Of the module that uses it now.
  readonly #statements = new Set<number>();
  #turn = 0;
  #isOpen = true;
  // Room inside SQLite's memory for what goes in.
  #scratch = 0;
  #scratchSize = 0;

  private constructor(functions: SqliteFunctions, sqlite: ModuleBytes, database: number) {
    this.#functions = functions;
    this.#sqlite = sqlite;
    this.#database = database;
  }

  /** Opens or makes the database; closed with close(). A sentence when that fails. */
  static open(sqlite: SqliteWasm, place: DatabasePlace): DatabaseHost | string {
    const { exports, memory } = sqlite.wasm;
    const bytes = new ModuleBytes();
    if (!areFunctions(exports) || !bytes.attachMemory(memory)) return "this is not the SQLite that was expected";
    const encoder = new TextEncoder();
    const path = encoder.encode(place.path + "\0");
    const vfs = encoder.encode((place.vfs ?? "") + "\0");
    const room = exports.sqlite3_malloc(4 + path.length + vfs.length);
    if (room === 0) return "out of memory";
    bytes.put(room + 4, path);
    bytes.put(room + 4 + path.length, vfs);
    const vfsAddress = place.vfs === undefined ? 0 : room + 4 + path.length;
    const code = exports.sqlite3_open_v2(room + 4, room, OPEN_READWRITE_CREATE, vfsAddress);
    const database = bytes.word(room);
    exports.sqlite3_free(room);
    const host = new DatabaseHost(exports, bytes, database);
    if (code === OK) {
      exports.sqlite3_extended_result_codes(database, 1);
      return host;
    }
    const reason = database === 0 ? "out of memory" : host.#errorText();
    exports.sqlite3_close_v2(database);
    return reason;
  }

  /** Whatever module still uses it gets failures from now on. Closing twice is harmless. */
  close(): void {
    if (!this.#isOpen) return;
    this.#abandon();
    this.#isOpen = false;
    this.#functions.sqlite3_free(this.#scratch);
    this.#functions.sqlite3_close_v2(this.#database);
  }

  /**
   * What a module imports as "chatlet_db"; `module` is its memory. One at a time: what an earlier one left is ended,
   * and it gets failures from now on.
   */
  imports(module: ModuleBytes): WebAssembly.ModuleImports {
    this.#abandon();
    const turn = this.#turn;
    const isOurs = (): boolean => this.#isOpen && turn === this.#turn;
    const functions = this.#functions;
    return {
      execute: (sql: number, size: number): number => {
        if (!isOurs()) return MISUSE;
        const text = this.#copyIn(module.view(sql, size), true);
        return text === 0 ? NOMEM : functions.sqlite3_exec(this.#database, text, 0, 0, 0);
      },
      prepare: (sql: number, size: number, reply: number): number =>
        isOurs() ? this.#prepare(module, sql, size, reply) : MISUSE,
      bind: (statement: number, values: number, count: number): number =>
        isOurs() ? this.#bind(module, statement, values, count) : MISUSE,
      step: (statement: number, row: number, texts: number, size: number, reply: number): void => {
        if (isOurs()) this.#step(module, statement, row, texts, size, reply);
        else module.putWord(reply, MISUSE);
      },
      row: (statement: number, row: number, texts: number): void => {
        if (isOurs()) this.#putRow(module, statement, row, texts);
      },
      reset: (statement: number): void => {
        if (!isOurs()) return;
        functions.sqlite3_reset(statement);
        functions.sqlite3_clear_bindings(statement);
      },
      finalize: (statement: number): void => {
        if (isOurs() && this.#statements.delete(statement)) functions.sqlite3_finalize(statement);
      },
      in_transaction: (): number => (isOurs() && functions.sqlite3_get_autocommit(this.#database) === 0 ? 1 : 0),
      error_text: (text: number, size: number): number => {
        const reason = isOurs() ? this.#errorText() : "the database was closed, or another module has it";
        const bytes = new TextEncoder().encode(reason).subarray(0, size >>> 0);
        module.put(text, bytes);
        return bytes.length;
      },
    };
  }

  // A module that stopped at a failed assertion has freed nothing; its transaction is rolled back.
  #abandon(): void {
    this.#turn++;
    for (const statement of this.#statements) this.#functions.sqlite3_finalize(statement);
    this.#statements.clear();
    if (!this.#isOpen || this.#functions.sqlite3_get_autocommit(this.#database) !== 0) return;
    const text = this.#copyIn(new TextEncoder().encode("ROLLBACK"), true);
    if (text !== 0) this.#functions.sqlite3_exec(this.#database, text, 0, 0, 0);
  }

  #prepare(module: ModuleBytes, sql: number, size: number, reply: number): number {
    // The four bytes before the text take the statement's address.
    const room = this.#copyIn(module.view(sql, size), true);
    if (room === 0) return NOMEM;
    const place = room - 4;
    const functions = this.#functions;
    const code = functions.sqlite3_prepare_v3(this.#database, room, -1, PREPARE_PERSISTENT, place, 0);
    const statement = this.#sqlite.word(place);
    if (code !== OK || statement === 0) return code;
    this.#statements.add(statement);
    module.putWord(reply, statement);
    module.putWord(reply + 4, functions.sqlite3_bind_parameter_count(statement));
    module.putWord(reply + 8, functions.sqlite3_column_count(statement));
    return OK;
  }

  #bind(module: ModuleBytes, statement: number, values: number, count: number): number {
    const functions = this.#functions;
    const view = module.data(values, count * VALUE_BYTES);
    for (let index = 0; index < count; index++) {
      const at = index * VALUE_BYTES;
      const kind = view.getUint32(at + VALUE.kind, true);
      let code = OK;
      if (kind === KIND.integer) {
        code = functions.sqlite3_bind_int64(statement, index + 1, view.getBigInt64(at + VALUE.integer, true));
      } else if (kind === KIND.none) {
        code = functions.sqlite3_bind_null(statement, index + 1);
      } else {
        const size = view.getUint32(at + VALUE.size, true);
        const copy = this.#copyIn(module.view(view.getUint32(at + VALUE.address, true), size), false);
        if (copy === 0) return NOMEM;
        const bind = kind === KIND.text ? functions.sqlite3_bind_text : functions.sqlite3_bind_blob;
        code = bind(statement, index + 1, copy, size, TRANSIENT);
      }
      if (code !== OK) return code;
    }
    return OK;
  }

  #step(module: ModuleBytes, statement: number, row: number, texts: number, size: number, reply: number): void {
    const functions = this.#functions;
    const code = functions.sqlite3_step(statement);
    module.putWord(reply, code);
    if (code === ROW) {
      const needed = this.#rowBytes(statement);
      module.putWord(reply + 4, needed);
      if (needed <= size >>> 0) this.#putRow(module, statement, row, texts);
    } else if (code === DONE && functions.sqlite3_stmt_readonly(statement) === 0) {
      module.putLong(reply + 8, functions.sqlite3_changes64(this.#database));
    }
  }

  // Bytes of the row's texts, one behind the other.
  #rowBytes(statement: number): number {
    const functions = this.#functions;
    const count = functions.sqlite3_column_count(statement);
    let size = 0;
    for (let column = 0; column < count; column++) {
      const type = functions.sqlite3_column_type(statement, column);
      if (type === TYPE_TEXT || type === TYPE_BLOB) size += functions.sqlite3_column_bytes(statement, column);
    }
    return size;
  }

  #putRow(module: ModuleBytes, statement: number, row: number, texts: number): void {
    const functions = this.#functions;
    const count = functions.sqlite3_column_count(statement);
    const view = module.data(row, count * VALUE_BYTES);
    let free = texts >>> 0;
    for (let column = 0; column < count; column++) {
      const at = column * VALUE_BYTES;
      const type = functions.sqlite3_column_type(statement, column);
      if (type === TYPE_INTEGER) {
        view.setUint32(at + VALUE.kind, KIND.integer, true);
        view.setBigInt64(at + VALUE.integer, functions.sqlite3_column_int64(statement, column), true);
      } else if (type === TYPE_TEXT || type === TYPE_BLOB) {
        const isText = type === TYPE_TEXT;
        const read = isText ? functions.sqlite3_column_text : functions.sqlite3_column_blob;
        const begin = read(statement, column);
        const size = functions.sqlite3_column_bytes(statement, column);
        module.put(free, this.#sqlite.view(begin, size));
        view.setUint32(at + VALUE.kind, isText ? KIND.text : KIND.bytes, true);
        view.setUint32(at + VALUE.address, free, true);
        view.setUint32(at + VALUE.size, size, true);
        free += size;
      } else {
        // NULL; tables hold no fractions, and a computed one is none of ours.
        view.setUint32(at + VALUE.kind, KIND.none, true);
      }
    }
  }

  #errorText(): string {
    return this.#sqlite.terminatedText(this.#functions.sqlite3_errmsg(this.#database));
  }

  // Address of a copy inside SQLite's memory, good until the next; four bytes stand before it, a zero byte behind it
  // when asked for. 0: no memory.
  #copyIn(bytes: Uint8Array, isTerminated: boolean): number {
    const needed = 4 + bytes.length + 1;
    if (needed > this.#scratchSize) {
      const size = Math.max(needed, 4096, this.#scratchSize * 2);
      const grown = this.#functions.sqlite3_malloc(size);
      if (grown === 0) return 0;
      this.#functions.sqlite3_free(this.#scratch);
      this.#scratch = grown;
      this.#scratchSize = size;
    }
    const begin = this.#scratch + 4;
    this.#sqlite.put(begin, bytes);
    if (isTerminated) this.#sqlite.view(begin + bytes.length, 1)[0] = 0;
    return begin;
  }
}
