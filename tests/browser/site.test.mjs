// The built site as `make run` serves it: our own assistant answers over our own documentation.

import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchBrowser, openPage, reasonToSkip, ROOT, SCREENSHOTS, widgetOf } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const SITE = process.env.CHATLET_SITE ?? join(ROOT, "build/site");
const isBuilt = existsSync(join(SITE, "assistant/manifest.json"));
const skip = reasonToSkip() || (isBuilt ? false : "no build/site (run make build)");
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src data:; " +
  "frame-src 'self'";
const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

let browser;
let server;

before(async () => {
  if (skip) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/", SITE, { "content-security-policy": POLICY });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function visit(options) {
  const seen = await openPage(browser, options);
  await seen.page.goto(server.origin + "/", { waitUntil: "networkidle" });
  return { ...seen, widget: widgetOf(seen.page) };
}

const QUESTIONS = [
  ["How do I put the assistant on my site?", "README.html", "An assistant on your own site in five minutes"],
  ["What is stored on a visitor's device?", "visitors.html", "What is stored on a visitor's device?"],
  ["Does it work under a strict content security policy?", "web/README.html", "Content security policy"],
];

for (const [question, file, heading] of QUESTIONS) {
  test(`the site answers and opens the source: ${question}`, { skip }, async () => {
    const { context, page, widget, problems } = await visit({});
    await widget.open();
    const answer = await widget.ask(question);
    await answer.getByRole("link").first().click();
    await page.waitForURL((url) => url.pathname.endsWith(file) && url.hash.length > 1);
    const target = page.locator(new URL(page.url()).hash.replace(/[^#\w-]/g, "\\$&"));
    assert.match(await target.innerText(), new RegExp("^" + heading.replaceAll("?", "\\?")));
    assert.deepEqual(problems, []);
    await context.close();
  });
}

// What visitors of a documentation site ask first, in their words; each is answered from the section of that label.
const FAQ = "Questions site owners ask › ";
const VISITORS_ASK = [
  ["What is Chatlet?", "Chatlet › What is Chatlet?"],
  ["How do I embed Chatlet on my page?", FAQ + "How do I embed Chatlet on my page?"],
  ["How do I embed it?", FAQ + "How do I embed Chatlet on my page?"],
  ["What does it cost?", FAQ + "What does it cost?"],
  ["Does it work offline?", FAQ + "Does it work offline?"],
  ["Which formats can it read?", FAQ + "Which documents can it read?"],
  ["Is my data sent anywhere?", FAQ + "Is a visitor's data sent anywhere?"],
  ["Can I change the color?", FAQ + "Can I change its colors, its position and its texts?"],
  ["Which languages are supported?", FAQ + "Which languages are supported?"],
  ["Can I use it with React?", FAQ + "Can I use it with React, Vue and other single-page applications?"],
  ["Can it use ChatGPT?", FAQ + "Does the assistant use a language model?"],
  ["how do I update the documents", FAQ + "How do I update the answers when my documents change?"],
  ["Can it collect leads?", FAQ + "Can it collect leads, book appointments or open tickets?"],
  ["how do I send leads to my crm", "Authoring flows › http: send leads, look things up"],
  ["what does E22 mean", "What chatlet check finds in flows › E22: a reply that may never come"],
  ["How do I format money?", "Expressions (CEL) › Functions that write for people: dates, money, plurals"],
  ["How do I make a quiz?", "Templates of bots › Course: lessons, quiz, certificate"],
];

test("what visitors ask first is answered from the section written for it", { skip }, async () => {
  const { context, widget, problems } = await visit({});
  await widget.open();
  for (const [question, source] of VISITORS_ASK) {
    const answer = await widget.ask(question);
    assert.equal(await answer.getByRole("link").first().innerText(), source, question);
  }
  assert.deepEqual(problems, []);
  await context.close();
});

test("an example question of the page is answered in the panel", { skip }, async () => {
  const { context, page, widget, problems } = await visit({});
  await page.getByRole("button", { name: "How do I report a security hole?" }).click();
  await widget.answers.last().getByRole("link").first().waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("every template is played in each of its languages beside the site's assistant", { skip }, async () => {
  const { context, page, problems } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await page.goto(server.origin + "/templates.html", { waitUntil: "networkidle" });
  const names = await page.locator("[name=template]").evaluateAll((inputs) => inputs.map(({ value }) => value));
  assert.equal(names.length, 9);
  let languages = ["en", "es", "pt"]; // the first one is chosen
  for (const name of names) {
    const greetings = new Set(); // which arm of a test greets is chance; its language is not
    await page.locator(`[name=template][value=${name}]`).check();
    for (const language of languages) {
      if (language !== languages[0]) await page.locator("[name=language]").selectOption(language);
      const frame = page.frameLocator(`iframe[src="play.html?bot=${name}&lang=${language}"]`);
      const greeting = frame.locator(`.panel[lang=${language}] .answer`).first();
      await greeting.waitFor();
      greetings.add(await greeting.innerText());
    }
    const focused = await page.evaluate(() => document.activeElement.localName);
    assert.notEqual(focused, "iframe", "the bot took the focus");
    assert.equal(greetings.size, 3, `${name}: ${[...greetings].join(" | ")}`);
    languages = languages.reverse();
    await page.screenshot({ path: join(SCREENSHOTS, `template-${name}.png`) });
  }
  assert.deepEqual(problems, []);
  const assistant = widgetOf(page);
  await assistant.open();
  const answer = await assistant.ask("What does it cost?");
  assert.notEqual(await answer.getByRole("link").count(), 0);
  await context.close();
});

test("an address plays a template of this site and nothing else", { skip }, async () => {
  const { context, page, requests } = await openPage(browser);
  for (const bot of ["../assistant", "//other.example/x", "faq/..%2f", ""]) {
    await page.goto(server.origin + "/play.html?" + new URLSearchParams({ bot }), { waitUntil: "networkidle" });
  }
  assert.deepEqual(requests.filter((url) => url.includes("chatlet.js")), []);
  await context.close();
});

const LOOKS = [
  { name: "site-light", options: { colorScheme: "light" } },
  { name: "site-dark", options: { colorScheme: "dark" } },
  { name: "site-phone", options: PHONE },
];

for (const { name, options } of LOOKS) {
  test(`the site is drawn without trouble: ${name}`, { skip }, async () => {
    const { context, page, widget, problems } = await visit(options);
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    await widget.open();
    await widget.ask("Which JavaScript methods does the widget have?");
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-open.png`), animations: "disabled" });
    assert.deepEqual(problems, []);
    await context.close();
  });
}
