// Index parts that do not arrive, or arrive wrong: a plain message, a retry, and the session goes on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fillerPages } from "../support/filler-pages.mjs";
import { buildBot, GARDEN, gardenFiles } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip, widgetOf } from "./support/browser.mjs";
import { notFound, startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();
const PART = /\.part$/;

let browser;
let server;

/** The garden's bot beside so many pages that its index comes in parts. */
function gardenInParts(changes) {
  const filler = Object.entries(fillerPages()).map(([name, text]) => [`docs/${name}`, text]);
  return { ...Object.fromEntries(filler), ...gardenFiles(changes) };
}

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/bot/", buildBot("trouble", gardenInParts()));
  server.page("/", '<!doctype html><title>Shop</title><script async src="/bot/chatlet.js"></script>');
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function visit() {
  const seen = await openPage(browser);
  await seen.page.goto(server.origin + "/", { waitUntil: "networkidle" });
  const widget = widgetOf(seen.page);
  await widget.open();
  await widget.answers.first().waitFor();
  return { ...seen, widget };
}

const BENDS = [
  { how: "are missing", bend: () => notFound() },
  { how: "hold other bytes", bend: (answer) => ({ ...answer, body: Buffer.concat([answer.body, Buffer.from("x")]) }) },
  { how: "are cut", bend: (answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length - 1) }) },
  { how: "are empty", bend: (answer) => ({ ...answer, body: Buffer.alloc(0) }) },
];

for (const { how, bend } of BENDS) {
  test(`parts that ${how}: a plain message, and a retry that works`, { skip }, async () => {
    const undo = server.bend(PART, bend);
    const { context, widget, problems } = await visit();
    const trouble = await widget.ask(GARDEN.question);
    assert.equal(await trouble.getByRole("link").count(), 0);
    undo();
    await widget.panel.getByRole("group").getByRole("button").click();
    await widget.answers.nth(2).waitFor();
    assert.match(await widget.answers.nth(2).innerText(), GARDEN.answer);
    assert.deepEqual(problems.filter((problem) => !/Failed to load resource/.test(problem)), []);
    await context.close();
  });
}

test("one wrong answer on the way is mended without a word", { skip }, async () => {
  const bent = new Set();
  const undo = server.bend(PART, (answer) => {
    const key = answer.body.toString("hex");
    if (bent.has(key)) return answer;
    bent.add(key);
    return { ...answer, body: Buffer.from("nonsense") };
  });
  const { context, widget } = await visit();
  assert.match(await (await widget.ask(GARDEN.question)).innerText(), GARDEN.answer);
  undo();
  await context.close();
});

test("while parts are on their way the visitor is told, and may ask something else", { skip }, async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const undo = server.bend(PART, async (answer) => (await held, answer));
  const { context, widget } = await visit();
  await widget.input.fill(GARDEN.question);
  await widget.input.press("Enter");
  await widget.panel.getByRole("status").getByText("Looking for an answer").waitFor();
  await widget.input.fill("When are apple trees pruned?");
  await widget.input.press("Enter");
  undo();
  release();
  await widget.answers.nth(1).waitFor();
  assert.match(await widget.answers.nth(1).innerText(), /late winter/);
  assert.equal(await widget.answers.count(), 2);
  await context.close();
});

test("a site rebuilt meanwhile keeps what was said and answers from the new documents", { skip }, async () => {
  const { context, page, widget, problems } = await visit();
  await widget.ask(GARDEN.question);
  server.folder("/bot/", buildBot("trouble-rebuilt", gardenInParts({ greeting: "Hello again!" })));
  await page.reload();
  await widget.log.getByText(GARDEN.question).waitFor();
  assert.match(await (await widget.ask("When are apple trees pruned?")).innerText(), /late winter/);
  assert.equal(await widget.log.getByText("Hello again!").count(), 0);
  assert.deepEqual(problems, []);
  await context.close();
});
