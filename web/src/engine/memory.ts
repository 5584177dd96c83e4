// The only file that touches the module's memory: it copies bytes in and out, calls the exports of
// wasm/wasm_runtime.c, and turns a trap into the status "stopped". The replies' layouts are drawn in that file.

import type { BundleInfo } from "./session.ts";

/** The statuses of core/include/chatlet/base.h that reach a host, and two of this side. */
export type EngineStatus =
  | "memory"
  | "limit"
  | "argument"
  | "utf8"
  | "syntax"
  | "bundle"
  | "version"
  | "part"
  | "state"
  | "runtime" // the module is not the one this code was written for
  | "stopped"; // the module trapped, or was closed

interface Failed {
  ok: false;
  status: EngineStatus;
  message: string;
}

export interface OpenedBundle {
  ok: true;
  /** Address of the reply of runtime_open; freed by close(). */
  address: number;
  info: BundleInfo;
}

export interface SuggestionBytes {
  ok: true;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface TakenStep {
  ok: true;
  state: Uint8Array<ArrayBuffer>;
  effects: Uint8Array<ArrayBuffer>;
}

// What wasm/exports_runtime.txt lists. Addresses and sizes are unsigned; WebAssembly hands them over as signed numbers.
interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  runtime_version(): number;
  runtime_allocate(size: number): number;
  runtime_release(address: number): void;
  runtime_open(head: number, headSize: number): number;
  runtime_close(bundle: number): void;
  runtime_add_part(bundle: number, id: number, bytes: number, size: number): number;
  runtime_has_part(bundle: number, id: number): number;
  runtime_drop_part(bundle: number, id: number): void;
  runtime_parts_size_bytes(bundle: number): number;
  runtime_step(bundle: number, state: number, stateSize: number, event: number, eventSize: number): number;
  runtime_step_free(step: number): void;
  runtime_suggest(bundle: number, text: number, textSize: number, limit: number): number;
  runtime_suggest_free(suggestions: number): void;
}

const FUNCTION_NAMES = [
  "_initialize",
  "runtime_version",
  "runtime_allocate",
  "runtime_release",
  "runtime_open",
  "runtime_close",
  "runtime_add_part",
  "runtime_has_part",
  "runtime_drop_part",
  "runtime_parts_size_bytes",
  "runtime_step",
  "runtime_step_free",
  "runtime_suggest",
  "runtime_suggest_free",
] as const;

const RUNTIME_VERSION = 2;

// Words (32 bits, little-endian) of the replies; a text or byte string takes two, address and size.
const OPENED = { status: 0, hashLow: 2, hashHigh: 3, id: 4, title: 6, locale: 8, language: 10 } as const;
const OPENED_COUNTS = { documents: 12, passages: 13, terms: 14, parts: 15, message: 16, suggests: 18 } as const;
const SUGGESTED = { status: 0, bytes: 1 } as const;
const STEP = { status: 0, state: 1, effects: 3, message: 5 } as const;

// By number, as chatlet_status counts; the holes never come out of a runtime.
const STATUSES: readonly ("ok" | EngineStatus)[] = [
  "ok",
  "memory",
  "limit",
  "argument",
  "utf8",
  "syntax",
  "bundle",
  "version",
  "part",
  "state",
];

const STOPPED: Failed = { ok: false, status: "stopped", message: "the engine has stopped; open another one" };

export class ModuleMemory {
  #exports: Exports;
  #alive = true;

  private constructor(exports: Exports) {
    this.#exports = exports;
  }

  /** Starts an instance; undefined when the module is not ours. Nothing to free: the instance goes when it is
   * forgotten. */
  static async start(runtime: WebAssembly.Module): Promise<ModuleMemory | undefined> {
    try {
      const instance = await WebAssembly.instantiate(runtime, {});
      if (!areExports(instance.exports)) return undefined;
      instance.exports._initialize();
      if (instance.exports.runtime_version() !== RUNTIME_VERSION) return undefined;
      return new ModuleMemory(instance.exports);
    } catch {
      return undefined;
    }
  }

  open(head: Uint8Array): OpenedBundle | Failed {
    return this.#guard<OpenedBundle | Failed>(STOPPED, () => {
      const copied = this.#copyIn(head);
      if (copied === undefined) return outOfMemory();
      const address = this.#exports.runtime_open(copied, head.length) >>> 0;
      this.#exports.runtime_release(copied);
      if (address === 0) return outOfMemory();
      const status = statusOf(this.#word(address, OPENED.status));
      if (status === "ok") return { ok: true, address, info: this.#info(address) };
      const message = this.#text(address, OPENED_COUNTS.message);
      this.#exports.runtime_close(address);
      return { ok: false, status, message };
    });
  }

  addPart(bundle: OpenedBundle, id: number, bytes: Uint8Array): "ok" | EngineStatus {
    return this.#guard<"ok" | EngineStatus>("stopped", () => {
      const copied = this.#copyIn(bytes);
      if (copied === undefined) return "memory";
      const status = this.#exports.runtime_add_part(bundle.address, id, copied, bytes.length);
      this.#exports.runtime_release(copied);
      return statusOf(status);
    });
  }

  hasPart(bundle: OpenedBundle, id: number): boolean {
    return this.#guard(false, () => this.#exports.runtime_has_part(bundle.address, id) !== 0);
  }

  dropPart(bundle: OpenedBundle, id: number): void {
    this.#guard(undefined, () => this.#exports.runtime_drop_part(bundle.address, id));
  }

  partsBytes(bundle: OpenedBundle): number {
    return this.#guard(0, () => this.#exports.runtime_parts_size_bytes(bundle.address) >>> 0);
  }

  step(bundle: OpenedBundle, state: Uint8Array, event: Uint8Array): TakenStep | Failed {
    return this.#guard<TakenStep | Failed>(STOPPED, () => {
      const stateCopy = this.#copyIn(state);
      const eventCopy = this.#copyIn(event);
      let reply = 0;
      if (stateCopy !== undefined && eventCopy !== undefined) {
        reply =
          this.#exports.runtime_step(bundle.address, stateCopy, state.length, eventCopy, event.length) >>> 0;
      }
      if (stateCopy !== undefined) this.#exports.runtime_release(stateCopy);
      if (eventCopy !== undefined) this.#exports.runtime_release(eventCopy);
      if (reply === 0) return outOfMemory();
      const taken = this.#taken(reply);
      this.#exports.runtime_step_free(reply);
      return taken;
    });
  }

  suggest(bundle: OpenedBundle, text: Uint8Array, limit: number): SuggestionBytes | Failed {
    return this.#guard<SuggestionBytes | Failed>(STOPPED, () => {
      const copied = this.#copyIn(text);
      if (copied === undefined) return outOfMemory();
      const reply = this.#exports.runtime_suggest(bundle.address, copied, text.length, limit) >>> 0;
      this.#exports.runtime_release(copied);
      if (reply === 0) return outOfMemory();
      const status = statusOf(this.#word(reply, SUGGESTED.status));
      const bytes = this.#bytes(reply, SUGGESTED.bytes);
      this.#exports.runtime_suggest_free(reply);
      return status === "ok" ? { ok: true, bytes } : { ok: false, status, message: "no suggestions" };
    });
  }

  close(bundle: OpenedBundle): void {
    this.#guard(undefined, () => this.#exports.runtime_close(bundle.address));
    this.#alive = false;
  }

  #taken(reply: number): TakenStep | Failed {
    const status = statusOf(this.#word(reply, STEP.status));
    if (status !== "ok") return { ok: false, status, message: this.#text(reply, STEP.message) };
    return { ok: true, state: this.#bytes(reply, STEP.state), effects: this.#bytes(reply, STEP.effects) };
  }

  #info(address: number): BundleInfo {
    return {
      hash: hex(this.#word(address, OPENED.hashHigh)) + hex(this.#word(address, OPENED.hashLow)),
      id: this.#text(address, OPENED.id),
      title: this.#text(address, OPENED.title),
      locale: this.#text(address, OPENED.locale),
      language: this.#text(address, OPENED.language),
      documents: this.#word(address, OPENED_COUNTS.documents),
      passages: this.#word(address, OPENED_COUNTS.passages),
      terms: this.#word(address, OPENED_COUNTS.terms),
      parts: this.#word(address, OPENED_COUNTS.parts),
      suggests: this.#word(address, OPENED_COUNTS.suggests) !== 0,
    };
  }

  // A trap leaves the module's memory in an unknown state, so nothing is called in it again.
  #guard<Result>(stopped: Result, call: () => Result): Result {
    if (!this.#alive) return stopped;
    try {
      return call();
    } catch {
      this.#alive = false;
      return stopped;
    }
  }

  /** A copy inside the module, freed with runtime_release; undefined when there is no memory for it. */
  #copyIn(bytes: Uint8Array): number | undefined {
    const address = this.#exports.runtime_allocate(bytes.length) >>> 0;
    if (address === 0) return undefined;
    new Uint8Array(this.#exports.memory.buffer, address, bytes.length).set(bytes);
    return address;
  }

  #word(address: number, index: number): number {
    return new DataView(this.#exports.memory.buffer).getUint32(address + index * 4, true);
  }

  /** A copy of the bytes whose address and size stand in two words of a reply. */
  #bytes(reply: number, index: number): Uint8Array<ArrayBuffer> {
    const begin = this.#word(reply, index);
    return new Uint8Array(this.#exports.memory.buffer.slice(begin, begin + this.#word(reply, index + 1)));
  }

  #text(reply: number, index: number): string {
    return new TextDecoder().decode(this.#bytes(reply, index));
  }
}

function areExports(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Exports {
  return (
    exports.memory instanceof WebAssembly.Memory &&
    FUNCTION_NAMES.every((name) => typeof exports[name] === "function")
  );
}

function outOfMemory(): Failed {
  return { ok: false, status: "memory", message: "out of memory" };
}

function statusOf(status: number): "ok" | EngineStatus {
  return STATUSES[status] ?? "runtime";
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
