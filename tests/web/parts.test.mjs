import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeEngine } from "./support/fake-engine.mjs";
import { importTs } from "./support/import-ts.mjs";

const { PARTS_BYTES_MAX, PartSupply } = await importTs("host/parts.ts");

const part = (id) => ({ id, name: `${id}.part` });
const encode = (text) => new TextEncoder().encode(text);

/** A fetcher that answers each name from a list of answers in turn; an Error is a failed fetch. */
function scripted(answers) {
  const calls = [];
  const fetchBytes = async (name, cache) => {
    calls.push(`${name} ${cache}`);
    const answer = answers[name]?.shift() ?? encode("good");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { calls, fetchBytes };
}

const lost = () => new Error("lost");
const wrong = () => encode("bad");

const BOTH = ["0.part default", "1.part default"];
const CASES = [
  { name: "all arrive", answers: {}, ok: true, calls: BOTH },
  {
    name: "a lost one is fetched once more",
    answers: { "1.part": [lost()] },
    ok: true,
    calls: [...BOTH, "1.part reload"],
  },
  {
    name: "lost twice is given up",
    answers: { "1.part": [lost(), lost()] },
    ok: false,
    calls: [...BOTH, "1.part reload"],
  },
  {
    name: "wrong bytes are fetched past the cache",
    answers: { "0.part": [wrong()] },
    ok: true,
    calls: [...BOTH, "0.part reload"],
  },
  {
    name: "wrong bytes twice are given up",
    answers: { "0.part": [wrong(), wrong()] },
    ok: false,
    calls: [...BOTH, "0.part reload"],
  },
];

for (const { name, answers, ok, calls } of CASES) {
  test(`parts: ${name}`, async () => {
    const script = scripted(answers);
    const engine = new FakeEngine({ badParts: ["bad"] });
    assert.equal(await new PartSupply(script.fetchBytes).supply(engine, [part(0), part(1)]), ok);
    assert.deepEqual(script.calls, calls);
  });
}

test("what the engine holds is not fetched again", async () => {
  const script = scripted({});
  const engine = new FakeEngine();
  const supply = new PartSupply(script.fetchBytes);
  await supply.supply(engine, [part(0)]);
  await supply.supply(engine, [part(0), part(1)]);
  assert.deepEqual(script.calls, ["0.part default", "1.part default"]);
});

test("past the bound the part unused for longest is dropped, never one of the question at hand", async () => {
  const half = new Uint8Array(PARTS_BYTES_MAX / 2);
  const script = scripted({ "0.part": [half], "1.part": [half], "2.part": [half] });
  const engine = new FakeEngine();
  const supply = new PartSupply(script.fetchBytes);
  await supply.supply(engine, [part(0), part(1)]);
  assert.deepEqual([...engine.parts.keys()], [0, 1]);
  await supply.supply(engine, [part(0), part(2)]);
  assert.deepEqual([...engine.parts.keys()], [0, 2]);
});

test("no more than six are under way at once", async () => {
  let now = 0;
  let most = 0;
  const fetchBytes = async () => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now--;
    return encode("good");
  };
  const many = Array.from({ length: 20 }, (_, id) => part(id));
  assert.equal(await new PartSupply(fetchBytes).supply(new FakeEngine(), many), true);
  assert.equal(most, 6);
});

test("two who want a part at once fetch it once", async () => {
  const engine = new FakeEngine();
  const { calls, fetchBytes } = scripted({});
  const supply = new PartSupply(fetchBytes);
  assert.deepEqual(await Promise.all([supply.supply(engine, [part(0), part(1)]), supply.supply(engine, [part(1)])]), [
    true,
    true,
  ]);
  assert.deepEqual(calls, BOTH);
  engine.dropPart(1);
  assert.equal(await supply.supply(engine, [part(1)]), true);
  assert.deepEqual(calls, [...BOTH, "1.part default"]);
});
