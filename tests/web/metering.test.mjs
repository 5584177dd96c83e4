// What the server is told: conversations by the plan's rule, and words only with consent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { Metering } = await importTs("host/metering.ts");
const { uuidMaker } = await importTs("host/uuid.ts");

const MINUTE = 60_000;
const AT = Date.UTC(2026, 11, 1);
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A browser whose tabs share the running conversation. */
function browser() {
  const seen = { events: [], running: undefined, mayTell: true, saves: 0 };
  let next = 0;
  let turn = Promise.resolve();
  const tab = () =>
    new Metering({
      uuid: () => "u" + next++,
      mayTell: () => seen.mayTell,
      load: async () => seen.running,
      save: async (running) => void (seen.saves++, (seen.running = running)),
      alone: (run) => (turn = turn.then(run, run)),
      add: async (event) => void seen.events.push(event),
    });
  const hear = (each, name, detail, at) => void each.hear(name, detail, at, "u" + next++);
  const said = (each, text, at) => hear(each, "message", { role: "visitor", text }, at);
  const types = () => seen.events.map(({ type }) => type);
  const begun = () => new Set(seen.events.filter(({ type }) => type === "conversation").map(({ id }) => id)).size;
  return { tab, seen, said, hear, types, begun };
}

test("a conversation begins with the visitor's first message, and its beginning has its name", async () => {
  const { tab, seen, said, hear } = browser();
  const one = tab();
  said(one, "Hello", AT);
  hear(one, "message", { role: "assistant", text: "Hi!" }, AT + 40);
  await settled();
  const time = new Date(AT).toISOString();
  assert.deepEqual(seen.events, [
    { id: "u2", type: "conversation", time, conversation: "u2" },
    { id: "u0", type: "message", time, conversation: "u2", author: "visitor", text: "Hello" },
    {
      id: "u1",
      type: "message",
      time: new Date(AT + 40).toISOString(),
      conversation: "u2",
      author: "bot",
      text: "Hi!",
      data: { response_ms: 40 },
    },
  ]);
});

test("a greeting is nobody's conversation", async () => {
  const { tab, seen, hear } = browser();
  const one = tab();
  hear(one, "message", { role: "assistant", text: "Welcome" }, AT);
  hear(one, "track", { name: "session_started", data: {} }, AT);
  hear(one, "track", { name: "question_unanswered", data: { question: "?" } }, AT);
  await settled();
  assert.deepEqual([seen.events, seen.saves], [[], 0]);
});

test("nodes entered before the first message are told with it", async () => {
  const { tab, seen, said, hear } = browser();
  const one = tab();
  hear(one, "track", { name: "nodes_entered", data: { nodes: "main.hello main.ask" } }, AT);
  said(one, "Hello", AT);
  await settled();
  hear(one, "track", { name: "nodes_entered", data: { nodes: "main.end" } }, AT);
  await settled();
  const nodes = seen.events.filter(({ type }) => type === "node").map(({ data }) => data);
  assert.deepEqual(nodes, [{ nodes: ["main.hello", "main.ask"] }, { nodes: ["main.end"] }]);
});

const SESSIONS = [
  { name: "29 idle minutes do not end it", gaps: [29], conversations: 1 },
  { name: "30 idle minutes end it", gaps: [30], conversations: 2 },
  { name: "a message every 29 minutes is one conversation for 24 hours", gaps: Array(49).fill(29), conversations: 1 },
  { name: "24 hours end it", gaps: Array(50).fill(29), conversations: 2 },
];

for (const { name, gaps, conversations } of SESSIONS) {
  test(name, async () => {
    const { tab, said, begun } = browser();
    const one = tab();
    let at = AT;
    said(one, "Hello", at);
    for (const gap of gaps) said(one, "More", (at += gap * MINUTE));
    for (let turn = 0; turn <= gaps.length; turn++) await settled();
    assert.equal(begun(), conversations);
  });
}

test("two tabs that begin at once share a conversation", async () => {
  const { tab, seen, said, begun } = browser();
  said(tab(), "Hello", AT);
  said(tab(), "Hello too", AT);
  await settled();
  assert.equal(begun(), 1);
  assert.equal(new Set(seen.events.map(({ conversation }) => conversation)).size, 1);
});

test("a reload stays in the conversation, also for what is no message", async () => {
  const { tab, said, seen, hear } = browser();
  said(tab(), "Hello", AT);
  await settled();
  hear(tab(), "track", { name: "feedback_given", data: { message: "m", value: -1 } }, AT + MINUTE);
  await settled();
  const { type, data, conversation } = seen.events.at(-1);
  assert.deepEqual([type, data, conversation], ["feedback", { value: -1 }, "u1"]);
});

test("a page that was left before the beginning was kept tells it again under the same id", async () => {
  const { tab, seen, said } = browser();
  seen.running = { id: "old", beganAt: AT - MINUTE, lastAt: AT - MINUTE, isTold: false };
  said(tab(), "Hello", AT);
  await settled();
  assert.deepEqual(seen.events.map(({ id, conversation }) => [id, conversation])[0], ["old", "old"]);
  assert.equal(seen.running.isTold, true);
});

test("without consent it is told that something was said, and not what", async () => {
  const { tab, seen, said, types, hear } = browser();
  seen.mayTell = false;
  const one = tab();
  said(one, "My secret", AT);
  hear(one, "message", { role: "assistant", text: "About your secret" }, AT);
  hear(one, "track", { name: "question_unanswered", data: { question: "My secret" } }, AT);
  await settled();
  assert.deepEqual(types(), ["conversation", "message", "message", "unanswered"]);
  assert.doesNotMatch(JSON.stringify(seen.events), /secret/);
});

test("a text that is too long is cut", async () => {
  const { tab, seen, said } = browser();
  said(tab(), "x".repeat(5000), AT);
  await settled();
  assert.equal(seen.events[1].text.length, 2000);
});

test("a flow's end and a lead are told", async () => {
  const { tab, seen, said, hear } = browser();
  const one = tab();
  said(one, "Hello", AT);
  hear(one, "track", { name: "flow_ended", data: { node: "main.end", outcome: "hot" } }, AT);
  const id = await one.lead({ what: "ticket", fields: { email: "a@b.example" } }, AT);
  assert.deepEqual(seen.events.at(-2).data, { outcome: "hot" });
  assert.deepEqual([seen.events.at(-1).id, seen.events.at(-1).type], [id, "lead"]);
});

test("names of events are UUIDs of version 7 that sort by age", () => {
  let now = AT;
  const uuid = uuidMaker(() => now, (bytes) => bytes.fill(0xff));
  const made = [];
  for (let at = 0; at < 5000; at++) made.push(uuid());
  now -= 1000; // set back
  made.push(uuid());
  now += 5000;
  made.push(uuid());
  assert.match(made[0], /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(made[0].replace("-", "").slice(0, 12), 16), AT);
  assert.equal(new Set(made).size, made.length);
  assert.deepEqual([...made].sort(), made);
});
