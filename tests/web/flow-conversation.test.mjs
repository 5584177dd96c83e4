// What the host does with the effects of flows, over an engine that answers as each test says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, field, say, ScriptedEngine } from "./support/scripted-engine.mjs";
import { settle, talk } from "./support/talk.mjs";

const words = (state) => state.messages.map((message) => message.text ?? message.tokens?.[0]?.[1] ?? message.what);

/** Runs `script` over the kinds of events, and starts. */
async function play(script, given = {}) {
  const engine = new ScriptedEngine((event, step) => script(event, step));
  const talked = talk({ engines: [engine], ...given });
  await talked.conversation.start();
  await settle();
  return { ...talked, engine };
}

test("a conversation begins with where and who the visitor is", async () => {
  const visitor = { id: 99, values: { name: "Ada" } };
  const { engine } = await play(() => [], { visitor });
  const [start] = engine.events;
  assert.deepEqual(start.visitor, { name: "Ada", id: 99 });
  assert.deepEqual(start.vars, { url: { plan: "pro" }, page: {}, host: {} });
  assert.equal(start.zone, 60);
});

test("a question stands open, and its answer stands as the visitor's words", async () => {
  const { conversation, seen, engine } = await play((event) =>
    event.kind === "start" ? [say("Hello"), ask(field("name", "text"))] : [say("Thanks")],
  );
  assert.equal(seen.state.ask.fields[0].name, "name");
  assert.equal(seen.saves, 0);
  conversation.fill({ name: "Ada" }, "Ada");
  assert.deepEqual(engine.events[1].values, { name: "Ada" });
  assert.deepEqual(words(seen.state), ["Hello", "Ada", "Thanks"]);
  assert.equal(seen.state.ask, null);
  assert.equal(seen.state.waiting, false);
});

test("an answer that the engine refuses leaves the question open", async () => {
  const { conversation, seen } = await play((event) => (event.kind === "start" ? [ask(field("name", "text"))] : null));
  conversation.fill({ name: "Ada" }, "Ada");
  assert.equal(seen.state.ask.fields[0].name, "name");
  assert.equal(seen.state.waiting, false);
  assert.equal(seen.told.at(-1)[0], "error");
});

test("a file answers by its name, and back goes back", async () => {
  const { conversation, seen, engine } = await play(() => [ask(field("photo", "file"))]);
  conversation.attach({ ref: "file-1", name: "a.png", type: "image/png", size: 3 });
  assert.equal(engine.events[1].ref, "file-1");
  conversation.back("Go back");
  assert.equal(engine.events[2].kind, "back");
  assert.deepEqual(words(seen.state), ["a.png", "Go back"]);
});

test("no suggestion is made for what answers the assistant", async () => {
  const { conversation } = await play(() => [ask(field("name", "text"))]);
  const shown = [];
  await conversation.suggest("Ad", new AbortController().signal, (items) => shown.push(items));
  assert.deepEqual(shown, []);
});

test("a message with a pause comes after it, in order, with the dots shown meanwhile", async () => {
  const choices = { kind: "choices", options: [{ id: "s1", text: "?" }] };
  const script = () => [say("One"), say("Two", { delay: 800 }), choices];
  const { seen, pass } = await play(script, { pauses: true });
  assert.deepEqual(words(seen.state), ["One"]);
  assert.equal(seen.state.waiting, true);
  await pass(799);
  assert.deepEqual(words(seen.state), ["One"]);
  await pass(1);
  assert.deepEqual(words(seen.state), ["One", "Two"]);
  assert.equal(seen.state.options.length, 1);
  assert.equal(seen.state.waiting, false);
});

test("who asked for less motion waits for no pause, and nobody longer than five seconds", async () => {
  const script = () => [{ kind: "typing", ms: 60000 }, say("One")];
  assert.deepEqual(words((await play(script)).seen.state), ["One"]);
  const { seen, pass } = await play(script, { pauses: true });
  await pass(4999);
  assert.deepEqual(words(seen.state), []);
  await pass(1);
  assert.deepEqual(words(seen.state), ["One"]);
});

test("a visitor who writes into a pause sees all of it first", async () => {
  const { conversation, seen, pass } = await play(
    (event) => (event.kind === "start" ? [say("One", { delay: 500 })] : [say("Re")]),
    { pauses: true },
  );
  conversation.say("Hi");
  assert.deepEqual(words(seen.state), ["One", "Hi", "Re"]);
  await pass(1000);
  assert.deepEqual(words(seen.state), ["One", "Hi", "Re"]);
});

test("what a page was left before is shown on the next one, once", async () => {
  const script = (event) => (event.kind === "text" ? [say("One"), say("Two", { delay: 500 })] : []);
  const first = await play(script, { pauses: true });
  first.conversation.say("Hi");
  await settle();
  first.conversation.close();
  const { seen } = await play(script, { saved: first.seen.kept });
  assert.deepEqual(words(seen.state), ["Hi", "One", "Two"]);
});

test("a message waits for the script that draws it", async () => {
  let arrived;
  const prepare = (effect) => (effect.media ? new Promise((resolve) => (arrived = resolve)) : null);
  const { seen } = await play(() => [say("One", { media: [{ kind: "image" }] }), say("Two")], { prepare });
  assert.deepEqual(words(seen.state), []);
  arrived();
  await settle();
  assert.deepEqual(words(seen.state), ["One", "Two"]);
  assert.deepEqual(seen.state.messages[0].media, [{ kind: "image" }]);
});

const HTTP = { kind: "http", id: "h1", method: "POST", url: "/lead", headers: {}, format: "json", side: "browser" };

test("an errand's outcome becomes a result, and the flow goes on", async () => {
  const told = [];
  const { conversation, seen, engine } = await play(
    (event) => (event.kind === "text" ? [say("Sending"), HTTP] : event.kind === "result" ? [say("Sent")] : []),
    { errands: (errand, tell) => told.push([errand, tell]) },
  );
  conversation.say("Go");
  await settle();
  assert.equal(seen.state.waiting, true);
  assert.deepEqual(seen.kept.errands.map(({ id }) => id), ["h1"]);
  told[0][1]({ ok: true, value: { status: 200, body: null } });
  await settle();
  const { seq, now, ...result } = engine.events.at(-1);
  assert.deepEqual(result, { kind: "result", effect: "h1", ok: true, value: { status: 200, body: null } });
  assert.deepEqual(words(seen.state), ["Go", "Sending", "Sent"]);
  assert.deepEqual(seen.kept.errands, []);
});

test("nobody waits visibly for an errand that waits for the network", async () => {
  const { conversation, seen } = await play((event) => (event.kind === "text" ? [HTTP] : []), {
    errands: (errand, tell) => queueMicrotask(() => tell("held")),
  });
  conversation.say("Go");
  await settle();
  assert.equal(seen.state.waiting, false);
  assert.deepEqual(seen.kept.errands.map(({ id }) => id), ["h1"]);
});

test("an errand goes on after a page load, under its own name", async () => {
  const script = (event) => (event.kind === "text" ? [HTTP] : event.kind === "result" ? [say("Sent")] : []);
  const first = await play(script);
  first.conversation.say("Go");
  await settle();
  const errands = (errand, tell) => queueMicrotask(() => tell({ ok: true }));
  const { seen, engine } = await play(script, { saved: first.seen.kept, errands });
  await settle();
  assert.equal(engine.events.at(-1).effect, "h1");
  assert.deepEqual(words(seen.state), ["Go", "Sent"]);
});

test("an outcome that comes after cancel or a restart is not told", async () => {
  const told = [];
  const { conversation, seen, engine } = await play(
    (event) => (event.kind === "text" ? (event.text === "Go" ? [HTTP] : [{ kind: "cancel", effect: "h1" }]) : []),
    { errands: (errand, tell) => told.push(tell) },
  );
  conversation.say("Go");
  conversation.say("Stop");
  assert.deepEqual(seen.canceled, ["h1"]);
  told[0]({ ok: true });
  conversation.say("Go");
  conversation.restart();
  told[1]({ ok: true });
  await settle();
  assert.equal(engine.events.some(({ kind }) => kind === "result"), false);
});

test("a timer rings when it is due, also after a page load, and not when it was canceled", async () => {
  const script = (event) => {
    if (event.kind === "text") return [{ kind: "timer", id: "t1", at: 5000 }, { kind: "timer", id: "t2", at: 6000 }];
    return event.kind === "timer" ? [say("Rang " + event.timer), { kind: "cancel", effect: "t2" }] : [];
  };
  const first = await play(script);
  first.conversation.say("Wake me");
  await first.pass(3999);
  assert.deepEqual(first.seen.kept.timers.map(({ id }) => id), ["t1", "t2"]);
  const { seen, pass } = await play(script, { saved: first.seen.kept });
  await pass(4000);
  await pass(4000);
  assert.deepEqual(words(seen.state), ["Wake me", "Rang t1"]);
});

test("a timer further away than a browser counts rings at its time", async () => {
  const month = 30 * 24 * 3600 * 1000;
  const { seen, pass } = await play((event) => [
    event.kind === "timer" ? say("Rang") : { kind: "timer", id: "t", at: 1000 + month },
  ]);
  await pass(2 ** 31 - 1);
  assert.deepEqual(words(seen.state), []);
  await pass(month - (2 ** 31 - 1));
  assert.deepEqual(words(seen.state), ["Rang"]);
});

test("what is remembered of a visitor is given later, and stored with the first message", async () => {
  const set = (name, value) => ({ kind: "set", name, value });
  const script = (event) => {
    if (event.kind === "start") return [set("name", "Ada"), set("plan", "pro")];
    return event.text === "Forget" ? [set("plan", null)] : [];
  };
  const { conversation, seen } = await play(script);
  assert.equal(seen.visitor, null);
  conversation.say("Hi");
  await settle();
  assert.deepEqual(seen.visitor.values, { name: "Ada", plan: "pro" });
  conversation.say("Forget");
  await settle();
  assert.deepEqual(seen.visitor.values, { name: "Ada" });
  const { engine } = await play(() => [], { visitor: seen.visitor });
  assert.equal(engine.events[0].visitor.name, "Ada");
});

test("a visitor of whom nothing is remembered gets no number that stays", async () => {
  const { conversation, seen } = await play(() => []);
  conversation.say("Hi");
  await settle();
  assert.equal(seen.visitor, null);
  const { seen: split, conversation: other } = await play((event) =>
    event.kind === "text" ? [{ kind: "emit", name: "arm_chosen", data: { node: "a", arm: "b" } }] : [],
  );
  other.say("Hi");
  await settle();
  assert.equal(typeof split.visitor.id, "number");
  assert.deepEqual(split.told.at(-1), ["track", { name: "arm_chosen", data: { node: "a", arm: "b" } }]);
});

test("a conversation on another page says so before anything else", async () => {
  let url = "https://example.org/a";
  const page = () => url;
  const first = await play(() => [], { page });
  first.conversation.say("Hi");
  await settle();
  url = "https://example.org/b";
  const { conversation, engine } = await play(() => [], { page, saved: first.seen.kept });
  assert.deepEqual(engine.events[0].data, { url });
  url = "https://example.org/c";
  conversation.say("And?");
  assert.deepEqual(engine.events.slice(1).map(({ kind, name }) => name ?? kind), ["page", "text"]);
});

test("a flow that a new build can go on with goes on; one that it cannot begins anew in sight", async () => {
  const script = (event) => {
    if (event.kind === "form") return [say("Thanks")];
    return event.kind === "start" || event.kind === "restart" ? [say("Hello"), ask(field("name", "text"))] : [];
  };
  const first = await play(script);
  first.conversation.say("Hm");
  await settle();
  const saved = { ...first.seen.kept, head: "old.head", ask: { ...ask(field("name", "text")), id: "q" } };
  const moved = await play(script, { saved });
  moved.conversation.fill({ name: "Ada" }, "Ada");
  assert.equal(words(moved.seen.state).at(-1), "Thanks");
  const foreign = talk({ engines: [new ScriptedEngine(script, "b")], saved });
  await foreign.conversation.start();
  foreign.conversation.fill({ name: "Ada" }, "Ada");
  assert.deepEqual(words(foreign.seen.state).slice(-2), ["Ada", "Hello"]);
  assert.equal(foreign.seen.state.ask.fields[0].name, "name");
});

test("a question typed before the engine is there hides no flow that begins", async () => {
  const engine = new ScriptedEngine((event) =>
    event.kind === "start" ? [say("Your name?"), ask(field("name", "text"))] : [say("Hello " + event.text)],
  );
  const { conversation, seen } = talk({ engines: [engine] });
  conversation.say("Ada");
  await settle();
  assert.deepEqual(words(seen.state), ["Ada", "Your name?", "Hello Ada"]);
});
