// Suggestions while typing in Chromium: by keyboard, pointer, touch and ear, under a strict policy, on a slow network.
// Screenshots of each look stand in build/screenshots afterwards.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fillerPages } from "../support/filler-pages.mjs";
import { buildBot, GARDEN, gardenFiles } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip, SCREENSHOTS, widgetOf } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();
const PART = /\.part$/;
const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'none'; " +
  "require-trusted-types-for 'script'; trusted-types chatlet";
const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const TITLE = "Garden handbook";

let browser;
let server;

function gardenInParts() {
  const filler = Object.entries(fillerPages()).map(([name, text]) => [`docs/${name}`, text]);
  return { ...Object.fromEntries(filler), ...gardenFiles() };
}

const page = (bot, attributes = "") => `<!doctype html><html lang="en"><head><title>Shop</title>
  <meta name="viewport" content="width=device-width, initial-scale=1"></head>
  <body><p>Shop</p><script async src="${bot}chatlet.js" ${attributes}></script></body></html>`;

before(async () => {
  if (skip) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/small/", buildBot("suggest-small", gardenFiles()));
  server.folder("/parts/", buildBot("suggest-parts", gardenInParts()));
  server.folder("/quiet/", buildBot("suggest-quiet", gardenFiles({ suggest_while_typing: false })));
  server.page("/", page("/small/"));
  server.page("/docs/garden.html", GARDEN.page);
  server.page("/strict", page("/small/"), { "content-security-policy": STRICT });
  server.page("/in-parts", page("/parts/"));
  server.page("/quiet", page("/quiet/"));
  server.page("/off", page("/small/", 'data-suggest="off"'));
  server.page("/dark", page("/small/", 'data-theme="dark"'));
  server.page("/rtl", page("/small/", 'data-lang="ar"'));
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** An open panel, greeted, with the field in focus. */
async function visit(path = "/", options = {}) {
  const seen = await openPage(browser, options);
  await seen.page.goto(server.origin + path, { waitUntil: "networkidle" });
  const widget = widgetOf(seen.page);
  await widget.launcher.click();
  await widget.answers.first().waitFor();
  const list = widget.panel.locator(".typed");
  return { ...seen, widget, list, options: list.getByRole("option") };
}

const attributes = (locator, names) =>
  locator.evaluate(
    (element, wanted) => Object.fromEntries(wanted.map((name) => [name, element.getAttribute(name)])),
    names,
  );
const ARIA = ["role", "aria-autocomplete", "aria-expanded", "aria-controls", "aria-activedescendant"];

test("pages, headings and the author's questions are suggested, with the typed letters marked", { skip }, async () => {
  const { context, widget, list, options, problems } = await visit();
  await widget.input.pressSequentially("wat");
  await options.first().waitFor();
  assert.deepEqual(await options.allInnerTexts(), ["How do I water tomatoes?", `${TITLE} › Watering tomatoes`]);
  assert.deepEqual(await list.locator("mark").allInnerTexts(), ["wat", "Wat"]);
  assert.deepEqual(problems, []);
  await context.close();
});

test("the field is a combobox whose list a screen reader finds, and the focus stays in it", { skip }, async () => {
  const { context, page, widget, list, options } = await visit();
  const closed = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "typed" };
  assert.deepEqual(await attributes(widget.input, ARIA), { ...closed, "aria-activedescendant": null });
  assert.equal(await list.isVisible(), false);
  await widget.input.pressSequentially("wat");
  await options.first().waitFor();
  const open = { ...closed, "aria-expanded": "true" };
  assert.deepEqual(await attributes(widget.input, ARIA), { ...open, "aria-activedescendant": null });
  assert.equal(await widget.panel.getByRole("listbox", { name: "Suggestions while you type" }).count(), 1);

  await page.keyboard.press("ArrowDown");
  assert.deepEqual(await attributes(widget.input, ARIA), { ...open, "aria-activedescendant": "typed0" });
  assert.equal(await list.locator("#typed0").getAttribute("aria-selected"), "true");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown"); // past the last: the field itself
  assert.equal((await attributes(widget.input, ARIA))["aria-activedescendant"], null);
  await page.keyboard.press("ArrowUp");
  assert.equal((await attributes(widget.input, ARIA))["aria-activedescendant"], "typed1");
  assert.equal(await list.locator("[aria-selected=true]").count(), 1);

  await page.keyboard.press("Escape");
  assert.equal(await list.isVisible(), false);
  assert.equal(await widget.panel.isVisible(), true, "the first Escape closes the list only");
  assert.deepEqual(await attributes(widget.input, ARIA), { ...closed, "aria-activedescendant": null });
  await page.keyboard.press("Escape");
  assert.equal(await widget.panel.isVisible(), false);
  await context.close();
});

test("Enter asks what was typed, unless an option was moved to", { skip }, async () => {
  const { context, page, widget, list, options } = await visit();
  await widget.input.pressSequentially("compost wants green");
  await options.first().waitFor();
  await page.keyboard.press("Enter");
  await widget.answers.nth(1).waitFor();
  assert.equal(await widget.log.locator(".visitor .bubble").innerText(), "compost wants green");
  assert.equal(await list.isVisible(), false);

  await widget.input.pressSequentially("prun");
  await options.first().waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await widget.answers.nth(2).waitFor();
  assert.equal(await widget.log.locator(".visitor .bubble").nth(1).innerText(), `${TITLE} › Pruning apple trees`);
  assert.match(await widget.answers.nth(2).innerText(), /late winter/);
  assert.equal(await widget.input.inputValue(), "");
  await context.close();
});

test("a click asks; with Ctrl it opens the page in a new tab", { skip }, async () => {
  const { context, page, widget, list, options } = await visit();
  await widget.input.pressSequentially("wat");
  await options.nth(1).waitFor();
  const opened = context.waitForEvent("page");
  await options.nth(1).click({ modifiers: ["Control"] });
  await (await opened).waitForURL("**/docs/garden.html#watering");
  assert.equal(await widget.answers.count(), 1, "nothing was asked");
  await widget.input.fill("wat");
  await options.nth(1).click();
  await widget.answers.nth(1).waitFor();
  assert.match(await widget.answers.nth(1).innerText(), GARDEN.answer);
  assert.equal(await list.isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName), "TEXTAREA");
  await context.close();
});

test("under a strict policy with Trusted Types it works as everywhere", { skip }, async () => {
  const { context, widget, options, problems } = await visit("/strict");
  await widget.input.pressSequentially("comp");
  await options.first().waitFor();
  assert.deepEqual(await options.allInnerTexts(), [`${TITLE} › Making compost`]);
  assert.deepEqual(problems, []);
  await context.close();
});

for (const { path, how } of [{ path: "/off", how: "the page's tag" }, { path: "/quiet", how: "bot.json" }]) {
  test(`${how} turns it off, and the field is a plain one`, { skip }, async () => {
    const { context, widget, list } = await visit(path);
    assert.equal(await widget.input.getAttribute("role"), null);
    await widget.input.pressSequentially("How should I water");
    const answer = await widget.ask(GARDEN.question);
    assert.match(await answer.innerText(), GARDEN.answer);
    assert.equal(await list.count(), 0);
    await context.close();
  });
}

test("typing fetches parts of this site and nothing else, and stores nothing", { skip }, async () => {
  const { context, page, widget, options, requests } = await visit("/in-parts");
  const before = requests.length;
  await widget.input.pressSequentially("waterin");
  await options.first().waitFor();
  const fetched = requests.slice(before);
  assert.ok(fetched.length > 0);
  assert.deepEqual(fetched.filter((url) => !url.startsWith(`${server.origin}/parts/files/`) || !PART.test(url)), []);
  assert.equal(new Set(fetched).size, fetched.length, "no part twice");
  const stored = await page.evaluate(async () => {
    return [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length];
  });
  assert.deepEqual(stored, [0, 0, 0]);
  await context.close();
});

test("a text replaced while its parts are on their way leaves no trace", { skip }, async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const undo = server.bend(PART, async (answer) => (await held, answer));
  const { context, page, widget, options } = await visit("/in-parts");
  const asked = page.waitForRequest(PART);
  await widget.input.pressSequentially("pruni");
  await asked;
  await widget.input.fill("makin");
  undo();
  release();
  await options.first().waitFor();
  assert.deepEqual(await options.allInnerTexts(), [`${TITLE} › Making compost`]);
  await context.close();
});

test("an emptied field shows nothing, whatever arrives then", { skip }, async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const undo = server.bend(PART, async (answer) => (await held, answer));
  const { context, page, widget, list } = await visit("/in-parts");
  const asked = page.waitForRequest(PART);
  await widget.input.pressSequentially("makin");
  await asked;
  await widget.input.fill("");
  const arrived = page.waitForResponse(PART);
  undo();
  release();
  await arrived;
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(await list.isVisible(), false);
  await context.close();
});

test("on a slow network a question is answered as ever, though suggestions are under way", { skip }, async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const undo = server.bend(PART, async (answer) => (await held, answer));
  const { context, page, widget, list } = await visit("/in-parts");
  const asked = page.waitForRequest(PART);
  await widget.input.pressSequentially(GARDEN.question);
  await asked;
  await page.keyboard.press("Enter");
  undo();
  release();
  await widget.answers.nth(1).waitFor();
  assert.match(await widget.answers.nth(1).innerText(), GARDEN.answer);
  assert.equal(await list.isVisible(), false);
  await context.close();
});

test("parts that cannot be had: no suggestions, no word of it, and the next question as ever", { skip }, async () => {
  const undo = server.bend(PART, () => ({ status: 404, headers: {}, body: Buffer.from("") }));
  const { context, page, widget, list, problems } = await visit("/in-parts");
  const failed = page.waitForResponse((response) => PART.test(response.url()) && response.status() === 404);
  await widget.input.pressSequentially("makin");
  await failed;
  undo();
  assert.equal(await list.isVisible(), false);
  assert.equal(await widget.answers.count(), 1);
  assert.match(await (await widget.ask(GARDEN.question)).innerText(), GARDEN.answer);
  assert.deepEqual(problems.filter((problem) => !/Failed to load resource/.test(problem)), []);
  await context.close();
});

test("letters that an input method still composes are not looked up", { skip }, async () => {
  const { context, page, widget, list, options } = await visit();
  await widget.input.focus();
  await page.clock.install();
  const client = await context.newCDPSession(page);
  await client.send("Input.imeSetComposition", { text: "wat", selectionStart: 3, selectionEnd: 3 });
  await page.clock.runFor(1000);
  assert.equal(await list.isVisible(), false);
  await client.send("Input.insertText", { text: "wat" });
  await page.clock.runFor(1000);
  await options.first().waitFor();
  await context.close();
});

const LOOKS = [
  { name: "suggest-light", path: "/", options: { colorScheme: "light" } },
  { name: "suggest-dark", path: "/dark", options: { colorScheme: "dark" } },
  { name: "suggest-phone", path: "/", options: PHONE },
  { name: "suggest-right-to-left", path: "/rtl", options: {} },
  { name: "suggest-forced-colors", path: "/", options: { forcedColors: "active", colorScheme: "dark" } },
];

for (const { name, path, options: look } of LOOKS) {
  test(`${name}: the list stands above the field, inside the panel, and is in sight`, { skip }, async () => {
    const { context, page, widget, list, options } = await visit(path, { ...look, reducedMotion: "reduce" });
    await widget.input.pressSequentially("wat");
    await options.nth(1).waitFor();
    await page.keyboard.press("ArrowDown");
    const [panel, box, field] = await Promise.all([widget.panel, list, widget.input].map((part) => part.boundingBox()));
    assert.ok(box.y >= panel.y && box.y + box.height <= field.y, JSON.stringify({ panel, box, field }));
    assert.ok(box.x >= panel.x && box.x + box.width <= panel.x + panel.width);
    const height = (await options.first().boundingBox()).height;
    assert.ok(height >= (look.isMobile ? 40 : 30), `${height} px high`);
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    if (look.isMobile) {
      await options.nth(1).tap();
      await widget.answers.nth(1).waitFor();
      assert.match(await widget.answers.nth(1).innerText(), GARDEN.answer);
    }
    await context.close();
  });
}
