// The compiler in a browser, a worker or Node, without files: documents in, a bundle's files out. The other side is
// wasm/wasm_compiler.c. It fetches and stores nothing; whoever calls it does.
//
// Failures are values, never exceptions. After "stopped" (a failed assertion, or the stack ran out inside the module) a
// compiler only ever answers "stopped": open another one.

import { htmlImports } from "./html-host.ts";
import { ModuleBytes } from "./module-bytes.ts";

/** One thing to tell the author; the codes are listed in core/src/compile/diagnostic.h. */
export interface Diagnostic {
  severity: "error" | "warning";
  code: string;
  /** The path given with the document. */
  file: string;
  /** From 1; 0: the whole file. */
  line: number;
  /** From 1, in bytes; 0: the whole line. */
  column: number;
  message: string;
}

/** A file of the bundle. `chatlet build` puts parts and the head under `files/`; pages stand where they say. */
export interface OutputFile {
  kind: "head" | "part" | "page";
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface SourceDocument {
  /** Shown in diagnostics; its ending says the format: .md .html .txt .csv .jsonl and the like. */
  path: string;
  /** Where a visitor can read it: root-relative, relative to the bundle's folder, or absolute http(s). */
  url: string;
  bytes: Uint8Array;
  /** No page of it exists: write one and cite that instead of `url`. */
  wantsPage?: boolean;
}

export interface CompileReport {
  documents: number;
  skipped: number;
  passages: number;
  terms: number;
  parts: number;
  errors: number;
  warnings: number;
  /** Bytes of head and parts. */
  indexBytes: number;
}

export interface BotInfo {
  id: string;
  title: string;
  locale: string;
  /** Stemmer the index is built with; names the runtime module a page loads. */
  language: string;
}

export interface CompilerListener {
  /** Takes one file; the head comes last. False stops the build with "sink". */
  output: (file: OutputFile) => boolean;
  diagnostic?: (diagnostic: Diagnostic) => void;
  /** How far `finish` is, 0 to `total`. */
  progress?: (done: number, total: number) => void;
}

/** The statuses of core/include/chatlet/base.h that reach a host, and one of this side. */
export type CompilerStatus =
  | "ok"
  | "memory"
  | "limit"
  | "argument" // a call out of order, or a value that bot.json would not take
  | "input" // mistakes were reported
  | "sink" // the listener refused a file
  | "stopped"
  | "failed"; // any other; the module is not the one this code was written for

// As chatlet_status counts; the holes never come out of a compiler.
const STATUSES: Readonly<Record<number, CompilerStatus>> = {
  0: "ok",
  1: "memory",
  2: "limit",
  3: "argument",
  10: "sink",
  11: "input",
};

const COMPILER_VERSION = 1;
const KINDS = ["head", "part", "page"] as const;
// Words (32 bits) of a compiler_reply; a text takes two, address and size.
const REPLY = { id: 8, title: 10, locale: 12, language: 14 } as const;

// What wasm/exports_compiler.txt lists.
interface Exports {
  _initialize(): void;
  compiler_version(): number;
  compiler_allocate(size: number): number;
  compiler_release(address: number): void;
  compiler_new(): number;
  compiler_free(compiler: number): void;
  compiler_set_bot(compiler: number, bytes: number, size: number): number;
  compiler_override_bot(
    compiler: number,
    title: number,
    titleSize: number,
    locale: number,
    localeSize: number,
  ): number;
  compiler_add_source(compiler: number, path: number, pathSize: number, bytes: number, size: number): number;
  compiler_check(compiler: number): number;
  compiler_add_document(
    compiler: number,
    path: number,
    pathSize: number,
    url: number,
    urlSize: number,
    bytes: number,
    size: number,
    wantsPage: number,
  ): number;
  compiler_describe(compiler: number): number;
  compiler_finish(compiler: number): number;
}

const FUNCTION_NAMES = [
  "_initialize",
  "compiler_version",
  "compiler_allocate",
  "compiler_release",
  "compiler_new",
  "compiler_free",
  "compiler_set_bot",
  "compiler_override_bot",
  "compiler_add_source",
  "compiler_check",
  "compiler_add_document",
  "compiler_describe",
  "compiler_finish",
] as const;

function areExports(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Exports {
  return FUNCTION_NAMES.every((name) => typeof exports[name] === "function");
}

export class Compiler {
  #exports: Exports;
  #memory: ModuleBytes;
  #address: number;
  #alive = true;

  private constructor(exports: Exports, memory: ModuleBytes, address: number) {
    this.#exports = exports;
    this.#memory = memory;
    this.#address = address;
  }

  /**
   * Starts a compiler for one bundle: setBot or nothing, overrideBot or nothing, addSource and addDocument for each,
   * finish. The caller ends it with close(). Undefined when the module is not ours or memory ran out.
   */
  static async open(module: WebAssembly.Module, listener: CompilerListener): Promise<Compiler | undefined> {
    const memory = new ModuleBytes();
    try {
      const { exports } = await WebAssembly.instantiate(module, importsFor(memory, listener));
      if (!memory.attach(exports) || !areExports(exports)) return undefined;
      exports._initialize();
      if (exports.compiler_version() !== COMPILER_VERSION) return undefined;
      const address = exports.compiler_new() >>> 0;
      return address === 0 ? undefined : new Compiler(exports, memory, address);
    } catch {
      return undefined;
    }
  }

  /** Reads the text of a bot.json; before documents. "input": mistakes were told; what could be read was taken. */
  setBot(json: string): CompilerStatus {
    return this.#call([text(json)], ([bytes, size]) =>
      this.#exports.compiler_set_bot(this.#address, bytes ?? 0, size ?? 0),
    );
  }

  /** Replaces what bot.json says; an empty value changes nothing. Before documents. */
  overrideBot(values: { title?: string; locale?: string }): CompilerStatus {
    return this.#call(
      [text(values.title ?? ""), text(values.locale ?? "")],
      ([title = 0, titleSize = 0, locale = 0, localeSize = 0]) =>
        this.#exports.compiler_override_bot(this.#address, title, titleSize, locale, localeSize),
    );
  }

  /** The bot as read or by default; undefined once stopped. */
  bot(): BotInfo | undefined {
    if (!this.#alive) return undefined;
    const reply = this.#exports.compiler_describe(this.#address) >>> 0;
    const read = (index: number): string =>
      this.#memory.text(this.#memory.word(reply + index * 4), this.#memory.word(reply + index * 4 + 4));
    return {
      id: read(REPLY.id),
      title: read(REPLY.title),
      locale: read(REPLY.locale),
      language: read(REPLY.language),
    };
  }

  /**
   * Adds a file of the conversation: flows/NAME.json, intents/NAME.json or .txt, strings/TAG.json, as its path says.
   * After setBot and before documents. "input": mistakes were told; while there is one, nothing is built.
   */
  addSource(path: string, bytes: Uint8Array): CompilerStatus {
    return this.#call([text(path), bytes], ([place = 0, placeSize = 0, address = 0, size = 0]) =>
      this.#exports.compiler_add_source(this.#address, place, placeSize, address, size),
    );
  }

  /** Checks the conversation as a whole, before documents; finish does it otherwise. "input": an error was told. */
  check(): CompilerStatus {
    return this.#call([], () => this.#exports.compiler_check(this.#address));
  }

  /** Reads one document. "input": it was refused and told; go on with the next. */
  addDocument(document: SourceDocument): CompilerStatus {
    return this.#call(
      [text(document.path), text(document.url), document.bytes],
      ([path = 0, pathSize = 0, url = 0, urlSize = 0, bytes = 0, size = 0]) =>
        this.#exports.compiler_add_document(
          this.#address,
          path,
          pathSize,
          url,
          urlSize,
          bytes,
          size,
          document.wantsPage ? 1 : 0,
        ),
    );
  }

  /**
   * Builds the index, asks it its self-tests (core/include/chatlet/tune.h), and hands its files to the listener; once.
   * "input": there is nothing to build from.
   */
  finish(): { status: CompilerStatus; report: CompileReport } {
    const status = this.#call([], () => this.#exports.compiler_finish(this.#address));
    const reply = this.#alive ? this.#exports.compiler_describe(this.#address) >>> 0 : 0;
    const word = (index: number): number => (reply === 0 ? 0 : this.#memory.word(reply + index * 4));
    const report = {
      documents: word(0),
      skipped: word(1),
      passages: word(2),
      terms: word(3),
      parts: word(4),
      errors: word(5),
      warnings: word(6),
      indexBytes: word(7),
    };
    return { status, report };
  }

  /** Frees what the compiler holds; closing twice is harmless. */
  close(): void {
    if (!this.#alive) return;
    this.#exports.compiler_free(this.#address);
    this.#alive = false;
  }

  // Copies `values` into the module for the time of `call`, which gets address and size of each. A trap leaves the
  // module's memory in an unknown state, so nothing is called in it again.
  #call(values: readonly Uint8Array[], call: (places: readonly number[]) => number): CompilerStatus {
    if (!this.#alive) return "stopped";
    try {
      const places = this.#copyIn(values);
      const status = places === undefined ? "memory" : (STATUSES[call(places)] ?? "failed");
      places?.forEach((address, index) => index % 2 === 0 && this.#exports.compiler_release(address));
      return status;
    } catch {
      this.#alive = false;
      return "stopped";
    }
  }

  #copyIn(values: readonly Uint8Array[]): number[] | undefined {
    const places: number[] = [];
    for (const value of values) {
      const address = this.#exports.compiler_allocate(value.length) >>> 0;
      if (address === 0) {
        places.forEach((place, index) => index % 2 === 0 && this.#exports.compiler_release(place));
        return undefined;
      }
      this.#memory.put(address, value);
      places.push(address, value.length);
    }
    return places;
  }
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function importsFor(memory: ModuleBytes, listener: CompilerListener): WebAssembly.Imports {
  return {
    chatlet: { ...htmlImports(memory), ...listenerImports(memory, listener) },
    wasi_snapshot_preview1: noStreams,
  };
}

function listenerImports(memory: ModuleBytes, listener: CompilerListener): WebAssembly.ModuleImports {
  return {
    output(kind: number, name: number, nameSize: number, bytes: number, size: number): number {
      const known = KINDS[kind];
      if (known === undefined) return 0;
      const file = { kind: known, name: memory.text(name, nameSize), bytes: memory.copy(bytes, size) };
      return listener.output(file) ? 1 : 0;
    },
    diagnostic(
      severity: number,
      code: number,
      codeSize: number,
      file: number,
      fileSize: number,
      line: number,
      column: number,
      message: number,
      messageSize: number,
    ): void {
      listener.diagnostic?.({
        severity: severity === 0 ? "error" : "warning",
        code: memory.text(code, codeSize),
        file: memory.text(file, fileSize),
        line: line >>> 0,
        column: column >>> 0,
        message: memory.text(message, messageSize),
      });
    },
    progress(done: number, total: number): void {
      listener.progress?.(done >>> 0, total >>> 0);
    },
  };
}

const NOT_IMPLEMENTED = 52;

// The C library's streams come along with cJSON, which prints numbers; nothing is ever written to one.
const noStreams: WebAssembly.ModuleImports = {
  fd_write: () => NOT_IMPLEMENTED,
  fd_seek: () => NOT_IMPLEMENTED,
  fd_close: () => NOT_IMPLEMENTED,
  proc_exit: () => {
    throw new Error("a failed assertion");
  },
};
