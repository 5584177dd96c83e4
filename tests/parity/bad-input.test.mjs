// Bad events and bad states: both engines refuse the same ones, with the same words, and take the same ones.

import assert from "node:assert/strict";
import test from "node:test";
import { buildBot } from "./support/corpus-bots.mjs";
import { NativeEngine } from "./support/native-engine.mjs";
import { compareSteps } from "./support/play.mjs";
import { encodeEvent, openWasm } from "./support/wasm-engine.mjs";

const EMPTY = new Uint8Array();
const START = encodeEvent({ kind: "start", seq: 1, now: 1000, seed: 42, locale: "pt-BR" });
const TEXT = encodeEvent({ kind: "text", seq: 2, now: 1000, text: "tomato blight" });

const bot = buildBot("garden-large");

// What can go wrong with bytes on their way: cut, a byte other than it was, a byte twice.
function* spoiled(bytes) {
  for (let place = 0; place < bytes.length; place++) {
    yield bytes.subarray(0, place);
    for (const value of [0x00, 0x7f, 0xff, bytes[place] ^ 1, bytes[place] ^ 0x20]) {
      const changed = bytes.slice();
      changed[place] = value;
      yield changed;
    }
    yield Uint8Array.from([...bytes.subarray(0, place), bytes[place], ...bytes.subarray(place)]);
  }
}

async function compareAll(cases) {
  const native = new NativeEngine(bot.head);
  const wasm = await openWasm(bot.head);
  const statuses = new Map();
  for (const [state, event] of cases(wasm)) {
    const expected = await native.stepBytes(state, event);
    const hex = `${Buffer.from(state).toString("hex")} ${Buffer.from(event).toString("hex")}`;
    compareSteps(wasm.stepBytes(state, event), expected, hex);
    const status = expected.ok ? "ok" : expected.status;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  wasm.close();
  assert.equal(await native.close(), 0, "the native engine ended badly");
  return statuses;
}

test("spoiled events are refused, or taken, by both", async () => {
  const statuses = await compareAll(function* (wasm) {
    const { state } = wasm.stepBytes(EMPTY, START);
    for (const event of spoiled(START)) yield [EMPTY, event];
    for (const event of spoiled(TEXT)) yield [state, event];
  });
  for (const status of ["ok", "syntax", "utf8"]) assert.ok(statuses.get(status) > 0, status);
});

test("spoiled states are refused, or taken, by both", async () => {
  const statuses = await compareAll(function* (wasm) {
    const { state } = wasm.stepBytes(EMPTY, START);
    const asked = wasm.stepBytes(state, TEXT).state;
    const restart = encodeEvent({ kind: "restart", seq: 9, now: 1000, seed: 1 });
    for (const bytes of spoiled(state)) yield [bytes, TEXT];
    for (const bytes of spoiled(asked)) yield [bytes, encodeEvent({ kind: "text", seq: 3, now: 1000, text: "" })];
    for (const bytes of spoiled(asked)) yield [bytes, restart];
  });
  for (const status of ["ok", "state"]) assert.ok(statuses.get(status) > 0, status);
});

test("events and states are taken up to their limits and not past them", async () => {
  const statuses = await compareAll(function* (wasm) {
    const { state } = wasm.stepBytes(EMPTY, START);
    const largest = 16 * 1024 - (TEXT.length - "tomato blight".length) - 2;
    const event = (size) => encodeEvent({ kind: "text", seq: 2, now: 1000, text: "a".repeat(size) });
    assert.equal(event(largest).length, 16 * 1024);
    yield [state, event(largest)];
    yield [state, event(largest + 1)];
    yield [new Uint8Array(32 * 1024), TEXT];
    yield [new Uint8Array(32 * 1024 + 1), TEXT];
  });
  assert.deepEqual(Object.fromEntries(statuses), { ok: 1, limit: 2, state: 1 });
});
