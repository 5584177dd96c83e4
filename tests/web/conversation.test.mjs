import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeEngine } from "./support/fake-engine.mjs";
import { settle, talk } from "./support/talk.mjs";

const words = (state) => state.messages.map((message) => message.text ?? message.tokens[0][1]);

test("a conversation greets, and stores nothing before the visitor writes", async () => {
  const { conversation, seen } = talk();
  await conversation.start();
  assert.deepEqual(words(seen.state), ["Hello"]);
  assert.deepEqual(seen.state.options, [{ id: "1", text: "First?" }]);
  assert.equal(seen.saves, 0);
});

test("a question brings its parts and gets its answer", async () => {
  const { conversation, seen } = talk();
  await conversation.start();
  conversation.say("Why?");
  await settle();
  assert.deepEqual(words(seen.state), ["Hello", "Why?", "Re: Why?"]);
  assert.equal(seen.state.waiting, false);
  assert.equal(seen.kept.head, "a.head");
  assert.deepEqual(seen.told.map(([name, { role, text }]) => `${name} ${role} ${text}`), [
    "message assistant Hello",
    "message visitor Why?",
    "message assistant Re: Why?",
  ]);
});

test("a question typed before the engine is there waits for it, and no greeting comes between", async () => {
  const { conversation, seen } = talk();
  const started = conversation.start();
  conversation.say("Early?");
  assert.equal(seen.state.waiting, true);
  await started;
  await settle();
  assert.deepEqual(words(seen.state), ["Early?", "Re: Early?"]);
});

test("an option is asked by its id and shown by its text", async () => {
  const engine = new FakeEngine();
  const { conversation, seen } = talk({ engines: [engine] });
  await conversation.start();
  conversation.choose(seen.state.options[0]);
  await settle();
  assert.deepEqual(engine.events[1], { kind: "choice", choice: "1", filter: "", seq: 2, now: 1000 });
  assert.deepEqual(words(seen.state), ["Hello", "First?", "Re: First?"]);
});

test("a question is asked of the pages that the page names at that moment", async () => {
  const engine = new FakeEngine();
  let filter = "version=14";
  const { conversation, seen } = talk({ engines: [engine], filter: () => filter });
  conversation.say("Why?"); // before the engine is there
  filter = "version=15";
  await conversation.start();
  await settle();
  conversation.choose(seen.state.options[0] ?? { id: "1", text: "First?" });
  filter = "";
  await settle();
  conversation.say("How?");
  await settle();
  const asked = engine.events.filter(({ kind }) => kind === "text" || kind === "choice");
  assert.deepEqual(asked.map((event) => event.filter), ["version=14", "version=15", ""]);
});

test("an engine that cannot be had is told, and the next start tries anew", async () => {
  const { conversation, seen } = talk({ engines: [new Error("no wasm"), new FakeEngine()] });
  conversation.say("Why?");
  await settle();
  assert.equal(seen.state.phase, "failed");
  await conversation.start();
  await settle();
  assert.equal(seen.state.phase, "ready");
  assert.deepEqual(words(seen.state), ["Why?", "Re: Why?"]);
});

test("parts that cannot be had end in the bot's own words and a retry that works", async () => {
  let broken = true;
  const fetchBytes = async () => {
    if (broken) throw new Error("lost");
    return new Uint8Array(4);
  };
  const { conversation, seen } = talk({ fetchBytes });
  await conversation.start();
  conversation.say("Why?");
  await settle();
  assert.deepEqual(words(seen.state), ["Hello", "Why?", "Trouble"]);
  broken = false;
  conversation.choose(seen.state.options[0]);
  await settle();
  assert.deepEqual(words(seen.state), ["Hello", "Why?", "Trouble", "Try again", "Re: Why?"]);
});

test("a kept conversation goes on where it was, with rising numbers", async () => {
  const first = talk();
  await first.conversation.start();
  first.conversation.say("Why?");
  await settle();
  const engine = new FakeEngine();
  const { conversation, seen } = talk({ engines: [engine], saved: first.seen.kept });
  await conversation.start();
  assert.deepEqual(words(seen.state), ["Hello", "Why?", "Re: Why?"]);
  conversation.say("And?");
  await settle();
  assert.equal(engine.events[0].seq, first.seen.kept.seq + 1);
  assert.deepEqual(words(seen.state).at(-1), "Re: And?");
});

test("a page left while parts were on their way gets its answer on the next page", async () => {
  const first = talk({ fetchBytes: () => new Promise(() => {}) });
  await first.conversation.start();
  first.conversation.say("Why?");
  await settle();
  const { conversation, seen } = talk({ saved: first.seen.kept });
  await conversation.start();
  await settle();
  assert.deepEqual(words(seen.state), ["Hello", "Why?", "Re: Why?"]);
  assert.equal(seen.state.waiting, false);
});

test("a rebuilt bundle restarts the engine and keeps what was said", async () => {
  const first = talk();
  await first.conversation.start();
  first.conversation.say("Why?");
  await settle();
  const engines = [new FakeEngine({ build: "b" })];
  const { conversation, seen } = talk({ engines, saved: first.seen.kept, head: "b.head" });
  await conversation.start();
  conversation.say("And?");
  await settle();
  assert.deepEqual(words(seen.state), ["Hello", "Why?", "Re: Why?", "And?", "Re: And?"]);
});

test("a state the engine refuses is restarted and the question asked again", async () => {
  const first = talk();
  await first.conversation.start();
  first.conversation.say("Why?");
  await settle();
  const { conversation, seen } = talk({ engines: [new FakeEngine({ build: "b" })], saved: first.seen.kept });
  await conversation.start();
  conversation.say("And?");
  await settle();
  assert.deepEqual(words(seen.state).at(-1), "Re: And?");
});

for (const kind of ["text", "result"]) {
  test(`an engine that stops at a ${kind} is replaced and the question answered`, async () => {
    const broken = new FakeEngine({ stopOn: [kind] });
    const { conversation, seen } = talk({ engines: [broken, new FakeEngine()] });
    await conversation.start();
    conversation.say("Why?");
    await settle();
    assert.equal(broken.closed, true);
    assert.deepEqual(words(seen.state), ["Hello", "Why?", "Re: Why?"]);
  });
}

test("a question that stops every engine is given up, and the next one is answered", async () => {
  const engines = [new FakeEngine({ stopOn: ["text"] }), new FakeEngine({ stopOn: ["text"] }), new FakeEngine()];
  const { conversation, seen } = talk({ engines });
  await conversation.start();
  conversation.say("Deadly?");
  await settle();
  assert.equal(seen.state.waiting, false);
  conversation.say("Why?");
  await settle();
  assert.deepEqual(words(seen.state), ["Hello", "Deadly?", "Why?", "Re: Why?"]);
  assert.deepEqual(seen.told.filter(([name]) => name === "error").length, 1);
});

test("a new question leaves the parts of the last one behind", async () => {
  const waiting = [];
  const { conversation, seen } = talk({ fetchBytes: () => new Promise((resolve) => waiting.push(resolve)) });
  await conversation.start();
  conversation.say("One?");
  conversation.say("Two?");
  await settle();
  for (const resolve of waiting) resolve(new Uint8Array(4));
  await settle();
  assert.deepEqual(words(seen.state), ["Hello", "One?", "Two?", "Re: Two?"]);
});

test("starting over forgets what was kept and greets", async () => {
  const { conversation, seen } = talk();
  await conversation.start();
  conversation.say("Why?");
  await settle();
  conversation.restart();
  await settle();
  assert.deepEqual(words(seen.state), ["Hello"]);
  assert.equal(seen.kept, null);
});

test("a rating is shown and told the engine", async () => {
  const engine = new FakeEngine();
  const { conversation, seen } = talk({ engines: [engine] });
  await conversation.start();
  conversation.say("Why?");
  await settle();
  const { id } = seen.state.messages.at(-1);
  conversation.rate(id, 1);
  assert.equal(seen.state.messages.at(-1).rating, 1);
  assert.deepEqual(engine.events.at(-1), { kind: "feedback", message: id, value: 1, seq: 4, now: 1000 });
});

test("after close nothing happens any more", async () => {
  const engine = new FakeEngine();
  const { conversation } = talk({ engines: [engine] });
  await conversation.start();
  conversation.close();
  conversation.say("Why?");
  await settle();
  assert.equal(engine.closed, true);
  assert.equal(engine.events.length, 1);
});

/** What `suggest` shows: titles, and whether that is all. */
async function suggested(conversation, signal = new AbortController().signal) {
  const shown = [];
  await conversation.suggest("wh", signal, (items, isWhole) => {
    shown.push([...items.map(({ title }) => title), isWhole]);
  });
  return shown;
}

test("typing is looked up with parts of its own, and the conversation does not change", async () => {
  const engine = new FakeEngine();
  const { conversation, seen } = talk({ engines: [engine] });
  assert.equal(conversation.suggests, false);
  assert.deepEqual(await suggested(conversation), [], "no engine yet");
  await conversation.start();
  const before = seen.state;
  assert.equal(conversation.suggests, true);
  assert.deepEqual(await suggested(conversation), [["First?", false], ["First?", "wh", true]]);
  assert.equal(seen.state, before);
  assert.equal(seen.saves, 0);
  assert.deepEqual(engine.events.map(({ kind }) => kind), ["start"]);
});

test("parts that cannot be had leave it at what there is", async () => {
  const { conversation } = talk({ fetchBytes: async () => Promise.reject(new Error("lost")) });
  await conversation.start();
  assert.deepEqual(await suggested(conversation), [["First?", false]]);
});

test("what was typed before is not looked up when its parts arrive", async () => {
  const { conversation } = talk();
  await conversation.start();
  const round = new AbortController();
  const shown = suggested(conversation, round.signal);
  round.abort();
  assert.deepEqual(await shown, [["First?", false]]);
});

test("an engine that stops while it suggests is replaced at the next question", async () => {
  const { conversation, seen } = talk({ engines: [new FakeEngine({ stopOn: ["suggest", "text"] }), new FakeEngine()] });
  await conversation.start();
  assert.deepEqual(await suggested(conversation), []);
  conversation.say("Why?");
  await settle();
  assert.deepEqual(words(seen.state), ["Hello", "Why?", "Re: Why?"]);
});
