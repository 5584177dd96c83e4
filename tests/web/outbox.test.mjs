// Sending: again after trouble, later without a network, and never twice what must not be taken twice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "./support/talk.mjs";
import { importTs } from "./support/import-ts.mjs";

globalThis.location ??= { origin: "https://site.example" };
const { Outbox } = await importTs("host/outbox.ts");

const ORDER = {
  id: "00000000000007-3-0",
  url: "https://site.example/leads",
  method: "POST",
  headers: {},
  body: { name: "Ada" },
  format: "json",
  retries: 2,
  once: false,
  timeout: 1000,
};

const LOST = "lost";

/** An outbox over fakes: `answers` in order, each a status, a Response, or LOST for a connection that breaks. */
function outboxOver(answers, isOnline = true) {
  const seen = { sent: [], kept: new Map(), held: 0, waits: [], isOnline, back: () => {} };
  const outbox = new Outbox({
    fetch: async (url, init) => {
      seen.sent.push([url, init]);
      const answer = answers.shift();
      if (answer === LOST) throw new TypeError("Failed to fetch");
      return answer instanceof Response ? answer : new Response(null, { status: answer });
    },
    isOnline: () => seen.isOnline,
    online: () => new Promise((resolve) => (seen.back = () => ((seen.isOnline = true), resolve()))),
    wait: async (ms) => void seen.waits.push(ms),
    keep: async (kept) => void seen.kept.set(kept.order.id, kept),
    forget: async (id) => void seen.kept.delete(id),
    alone: (name, run) => run(),
  });
  const send = (changes = {}, begun = false) =>
    outbox.send({ order: { ...ORDER, ...changes }, begun, note: null }, () => seen.held++);
  return { send, seen };
}

test("what was answered is told and kept no longer", async () => {
  const { send, seen } = outboxOver([Response.json({ id: 5 }, { status: 201 })]);
  assert.deepEqual(await send(), { ok: true, value: { status: 201, body: { id: 5 } } });
  const [[url, { method, headers, body }]] = seen.sent;
  assert.deepEqual([url, method, body], [ORDER.url, "POST", '{"name":"Ada"}']);
  assert.equal(headers.get("Idempotency-Key"), ORDER.id);
  assert.equal(headers.get("Content-Type"), "application/json");
  assert.equal(seen.kept.size, 0);
});

const AGAIN = [
  { name: "a broken connection is tried again", answers: [LOST, 200], sent: 2, status: 200 },
  { name: "a server in trouble is tried again", answers: [503, 500, 200], sent: 3, status: 200 },
  { name: "the last answer counts when all tries are used", answers: [500, 502, 503, 200], sent: 3, status: 503 },
  { name: "a refusal is an answer", answers: [400, 200], sent: 1, status: 400 },
  { name: "once: a busy server surely took nothing", answers: [429, 200], sent: 2, status: 200, once: true },
  { name: "once: a failing server may have", answers: [500, 200], sent: 1, status: 500, once: true },
  { name: "once: and so may who did not answer", answers: [LOST, 200], sent: 1, once: true },
];
for (const { name, answers, sent, status, once = false } of AGAIN) {
  test(`outbox: ${name}`, async () => {
    const { send, seen } = outboxOver(answers);
    const reply = await send({ once });
    assert.equal(seen.sent.length, sent);
    assert.equal(reply.ok ? reply.value.status : undefined, status);
    assert.equal(seen.sent[0][1].headers.has("Idempotency-Key"), !once);
  });
}

test("each try waits twice as long, or as long as the server says", async () => {
  const busy = new Response(null, { status: 503, headers: { "retry-after": "7" } });
  const { send, seen } = outboxOver([500, 500, busy, 500, 200]);
  await send({ retries: 4 });
  assert.deepEqual(seen.waits, [1000, 2000, 7000, 8000]);
});

test("without a network it is kept and said, and sent when there is one", async () => {
  const { send, seen } = outboxOver([200], false);
  const sending = send();
  await settle();
  assert.equal(seen.held, 1);
  assert.equal(seen.sent.length, 0);
  assert.deepEqual(seen.kept.get(ORDER.id).order, ORDER);
  seen.back();
  assert.equal((await sending).value.status, 200);
  assert.equal(seen.kept.size, 0);
});

test("a network that goes while it is sent uses no try up", async () => {
  const { send, seen } = outboxOver([LOST, 200]);
  const sending = send({ retries: 0 });
  seen.isOnline = false;
  await settle();
  assert.equal(seen.held, 1);
  seen.back();
  assert.equal((await sending).ok, true);
});

test("once: what waits for a network was not taken, and is sent", async () => {
  const { send, seen } = outboxOver([200], false);
  const sending = send({ once: true });
  await settle();
  assert.equal(seen.kept.get(ORDER.id).begun, false);
  seen.back();
  assert.equal((await sending).ok, true);
});

test("once: what an earlier page began is not sent again", async () => {
  const { send, seen } = outboxOver([200]);
  assert.equal((await send({ once: true }, true)).ok, false);
  assert.equal(seen.sent.length, 0);
});

test("what only reads is not kept, and is not waited for", async () => {
  const { send, seen } = outboxOver([200], false);
  assert.deepEqual(await send({ method: "GET" }), { ok: false, error: "offline" });
  assert.equal(seen.kept.size, 0);
  assert.equal(seen.held, 0);
});
