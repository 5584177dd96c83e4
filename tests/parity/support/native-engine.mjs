// The native engine behind the calls of web/src/engine/session.ts, one line to parity_native each.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { NATIVE } from "./corpus-bots.mjs";

// By number, as chatlet_status counts.
export const STATUSES = ["ok", "memory", "limit", "argument", "utf8", "syntax", "bundle", "version", "part", "state"];

export class NativeEngine {
  /** @param head path of the bundle's head. Ends with close(). */
  constructor(head) {
    this.program = spawn(NATIVE, ["play", head], { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.program.stdout })[Symbol.asyncIterator]();
  }

  async addPart(id, bytes) {
    const [status] = await this.#ask(`part ${id} ${hex(bytes)}`);
    return STATUSES[status];
  }

  async dropPart(id) {
    await this.#ask(`drop ${id}`);
  }

  /** As Engine.stepBytes, with `json`, the effects as the native JSON form writes them. */
  async stepBytes(state, event) {
    const [status, newState, effects, json, message] = await this.#ask(`step ${hex(state)} ${hex(event)}`);
    if (status !== "0") return { ok: false, status: STATUSES[status], message: unhex(message).toString() };
    return { ok: true, state: unhex(newState), effectBytes: unhex(effects), json: JSON.parse(unhex(json)) };
  }

  /** Steps for all `events` from no state, each from the state before: a sum for each, as support/walk.mjs has it. */
  async walk(events, keepsWorkspace) {
    const sums = await this.#ask(`${keepsWorkspace ? "kept" : "walk"} - ${events.map(hex).join(" ")}`);
    return sums.filter((sum) => sum !== "");
  }

  /** As Engine.suggest, with `bytes` and `json` of all it says. */
  async suggest(text, limit) {
    const [status, bytes, json] = await this.#ask(`suggest ${limit} ${hex(Buffer.from(text))}`);
    if (status !== "0") return { ok: false, status: STATUSES[status] };
    return { ok: true, bytes: unhex(bytes), json: JSON.parse(unhex(json)) };
  }

  /** An event as the native JSON form reads it. */
  async toCbor(json) {
    const [status, bytes] = await this.#ask(`cbor ${hex(Buffer.from(json))}`);
    return { status: STATUSES[status], bytes: unhex(bytes) };
  }

  /** Resolves when the program has ended; its exit code, which the sanitizers make other than 0. */
  close() {
    this.program.stdin.end();
    return new Promise((resolve) => this.program.on("exit", resolve));
  }

  async #ask(line) {
    this.program.stdin.write(line + "\n");
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`parity_native ended at: ${line.slice(0, 200)}`);
    return value.split(" ");
  }
}

function hex(bytes) {
  return bytes.length === 0 ? "-" : Buffer.from(bytes).toString("hex");
}

function unhex(word) {
  return word === "-" ? Buffer.alloc(0) : Buffer.from(word, "hex");
}
