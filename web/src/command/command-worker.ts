// The `chatlet` command: core/cli as WebAssembly, in a worker, since it never waits for events and the main thread has
// signals to hear.

import { readFileSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { htmlImports } from "../compiler/html-host.ts";
import { ModuleBytes } from "../compiler/module-bytes.ts";
import { fileImports, processImports, timeImports } from "./host-files.ts";
import { Exit, wasiImports } from "./host-wasi.ts";
import { SignalGate, type WorkerMessage } from "./signal-gate.ts";

// As a shell tells of a program that a failed assertion ended.
const ABORTED = 134;

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

function start(gate: SharedArrayBuffer, words: readonly string[]): void {
  const memory = new ModuleBytes();
  const signals = new SignalGate(gate, tell);
  const program = fileURLToPath(new URL("./chatlet", import.meta.url)).replaceAll("\\", "/");
  const module = new WebAssembly.Module(readFileSync(new URL("./chatlet-command.wasm", import.meta.url)));
  const { exports } = new WebAssembly.Instance(module, {
    chatlet: {
      ...fileImports(memory, program),
      ...processImports(signals),
      ...timeImports(memory),
      ...htmlImports(memory),
    },
    wasi_snapshot_preview1: wasiImports(memory, {
      arguments: ["chatlet", ...words],
      environment: process.env,
      rest: (durationMs) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs),
    }),
  });
  if (!memory.attach(exports) || typeof exports._start !== "function") throw new Error("not the command's module");
  exports._start();
}

function run(gate: SharedArrayBuffer, words: readonly string[]): number {
  try {
    start(gate, words);
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    writeSync(process.stderr.fd, `chatlet: stopped by a mistake of its own; please report it: ${String(error)}\n`);
    return ABORTED;
  }
}

const data: unknown = workerData;
if (typeof data === "object" && data !== null && "gate" in data && "words" in data) {
  const { gate, words } = data;
  if (gate instanceof SharedArrayBuffer && Array.isArray(words)) {
    tell({ kind: "exit", code: run(gate, words.map(String)) });
  }
}
