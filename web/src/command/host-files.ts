// Files, folders, terminal and signals for chatlet-command.wasm: the functions of wasm/host_import.h over Node's. Paths
// stay bytes, as the module has them, and descriptors are the system's own.

import * as fs from "node:fs";
import { isatty } from "node:tty";
import type { ModuleBytes } from "../compiler/module-bytes.ts";
import { guarded } from "./host-error.ts";
import type { SignalGate } from "./signal-gate.ts";

const HOW = { write: 1, create: 2, truncate: 4, exclusive: 8, append: 16 } as const;
const PERMISSIONS = 0o666;
const NANOSECONDS = 1_000_000_000n;

type Imports = Record<string, (...values: number[]) => number | void>;

/** `program` is where the module takes itself to stand: files for visitors are looked for from there. */
export function fileImports(memory: ModuleBytes, program: string): Imports {
  let kept: Buffer = Buffer.alloc(0);

  const path = (address: number, size: number): Buffer => Buffer.from(memory.copy(address, size));

  function keep(bytes: Buffer): number {
    kept = bytes;
    return bytes.length;
  }

  // As host_file_state of wasm/host_import.h.
  function putState(address: number, state: fs.BigIntStats): number {
    memory.putLong(address, state.dev);
    memory.putLong(address + 8, state.ino);
    memory.putLong(address + 16, state.size);
    memory.putLong(address + 24, state.mtimeNs / NANOSECONDS);
    memory.putWord(address + 32, Number(state.mtimeNs % NANOSECONDS));
    memory.putWord(address + 36, Number(state.mode));
    return 0;
  }

  return {
    file_open: (address = 0, size = 0, how = 0) =>
      guarded(() => fs.openSync(path(address, size), flagsOf(how), PERMISSIONS)),
    file_state: (address = 0, size = 0, followsLink = 0, state = 0) =>
      guarded(() => {
        const look = followsLink ? fs.statSync : fs.lstatSync;
        return putState(state, look(path(address, size), { bigint: true }));
      }),
    descriptor_state: (descriptor = 0, state = 0) =>
      guarded(() => putState(state, fs.fstatSync(descriptor, { bigint: true }))),
    file_rename: (address = 0, size = 0, newAddress = 0, newSize = 0) =>
      done(() => fs.renameSync(path(address, size), path(newAddress, newSize))),
    file_remove: (address = 0, size = 0) => done(() => fs.unlinkSync(path(address, size))),
    folder_make: (address = 0, size = 0, mode = 0) => done(() => fs.mkdirSync(path(address, size), mode)),
    folder_remove: (address = 0, size = 0) => done(() => fs.rmdirSync(path(address, size))),
    folder_names: (address = 0, size = 0) =>
      guarded(() => keep(joinNames(fs.readdirSync(path(address, size), { encoding: "buffer" })))),
    path_resolve: (address = 0, size = 0) =>
      guarded(() => keep(fs.realpathSync.native(path(address, size), { encoding: "buffer" }))),
    link_target: (address = 0, size = 0) =>
      guarded(() => keep(fs.readlinkSync(path(address, size), { encoding: "buffer" }))),
    program_path: () => keep(Buffer.from(program)),
    take: (address = 0) => memory.put(address, kept),
  };
}

/** What the command asks about the process it runs in. */
export function processImports(signals: SignalGate): Imports {
  return {
    is_terminal: (descriptor = 0) => (isatty(descriptor) ? 1 : 0),
    process_id: () => process.pid,
    process_signal: (processId = 0, number = 0) => done(() => void process.kill(processId, number)),
    signal_catch: (number = 0) => signals.catch(number),
    rest: (duration = 0) => signals.rest(duration >>> 0),
  };
}

/** Second, minute, hour, day of the month, month from 0, years since 1900; the time comes as 64 bits. */
export function timeImports(memory: ModuleBytes): Record<string, (time: bigint, fields: number) => void> {
  return {
    local_time(seconds, fields) {
      const time = new Date(Number(seconds) * 1000);
      [
        time.getSeconds(),
        time.getMinutes(),
        time.getHours(),
        time.getDate(),
        time.getMonth(),
        time.getFullYear() - 1900,
      ].forEach((value, index) => memory.putWord(fields + index * 4, value));
    },
  };
}

function done(call: () => void): number {
  return guarded(() => {
    call();
    return 0;
  });
}

function flagsOf(how: number): number {
  const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC, O_EXCL, O_APPEND, O_NONBLOCK } = fs.constants;
  // Not waiting keeps a pipe in a folder from holding up the build; Windows has no such thing.
  if ((how & HOW.write) === 0) return O_RDONLY | (O_NONBLOCK ?? 0);
  return (
    O_WRONLY |
    (how & HOW.create ? O_CREAT : 0) |
    (how & HOW.truncate ? O_TRUNC : 0) |
    (how & HOW.exclusive ? O_EXCL : 0) |
    (how & HOW.append ? O_APPEND : 0)
  );
}

/** Each ended by a zero byte, and an empty one behind the last. */
function joinNames(names: readonly Buffer[]): Buffer {
  const end = Buffer.alloc(1);
  return Buffer.concat([...names.flatMap((name) => [name, end]), end]);
}
