// Bringing events to the server: until it has them, in small pieces, with pauses, and never in a hurry.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { EventQueue, BATCH_MAX } = await importTs("host/event-queue.ts");

const LOST = "lost";
const SERVER = "https://chat.example";

const event = (id) => ({ id: String(id).padStart(4, "0"), type: "message", time: "", conversation: "c" });
const events = (count) => Array.from({ length: count }, (_, at) => event(at));

/** A server that has answers in order (a status, LOST for a broken connection, a Response, a function of the events),
 * and then takes everything; a queue over it. The run ends when nothing is left, or nothing more is wanted. */
function queueOver({ waiting, answers = [], tokens = [], isOnline = true }) {
  const ending = new AbortController();
  const seen = { sent: [], had: new Map(), waits: [], refused: [], quota: [], online: 0, left: waiting };
  const take = (sent) => {
    for (const { id } of sent) seen.had.set(id, (seen.had.get(id) ?? 0) + 1);
    return Response.json({ results: sent.map(({ id }) => ({ id, outcome: "accepted" })), quota: { state: "ok" } });
  };
  const queue = new EventQueue({
    url: SERVER,
    async fetch(url, init) {
      const sent = JSON.parse(init.body).events;
      seen.sent.push({ url, init, ids: sent.map(({ id }) => id) });
      const answer = answers.shift() ?? take;
      if (answer === LOST) throw new TypeError("Failed to fetch");
      if (typeof answer === "function") return answer(sent, take);
      return answer instanceof Response ? answer : new Response(null, { status: answer });
    },
    async token(refused) {
      seen.refused.push(refused);
      return tokens.shift() ?? { kind: "token", kept: { token: "cvt_" + seen.refused.length, visitor: "v" } };
    },
    isOnline: () => isOnline,
    online: async () => void ((isOnline = true), seen.online++),
    wait: async (ms) => void seen.waits.push(ms),
    woken: async () => ending.abort(),
    random: () => 0.5,
    first: async (count) => seen.left.slice(0, count),
    remove: async (ids) => void (seen.left = seen.left.filter(({ id }) => !ids.includes(id))),
    quota: (state) => seen.quota.push(state),
  });
  return { run: () => queue.run(ending.signal), seen };
}

const once = (count) => new Map(events(count).map(({ id }) => [id, 1]));

test("what waits goes in order, at most a hundred at a time, with the token", async () => {
  const { run, seen } = queueOver({ waiting: events(BATCH_MAX * 2 + 1) });
  await run();
  assert.deepEqual(seen.sent.map(({ ids }) => ids.length), [100, 100, 1]);
  assert.deepEqual(seen.sent.flatMap(({ ids }) => ids), events(201).map(({ id }) => id));
  assert.equal(seen.sent[0].url, SERVER + "/v1/events");
  assert.equal(seen.sent[0].init.headers.Authorization, "Bearer cvt_1");
  assert.equal(seen.sent[0].init.credentials, "omit");
  assert.deepEqual([seen.had, seen.left, seen.waits], [once(201), [], []]);
});

/** Takes the events, and its answer never arrives. */
function lose(sent, take) {
  take(sent);
  throw new TypeError("Failed to fetch");
}

const AGAIN = [
  { name: "after a broken connection", answers: [LOST], waits: [750] },
  { name: "after an answer that was lost on the way, under the same id", answers: [lose] },
  { name: "after trouble of the server, with pauses that double", answers: [500, 502, 504], waits: [750, 1500, 3000] },
  {
    name: "as late as a full server asks, and a little later",
    answers: [new Response(null, { status: 503, headers: { "Retry-After": "20" } })],
    waits: [20250],
  },
  { name: "after too many requests", answers: [429], waits: [750] },
  { name: "after an answer that is no JSON", answers: [new Response("<html>")], waits: [750] },
  {
    name: "after an answer about other events",
    answers: [Response.json({ results: [{ id: "x", outcome: "accepted" }] })],
    waits: [750],
  },
];

for (const { name, answers, waits } of AGAIN) {
  test(`events are sent again ${name}`, async () => {
    const { run, seen } = queueOver({ waiting: events(3), answers });
    await run();
    assert.deepEqual([...seen.had.keys()], ["0000", "0001", "0002"]);
    assert.deepEqual(seen.left, []);
    if (waits) assert.deepEqual(seen.waits, waits);
  });
}

test("pauses grow to five minutes and no further", async () => {
  const { run, seen } = queueOver({ waiting: events(1), answers: Array(12).fill(503) });
  await run();
  assert.equal(Math.max(...seen.waits), 225000);
  assert.deepEqual(seen.left, []);
});

test("events that the answer does not name stay and come again", async () => {
  const half = (sent, take) => take(sent.slice(0, 1));
  const { run, seen } = queueOver({ waiting: events(3), answers: [half] });
  await run();
  assert.deepEqual(seen.sent.map(({ ids }) => ids.length), [3, 2]);
  assert.deepEqual(seen.had, once(3));
});

test("duplicates and refused events are over", async () => {
  const answer = (sent) =>
    Response.json({ results: sent.map(({ id }, at) => ({ id, outcome: at === 0 ? "duplicate" : "refused" })) });
  const { run, seen } = queueOver({ waiting: events(2), answers: [answer] });
  await run();
  assert.deepEqual([seen.left, seen.sent.length], [[], 1]);
});

test("without a network nothing is tried before it is back", async () => {
  const { run, seen } = queueOver({ waiting: events(1), isOnline: false });
  await run();
  assert.deepEqual([seen.online, seen.sent.length, seen.left], [1, 1, []]);
});

test("a token that is not taken is exchanged at once, and then with pauses", async () => {
  const { run, seen } = queueOver({ waiting: events(1), answers: [401, 401] });
  await run();
  assert.deepEqual(seen.refused, ["", "cvt_1", "cvt_2"]);
  assert.deepEqual(seen.waits, [0, 1500]);
  assert.deepEqual(seen.left, []);
});

test("without a token nothing leaves, and it is asked for again later", async () => {
  const { run, seen } = queueOver({ waiting: events(1), tokens: [{ kind: "again", afterMs: 5000 }] });
  await run();
  assert.deepEqual([seen.sent.length, seen.waits], [1, [5250]]);
});

for (const status of [403, 404, 410]) {
  test(`a server that says ${status} is left alone, and the events stay`, async () => {
    const { run, seen } = queueOver({ waiting: events(2), answers: [status] });
    await run();
    assert.deepEqual([seen.sent.length, seen.left.length], [1, 2]);
  });
}

test("one event that the server cannot read does not hold up the others", async () => {
  const bad = "0005";
  const answer = (sent, take) => (sent.some(({ id }) => id === bad) ? new Response(null, { status: 422 }) : take(sent));
  const { run, seen } = queueOver({ waiting: events(10), answers: Array(30).fill(answer) });
  await run();
  const others = once(10);
  others.delete(bad);
  assert.deepEqual([seen.had, seen.left], [others, []]);
});

test("what the server says of the plan is told", async () => {
  const limited = (sent) =>
    Response.json({ results: sent.map(({ id }) => ({ id, outcome: "accepted" })), quota: { state: "limited" } });
  const { run, seen } = queueOver({ waiting: events(1), answers: [limited] });
  await run();
  assert.deepEqual(seen.quota, ["limited"]);
});
