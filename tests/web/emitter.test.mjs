// Which of a page's listeners are told what, and how often.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { Emitter } = await importTs("loader/emitter.ts");

// Node 18 has neither.
globalThis.CustomEvent ??= class extends Event {};
globalThis.reportError ??= () => {};

/** What listener `told` hears of two "open" events, after `prepare` had its way with the emitter. */
function hears(prepare) {
  const emitter = new Emitter();
  const heard = [];
  const told = (detail) => heard.push(detail);
  prepare(emitter, told);
  for (const detail of [1, 2]) emitter.emit("open", detail, new EventTarget());
  return heard;
}

const CASES = [
  { name: "on hears every event", prepare: (emitter, told) => emitter.on("open", told), heard: [1, 2] },
  { name: "another event is not heard", prepare: (emitter, told) => emitter.on("close", told), heard: [] },
  {
    name: "the same listener twice is told once",
    prepare: (emitter, told) => [1, 2].forEach(() => emitter.on("open", told)),
    heard: [1, 2],
  },
  { name: "once hears one event", prepare: (emitter, told) => emitter.on("open", told, true), heard: [1] },
  {
    name: "off takes a listener of on away",
    prepare: (emitter, told) => (emitter.on("open", told), emitter.off("open", told)),
    heard: [],
  },
  {
    name: "off takes a listener of once away",
    prepare: (emitter, told) => (emitter.on("open", told, true), emitter.off("open", told)),
    heard: [],
  },
  {
    name: "off of another event takes nothing away",
    prepare: (emitter, told) => (emitter.on("open", told), emitter.off("close", told)),
    heard: [1, 2],
  },
  {
    name: "a listener that throws stops nobody else",
    prepare(emitter, told) {
      emitter.on("open", () => {
        throw new Error("of the page");
      });
      emitter.on("open", told);
    },
    heard: [1, 2],
  },
  {
    name: "one that another takes off meanwhile is not told",
    prepare(emitter, told) {
      emitter.on("open", () => emitter.off("open", told));
      emitter.on("open", told);
    },
    heard: [],
  },
  {
    name: "one that comes meanwhile waits for the next event",
    prepare: (emitter, told) => emitter.on("open", () => emitter.on("open", told), true),
    heard: [2],
  },
];

for (const { name, prepare, heard } of CASES) {
  test(name, () => assert.deepEqual(hears(prepare), heard));
}
