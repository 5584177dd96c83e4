// A flow as an author writes it, compiled by the real program and played by the real engine: a visitor chooses, fills a
// form in wrongly and then rightly, rates, goes back, starts over, and what they gave reaches a plain endpoint.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildBot } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip, SCREENSHOTS, widgetOf } from "./support/browser.mjs";
import { startEndpoint } from "./support/endpoint.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();

let browser;
let server;
let endpoint;

const choice = (label, value) => ({ label, value });
const TREES = [choice("Apple", "a"), choice("Pear", "p")];
const one = (text) => ({ prompt: text });

const MAIN = {
  start: "hello",
  nodes: {
    hello: { type: "say", text: "Welcome to **the nursery**.", next: "tree" },
    tree: {
      type: "ask",
      fields: [{ var: "tree", kind: "choice", ...one("Which tree?"), choices: TREES }],
      next: "contact",
    },
    contact: {
      type: "ask",
      layout: "form",
      fields: [
        { var: "name", kind: "text", ...one("Your name") },
        { var: "email", kind: "email", ...one("E-mail"), retry: "This is no e-mail address." },
        { var: "count", kind: "integer", ...one("How many"), min: 1, max: 20 },
      ],
      next: "rate",
    },
    rate: {
      type: "ask",
      fields: [{ var: "stars", kind: "rating", ...one("How was this?"), min: 1, max: 5 }],
      next: "send",
    },
    send: {
      type: "http",
      connection: "leads",
      method: "POST",
      url: "",
      body: { tree: "tree", name: "name", email: "email", count: "count", stars: "stars" },
      next: "thanks",
      fail: "sorry",
    },
    thanks: { type: "say", text: "Thank you, {{name}}: {{count}} trees.", next: "slip" },
    slip: {
      type: "do",
      action: "document.render",
      args: { title: '"Order of " + name', fields: '{"Tree": tree, "Count": count}' },
      next: "done",
      fail: "done",
    },
    sorry: { type: "say", text: "That could not be sent.", next: "done" },
    done: { type: "end", outcome: "ordered" },
  },
};

function files() {
  const text = { type: "string", pii: true };
  const leads = { url: endpoint.origin + "/lead", format: "json", consent: "The visitor sends the form to order." };
  const bot = {
    id: "nursery",
    title: "Nursery",
    locale: "en",
    connections: { leads },
    vars: { tree: { type: "string" }, name: text, email: text, count: { type: "int" }, stars: { type: "int" } },
  };
  return { "bot.json": JSON.stringify(bot), "flows/main.json": JSON.stringify(MAIN) };
}

before(async () => {
  if (skip) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launchBrowser();
  server = await startServer();
  endpoint = await startEndpoint();
  server.folder("/bot/", buildBot("flow-play", files()));
  const tag = '<script async src="/bot/chatlet.js"></script>';
  server.page("/", `<!doctype html><html lang="en"><head><title>Shop</title></head><body>${tag}</body></html>`);
});

after(async () => {
  await browser?.close();
  await server?.close();
  await endpoint?.close();
});

async function visit() {
  const seen = await openPage(browser);
  await seen.page.goto(server.origin + "/", { waitUntil: "networkidle" });
  const widget = widgetOf(seen.page);
  await widget.open();
  const { panel } = widget;
  await widget.answers.getByText("Which tree?").waitFor();
  const tap = (name) => panel.getByRole("button", { name, exact: true }).click();
  const fill = async ({ name = "Ada", email = "ada@example.org", count = "3" } = {}) => {
    await panel.getByLabel("Your name").fill(name);
    await panel.getByLabel("E-mail").fill(email);
    await panel.getByLabel("How many").fill(count);
    await panel.locator(".ask").getByRole("button", { name: "Send" }).click();
  };
  const rate = async (stars) => {
    await panel.getByLabel(`${stars} of 5`).check();
    await panel.locator(".ask").getByRole("button", { name: "Send" }).click();
  };
  return { ...seen, widget, panel, tap, fill, rate };
}

const ORDER = { tree: "p", name: "Ada", email: "ada@example.org", count: 3, stars: 4 };

test("a visitor chooses, mends a form, rates, and the order arrives", { skip }, async () => {
  const { context, page, widget, panel, tap, fill, rate, problems } = await visit();
  assert.equal(await widget.answers.first().locator("strong").innerText(), "the nursery");
  await tap("Pear");
  await fill({ email: "ada@", count: "3" });
  await panel.getByText("This is no e-mail address.").last().waitFor();
  assert.equal(await panel.getByLabel("E-mail").getAttribute("aria-invalid"), "true");
  assert.equal(await panel.getByLabel("Your name").inputValue(), "Ada");
  await page.screenshot({ path: join(SCREENSHOTS, "play-form.png"), animations: "disabled" });
  await fill();
  await rate(4);
  const { method, path, headers, body } = await endpoint.next();
  assert.deepEqual([method, path, JSON.parse(body)], ["POST", "/lead", ORDER]);
  assert.match(headers["idempotency-key"], /^[0-9a-f]{14}-\d+-\d+$/);
  await widget.answers.getByText("Thank you, Ada: 3 trees.").waitFor();
  await panel.getByText("Order of Ada").waitFor();
  assert.deepEqual(await panel.locator(".visitor .bubble").first().innerText(), "Pear");
  await page.screenshot({ path: join(SCREENSHOTS, "play-done.png"), animations: "disabled" });
  assert.deepEqual(problems, []);
  await context.close();
});

test("back asks the question before, and what is then answered counts", { skip }, async () => {
  const { context, widget, panel, tap, fill, rate } = await visit();
  await tap("Apple");
  await panel.getByLabel("Your name").waitFor();
  await tap("Go back");
  await tap("Pear");
  await fill();
  await rate(4);
  assert.equal(JSON.parse((await endpoint.next()).body).tree, "p");
  await widget.answers.getByText("Thank you").waitFor();
  await context.close();
});

test("start over begins anew; a page load goes on where the visitor was", { skip }, async () => {
  const { context, page, widget, panel, tap, fill, rate } = await visit();
  await tap("Apple");
  await panel.getByLabel("Your name").waitFor();
  await page.reload();
  await panel.getByLabel("Your name").waitFor();
  await fill({ name: "Grace" });
  await panel.getByLabel("3 of 5").waitFor();
  await tap("Start over");
  await widget.answers.getByText("Which tree?").waitFor();
  assert.equal(await panel.locator(".visitor").count(), 0);
  await tap("Pear");
  await fill();
  await rate(4);
  assert.deepEqual(JSON.parse((await endpoint.next()).body), ORDER);
  await context.close();
});

test("a choice may be written, and a question stays open over a text that is none", { skip }, async () => {
  const { context, widget, panel } = await visit();
  await widget.input.fill("pear");
  await widget.input.press("Enter");
  await panel.getByLabel("Your name").waitFor();
  await context.close();
});

test("an order given without a network arrives when it is back", { skip }, async () => {
  const { context, widget, panel, tap, fill, rate } = await visit();
  await tap("Pear");
  await fill();
  await rate(4);
  await endpoint.next();
  await widget.answers.getByText("Thank you").waitFor();
  await tap("Start over"); // every script is here now
  await tap("Pear");
  await fill({ count: "5" });
  await context.setOffline(true);
  await rate(2);
  await panel.getByText(/You are offline/).waitFor();
  assert.equal(endpoint.taken.length, 0);
  await context.setOffline(false);
  assert.deepEqual(JSON.parse((await endpoint.next()).body), { ...ORDER, count: 5, stars: 2 });
  await widget.answers.getByText("Thank you, Ada: 5 trees.").waitFor();
  await context.close();
});
