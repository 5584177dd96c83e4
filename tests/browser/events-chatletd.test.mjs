// The widget and the real chatletd: what a visitor said stands there once, though the network was away, the page was
// loaded anew, three tabs talked at once, and the server was killed in the middle.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openApi } from "../backend/api.mjs";
import { makeBot } from "../backend/built-bot.mjs";
import { program, startServer as startChatletd } from "../backend/chatletd.mjs";
import { launchBrowser, openPage, reasonToSkip, widgetOf } from "./support/browser.mjs";
import { buildScriptedBot } from "./support/scripted-bot.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip() || (existsSync(program) ? false : `no ${program} (run make build)`);
const OPTIONS = { skip, timeout: 120_000 };

let browser;
let server;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  const say = `({ kind: "say", engine: "flow", confidence: 1, tokens: [["text", words]], citations: [] })`;
  const script = `
    const say = (words) => ${say};
    window.script = (event) => [say(event.kind === "text" ? "Echo " + event.text : "Hello")];`;
  server.page("/script.js", script, { "content-type": "text/javascript" });
  const tags = '<script src="/script.js"></script><script async src="/bot/chatlet.js"></script>';
  server.page("/", `<!doctype html><html lang="en"><head><title>Shop</title></head><body>${tags}</body></html>`);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** A chatletd with a bot, and the site's widget told of it. */
async function open(context) {
  const api = await openApi(context, "sqlite");
  const bot = await makeBot(api, { allowed_origins: [server.origin], stores_conversations: true });
  const folder = await buildScriptedBot("events-chatletd", "Shop");
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...manifest, server: { url: api.server.url, bot: bot.id, consent: "given" } }));
  server.folder("/bot/", folder);
  return api;
}

/** All conversations there, whole, once `texts` visitors' messages are. */
async function read(api, texts) {
  for (;;) {
    const { json } = await api.get(`${api.organization}/conversations`);
    const whole = await Promise.all(json.data.map(({ id }) => api.get(`${api.organization}/conversations/${id}`)));
    const found = whole.map((one) => one.json);
    const said = found.flatMap(({ messages }) => messages).filter(({ author }) => author === "visitor");
    if (said.length >= texts) return { conversations: found, said: said.map(({ text }) => text) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function talkOn(tab, opensItself) {
  const widget = widgetOf(tab);
  if (opensItself) await widget.panel.waitFor();
  else await widget.open();
  await widget.answers.first().waitFor();
  return async (text) => {
    await widget.input.fill(text);
    await widget.input.press("Enter");
    await widget.answers.getByText("Echo " + text, { exact: true }).waitFor();
  };
}

async function visit(context = undefined) {
  const seen = context ? { context, page: await context.newPage() } : await openPage(browser);
  await seen.page.goto(server.origin + "/");
  return { ...seen, write: await talkOn(seen.page, false) };
}

test("everything said stands there once, whatever happened on the way", OPTIONS, async (context) => {
  const api = await open(context);
  const first = await visit();
  await first.write("one");
  await read(api, 1);

  await first.context.setOffline(true);
  await first.write("two, offline");
  await first.context.setOffline(false);

  await first.page.reload();
  first.write = await talkOn(first.page, true);
  await first.write("three, after a reload");

  const second = await visit(first.context);
  const third = await visit(first.context);
  await Promise.all([first.write("four"), second.write("five"), third.write("six")]);

  // Killed where it stands: what it acknowledged is on disk, what it did not comes again.
  const { child, port } = api.server;
  const [, , , ...args] = child.spawnargs;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  await second.write("seven");
  child.kill("SIGKILL");
  await gone;
  await third.write("eight, without a server");
  await startChatletd(context, [...args, "--port", String(port)]);
  await first.write("nine");

  const { conversations, said } = await read(api, 9);
  assert.equal(conversations.length, 1);
  assert.deepEqual(said.toSorted?.() ?? [...said].sort(), [
    "eight, without a server",
    "five",
    "four",
    "nine",
    "one",
    "seven",
    "six",
    "three, after a reload",
    "two, offline",
  ]);
  const answers = async () => (await read(api, 9)).conversations[0].messages.filter(({ author }) => author === "bot");
  while ((await answers()).length < 9) await first.page.waitForTimeout(100);
  assert.equal((await answers()).length, 9);
  // And so it is metered.
  const { json: usage } = await api.get(`${api.organization}/usage`);
  const metered = Object.fromEntries(usage.data.map(({ meter, quantity }) => [meter, quantity]));
  assert.deepEqual(metered, { conversations: 1, messages: 18 });
  await first.context.close();
});
