// What a visitor gives reaches the site's owner: a plain endpoint on another origin gets it, also when the network was
// away, the page was left, or the endpoint was in trouble.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, openPage, reasonToSkip, widgetOf } from "./support/browser.mjs";
import { startEndpoint } from "./support/endpoint.mjs";
import { buildScriptedBot } from "./support/scripted-bot.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();

let browser;
let server;
let endpoint;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  endpoint = await startEndpoint();
  server.folder("/bot/", await buildScriptedBot("lead", "Leads"));
  const to = { name: "desk", url: endpoint.origin + "/desk", format: "form" };
  const http = { kind: "http", method: "POST", url: endpoint.origin + "/lead", headers: { "X-Bot": "shop" } };
  const rest = { body: { name: "Ada" }, format: "json", side: "browser", retries: 2, once: false };
  const given = { team: "", summary: "Broken pot", data: { email: "a@b.example" } };
  const ticket = { kind: "handoff", what: "ticket", ...given, to };
  const script = `
    const say = (words) => ({ kind: "say", engine: "flow", confidence: 1, tokens: [["text", words]], citations: [] });
    const errands = { lead: ${JSON.stringify({ ...http, ...rest })}, ticket: ${JSON.stringify(ticket)} };
    window.script = (event) => {
      if (event.kind === "text") return [{ ...errands[event.text], id: "id-" + event.text + "-" + event.seq }];
      if (event.kind === "result") return [say(event.ok ? "Result " + (event.value.status ?? "queued") : "Failed")];
      return [say("Hello")];
    };`;
  server.page("/script.js", script, { "content-type": "text/javascript" });
  const tags = '<script src="/script.js"></script><script async src="/bot/chatlet.js"></script>';
  server.page("/", `<!doctype html><html lang="en"><head><title>Shop</title></head><body>${tags}</body></html>`);
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
  await widget.answers.getByText("Hello").waitFor();
  const write = async (text) => {
    await widget.input.fill(text);
    await widget.input.press("Enter");
  };
  return { ...seen, widget, write };
}

const QUEUED = /You are offline\. This is kept on your device/;

test("a lead arrives at once, with the key it can be known by again", { skip }, async () => {
  const { context, widget, write, problems } = await visit();
  await write("lead");
  const { method, path, headers, body } = await endpoint.next();
  assert.deepEqual([method, path, body], ["POST", "/lead", '{"name":"Ada"}']);
  assert.match(headers["idempotency-key"], /^id-lead-/);
  assert.equal(headers["x-bot"], "shop");
  await widget.answers.getByText("Result 200").waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("a ticket arrives as a plain form, which needs no questions before", { skip }, async () => {
  const { context, widget, write } = await visit();
  await write("ticket");
  const { headers, body } = await endpoint.next();
  assert.match(headers["content-type"], /^application\/x-www-form-urlencoded/);
  const fields = Object.fromEntries(new URLSearchParams(body));
  assert.match(fields.idempotency_key, /^id-ticket-/);
  assert.deepEqual([fields.what, fields.summary, fields.email], ["ticket", "Broken pot", "a@b.example"]);
  await widget.answers.getByText("Result 200").waitFor();
  await context.close();
});

test("an endpoint in trouble is asked again", { skip }, async () => {
  const { context, widget, write } = await visit();
  endpoint.status = 503;
  await write("lead");
  const first = await endpoint.next();
  endpoint.status = 200;
  const second = await endpoint.next();
  assert.equal(second.headers["idempotency-key"], first.headers["idempotency-key"]);
  await widget.answers.getByText("Result 200").waitFor();
  await context.close();
});

test("without a network a lead is kept, said to be kept, and sent when it is back", { skip }, async () => {
  const { context, widget, write } = await visit();
  await write("lead");
  await endpoint.next();
  await context.setOffline(true); // the script that sends is there by now
  await write("lead");
  await widget.panel.getByText(QUEUED).waitFor();
  await widget.panel.locator(".typing").waitFor({ state: "hidden" });
  assert.equal(endpoint.taken.length, 0);
  await context.setOffline(false);
  assert.equal((await endpoint.next()).body, '{"name":"Ada"}');
  await widget.panel.getByText(`Sent to ${new URL(endpoint.origin).host}.`).waitFor();
  assert.equal(await widget.panel.getByText(QUEUED).count(), 0);
  assert.equal(await widget.answers.getByText("Result 200").count(), 2);
  await context.close();
});

test("a lead whose page was closed without a network is sent by the next page, opened or not", { skip }, async () => {
  const { context, page, widget, write } = await visit();
  await write("ticket");
  await endpoint.next();
  await context.setOffline(true);
  await write("ticket");
  await widget.answers.getByText("Result queued").waitFor();
  await widget.panel.getByRole("button", { name: "Close chat" }).first().click();
  await page.close();
  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto(server.origin + "/");
  const { body } = await endpoint.next();
  assert.equal(new URLSearchParams(body).get("summary"), "Broken pot");
  const again = widgetOf(next);
  assert.equal(await again.panel.isVisible(), false);
  await again.open();
  await again.panel.getByText("Sent to").waitFor();
  await next.waitForFunction(() => localStorage.length === 0);
  await context.close();
});

test("an endpoint that stays away ends in the flow's own way out", { skip }, async () => {
  const { context, widget, write } = await visit();
  endpoint.status = 500;
  await write("ticket");
  await widget.answers.getByText("Failed").waitFor({ timeout: 15000 });
  assert.equal(endpoint.taken.splice(0).length, 4, "three times more");
  endpoint.status = 200;
  await context.close();
});
