// The visitor's token: asked for once for all tabs, kept, and refreshed before it ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { VisitorToken } = await importTs("host/visitor-token.ts");

const HOUR = 3_600_000;
const ENDS = (now) => new Date(now + HOUR).toISOString();

/** A browser: its tabs share what is kept and one lock. */
function browser({ answers = [], kept = null, identity = "" } = {}) {
  const seen = { asked: [], kept, now: Date.UTC(2026, 11, 1), consent: false, quota: [] };
  let turn = Promise.resolve();
  const fetch = async (url, init) => {
    seen.asked.push({ url, body: JSON.parse(init.body), credentials: init.credentials });
    const answer = answers.shift();
    if (answer) return answer;
    const { length } = seen.asked;
    const plan = { stores: true, quota: { state: "notice" } };
    const reply = { visitor: "vis_1", token: "cvt_" + length, expires_at: ENDS(seen.now), ...plan };
    return Response.json(reply, { status: 201 });
  };
  const tab = () =>
    new VisitorToken({
      url: "https://chat.example",
      bot: "bot_1",
      fetch,
      now: () => seen.now,
      consent: () => seen.consent,
      identity: () => identity,
      load: async () => seen.kept,
      save: async (next) => void (seen.kept = next),
      alone: (run) => (turn = turn.then(run, run)),
      quota: (state) => seen.quota.push(state),
    });
  return { tab, seen };
}

test("a browser asks once, however many ask at once in however many tabs", async () => {
  const { tab, seen } = browser();
  const [one, two] = [tab(), tab()];
  const answers = await Promise.all([one.get(), one.get(), two.get()]);
  assert.deepEqual(answers.map(({ kept }) => kept.token), ["cvt_1", "cvt_1", "cvt_1"]);
  assert.deepEqual(seen.asked, [
    { url: "https://chat.example/v1/bots/bot_1/visitors", body: { consent: false }, credentials: "omit" },
  ]);
  assert.deepEqual(seen.quota, ["notice"]);
});

test("a later page uses the token that is kept", async () => {
  const { tab, seen } = browser();
  await tab().get();
  assert.equal((await tab().get()).kept.token, "cvt_1");
  assert.equal(seen.asked.length, 1);
});

test("a token is refreshed a minute before it ends, for the same visitor", async () => {
  const { tab, seen } = browser();
  const one = tab();
  await one.get();
  seen.now += HOUR - 61_000;
  assert.equal((await one.get()).kept.token, "cvt_1");
  seen.now += 2000;
  assert.equal((await one.get()).kept.token, "cvt_2");
  assert.deepEqual(seen.asked[1].body, { consent: false, visitor: "vis_1", previous_token: "cvt_1" });
});

test("a token that the server did not take is exchanged, unless another tab has done so", async () => {
  const { tab, seen } = browser();
  const [one, two] = [tab(), tab()];
  await one.get();
  await two.get();
  assert.equal((await one.get("cvt_1")).kept.token, "cvt_2");
  assert.equal((await two.get("cvt_1")).kept.token, "cvt_2");
  assert.equal(seen.asked.length, 2);
});

test("consent that was given or taken back is told the server", async () => {
  const { tab, seen } = browser();
  const one = tab();
  await one.get();
  seen.consent = true;
  await one.get();
  assert.deepEqual(seen.asked[1].body, { consent: true, visitor: "vis_1", previous_token: "cvt_1" });
});

test("what the site's server says of its visitor goes along", async () => {
  const { tab, seen } = browser({ identity: "a.b.c" });
  await tab().get();
  assert.equal(seen.asked[0].body.identity, "a.b.c");
});

test("a signature of the site's that has ended does not end the visitor's token", async () => {
  const { tab, seen } = browser({ identity: "a.b.c", answers: [new Response(null, { status: 422 })] });
  const { kind, kept } = await tab().get();
  assert.deepEqual([kind, kept.token], ["token", "cvt_2"]);
  assert.deepEqual(seen.asked.map(({ body }) => body.identity), ["a.b.c", undefined]);
});

test("a clock that runs ahead of the server's does not ask for a token each time", async () => {
  const past = ENDS(Date.UTC(2026, 10, 30));
  const { tab, seen } = browser({ answers: [Response.json({ visitor: "vis_1", token: "cvt_1", expires_at: past })] });
  const one = tab();
  await one.get();
  seen.now += 60_000;
  assert.equal((await one.get()).kept.token, "cvt_1");
  assert.equal(seen.asked.length, 1);
});

const REFUSALS = [
  { status: 403, answer: { kind: "never" } },
  { status: 404, answer: { kind: "never" } },
  { status: 422, answer: { kind: "never" } },
  { status: 429, headers: { "Retry-After": "7" }, answer: { kind: "again", afterMs: 7000 } },
  { status: 500, answer: { kind: "again", afterMs: 0 } },
  { status: 503, headers: { "Retry-After": "2" }, answer: { kind: "again", afterMs: 2000 } },
];

for (const { status, headers, answer } of REFUSALS) {
  test(`a server that says ${status}: ${answer.kind}`, async () => {
    const { tab } = browser({ answers: [new Response(null, { status, headers })] });
    assert.deepEqual(await tab().get(), answer);
  });
}

test("an answer without a token is none", async () => {
  const { tab, seen } = browser({ answers: [Response.json({ visitor: "vis_1" }), new Response("<html>")] });
  const one = tab();
  assert.deepEqual(await one.get(), { kind: "again", afterMs: 0 });
  assert.deepEqual(await one.get(), { kind: "again", afterMs: 0 });
  assert.equal(seen.kept, null);
});
