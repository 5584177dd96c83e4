import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { INITIAL_STATE, MESSAGES_MAX, nextState } = await importTs("widget/state.ts");

const asked = (id) => ({ kind: "asked", id, text: "Why?" });
const answer = (id) => ({ kind: "answer", id, rateable: true, tokens: [], citations: [], rating: 0 });
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
  const restored = { kind: "restored", messages: [answer("old")], options: [{ id: "1", text: "x" }], waiting: false };
  const state = after(asked("v1"), restored);
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
