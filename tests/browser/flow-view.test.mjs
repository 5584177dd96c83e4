// What a visitor sees of a flow's effects, and does about them, over scripted effects: every kind of field and of
// media. The page allows no more than web/README.md asks for.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchBrowser, openPage, reasonToSkip, SCREENSHOTS, widgetOf } from "./support/browser.mjs";
import { buildScriptedBot } from "./support/scripted-bot.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self'; media-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types chatlet";
const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const PICTURE = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="#7a4"/></svg>',
);

const pictureAnswer = () => ({ status: 200, headers: { "content-type": "image/svg+xml" }, body: PICTURE });

let browser;
let server;

before(async () => {
  if (skip) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/bot/", await buildScriptedBot("flow-view", "Garden shop"));
  server.bend(/picture\.svg$/, async () => pictureAnswer());
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** A page whose bot plays `script`, a function of an event and its step, open. */
async function visit(script, { options = {}, attributes = "" } = {}) {
  const path = "/" + Math.random().toString(36).slice(2);
  const html = `<!doctype html><html lang="en"><head><title>Shop</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><script src="${path}.js"></script></head>
    <body><h1>Shop</h1><script async src="/bot/chatlet.js" ${attributes}></script></body></html>`;
  const helpers = `
    const say = (words, more = {}) =>
      ({ kind: "say", engine: "flow", confidence: 1, tokens: [["text", words]], citations: [], ...more });
    const field = (name, kind, more = {}) =>
      ({ name, kind, label: name, required: true, personal: false, ...more });
    const ask = (fields, more = {}) =>
      ({ kind: "ask", layout: fields.length > 1 ? "form" : "one", fields, back: false, ...more });
    window.script = ${script};`;
  server.page(path, html, { "content-security-policy": POLICY });
  server.page(path + ".js", helpers, { "content-type": "text/javascript" });
  const seen = await openPage(browser, options);
  await seen.page.goto(server.origin + path, { waitUntil: "networkidle" });
  const widget = widgetOf(seen.page);
  await seen.page.locator("chatlet-widget .launcher").click();
  await widget.panel.waitFor();
  const events = () => seen.page.evaluate(() => window.events);
  const focused = () => seen.page.evaluate(() => {
    const { activeElement } = document.querySelector("chatlet-widget").shadowRoot;
    return activeElement?.id || activeElement?.localName;
  });
  const shoot = (name) => seen.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: "disabled" });
  return { ...seen, widget, events, focused, shoot };
}

test("choices are buttons; the chosen one stays as the visitor's words", { skip }, async () => {
  const { context, widget, events, problems, requests } = await visit(`(event) => event.kind === "start"
    ? [say("Which tree?"),
       ask([field("tree", "choice", { options: [{ id: "a", text: "Apple" }, { id: "p", text: "Pear" }] })])]
    : [say("Good choice.")]`);
  await widget.panel.getByRole("button", { name: "Pear" }).click();
  await widget.answers.last().getByText("Good choice.").waitFor();
  assert.equal((await events())[1].choice, "p");
  assert.equal(await widget.panel.locator(".visitor .bubble").innerText(), "Pear");
  assert.equal(await widget.panel.getByRole("button", { name: "Apple" }).count(), 0);
  assert.deepEqual(requests.filter((url) => url.includes("panel-")), [], "a chunk was fetched that nothing needed");
  assert.deepEqual(problems, []);
  await context.close();
});

const FORM = `[field("name", "text", { label: "Your name", value: "Ada" }),
  field("email", "email", { label: "E-mail", personal: true, ...wrong }),
  field("phone", "phone", { label: "Phone", required: false }),
  field("seats", "integer", { label: "Seats", min: 1, max: 9 }),
  field("day", "date", { label: "Day" }), field("at", "datetime", { label: "Call me" }),
  field("size", "choice", { label: "Size", options: [{ id: "s", text: "Small" }, { id: "l", text: "Large" }] }),
  field("extras", "multichoice", { label: "Extras",
    options: [{ id: "pot", text: "Pot" }, { id: "soil", text: "Soil" }] }),
  field("stars", "rating", { label: "So far" }), field("terms", "bool", { label: "I accept the terms" })]`;

test("a form has native fields, says what was wrong at the field, and keeps the rest", { skip }, async () => {
  const { context, page, widget, events, focused, shoot, problems } = await visit(`(event, step) => {
    const wrong = step === 1 ? { error: "This is no e-mail address.", value: "ada@" } : {};
    return step < 2 ? [say("Please fill this in."), ask(${FORM})] : [say("Thank you.")];
  }`);
  const form = widget.panel.locator("form.ask");
  await form.waitFor();
  assert.equal(await form.getByLabel("Your name").inputValue(), "Ada");
  const types = { "E-mail": "email", Phone: "tel", Seats: "number", Day: "date", "Call me": "datetime-local" };
  for (const [label, type] of Object.entries(types)) {
    assert.equal(await form.getByLabel(label).getAttribute("type"), type);
  }
  assert.equal(await form.getByLabel("E-mail").getAttribute("autocomplete"), "email");
  assert.equal(await form.getByLabel("E-mail").getAttribute("aria-required"), "true");
  assert.equal(await form.getByLabel("Phone").getAttribute("aria-required"), null);
  await form.getByLabel("E-mail").fill("ada@");
  await form.getByLabel("Seats").fill("3");
  await form.getByLabel("Day").fill("2026-03-02");
  await form.getByLabel("Large").check();
  await form.getByLabel("Soil").check();
  await form.getByLabel("4 of 5").check();
  await form.getByLabel("I accept the terms").check();
  await form.getByLabel("Call me").fill("2026-03-02T10:30");
  await shoot("flow-form");
  await form.getByRole("button", { name: "Send" }).click();
  const email = widget.panel.getByLabel("E-mail");
  await widget.panel.getByText("This is no e-mail address.").waitFor();
  assert.equal(await email.getAttribute("aria-invalid"), "true");
  const described = await email.getAttribute("aria-describedby");
  assert.equal(await widget.panel.locator("#" + described).innerText(), "This is no e-mail address.");
  assert.equal(await focused(), await email.getAttribute("id"));
  assert.equal(await widget.panel.getByLabel("Seats").inputValue(), "3", "what fitted was lost");
  assert.equal(await widget.panel.getByLabel("Soil").isChecked(), true);
  await shoot("flow-form-error");
  await email.fill("ada@example.org");
  await widget.panel.locator("form.ask").getByRole("button", { name: "Send" }).click();
  await widget.answers.last().getByText("Thank you.").waitFor();
  const { values } = (await events()).at(-1);
  const at = await page.evaluate(() => new Date("2026-03-02T10:30").toISOString());
  assert.deepEqual(values, {
    ...{ name: "Ada", email: "ada@example.org", phone: null, seats: 3, day: "2026-03-02", at, size: "l" },
    ...{ extras: ["soil"], stars: 4, terms: true },
  });
  const said = await widget.panel.locator(".visitor .bubble").last().innerText();
  assert.match(said, /Your name: Ada\nE-mail: ada@example.org\nSeats: 3/);
  await shoot("flow-form-sent");
  assert.deepEqual(problems, []);
  await context.close();
});

const SINGLES = [
  { kind: "email", type: "email", fill: "a@b.example", value: "a@b.example" },
  { kind: "phone", type: "tel", fill: "+1 555", value: "+1 555" },
  { kind: "url", type: "url", fill: "https://a.example", value: "https://a.example" },
  { kind: "number", type: "number", fill: "1.5", value: 1.5 },
  { kind: "date", type: "date", fill: "2026-03-02", value: "2026-03-02", said: /2026/ },
  { kind: "time", type: "time", fill: "10:30", value: "10:30" },
  { kind: "location", type: "text", fill: "Rome", value: "Rome" },
  { kind: "signature", type: "text", fill: "Ada Lovelace", value: "Ada Lovelace" },
  { kind: "address", fill: "1 Main St\nRome", value: "1 Main St\nRome" },
];

test("single questions have the native field of their kind", { skip }, async () => {
  const kinds = SINGLES.map(({ kind }) => kind);
  const { context, widget, events, problems } = await visit(
    `(event, step) => [say("Next"), ask([field("q", ${JSON.stringify(kinds)}[step] ?? "text")])]`,
  );
  for (const { kind, type = null, fill, value, said } of SINGLES) {
    const input = widget.panel.locator(`.ask [data-kind="${kind}"]`).getByLabel("q");
    await input.fill(fill);
    assert.equal(await input.getAttribute("type"), type);
    await widget.panel.locator(".ask").getByRole("button", { name: "Send" }).click();
    await widget.panel.locator(`.ask [data-kind="${kind}"]`).waitFor({ state: "detached" });
    assert.deepEqual((await events()).at(-1).values, { q: value });
    const shown = await widget.panel.locator(".visitor .bubble").last().innerText();
    assert.match(shown, said ?? new RegExp(fill.replaceAll("+", "\\+")));
  }
  assert.deepEqual(problems, []);
  await context.close();
});

test("ratings, several choices, pictures to choose from, and leaving a question", { skip }, async () => {
  const { context, page, widget, events, shoot, problems } = await visit(`(event, step) => [
    [say("How was it?"), ask([field("nps", "rating", { min: 0, max: 10 })])],
    [say("And the tree?"), ask([field("stars", "rating", { required: false })])],
    [say("Extras?"),
     ask([field("x", "multichoice", { options: [{ id: "a", text: "Pot" }, { id: "b", text: "Soil" }] })])],
    [say("Which?"), ask([field("t", "choice", { options: [
      { id: "a", text: "Apple", description: "Sweet and early", image: "/picture.svg" },
      { id: "p", text: "Pear" }] })])],
    [say("Sure?"), ask([field("sure", "bool", { required: false })])],
    [say("Done.")]][step]`);
  const ask = widget.panel.locator(".ask");
  await ask.getByLabel("9 of 10").check();
  await shoot("flow-scale");
  await ask.getByRole("button", { name: "Send" }).click();
  await ask.getByLabel("3 of 5").focus();
  await page.keyboard.press("ArrowRight");
  await shoot("flow-stars");
  await page.keyboard.press("Enter");
  await ask.getByLabel("Soil").check();
  await ask.getByRole("button", { name: "Send" }).click();
  await ask.getByRole("button", { name: /Apple/ }).waitFor();
  await shoot("flow-pictures");
  await ask.getByRole("button", { name: /Apple/ }).click();
  await widget.panel.getByRole("button", { name: "Yes" }).waitFor();
  await widget.panel.getByRole("button", { name: "Skip" }).click();
  await widget.answers.last().getByText("Done.").waitFor();
  const given = (await events()).slice(1).map(({ values, choice }) => values ?? choice);
  assert.deepEqual(given, [{ nps: 9 }, { stars: 4 }, { x: ["b"] }, "a", { sure: null }]);
  const said = await widget.panel.locator(".visitor .bubble").allInnerTexts();
  assert.deepEqual(said, ["9 of 10", "4 of 5", "Soil", "Apple", "Skip"]);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a file stays in the browser, and the flow gets its name", { skip }, async () => {
  const { context, widget, events, problems } = await visit(`(event, step) => step === 0
    ? [say("A photo?"), ask([field("photo", "file", { accept: ["image/*"] })])] : [say("Got it.")]`);
  const input = widget.panel.locator(".ask input[type=file]");
  assert.equal(await input.getAttribute("accept"), "image/*");
  await input.setInputFiles({ name: "tree.png", mimeType: "image/png", buffer: Buffer.from("abc") });
  await widget.panel.locator(".ask").getByRole("button", { name: "Send" }).click();
  await widget.answers.last().getByText("Got it.").waitFor();
  const { kind, ref, name, type, size } = (await events()).at(-1);
  assert.match(ref, /^file-[0-9a-f]{16}$/);
  assert.deepEqual([kind, name, type, size], ["file", "tree.png", "image/png", 3]);
  assert.deepEqual(problems, []);
  await context.close();
});

const CARDS = `[1, 2, 3].map((n) => ({ kind: "card", title: "Tree " + n, src: "/picture.svg", alt: "A tree",
  tokens: [["text", "Grows "], ["strong", "fast"]],
  actions: [{ id: "buy" + n, text: "Buy " + n }, { id: "", text: "More", url: "/more" }] }))`;

test("cards, pictures and recordings are drawn, and other sites are asked by a tap alone", { skip }, async () => {
  const { context, page, widget, ...rest } = await visit(`(event) =>
    event.kind !== "start" ? [say("Bought.")] : [say("Look", { media: [
      { kind: "image", src: "/picture.svg", alt: "A green field", title: "The field" },
      { kind: "image", src: "https://other.example/a.png", alt: "Elsewhere" },
      { kind: "audio", src: "/a.mp3", alt: "A song" }, { kind: "file", src: "/plan.pdf", title: "Plan" },
      { kind: "embed", src: "https://video.example/x", title: "A film" }] }),
    say("Trees", { media: [{ kind: "carousel", items: ${CARDS} }] }),
    say("List", { media: [{ kind: "list", items: ${CARDS}.slice(0, 2) }] })]`);
  const { events, shoot, problems, requests } = rest;
  await widget.panel.getByRole("img", { name: "A green field" }).waitFor();
  await widget.panel.getByRole("button", { name: "Load from other.example" }).waitFor();
  const film = widget.panel.getByRole("link", { name: /A film/ });
  assert.equal(await film.getAttribute("href"), "https://video.example/x");
  assert.ok(requests.every((url) => url.startsWith(server.origin)), requests.join("\n"));
  const row = widget.panel.locator(".row-of-cards");
  await row.scrollIntoViewIfNeeded();
  await shoot("flow-carousel");
  const next = widget.panel.getByRole("button", { name: "Next" });
  await next.click();
  await page.waitForFunction(() => {
    const row = document.querySelector("chatlet-widget").shadowRoot.querySelector(".row-of-cards");
    return row.scrollLeft > 100;
  });
  await row.focus();
  await page.keyboard.press("End");
  const buy = widget.panel.locator(".carousel").getByRole("button", { name: "Buy 2" });
  await buy.click();
  await widget.answers.last().getByText("Bought.").waitFor();
  assert.equal((await events()).at(-1).choice, "buy2");
  assert.equal(await buy.isDisabled(), true, "a card of an answered question still chooses");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a picture takes its room before it comes", { skip }, async () => {
  let send;
  const held = new Promise((resolve) => (send = resolve));
  const undo = server.bend(/slow\.svg$/, async () => {
    await held;
    return pictureAnswer();
  });
  const { context, page, widget } = await visit(
    `() => [say("Look", { media: [{ kind: "image", src: "/slow.svg", alt: "Slow" }] }), say("After")]`,
  );
  const last = widget.answers.last();
  await last.getByText("After").waitFor();
  await page.evaluate(() => {
    const { shadowRoot } = document.querySelector("chatlet-widget");
    return Promise.all(shadowRoot.querySelector(".panel").getAnimations().map((each) => each.finished));
  });
  const before = await last.boundingBox();
  const arrived = page.waitForResponse(/slow\.svg$/);
  send();
  await arrived;
  await page.evaluate(() => document.querySelector("chatlet-widget").shadowRoot.querySelector("img").decode());
  assert.deepEqual(await last.boundingBox(), before);
  undo();
  await context.close();
});

test("words of a flow are drawn as what they are", { skip }, async () => {
  const { context, widget, shoot, problems } = await visit(`() => [say("", { tokens: [["heading"], ["text", "Plan"],
    ["step", 1], ["text", "Dig "], ["strong", "deep"], ["step", 2], ["emphasis", "Plant"],
    ["quote"], ["text", "Trees last."], ["paragraph"], ["text", "See "], ["link", "the shop", "/shop"],
    ["text", ","], ["break"], ["link", "mail", "mailto:a@b.example"],
    ["text", " or "], ["link", "not this", "javascript:alert(1)"], ["item"], ["text", "One"]] })]`);
  const answer = widget.answers.first();
  await answer.waitFor();
  assert.equal(await answer.getByRole("heading", { name: "Plan" }).count(), 1);
  assert.deepEqual(await answer.locator("ol li").allInnerTexts(), ["Dig deep", "Plant"]);
  assert.equal(await answer.locator("strong").innerText(), "deep");
  assert.equal(await answer.locator("blockquote").innerText(), "Trees last.");
  assert.deepEqual(await answer.getByRole("link").allInnerTexts(), ["the shop", "mail"]);
  assert.equal(await answer.locator("br").count(), 1);
  await shoot("flow-words");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a pause shows dots and then the message; who wants less motion does not wait", { skip }, async () => {
  const script = `() => [say("One"), say("Two", { delay: 2500 })]`;
  const { context, page, widget } = await visit(script);
  await widget.answers.getByText("One").waitFor();
  await widget.panel.locator(".typing").waitFor();
  assert.equal(await widget.answers.count(), 1);
  await widget.answers.getByText("Two").waitFor();
  await widget.panel.locator(".typing").waitFor({ state: "hidden" });
  await context.close();
  const still = await visit(script, { options: { reducedMotion: "reduce" } });
  await still.widget.answers.getByText("Two").waitFor({ timeout: 1500 });
  await still.context.close();
});

test("back and start over are buttons of the header, back only where it leads somewhere", { skip }, async () => {
  const { context, widget, events } = await visit(`(event, step) => event.kind === "restart" ? [say("Anew")]
    : [say("Question " + step), ask([field("a" + step, "text")], { back: step > 0 })]`);
  await widget.answers.first().waitFor();
  const back = widget.panel.getByRole("button", { name: "Go back" });
  assert.equal(await back.isVisible(), false);
  await widget.input.fill("Ada");
  await widget.input.press("Enter");
  await back.click();
  await widget.answers.getByText("Question 2").waitFor();
  assert.deepEqual((await events()).slice(1).map(({ kind, text }) => text ?? kind), ["Ada", "back"]);
  await widget.panel.getByRole("button", { name: "Start over" }).click();
  await widget.answers.getByText("Anew").waitFor();
  assert.equal(await widget.answers.count(), 1);
  await context.close();
});

test("what stays on this device says so; what the visitor mails or opens is theirs to send", { skip }, async () => {
  const long = "word ".repeat(1000);
  const { context, page, widget, events, shoot, problems } = await visit(`(event, step) => event.kind === "start" ? [
    say("Ticket"), { kind: "handoff", id: "t", what: "ticket", team: "", summary: "Broken pot", data: { name: "Ada" } },
    { kind: "handoff", id: "m", what: "handoff", team: "", summary: "Call me", data: { text: ${JSON.stringify(long)} },
      to: { name: "sales", mailto: "sales@shop.example" } },
    { kind: "do", id: "o", action: "open_url", args: { url: "/more", title: "More" } },
    { kind: "do", id: "x", action: "open_url", args: { url: "javascript:alert(1)" } },
    { kind: "do", id: "c", action: "crm.upsert", args: {} },
    { kind: "llm", id: "l", connection: "gpt", system: "", prompt: "Hi" },
    { kind: "handoff", id: "a", what: "approve", team: "boss", summary: "Day off", data: {} }] : []`);
  await widget.panel.getByText("Kept on this device. Nobody else has been told.").waitFor();
  const mail = widget.panel.getByRole("link", { name: "Open e-mail" });
  const href = await mail.getAttribute("href");
  assert.match(href, /^mailto:sales@shop\.example\?subject=Call%20me&body=Call%20me%0D%0A%0D%0Atext%3A%20word/);
  assert.ok(href.length <= 1800);
  await widget.panel.getByText("The e-mail holds the beginning of this text").waitFor();
  assert.equal(await widget.panel.getByRole("link", { name: /^More/ }).getAttribute("href"), server.origin + "/more");
  await widget.panel.getByRole("button", { name: "Approve" }).waitFor();
  await shoot("flow-notes");
  await widget.panel.getByRole("button", { name: "Approve" }).click();
  await page.waitForFunction(() => window.events.filter(({ kind }) => kind === "result").length === 7);
  const results = (await events()).filter(({ kind }) => kind === "result");
  const oks = Object.fromEntries(results.map(({ effect, ok, value }) => [effect, effect === "a" ? value : ok]));
  assert.deepEqual(oks, { t: true, m: true, o: true, x: false, c: false, l: false, a: true });
  assert.deepEqual(problems, []);
  await context.close();
});

test("a document opens as a printable page under a strict policy, and is handed as a file", { skip }, async () => {
  const { context, page, widget, problems } = await visit(`(event) => event.kind === "start" ? [say("Your quote"),
    { kind: "do", id: "d", action: "document.render", args: { title: "Quote 7", text: "For <b>Ada</b>",
      fields: [{ label: "Name", value: "Ada" }, { label: "Total", value: 12.5 }],
      rows: [{ item: "Apple tree", price: 10 }, { item: "Pot", price: 2.5 }] } },
    { kind: "do", id: "c", action: "certificate.issue",
      args: { title: "Gardening", name: "Ada Lovelace", date: "2026-03-02" } }] : []`);
  const opening = context.waitForEvent("page");
  await widget.panel.getByRole("button", { name: "Open to print" }).first().click();
  const opened = await opening;
  await opened.waitForFunction(() => document.title === "Quote 7");
  assert.deepEqual(await opened.locator("table").first().locator("tr").allInnerTexts(), ["Name\tAda", "Total\t12.5"]);
  assert.match(await opened.locator("body").innerText(), /For <b>Ada<\/b>/);
  const borders = await opened.evaluate(() => getComputedStyle(document.querySelector("table")).borderCollapse);
  assert.equal(borders, "collapse", "the page has no styles");
  await opened.screenshot({ path: join(SCREENSHOTS, "flow-document.png") });
  const downloading = page.waitForEvent("download");
  await widget.panel.getByRole("button", { name: "Download" }).last().click();
  const file = await downloading;
  assert.equal(file.suggestedFilename(), "Gardening.html");
  await file.saveAs(join(SCREENSHOTS, "certificate.html"));
  const read = await context.newPage();
  await read.goto("file://" + join(SCREENSHOTS, "certificate.html"));
  assert.equal(await read.locator(".name").innerText(), "Ada Lovelace");
  await read.screenshot({ path: join(SCREENSHOTS, "flow-certificate.png") });
  assert.deepEqual(problems, []);
  await context.close();
});

test("right to left, on a phone, in the dark: no target is smaller than a finger", { skip }, async () => {
  const { context, page, widget, shoot, problems } = await visit(
    `() => [say("مرحبا", { media: [{ kind: "carousel", items: ${CARDS} }] }),
      ask([field("name", "text", { label: "الاسم" }), field("stars", "rating", { label: "التقييم" }),
      field("terms", "bool", { label: "أوافق" })], { back: true })]`,
    { options: { ...PHONE, colorScheme: "dark" }, attributes: 'data-lang="ar"' },
  );
  await widget.panel.locator(".ask").waitFor();
  await shoot("flow-rtl-phone");
  const small = await page.evaluate(() => {
    const root = document.querySelector("chatlet-widget").shadowRoot;
    const targets = root.querySelectorAll(".ask button, .ask input, .stars label, .media button, header button");
    const sized = [...targets].filter((each) => each.offsetParent && each.type !== "checkbox");
    return sized.filter((each) => each.offsetHeight < 44 || each.offsetWidth < 44).map((each) => each.outerHTML);
  });
  assert.deepEqual(small, []);
  assert.deepEqual(problems, []);
  await context.close();
});
