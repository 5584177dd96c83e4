// web/src/engine over the real module: loading, opening, parts, what is refused, and what a trap does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { buildAll, TEMPLATES } from "./support/built-bots.mjs";
import { buildBot, readPart } from "./support/corpus-bots.mjs";
import { trappingModule } from "./support/trapping-module.mjs";
import { Engine, decodeCbor, loadRuntime, openWasm, runtimeBytes, runtimeFile } from "./support/wasm-engine.mjs";

const CHECK_BYTES = 8; // in front of each part
const EMPTY = new Uint8Array();
const START = { kind: "start", seq: 1, now: 1000, seed: 42 };
const bot = buildBot("garden-large");
const head = new Uint8Array(readFileSync(bot.head));

function answer(type, bytes = runtimeBytes(), status = 200) {
  return new Response(bytes, { status, headers: type ? { "content-type": type } : {} });
}

const sources = [
  ["an answer of the right type", () => answer("application/wasm")],
  ["an answer of another type", () => answer("text/plain")],
  ["an answer with a parameter in its type", () => answer("application/wasm; charset=utf-8")],
  ["an answer without a type", () => answer(undefined)],
  ["an answer that is still to come", () => Promise.resolve(answer("application/wasm"))],
  ["bytes", () => runtimeBytes()],
  ["a buffer", () => runtimeBytes().buffer.slice(0)],
];

for (const [name, source] of sources) {
  test(`the module loads from ${name}`, async () => {
    const opened = await Engine.open(await loadRuntime(source()), head);
    assert.equal(opened.ok, true);
    opened.engine.close();
  });
}

test("what is no module is refused while loading", async () => {
  await assert.rejects(loadRuntime(answer("application/wasm", "not found", 404)), TypeError);
  await assert.rejects(loadRuntime(Uint8Array.from([1, 2, 3])), WebAssembly.CompileError);
  await assert.rejects(loadRuntime(answer("text/html", "<!doctype html>")), WebAssembly.CompileError);
});

test("a module of someone else, of another version or that traps at once is refused", async () => {
  const rows = [
    Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    trappingModule({ runtime_step: null }),
    trappingModule({ runtime_version: 1 }),
    trappingModule({ _initialize: "trap" }),
  ];
  for (const bytes of rows) {
    const opened = await Engine.open(await loadRuntime(bytes), head);
    assert.equal(opened.status, "runtime");
  }
});

test("the module without flows answers the same, and refuses a bundle that has some", async () => {
  const search = await loadRuntime(new Uint8Array(readFileSync(runtimeFile("search"))));
  const opened = await Engine.open(search, head);
  const engine = await openWasm(bot.head);
  assert.equal(opened.ok, true);
  const events = [START, { kind: "text", seq: 2, now: 2000, text: "When do I water tomatoes?" }];
  let state = EMPTY;
  for (const event of events) {
    const [ours, theirs] = [engine.step(state, event), opened.engine.step(state, event)];
    assert.equal(ours.ok, true);
    assert.deepEqual(theirs, ours);
    state = ours.state;
  }
  const [flows] = buildAll(join(TEMPLATES, "survey"), "survey");
  const refused = await Engine.open(search, new Uint8Array(readFileSync(flows.head)));
  assert.equal(refused.status, "version");
  for (const each of [engine, opened.engine]) each.close();
});

test("the head tells of the bot", async () => {
  const engine = await openWasm(bot.head);
  const { hash, ...info } = engine.info;
  assert.match(hash, /^[0-9a-f]{16}$/);
  assert.deepEqual(info, {
    id: "garden",
    title: "Garden help",
    locale: "en",
    language: "en",
    documents: info.documents,
    passages: info.passages,
    terms: info.terms,
    parts: info.parts,
    suggests: true,
  });
  assert.ok(info.documents >= 43 && info.passages >= info.documents && info.terms > 1000 && info.parts > 10);
  engine.close();
});

test("a head cut or changed anywhere is refused, and says so", async () => {
  const runtime = await loadRuntime(runtimeBytes());
  for (let place = 0; place < head.length; place += 7) {
    const changed = head.slice();
    changed[place] ^= 0x40;
    for (const bytes of [head.subarray(0, place), changed]) {
      const opened = await Engine.open(runtime, bytes);
      assert.equal(opened.ok, false, `byte ${place}`);
      assert.ok(["bundle", "version"].includes(opened.status), `byte ${place}: ${opened.status}`);
      assert.notEqual(opened.message, "");
    }
  }
});

test("parts are taken once, checked, counted and given up", async () => {
  const engine = await openWasm(bot.head);
  const { effects } = engine.step(engine.step(EMPTY, START).state, { kind: "text", seq: 2, now: 0, text: "compost" });
  const [map, terms] = effects[0].parts;
  const bytes = readPart(bot, map);
  assert.equal(engine.hasPart(map.id), false);
  assert.equal(engine.addPart(map.id, bytes.subarray(1)), "part");
  assert.equal(engine.addPart(map.id, EMPTY), "part");
  assert.equal(engine.addPart(999, bytes), "argument");
  assert.equal(engine.addPart(map.id, bytes), "ok");
  assert.equal(engine.addPart(map.id, bytes), "ok");
  assert.equal(engine.addPart(terms.id, readPart(bot, terms)), "ok");
  const content = (part) => readPart(bot, part).length - CHECK_BYTES;
  assert.equal(engine.partsBytes, content(map) + content(terms));
  engine.dropPart(terms.id);
  assert.equal(engine.hasPart(terms.id), false);
  assert.equal(engine.partsBytes, content(map));
  engine.close();
});

test("a bundle in one file needs no parts, answers at once and keeps what it holds", async () => {
  const whole = await openWasm(buildBot("garden").head);
  const held = whole.partsBytes;
  assert.ok(held > 1000);
  for (let id = 0; id < whole.info.parts; id++) {
    assert.equal(whole.hasPart(id), true);
    whole.dropPart(id);
    assert.equal(whole.hasPart(id), true);
  }
  assert.equal(whole.partsBytes, held);
  const { effects } = whole.step(whole.step(EMPTY, START).state, { kind: "text", seq: 2, now: 0, text: "compost" });
  assert.deepEqual(effects.map(({ kind }) => kind), ["say", "emit"]);
  whole.close();
});

test("memory grows for what is large and refuses what is too large", async () => {
  const engine = await openWasm(bot.head);
  assert.equal(engine.addPart(0, new Uint8Array(8 << 20)), "part");
  assert.equal(engine.addPart(0, new Uint8Array(640 << 20)), "memory");
  assert.equal(engine.step(EMPTY, START).ok, true);
  engine.close();
});

test("a text or a page of any length is taken, and counts up to its limit", async () => {
  const engine = await openWasm(bot.head);
  const started = engine.step(EMPTY, { ...START, page: "/ä" + "é".repeat(100000) });
  assert.equal(started.ok, true);
  // The last character that fits ends at byte 2000; the next would end past it.
  const counting = "a".repeat(1996) + "🍅";
  for (const text of [counting, counting + "🍅".repeat(100000), counting.slice(0, -2) + "🍅\ud83c"]) {
    const asked = engine.step(started.state, { kind: "text", seq: 2, now: 0, text });
    assert.deepEqual(asked.state, engine.step(started.state, { kind: "text", seq: 2, now: 0, text: counting }).state);
  }
  engine.close();
});

test("a closed engine is stopped, also when it is closed twice", async () => {
  const engine = await openWasm(bot.head);
  engine.close();
  engine.close();
  assert.equal(engine.step(EMPTY, START).status, "stopped");
  assert.equal(engine.addPart(0, EMPTY), "stopped");
  assert.equal(engine.hasPart(0), false);
  assert.equal(engine.partsBytes, 0);
});

test("after a trap an engine is stopped, and another one goes on from the saved state", async () => {
  const opened = await Engine.open(await loadRuntime(trappingModule()), head);
  assert.equal(opened.ok, true);
  assert.equal(opened.engine.partsBytes, 7);
  const good = await openWasm(bot.head);
  const { state } = good.step(EMPTY, START);
  const text = { kind: "text", seq: 2, now: 0, text: "compost" };
  assert.deepEqual(opened.engine.step(state, text), {
    ok: false,
    status: "stopped",
    message: "the engine has stopped; open another one",
  });
  assert.equal(opened.engine.partsBytes, 0);
  assert.equal(opened.engine.addPart(0, EMPTY), "stopped");
  assert.equal(good.step(state, text).ok, true);
  good.close();
});

test("a trap while suggesting stops the engine as well, and what it says in an unknown form is refused", async () => {
  const trapped = await Engine.open(await loadRuntime(trappingModule()), head);
  assert.equal(trapped.engine.suggest("compost", 5).status, "stopped");
  assert.equal(trapped.engine.partsBytes, 0);
  const { engine } = await Engine.open(await loadRuntime(trappingModule({ runtime_suggest: 2048 })), head);
  const found = engine.suggest("compost", 5);
  assert.deepEqual([found.status, found.message], ["runtime", "the engine answered in an unknown form"]);
});

test("an answer of the engine in an unknown form is refused whole", async () => {
  // The reply's effects are the page's zero bytes: no CBOR at all.
  const opened = await Engine.open(await loadRuntime(trappingModule({ runtime_step: 2048 })), head);
  const step = opened.engine.step(EMPTY, START);
  assert.deepEqual([step.status, step.message], ["runtime", "the engine answered in an unknown form"]);
});

const MALFORMED = [
  ["nothing", []],
  ["two values", [0x00, 0x00]],
  ["a cut number", [0x19, 0x01]],
  ["a cut text", [0x62, 0x61]],
  ["a text that is not UTF-8", [0x61, 0xff]],
  ["an array that lacks items", [0x82, 0x00]],
  ["a huge array", [0x9b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ["a huge byte string", [0x5a, 0xff, 0xff, 0xff, 0xff]],
  ["a map with a number as key", [0xa1, 0x00, 0x00]],
  ["a map with a key twice", [0xa2, 0x61, 0x61, 0x00, 0x61, 0x61, 0x00]],
  ["an indefinite array", [0x9f, 0xff]],
  ["a tag", [0xc0, 0x00]],
  ["a float", [0xf9, 0x3c, 0x00]],
  ["undefined", [0xf7]],
  ["true in two bytes", [0xf8, 0x15]],
  ["33 arrays in each other, and one more", Array(34).fill(0x81).concat(0x00)],
];

for (const [name, bytes] of MALFORMED) {
  test(`CBOR: ${name} is not read`, () => assert.equal(decodeCbor(Uint8Array.from(bytes)), undefined));
}

test("CBOR: a number past 2^53 - 1 is a bigint", () => {
  assert.equal(decodeCbor(Uint8Array.from([0x1b, 0x00, 0x20, 0, 0, 0, 0, 0, 0])), 2n ** 53n);
});

test("CBOR: effects cut anywhere are not read", async () => {
  const engine = await openWasm(bot.head);
  const { effectBytes } = engine.step(EMPTY, START);
  assert.notEqual(decodeCbor(effectBytes), undefined);
  for (let size = 0; size < effectBytes.length; size++) {
    assert.equal(decodeCbor(effectBytes.subarray(0, size)), undefined);
  }
  engine.close();
});
