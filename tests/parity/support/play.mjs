// Plays a conversation of tests/corpus on three engines at once: native, WebAssembly, and WebAssembly opened anew
// before every step from nothing but the saved state. Every answer is compared byte for byte.

import assert from "node:assert/strict";
import { buildBot, readPart } from "./corpus-bots.mjs";
import { NativeEngine } from "./native-engine.mjs";
import { encodeEvent, openWasm } from "./wasm-engine.mjs";

const FIRST_TIME_MS = 1700000000000;

/**
 * @param conversation {bot, language, script}; a script is a list of
 *   {event}            with seq, now and, for `result`, effect filled in when they are left out
 *   {expect: effects}  what the event before gave
 *   {refused: status}  that it was refused, and with what; the state stays
 *   {parts: "needed"}  the host adds what the last `need` named; "damaged": tries to, with a byte changed; "dropped":
 *                      gives up every part
 * @returns the script with every expectation as it turned out
 */
export async function play(conversation) {
  const player = await Player.open(conversation);
  const played = [];
  try {
    for (const item of conversation.script) {
      if (item.parts) await player.changeParts(item.parts);
      if (item.event) await player.send(item.event);
      if (!item.expect && !item.refused) played.push(item);
      if (item.event) played.push(player.outcome);
    }
  } finally {
    assert.equal(await player.close(), 0, "the native engine ended badly");
  }
  return played;
}

class Player {
  state = new Uint8Array();
  parts = new Map(); // id → bytes, as both engines hold them
  need = undefined; // the last one
  seq = 0;
  outcome = undefined;

  static async open({ bot, language }) {
    const player = new Player();
    player.language = language;
    player.bot = buildBot(bot);
    player.native = new NativeEngine(player.bot.head);
    player.wasm = await openWasm(player.bot.head, language);
    return player;
  }

  async send(event) {
    const bytes = await this.encode(event);
    const fromNative = await this.native.stepBytes(this.state, bytes);
    const fromWasm = this.wasm.stepBytes(this.state, bytes);
    compareSteps(fromWasm, fromNative, "WebAssembly");
    compareSteps(await this.stepRestored(bytes), fromNative, "restored from the saved state");
    if (!fromNative.ok) {
      this.outcome = { refused: fromNative.status };
      return;
    }
    assert.deepEqual(fromWasm.effects, fromNative.json, "effects as TypeScript and as the JSON form read them");
    this.state = fromWasm.state;
    this.need = fromWasm.effects.find((effect) => effect.kind === "need") ?? this.need;
    this.outcome = { expect: fromWasm.effects };
  }

  async encode(event) {
    const { kind, seq = this.seq + 1, now = FIRST_TIME_MS + seq * 1000, ...fields } = event;
    this.seq = Math.max(this.seq, seq);
    if (kind === "result") fields.effect ??= this.need.id;
    const whole = { kind, seq, now, ...fields };
    const bytes = encodeEvent(whole);
    const native = await this.native.toCbor(JSON.stringify(whole));
    assert.deepEqual(Buffer.from(bytes), native.bytes, "events as TypeScript and as the JSON form write them");
    return bytes;
  }

  async stepRestored(event) {
    const engine = await openWasm(this.bot.head, this.language);
    for (const [id, bytes] of this.parts) assert.equal(engine.addPart(id, bytes), "ok");
    const step = engine.stepBytes(this.state, event);
    engine.close();
    return step;
  }

  async changeParts(how) {
    if (how === "dropped") {
      for (const id of this.parts.keys()) await this.dropPart(id);
      return;
    }
    for (const part of this.need.parts) await this.addPart(part, how === "damaged");
  }

  async addPart(part, isDamaged) {
    const bytes = readPart(this.bot, part);
    if (isDamaged) bytes[bytes.length >> 1] ^= 1;
    const status = await this.native.addPart(part.id, bytes);
    assert.equal(this.wasm.addPart(part.id, bytes), status);
    assert.equal(status, isDamaged && !this.parts.has(part.id) ? "part" : "ok");
    if (status === "ok" && !isDamaged) this.parts.set(part.id, bytes);
  }

  async dropPart(id) {
    await this.native.dropPart(id);
    this.wasm.dropPart(id);
    assert.equal(this.wasm.hasPart(id), false);
    this.parts.delete(id);
  }

  close() {
    this.wasm.close();
    return this.native.close();
  }
}

export function compareSteps(actual, expected, what) {
  assert.equal(actual.ok ? "ok" : actual.status, expected.ok ? "ok" : expected.status, what);
  if (!expected.ok) {
    assert.equal(actual.message, expected.message, what);
    return;
  }
  assert.deepEqual(Buffer.from(actual.state), Buffer.from(expected.state), `${what}: state`);
  assert.deepEqual(Buffer.from(actual.effectBytes), Buffer.from(expected.effectBytes), `${what}: effects`);
}
