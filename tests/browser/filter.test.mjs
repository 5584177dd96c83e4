// Two versions of one page on a site: what the script tag says, or the page's own script, decides which one answers.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fillerPages } from "../support/filler-pages.mjs";
import { buildBot } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip, SCREENSHOTS, widgetOf } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();

const doc = (version, text) =>
  `<!doctype html><html lang="en"><head><title>Backups</title><meta name="docsearch:version" content="${version}">` +
  `</head><body><main><h1>Backups</h1><p>${text}</p></main></body></html>`;

const QUESTION = "How do I make a backup?";
const OLD = /by the command dump/;
const NEW = /by the button Save/;

function siteFiles() {
  const bot = { id: "manual", title: "Manual", knowledge: { sources: [{ path: "docs", url: "/docs/" }] } };
  return {
    "bot.json": JSON.stringify(bot),
    "docs/v14/backup.html": doc("14", "In version 14 a backup is made by the command dump, once a day."),
    "docs/v15/backup.html": doc("15,latest", "In version 15 a backup is made by the button Save, at any time."),
  };
}

let browser;
let server;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/bot/", buildBot("filter", siteFiles()));
  const fillers = Object.entries(fillerPages()).map(([name, text]) => ["docs/" + name, text]);
  server.folder("/large/", buildBot("filter-large", { ...siteFiles(), ...Object.fromEntries(fillers) }));
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function visit(attributes, bot = "bot") {
  const tag = `<script async src="/${bot}/chatlet.js" ${attributes}></script>`;
  server.page("/page", `<!doctype html><html lang="en"><head><title>Manual</title>${tag}</head><body></body></html>`);
  const seen = await openPage(browser);
  await seen.page.goto(server.origin + "/page", { waitUntil: "networkidle" });
  return { ...seen, widget: widgetOf(seen.page) };
}

const VISITS = [
  { attributes: 'data-filter-version="14"', answer: OLD, other: "v15" },
  { attributes: 'data-filter-version="15"', answer: NEW, other: "v14" },
  { attributes: 'data-filter-version="latest, 16"', answer: NEW, other: "v14" },
];

for (const bot of ["bot", "large"]) {
  for (const { attributes, answer, other } of VISITS) {
    test(`${attributes} decides which version answers (${bot})`, { skip }, async () => {
      const { context, page, widget, problems } = await visit(attributes, bot);
      await widget.open();
      const said = await widget.ask(QUESTION);
      assert.match(await said.innerText(), answer);
      assert.equal(await said.locator(`a[href*="${other}"]`).count(), 0, "the other version is not cited either");
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `filter-${bot}-without-${other}.png`) });
      assert.deepEqual(problems, []);
      await context.close();
    });
  }
}

test("without a filter, or with an empty one, both versions may answer", { skip }, async () => {
  for (const attributes of ["", 'data-filter-version=""']) {
    const { context, widget, problems } = await visit(attributes);
    await widget.open();
    const said = await widget.ask(QUESTION);
    assert.match(await said.innerText(), /version 1[45]/);
    assert.equal(await said.locator("a").count(), 2);
    assert.deepEqual(problems, []);
    await context.close();
  }
});

test("a version that no page has is admitted as not known", { skip }, async () => {
  const { context, widget, problems } = await visit('data-filter-version="13"');
  await widget.open();
  assert.match(await (await widget.ask(QUESTION)).innerText(), /I don't know/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a page that shows another version says so, and the next question keeps to it", { skip }, async () => {
  const { context, page, widget, problems } = await visit('data-filter-version="14"');
  await widget.open();
  assert.match(await (await widget.ask(QUESTION)).innerText(), OLD);
  await page.evaluate(() => window.chatlet.filter({ version: "15" }));
  assert.match(await (await widget.ask(QUESTION)).innerText(), NEW);
  await page.evaluate(() => window.chatlet("filter", { version: ["14", "13"] }));
  assert.match(await (await widget.ask(QUESTION)).innerText(), OLD);
  await page.evaluate(() => window.chatlet.filter({}));
  assert.equal(await (await widget.ask(QUESTION)).locator("a").count(), 2);
  assert.deepEqual(problems, []);
  await context.close();
});

test("the tag may change as pages of an application do", { skip }, async () => {
  const { context, page, widget } = await visit('data-filter-version="14"');
  await widget.open();
  assert.match(await (await widget.ask(QUESTION)).innerText(), OLD);
  await page.evaluate(() => document.querySelector("script[src]").setAttribute("data-filter-version", "15"));
  assert.match(await (await widget.ask(QUESTION)).innerText(), NEW);
  await context.close();
});

test("a conversation kept from another page's version goes on in this one's", { skip }, async () => {
  const { context, page, widget } = await visit('data-filter-version="14"');
  await widget.open();
  assert.match(await (await widget.ask(QUESTION)).innerText(), OLD);
  const tag = '<script async src="/bot/chatlet.js" data-filter-version="15"></script>';
  server.page("/page15", `<!doctype html><html lang="en"><head><title>Manual</title>${tag}</head><body></body></html>`);
  await page.goto(server.origin + "/page15", { waitUntil: "networkidle" });
  await widget.panel.waitFor(); // open as it was left
  assert.match(await (await widget.ask(QUESTION)).innerText(), NEW);
  await context.close();
});
