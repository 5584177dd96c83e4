// Suggestions while typing: the native engine and WebAssembly give the same bytes for every beginning of what people
// type, in one file and in parts, and ask for the same parts.

import assert from "node:assert/strict";
import test from "node:test";
import { buildBot, readPart } from "./support/corpus-bots.mjs";
import { NativeEngine } from "./support/native-engine.mjs";
import { openWasm } from "./support/wasm-engine.mjs";

const ROWS = [
  { bot: "garden", language: "en", typed: ["watering tomatoes", "compost ", "How do I pinch"], finds: "Tomatoes" },
  { bot: "garden-large", language: "en", typed: ["watering", "late blight "], finds: "Tomatoes" },
  { bot: "jardin", language: "es", typed: ["regar los tomates"], finds: "" },
  { bot: "jardim-large", language: "pt", typed: ["estações"], finds: "A rega" },
  { bot: "ogorod", language: "ru", typed: ["полив"], finds: "" },
  { bot: "niwa", language: "none", typed: ["木の水"], finds: "" },
];
const ODD = ["", "\u0000", "\"", "a", "x".repeat(3000), "é", "\u0301", "-", "how do I "];

/** Adds what is missing to both engines until nothing is; gives the whole result. */
async function suggest(bot, native, wasm, text) {
  for (let round = 0; round < 3; round++) {
    const fromNative = await native.suggest(text, 5);
    const fromWasm = wasm.suggest(text, 5);
    assert.ok(fromNative.ok && fromWasm.ok, `${text}: ${fromWasm.message}`);
    assert.deepEqual(Buffer.from(fromWasm.bytes), Buffer.from(fromNative.bytes), text);
    const { items, parts } = fromNative.json;
    assert.deepEqual({ items: fromWasm.items, parts: fromWasm.parts }, { items, parts }, text);
    if (parts.length === 0) return { items, rounds: round };
    for (const part of parts) {
      assert.equal(await native.addPart(part.id, readPart(bot, part)), "ok");
      assert.equal(wasm.addPart(part.id, readPart(bot, part)), "ok");
    }
  }
  return assert.fail(`${text}: more than two rounds of parts`);
}

for (const { bot: name, language, typed, finds } of ROWS) {
  test(`${name}: every beginning is suggested the same`, async () => {
    const bot = buildBot(name);
    const native = new NativeEngine(bot.head);
    const wasm = await openWasm(bot.head, language);
    const titles = new Set();
    let rounds = 0;
    assert.equal(wasm.info.suggests, true);
    for (const text of typed.flatMap((whole) => [...whole].map((_, end) => [...whole].slice(0, end + 1).join("")))) {
      const found = await suggest(bot, native, wasm, text);
      for (const item of found.items) titles.add(item.title);
      rounds = Math.max(rounds, found.rounds);
    }
    for (const text of ODD) await suggest(bot, native, wasm, text);
    assert.ok(titles.size > 0);
    if (finds) assert.ok(titles.has(finds), [...titles].join(", "));
    assert.equal(rounds > 0, name.endsWith("-large"), "only a bundle in parts asks for any");
    wasm.close();
    assert.equal(await native.close(), 0, "the native engine ended badly");
  });
}

test("a limit out of range is refused on both sides", async () => {
  const bot = buildBot("garden");
  const native = new NativeEngine(bot.head);
  const wasm = await openWasm(bot.head, "en");
  for (const limit of [0, 11]) {
    assert.equal((await native.suggest("tom", limit)).status, "argument");
    assert.equal(wasm.suggest("tom", limit).status, "argument");
  }
  wasm.close();
  await native.close();
});
