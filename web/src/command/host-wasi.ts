// The functions of WASI preview 1 that the C library in chatlet-command.wasm calls: standard streams and files by
// descriptor, clocks, chance, arguments, environment, exit. Node's own node:wasi warns, and needs a flag in Node 18.

import { randomFillSync } from "node:crypto";
import { closeSync, readSync, writeSync } from "node:fs";
import type { ModuleBytes } from "../compiler/module-bytes.ts";
import { codeOf, errorNumber, NOT_IMPLEMENTED } from "./host-error.ts";

/** Thrown through the module to end it. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

export interface WasiOptions {
  /** The program's name first. */
  arguments: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  /** Waits; for streams that are not ready. */
  rest: (durationMs: number) => void;
}

const RETRY_MS = 5;
const REALTIME = 0;

type Numbers = Record<string, (...values: number[]) => number>;

export function wasiImports(memory: ModuleBytes, options: WasiOptions): WebAssembly.ModuleImports {
  const { environment } = options;
  const texts = {
    args: options.arguments.map(zeroEnded),
    environ: Object.keys(environment).map((name) => zeroEnded(`${name}=${environment[name] ?? ""}`)),
  };

  // Waits while a stream that someone else made non-blocking (a terminal, a pipe) is not ready.
  function retried(call: () => number): number {
    for (;;) {
      try {
        return call();
      } catch (error) {
        if (codeOf(error) !== "EAGAIN") throw error;
        options.rest(RETRY_MS);
      }
    }
  }

  /** Carries `move` out over each piece of a list of them and stores how many bytes that were. */
  function forPieces(pieces: number, count: number, result: number, move: (piece: Uint8Array) => number): number {
    let total = 0;
    try {
      for (let i = 0; i < count; i++) {
        const piece = memory.view(memory.word(pieces + i * 8), memory.word(pieces + i * 8 + 4));
        const moved = piece.length === 0 ? 0 : retried(() => move(piece));
        total += moved;
        if (moved < piece.length) break;
      }
    } catch (error) {
      if (total === 0) return errorNumber(error);
    }
    memory.putWord(result, total);
    return 0;
  }

  const numbers: Numbers = {
    args_sizes_get: (count = 0, size = 0) => putSizes(memory, texts.args, count, size),
    args_get: (list = 0, bytes = 0) => putTexts(memory, texts.args, list, bytes),
    environ_sizes_get: (count = 0, size = 0) => putSizes(memory, texts.environ, count, size),
    environ_get: (list = 0, bytes = 0) => putTexts(memory, texts.environ, list, bytes),
    random_get(address = 0, size = 0) {
      randomFillSync(memory.view(address, size));
      return 0;
    },
    fd_read: (descriptor = 0, pieces = 0, count = 0, result = 0) =>
      forPieces(pieces, count, result, (piece) => readSome(descriptor, piece)),
    fd_write: (descriptor = 0, pieces = 0, count = 0, result = 0) =>
      forPieces(pieces, count, result, (piece) => writeSync(descriptor, piece)),
    fd_close(descriptor = 0) {
      try {
        closeSync(descriptor);
        return 0;
      } catch (error) {
        return errorNumber(error);
      }
    },
    proc_exit(code = 0) {
      throw new Exit(code);
    },
  };
  return {
    ...numbers,
    // Streams are read and written from beginning to end.
    fd_seek: () => NOT_IMPLEMENTED,
    clock_time_get(clock: number, _precision: bigint, time: number): number {
      memory.putLong(time, clock === REALTIME ? BigInt(Date.now()) * 1_000_000n : process.hrtime.bigint());
      return 0;
    },
  };
}

// On Windows the end of a pipe is an error of its own.
function readSome(descriptor: number, piece: Uint8Array): number {
  try {
    return readSync(descriptor, piece, 0, piece.length, null);
  } catch (error) {
    if (codeOf(error) === "EOF") return 0;
    throw error;
  }
}

function zeroEnded(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}

function putSizes(memory: ModuleBytes, texts: readonly Uint8Array[], count: number, size: number): number {
  memory.putWord(count, texts.length);
  memory.putWord(size, texts.reduce((sum, text) => sum + text.length, 0));
  return 0;
}

function putTexts(memory: ModuleBytes, texts: readonly Uint8Array[], list: number, bytes: number): number {
  let address = bytes;
  texts.forEach((text, index) => {
    memory.putWord(list + index * 4, address);
    memory.put(address, text);
    address += text.length;
  });
  return 0;
}
