// What a server of ours is told: every event once, over lost networks, reloads, several tabs and a server in trouble;
// nothing where no server is named; and no words before there is consent.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { launchBrowser, openPage, reasonToSkip, widgetOf } from "./support/browser.mjs";
import { startEventServer } from "./support/event-server.mjs";
import { buildScriptedBot } from "./support/scripted-bot.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();

let browser;
let server;
let events;

const SCRIPT = `
  const say = (words) => ({ kind: "say", engine: "flow", confidence: 1, tokens: [["text", words]], citations: [] });
  const track = (name, data) => ({ kind: "emit", name, data });
  const ticket = { kind: "handoff", what: "ticket", team: "", summary: "Broken pot", data: { email: "a@b.example" } };
  window.script = (event) => {
    if (event.kind === "start") return [say("Hello"), track("nodes_entered", { nodes: "main.hello" })];
    if (event.kind === "result") return [say(event.value.sent ? "Handed over" : event.value.kept ? "Kept" : "Queued")];
    if (event.text === "ticket") return [{ ...ticket, id: "ticket-" + event.seq }];
    return [say("Echo " + event.text), track("nodes_entered", { nodes: "main.echo" })];
  };`;

const page = (attributes = "") =>
  `<!doctype html><html lang="en"><head><title>Shop</title></head><body><a href="/other">Other</a>` +
  `<script src="/script.js"></script><script async src="/bot/chatlet.js" ${attributes}></script></body></html>`;

async function addBot(name, server_) {
  const folder = await buildScriptedBot("events-" + name, "Events");
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...manifest, ...(server_ && { server: server_ }) }));
  server.folder(`/${name}/`, folder);
}

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  events = await startEventServer();
  const there = { url: events.origin, bot: "bot_0000000000001" };
  await addBot("bot", { ...there, consent: "given" });
  await addBot("asking", { ...there, consent: "ask" });
  await addBot("silent", { ...there, consent: "never" });
  await addBot("alone", undefined);
  server.page("/script.js", SCRIPT, { "content-type": "text/javascript" });
  for (const name of ["bot", "asking", "silent", "alone"]) {
    server.page(`/on-${name}`, page().replace("/bot/", `/${name}/`));
  }
  server.page("/other", page());
  server.page("/elsewhere", "<!doctype html><title>Elsewhere</title>");
});

after(async () => {
  await browser?.close();
  await server?.close();
  await events?.close();
});

beforeEach(() => {
  if (!events) return;
  events.events.clear();
  events.copies.clear();
  Object.assign(events, { grants: [], requests: [], plan: [], stores: true, quota: { state: "ok" }, life: 3_600_000 });
});

const OPTIONS = { skip, timeout: 60_000 };

/** A page with the panel open; in a profile of its own unless `context` is given. */
async function visit(path = "/on-bot", context = undefined) {
  const seen = context ? { context, page: await context.newPage() } : await openPage(browser);
  await seen.page.goto(server.origin + path);
  return { ...seen, ...(await talkOn(seen.page)) };
}

/** After a reload in mid-conversation the panel opens by itself. */
async function talkOn(tab, opensItself = false) {
  const widget = widgetOf(tab);
  if (opensItself) await widget.panel.waitFor();
  else await widget.open();
  await widget.answers.first().waitFor();
  const write = async (text) => {
    await widget.input.fill(text);
    await widget.input.press("Enter");
    await widget.answers.getByText("Echo " + text, { exact: true }).waitFor();
  };
  return { widget, write };
}

const texts = (author) => events.of("message").filter((one) => one.author === author).map((one) => one.text);
const settled = (context) => context.pages()[0].waitForTimeout(300);

test("a conversation is told: its beginning, what was said, where it went", OPTIONS, async () => {
  const { context, write, problems } = await visit();
  await write("one");
  await write("two");
  await events.until(2, (event) => event.author === "bot" && event.text.startsWith("Echo"));
  await events.until(3, (event) => event.type !== "message");
  const [begun] = events.of("conversation");
  assert.equal(events.of("conversation").length, 1);
  assert.equal(begun.id, begun.conversation);
  assert.ok([...events.events.values()].every(({ conversation }) => conversation === begun.id));
  assert.deepEqual([texts("visitor"), texts("bot")], [["one", "two"], ["Echo one", "Echo two"]]);
  const nodes = events.of("node").flatMap(({ data }) => data.nodes);
  assert.deepEqual(nodes, ["main.hello", "main.echo", "main.echo"]);
  assert.deepEqual(events.grants, [{ consent: true }]);
  assert.deepEqual(problems, []);
  await context.close();
});

test("where no server is named nothing is asked but the bot's own files", OPTIONS, async () => {
  const { context, write, requests } = await visit("/on-alone");
  await write("hello");
  await settled(context);
  const files = requests.filter((url) => url.startsWith(server.origin));
  assert.deepEqual(requests, files, "a request left the site");
  assert.ok(!requests.some((url) => url.includes("panel-server")), "the script that talks to servers was fetched");
  assert.deepEqual(events.requests, []);
  await context.close();
});

test("nothing is told or stored before the visitor says something", OPTIONS, async () => {
  const { context, page: tab } = await visit();
  await settled(context);
  assert.deepEqual([events.requests, events.grants], [[], []]);
  const databases = await tab.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  assert.deepEqual(databases, []);
  await context.close();
});

test("without a network events wait, and arrive once when it is back", OPTIONS, async () => {
  const { context, write } = await visit();
  await write("before");
  await events.until(1, (event) => event.text === "Echo before");
  await context.setOffline(true);
  for (const text of ["a", "b", "c"]) await write(text);
  await settled(context);
  assert.deepEqual(texts("visitor"), ["before"]);
  await context.setOffline(false);
  await events.until(1, (event) => event.text === "Echo c");
  assert.deepEqual(texts("visitor"), ["before", "a", "b", "c"]);
  await context.close();
});

test("a page that is closed without a network leaves its events to the next, opened or not", OPTIONS, async () => {
  const { context, page: tab, write } = await visit();
  await write("before");
  await events.until(1, (event) => event.text === "Echo before");
  await context.setOffline(true);
  await write("last words");
  await tab.evaluate(() => sessionStorage.clear());
  await tab.waitForTimeout(200);
  await tab.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto(server.origin + "/on-bot");
  await events.until(1, (event) => event.text === "Echo last words");
  assert.equal(await widgetOf(next).panel.isVisible(), false);
  assert.equal(events.of("conversation").length, 1);
  await context.close();
});

test("reloads in the middle lose nothing and tell nothing twice", OPTIONS, async () => {
  const { context, page: tab, write } = await visit();
  let talk = { write };
  for (let turn = 0; turn < 5; turn++) {
    events.plan.push(turn % 2 === 0 ? 503 : "cut");
    await talk.write("turn " + turn);
    await tab.reload();
    talk = await talkOn(tab, true);
  }
  await talk.write("end");
  await events.until(1, (event) => event.text === "Echo end");
  await events.until(6, (event) => event.author === "visitor");
  assert.deepEqual(texts("visitor").sort(), ["end", "turn 0", "turn 1", "turn 2", "turn 3", "turn 4"]);
  assert.equal(events.of("conversation").length, 1);
  await context.close();
});

test("a server in trouble gets each event once all the same", OPTIONS, async () => {
  events.plan = [503, "drop", 500, "cut", "drop", 429, 401, "drop"];
  const { context, write } = await visit();
  for (const text of ["a", "b", "c"]) await write(text);
  await events.until(1, (event) => event.text === "Echo c");
  while (events.plan.length > 0) await settled(context);
  await write("d");
  await events.until(1, (event) => event.text === "Echo d");
  assert.deepEqual(texts("visitor"), ["a", "b", "c", "d"]);
  assert.equal(events.of("conversation").length, 1);
  assert.ok(Math.max(...events.copies.values()) > 1, "no answer was lost, so nothing was shown");
  await context.close();
});

test("several tabs are one conversation, with one token, and one of them sends", OPTIONS, async () => {
  const first = await visit();
  const second = await visit("/on-bot", first.context);
  const third = await visit("/on-bot", first.context);
  await Promise.all([first.write("from one"), second.write("from two"), third.write("from three")]);
  await events.until(3, (event) => event.author === "visitor");
  assert.equal(events.of("conversation").length, 1);
  assert.equal(events.grants.length, 1);
  // The tab that sends is closed: another one goes on.
  await first.page.close();
  await second.write("after");
  await events.until(1, (event) => event.text === "Echo after");
  assert.equal(events.grants.length, 1);
  assert.deepEqual(texts("visitor").sort(), ["after", "from one", "from three", "from two"]);
  await first.context.close();
});

test("a page that is left says its last words, which the next page repeats in vain", OPTIONS, async () => {
  const { context, page: tab, write } = await visit();
  await write("first");
  await events.until(1, (event) => event.text === "Echo first");
  events.plan = Array(200).fill(503); // only the beacon may pass
  await write("farewell");
  await settled(context);
  assert.ok(!texts("visitor").includes("farewell"));
  events.plan = [];
  await tab.goto(server.origin + "/elsewhere");
  await events.until(1, (event) => event.text === "farewell");
  await tab.goto(server.origin + "/on-bot");
  const talk = await talkOn(tab, true);
  await talk.write("again");
  await events.until(1, (event) => event.text === "Echo again");
  assert.equal(texts("visitor").filter((text) => text === "farewell").length, 1);
  await context.close();
});

test("no words leave before the visitor agrees, and none after a no", OPTIONS, async () => {
  const { context, widget, write, page: tab } = await visit("/on-asking");
  const question = widget.panel.getByRole("group", { name: /May this conversation be stored/ });
  await question.waitFor();
  await write("secret one");
  await events.until(2, (event) => event.type === "message");
  assert.doesNotMatch(JSON.stringify([...events.events.values()]), /secret/);
  assert.deepEqual(events.grants, [{ consent: false }]);
  await question.getByRole("button", { name: "Yes, store it" }).click();
  await question.waitFor({ state: "detached" });
  await write("open two");
  await events.until(1, (event) => event.text === "Echo open two");
  assert.deepEqual(events.grants.map(({ consent }) => consent), [false, true]);
  assert.doesNotMatch(JSON.stringify([...events.events.values()]), /secret/);
  // The next page remembers; the site may take it back.
  await tab.reload();
  const talk = await talkOn(tab, true);
  assert.equal(await question.count(), 0);
  await tab.evaluate(() => window.chatlet("event", "consent", false));
  await settled(context);
  await talk.write("secret three");
  await events.until(3, (event) => event.author === "visitor");
  assert.doesNotMatch(JSON.stringify([...events.events.values()]), /secret/);
  await context.close();
});

test("where the author wants no words, none leave and nobody is asked", OPTIONS, async () => {
  const { context, widget, write } = await visit("/on-silent");
  await write("secret");
  await events.until(2, (event) => event.type === "message");
  assert.doesNotMatch(JSON.stringify([...events.events.values()]), /secret/);
  assert.equal(await widget.panel.getByRole("group", { name: /stored/ }).count(), 0);
  await context.close();
});

test("over the plan's limit the bot answers, and words and hand-overs stay here", OPTIONS, async () => {
  events.quota = { state: "limited" };
  const { context, widget, write } = await visit();
  await write("first");
  await events.until(1, (event) => event.type === "conversation");
  await settled(context);
  await write("second");
  await events.until(2, (event) => event.author === "visitor");
  assert.ok(!texts("visitor").includes("second"));
  await widget.input.fill("ticket");
  await widget.input.press("Enter");
  await widget.panel.getByText("Kept on this device. Nobody else has been told.").waitFor();
  await widget.answers.getByText("Kept", { exact: true }).waitFor();
  await context.close();
});

test("a ticket without a connection goes to the server, and says so when it is there", OPTIONS, async () => {
  const { context, widget, write } = await visit();
  await write("first");
  await widget.input.fill("ticket");
  await widget.input.press("Enter");
  await widget.panel.getByText(`Sent to ${new URL(events.origin).host}.`).waitFor();
  await widget.answers.getByText("Handed over").waitFor();
  const [lead] = events.of("lead");
  assert.deepEqual(lead.data, { what: "ticket", team: "", summary: "Broken pot", fields: { email: "a@b.example" } });
  await context.close();
});

test("a token that the server takes no longer is exchanged for another one", OPTIONS, async () => {
  const { context, write } = await visit();
  await write("first");
  await events.until(1, (event) => event.text === "Echo first");
  events.plan = [401];
  await write("second");
  await events.until(1, (event) => event.text === "Echo second");
  const [, { previous_token, ...asked }] = events.grants;
  assert.deepEqual(asked, { consent: true, visitor: "vis_0000000000001" });
  assert.match(previous_token, /^cvt_\d+$/);
  assert.equal(events.grants.length, 2);
  await context.close();
});
