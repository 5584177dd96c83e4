// Documents and a bot written by an enemy, built by the real program: nothing of them runs, is followed or styles
// anything, neither in the panel nor on the pages the program writes of them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildBot } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip, ROOT, widgetOf } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();
const SOURCE = join(ROOT, "tests/browser/hostile");
// The page allows everything, so that nothing but our own care keeps a document from running.
const PAGE = `<!doctype html><html lang="en"><head><title>Shop</title>
  <script>window.hurts = []; window.hurt = (what) => hurts.push(what);</script></head>
  <body><h1>Shop</h1><script async src="/bot/chatlet.js"></script></body></html>`;
// Words of each document: what is asked here is whether its text is harmless, not how well it is found.
const QUESTIONS = [
  ["marzipan almonds", /almonds/],
  ["nougat code", /nougat/i],
  ["praline list", /praline/],
  ["toffee boiled sugar butter", /boiled sugar/],
  ["caramel boiled long", /Caramel is toffee/],
  ["What is licorice?", /is a root/],
  ["What is fudge?", /soft/],
  ["What is gelatin?", /sets/],
  ["What is sherbet?", /fizzes/],
  ["meringue egg white", /beaten/],
  ["<script>hurt('visitor')</script><img src=x onerror=hurt('visitor')>", /./],
];

let browser;
let server;
let folder;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  folder = buildBot("hostile", readFolder(SOURCE));
  server.folder("/bot/", folder);
  server.page("/", PAGE);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Files below `folder`, relative path to content. */
function readFolder(folder, below = "") {
  const entries = readdirSync(join(folder, below), { withFileTypes: true });
  return entries.reduce((files, entry) => {
    const path = below + entry.name;
    if (entry.isDirectory()) return { ...files, ...readFolder(folder, path + "/") };
    return { ...files, [path]: readFileSync(join(folder, path)) };
  }, {});
}

/** Elements and attributes that text must never turn into. */
function foundMarkup(panel) {
  const bad = "script, style, iframe, img, object, embed, link, base, meta, template, details, math, foreignObject";
  const elements = [...panel.querySelectorAll(bad)].map((element) => element.outerHTML);
  const attributes = [...panel.querySelectorAll("*")].flatMap((element) =>
    element.getAttributeNames().filter((name) => {
      const isOurs = name === "style" && element.matches("textarea, .panel"); // sizes, set by script
      return /^on|^src$|^srcdoc$|^style$/.test(name) && !isOurs;
    }),
  );
  const links = [...panel.querySelectorAll("a")].map((link) => link.protocol);
  return [...elements, ...attributes, ...links.filter((protocol) => !/^https?:$/.test(protocol))];
}

test("nothing of a hostile bot runs, is followed or styles anything in the panel", { skip }, async () => {
  const { context, page, problems, requests } = await openPage(browser);
  await page.goto(server.origin + "/", { waitUntil: "networkidle" });
  const widget = widgetOf(page);
  await widget.open();
  await widget.answers.first().waitFor();
  assert.deepEqual(await widget.panel.evaluate(foundMarkup), []);
  for (const [question, expected] of QUESTIONS) {
    const answer = await widget.ask(question);
    assert.match(await answer.innerText(), expected, question);
    assert.deepEqual(await widget.panel.evaluate(foundMarkup), [], question);
  }
  for (const link of await widget.panel.locator("a").all()) await link.hover();
  assert.deepEqual(await page.evaluate(() => window.hurts), []);
  assert.equal(await page.locator("chatlet-widget").evaluate((element) => getComputedStyle(element).opacity), "1");
  assert.deepEqual(requests.filter((url) => !url.startsWith(server.origin + "/")), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("nothing of a hostile document runs on the page written of it", { skip }, async () => {
  const pages = Object.keys(readFolder(join(folder, "pages"))).filter((name) => name.endsWith(".html"));
  assert.notEqual(pages.length, 0);
  for (const name of pages) {
    const { context, page, problems, requests } = await openPage(browser);
    await page.addInitScript(() => {
      window.hurts = [];
      window.hurt = (what) => window.hurts.push(what);
    });
    await page.goto(`${server.origin}/bot/pages/${name}`, { waitUntil: "networkidle" });
    assert.deepEqual(await page.evaluate(() => window.hurts), [], name);
    const links = await page.locator("a[href]").evaluateAll((found) => found.map((link) => link.protocol));
    assert.deepEqual(links.filter((protocol) => !/^https?:$/.test(protocol)), [], name);
    const own = /\/bot\/(chatlet\.js|pages\/)/;
    assert.equal(await page.locator("iframe, object, embed, img[onerror], [onload], [onclick]").count(), 0, name);
    assert.deepEqual(requests.filter((url) => !url.startsWith(server.origin) || !own.test(url)), [], name);
    assert.deepEqual(problems, [], name);
    await context.close();
  }
});
