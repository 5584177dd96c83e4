// Where a script tag may stand: other origins, strict policies, sub-paths, hosts that serve badly, pages that move
// things.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildBot, GARDEN, gardenFiles } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip, widgetOf } from "./support/browser.mjs";
import { notFound, startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();
const CORS = { "access-control-allow-origin": "*" };

let browser;
let folder;
let site; // the visited page
let host; // the bot's files, on another port

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  folder = buildBot("embed", gardenFiles());
  site = await startServer();
  host = await startServer();
  site.folder("/bot/", folder);
  site.folder("/deep/er/bot/", folder);
  host.folder("/v1/garden/", folder, CORS);
});

after(async () => {
  await browser?.close();
  await site?.close();
  await host?.close();
});

const pageWith = (tags) =>
  `<!doctype html><html lang="en"><head><title>Shop</title>${tags}</head><body><h1>Shop</h1></body></html>`;

async function visit(html, headers = {}) {
  site.page("/page", html, headers);
  const seen = await openPage(browser);
  await seen.page.addInitScript(() => {
    const report = (event) => console.error("policy: " + event.violatedDirective);
    document.addEventListener("securitypolicyviolation", report);
  });
  await seen.page.goto(site.origin + "/page", { waitUntil: "networkidle" });
  return { ...seen, widget: widgetOf(seen.page) };
}

async function answers({ context, widget, problems }) {
  await widget.open();
  const answer = await widget.ask(GARDEN.question);
  assert.match(await answer.innerText(), GARDEN.answer);
  assert.deepEqual(problems, []);
  await context.close();
}

const strict = (source) => `default-src 'none'; script-src ${source} 'wasm-unsafe-eval'; connect-src ${source}`;
const own = '<script async src="/bot/chatlet.js"></script>';
const others = () => `<script async src="${host.origin}/v1/garden/chatlet.js"></script>`;

test("it answers under a policy that allows nothing but scripts and requests to the own origin", { skip }, async () => {
  await answers(await visit(pageWith(own), { "content-security-policy": strict("'self'") }));
});

test("it answers on another origin under a policy that names only its host", { skip }, async () => {
  await answers(await visit(pageWith(others()), { "content-security-policy": strict(host.origin) }));
});

test("it answers under Trusted Types with one policy of its own", { skip }, async () => {
  const types = "; require-trusted-types-for 'script'; trusted-types chatlet";
  await answers(await visit(pageWith(own), { "content-security-policy": strict("'self'") + types }));
});

test("it answers under a policy that asks for a nonce", { skip }, async () => {
  const policy = "default-src 'none'; script-src 'nonce-n1' 'wasm-unsafe-eval'; connect-src 'self'";
  const tag = '<script async nonce="n1" src="/bot/chatlet.js"></script>';
  await answers(await visit(pageWith(tag), { "content-security-policy": policy }));
});

const PLACES = [
  { name: "under a sub-path", tags: '<script async src="deep/er/bot/chatlet.js"></script>' },
  { name: "beside a base", tags: '<base href="/deep/er/"><script async src="bot/chatlet.js"></script>' },
  { name: "as a deferred script", tags: '<script defer src="/bot/chatlet.js"></script>' },
  { name: "as a blocking script in the head", tags: '<script src="/bot/chatlet.js"></script>' },
  { name: "with data-bot naming a folder", tags: '<script async src="/loader/chatlet.js" data-bot="bot"></script>' },
];

for (const { name, tags } of PLACES) {
  test(`it answers ${name}`, { skip }, async () => {
    site.folder("/loader/", folder);
    site.folder("/loader/bot/", folder);
    await answers(await visit(pageWith(tags)));
  });
}

test("it answers from a host that serves wasm as another type", { skip }, async () => {
  const undo = host.bend(/\.wasm$/, (answer) => ({
    ...answer,
    headers: { ...answer.headers, "content-type": "application/octet-stream" },
  }));
  await answers(await visit(pageWith(others())));
  undo();
});

test("a script tag that stands twice draws one launcher", { skip }, async () => {
  const { context, widget, problems } = await visit(pageWith(own + own));
  assert.equal(await widget.launcher.count(), 1);
  assert.deepEqual(problems, []);
  await context.close();
});

test("it stays when the page exchanges its body, with the conversation in it", { skip }, async () => {
  const { context, page, widget, problems } = await visit(pageWith(own));
  await widget.open();
  await widget.ask(GARDEN.question);
  await page.evaluate(() => {
    const body = document.createElement("body");
    body.textContent = "Another page";
    document.body.replaceWith(body);
  });
  await widget.log.getByText(GARDEN.question).waitFor();
  await page.evaluate(() => document.body.replaceChildren("A third page"));
  await widget.log.getByText(GARDEN.question).waitFor();
  assert.equal(await page.locator("chatlet-widget").count(), 1);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a page that throws it out again and again wins, and does not hang", { skip }, async () => {
  const { context, page, widget } = await visit(pageWith(own));
  await widget.launcher.waitFor();
  await page.evaluate(() => {
    const throwOut = () => document.querySelector("chatlet-widget")?.remove();
    new MutationObserver(throwOut).observe(document.body, { childList: true });
    throwOut();
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(await page.locator("chatlet-widget").count(), 0);
  await context.close();
});

test("calls made before the script arrives are carried out", { skip }, async () => {
  const queue = `<script>
    window.chatlet = (...call) => (window.chatlet.q ||= []).push(call);
    chatlet("once", "open", () => (document.title = "Opened"));
    chatlet("open");
  </script>`;
  const { context, page, widget } = await visit(pageWith(queue + own));
  await widget.panel.waitFor();
  assert.equal(await page.title(), "Opened");
  await context.close();
});

test("destroy leaves nothing in the page", { skip }, async () => {
  const { context, page, widget, problems } = await visit(pageWith(own));
  await widget.open();
  await page.evaluate(() => window.chatlet.destroy());
  assert.equal(await page.locator("chatlet-widget").count(), 0);
  assert.equal(await page.evaluate(() => typeof window.chatlet), "undefined");
  assert.deepEqual(problems, []);
  await context.close();
});

test("with data saving on, pointing at the launcher fetches nothing, and a click still answers", { skip }, async () => {
  const saving = "<script>Object.defineProperty(navigator, 'connection', { value: { saveData: true } });</script>";
  const visited = await visit(pageWith(saving + own));
  await visited.widget.launcher.hover();
  await visited.widget.launcher.focus();
  assert.equal(visited.requests.length, 2);
  await answers(visited);
});

test("where the visitor forbids storage it answers all the same", { skip }, async () => {
  const forbid = `<script>
    for (const name of ["sessionStorage", "localStorage", "indexedDB"]) {
      Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
    }
  </script>`;
  await answers(await visit(pageWith(forbid + own)));
});

const MISSING = [
  { name: "the manifest", pattern: /manifest\.json$/, text: "The chat could not be loaded." },
  { name: "the panel", pattern: /panel\.[0-9a-f]+\.js$/, text: "The chat could not be loaded." },
  { name: "the engine", pattern: /\.wasm$/, text: "The assistant could not be loaded." },
  { name: "the head", pattern: /\.head$/, text: "The assistant could not be loaded." },
];
const BENDS = [
  { how: "missing", bend: () => notFound() },
  { how: "corrupt", bend: (answer) => ({ ...answer, body: Buffer.from("nonsense") }) },
];

for (const { name, pattern, text } of MISSING) {
  for (const { how, bend } of BENDS) {
    test(`${name} ${how}: a plain message, and a retry that works`, { skip }, async () => {
      const undo = site.bend(pattern, bend);
      const { context, page, widget, problems } = await visit(pageWith(own));
      await page.getByRole("button", { name: "Open chat" }).click();
      await page.getByText(text).waitFor();
      undo();
      await page.getByRole("button", { name: "Try again" }).click();
      await widget.answers.first().waitFor();
      assert.match(await (await widget.ask(GARDEN.question)).innerText(), GARDEN.answer);
      // The browser itself reports what it could not load; nothing of ours may add to that.
      assert.deepEqual(problems.filter((problem) => !/Failed to load resource|integrity/.test(problem)), []);
      await context.close();
    });
  }
}
