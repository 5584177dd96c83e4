import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { INITIAL_STATE, MESSAGES_MAX, nextState } = await importTs("widget/state.ts");

const asked = (id) => ({ kind: "asked", id, text: "Why?" });
const answer = (id) => ({ kind: "answer", id, rateable: true, tokens: [], citations: [], rating: 0 });
const ASK = { kind: "ask", id: "q", layout: "one", fields: [], back: false };
const after = (...actions) => actions.reduce(nextState, INITIAL_STATE);

test("a question is shown, waits for its answer and closes the offered options", () => {
  const state = after({ kind: "offered", options: [{ id: "1", text: "x" }] }, asked("v1"));
  assert.deepEqual(state.messages, [{ kind: "visitor", id: "v1", text: "Why?" }]);
  assert.equal(state.waiting, true);
  assert.deepEqual(state.options, []);
});

test("an answer ends the waiting", () => {
  assert.equal(after(asked("v1"), { kind: "answered", message: answer("a1") }).waiting, false);
});

test("what was typed while the kept conversation was read stands below it and keeps its options closed", () => {
  const restored = { kind: "restored", messages: [answer("old")], options: [{ id: "1", text: "x" }] };
  const state = after(asked("v1"), { ...restored, ask: ASK, waiting: false });
  assert.equal(state.ask, null);
  assert.deepEqual(state.messages.map((message) => message.id), ["old", "v1"]);
  assert.equal(state.waiting, true);
  assert.deepEqual(state.options, []);
});

test("a rating changes that answer alone", () => {
  const state = after({ kind: "answered", message: answer("a1") }, { kind: "answered", message: answer("a2") });
  const rated = nextState(state, { kind: "rated", id: "a1", rating: -1 });
  assert.deepEqual(rated.messages.map((message) => message.rating), [-1, 0]);
  assert.equal(rated.messages[1], state.messages[1]);
});

const BOUNDS = [
  { name: "at the limit all are kept", count: MESSAGES_MAX, kept: "v0" },
  { name: "past it the oldest goes", count: MESSAGES_MAX + 1, kept: "v1" },
];
for (const { name, count, kept } of BOUNDS) {
  test(`messages: ${name}`, () => {
    const state = after(...Array.from({ length: count }, (_, at) => asked("v" + at)));
    assert.equal(state.messages.length, MESSAGES_MAX);
    assert.equal(state.messages[0].id, kept);
  });
}

test("starting over leaves nothing", () => {
  const state = after(asked("v1"), { kind: "cleared" });
  assert.deepEqual(state, INITIAL_STATE);
});

test("a question of the assistant closes what was offered, and the visitor's answer closes the question", () => {
  const open = after({ kind: "offered", options: [{ id: "1", text: "x" }] }, { kind: "inquired", ask: ASK });
  assert.equal(open.ask, ASK);
  assert.deepEqual(open.options, []);
  assert.equal(nextState(open, asked("v1")).ask, null);
  assert.equal(nextState(open, { kind: "offered", options: [] }).ask, null);
});

test("a note is changed where it stands, and a new one comes last", () => {
  const note = (id, what) => ({ kind: "noted", message: { kind: "note", id, what, title: "example.org" } });
  const state = after(note("n1", "queued"), asked("v1"), note("n2", "kept"), note("n1", "sent"));
  assert.deepEqual(state.messages.map(({ id, what }) => [id, what]), [
    ["n1", "sent"],
    ["v1", undefined],
    ["n2", "kept"],
  ]);
});

test("working and settled change nothing but the waiting", () => {
  const working = after({ kind: "working" });
  assert.equal(working.waiting, true);
  assert.equal(nextState(working, { kind: "working" }), working);
  assert.deepEqual(nextState(working, { kind: "settled" }), INITIAL_STATE);
});
