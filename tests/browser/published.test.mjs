// A bot that chatletd publishes, on pages of other origins: it answers, another version takes its place, and goes back.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { openApi } from "../backend/api.mjs";
import { buildBot, makeBot, publishVersion, runChatlet, sendVersion } from "../backend/built-bot.mjs";
import { launchBrowser, openPage, reasonToSkip, widgetOf } from "./support/browser.mjs";

const skip = reasonToSkip();
const docs = (days) => ({
  "refunds.md": `# Refunds\n\nA refund takes ${days} working days after the parcel arrived.\n`,
  "shipping.md": "# Shipping\n\nWe ship to all of Europe with the post, in boxes of paper.\n",
  "lamps.md": "# Lamps\n\nLamps of brass are made by hand in our workshop by the sea.\n",
});
const question = "When do I get my refund?";

let browser;
before(async () => {
  if (!skip) browser = await launchBrowser();
});
after(() => browser?.close());

/** A page of another origin than the server's, with the script tag; its address. */
async function openShop(context, script) {
  const host = new URL(script).origin;
  const policy = `default-src 'none'; script-src ${host} 'wasm-unsafe-eval'; connect-src ${host}`;
  const shop = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy });
    response.end(
      `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><script src="${script}" defer></script>`,
    );
  });
  await new Promise((resolve) => shop.listen(0, "127.0.0.1", resolve));
  context.after(() => shop.close());
  return `http://127.0.0.1:${shop.address().port}/`;
}

/** A visitor's browser of its own at `address`, without problems so far. */
async function visit(context, address) {
  const seen = await openPage(browser);
  context.after(() => seen.context.close());
  await seen.page.goto(address);
  const widget = widgetOf(seen.page);
  await widget.launcher.waitFor();
  await widget.open();
  return { ...seen, widget };
}

test("a published bot answers on a page of another origin", { skip }, async (context) => {
  const api = await openApi(context, "sqlite");
  const bot = await makeBot(api, { slug: "shop" });
  const [older, newer] = [buildBot(context, docs("five")), buildBot(context, docs("nine"))];
  const key = await api.post(`${api.organization}/keys`, {
    name: "deploy",
    scopes: ["bots.read", "versions.read", "versions.upload", "versions.publish"],
  });
  const deployed = await runChatlet(["deploy", older, "--server", api.server.url, "--bot", "shop"], {
    CHATLET_KEY: key.json.key,
  });
  assert.equal(deployed.code, 0, deployed.stderr);
  const shop = await openShop(context, `${api.server.url}/b/${bot.id}/chatlet.js`);
  const early = await visit(context, shop);
  assert.match(await (await early.widget.ask(question)).innerText(), /five working days/);

  await publishVersion(api, bot, "live", await sendVersion(api, bot, newer));
  const late = await visit(context, shop);
  assert.match(await (await late.widget.ask(question)).innerText(), /nine working days/);
  // Who came before goes on with what they have.
  assert.match(await (await early.widget.ask("And a refund?")).innerText(), /five working days/);

  const channel = await api.get(`${bot.path}/channels/live`);
  const back = await api.post(`${bot.path}/channels/live/roll-back`, undefined, {
    "If-Match": channel.headers.get("etag"),
  });
  assert.equal(back.status, 200, back.text);
  const last = await visit(context, shop);
  assert.match(await (await last.widget.ask(question)).innerText(), /five working days/);
  for (const { problems, requests } of [early, late, last]) {
    assert.deepEqual(problems, []);
    const foreign = requests.filter(
      (url) => !url.startsWith(shop) && !url.startsWith(`${api.server.url}/b/${bot.id}/`),
    );
    assert.deepEqual(foreign, [], "nothing but the page and the bot's files is asked for");
  }
});

test("a draft's own page answers, and is nobody at this server", { skip }, async (context) => {
  const api = await openApi(context, "sqlite");
  const bot = await makeBot(api);
  const draft = await publishVersion(api, bot, "draft", await sendVersion(api, bot, buildBot(context, docs("five"))));
  const address = api.server.url + new URL(draft.address).pathname;
  const { page, context: profile } = await openPage(browser);
  context.after(() => profile.close());
  // As if an owner who is signed in here looked at it.
  const [name, value] = api.cookie.split("=");
  await profile.addCookies([{ name, value, url: api.server.url, httpOnly: true, sameSite: "Lax" }]);
  await page.goto(`${api.server.url}/v1/account`);
  assert.match(await page.locator("body").innerText(), /owner@site\.example/, "the cookie is a good one");

  await page.goto(address);
  assert.equal(await page.evaluate(() => self.origin), "null");
  const stolen = await page.evaluate(async (url) => {
    try {
      return await (await fetch(url, { credentials: "include" })).text();
    } catch (error) {
      return String(error);
    }
  }, `${api.server.url}/v1/account`);
  assert.match(stolen, /Failed to fetch/);
  const widget = widgetOf(page);
  await widget.launcher.waitFor();
  await widget.open();
  assert.match(await (await widget.ask(question)).innerText(), /five working days/);
});
