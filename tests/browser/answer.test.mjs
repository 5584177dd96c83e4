// A visitor's way: open, ask, read, follow the source, come back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildBot, GARDEN, gardenFiles } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip, widgetOf } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();
const TAG = '<script async src="/bot/chatlet.js"></script>';
const PAGE = `<!doctype html><html lang="en"><head><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Shop</h1>${TAG}</body></html>`;

let browser;
let server;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/bot/", buildBot("answer", gardenFiles()));
  server.page("/", PAGE);
  server.page("/docs/garden.html", GARDEN.page.replace("</main>", `</main>${TAG}`));
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function visit(path = "/") {
  const seen = await openPage(browser);
  await seen.page.goto(server.origin + path, { waitUntil: "networkidle" });
  return { ...seen, widget: widgetOf(seen.page), path: () => new URL(seen.page.url()).pathname };
}

async function storedThings(page) {
  return page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    cookies: document.cookie,
  }));
}

// A conversation is kept a moment after it is shown; a page that is left at once may be faster.
async function untilKept(page) {
  // Asking for a database that is not there would make one.
  await page.waitForFunction(async () => (await indexedDB.databases()).length === 1);
  await page.waitForFunction(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open("chatlet");
        opening.onsuccess = () => {
          const counting = opening.result.transaction("conversations").objectStore("conversations").count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result > 0);
          };
        };
      }),
  );
}

const NOTHING = { local: 0, session: 0, databases: 0, cookies: "" };

test("a page pays one request and stores nothing until a visitor shows interest", { skip }, async () => {
  const { context, page, requests, problems } = await visit();
  assert.deepEqual(requests.map((url) => new URL(url).pathname), ["/", "/bot/chatlet.js"]);
  assert.deepEqual(await storedThings(page), NOTHING);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a question is answered with the right passage, and its source opens at the right place", { skip }, async () => {
  const { context, page, widget, problems } = await visit();
  await widget.open();
  await widget.answers.first().getByText("Hello, gardener!").waitFor();
  const answer = await widget.ask(GARDEN.question);
  assert.match(await answer.innerText(), GARDEN.answer);
  assert.notEqual(await answer.locator("mark").count(), 0);
  const source = answer.getByRole("link").first();
  assert.match(await source.innerText(), /Garden handbook.*Watering tomatoes/);
  await source.click();
  await page.waitForURL("**/docs/garden.html#watering");
  assert.equal(await page.locator("#watering").innerText(), "Watering tomatoes");
  assert.deepEqual(problems, []);
  await context.close();
});

test("no more than five requests come before a question's own parts, and none goes elsewhere", { skip }, async () => {
  const { context, page, widget, requests } = await visit();
  await widget.open();
  await widget.answers.first().waitFor();
  const fetched = requests.slice(1); // without the page itself
  assert.equal(fetched.length, 5, fetched.join("\n"));
  await widget.ask(GARDEN.question);
  assert.deepEqual(requests.filter((url) => !url.startsWith(server.origin + "/")), []);
  assert.ok(requests.slice(6).every((url) => url.endsWith(".part")), requests.slice(6).join("\n"));
  await context.close();
});

test("pointing at the launcher brings the files, so that a click finds them there", { skip }, async () => {
  const { context, page, widget, requests } = await visit();
  const arrived = [/\.js$/, /\.wasm$/, /\.head$/].map((file) => page.waitForResponse(file));
  await widget.launcher.hover();
  await Promise.all(arrived);
  assert.equal(requests.length, 6);
  await widget.open();
  await widget.answers.first().waitFor();
  assert.equal(requests.length, 6);
  await context.close();
});

test("opening stores nothing; the first message does", { skip }, async () => {
  const { context, page, widget } = await visit();
  await widget.open();
  await widget.answers.first().waitFor();
  assert.deepEqual(await storedThings(page), NOTHING);
  await widget.ask(GARDEN.question);
  await page.waitForFunction(async () => (await indexedDB.databases()).length === 1);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test("the conversation and the open panel survive a page load, and go on", { skip }, async () => {
  const { context, page, widget, problems } = await visit();
  await widget.open();
  await widget.ask(GARDEN.question);
  await untilKept(page);
  await page.reload();
  await widget.panel.waitFor();
  await widget.log.getByText(GARDEN.question).waitFor();
  assert.match(await widget.answers.last().innerText(), GARDEN.answer);
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true, "the focus was taken");
  const answer = await widget.ask("When are apple trees pruned?");
  assert.match(await answer.innerText(), /late winter/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("starting over forgets the conversation on the next page too", { skip }, async () => {
  const { context, page, widget } = await visit();
  await widget.open();
  await widget.ask(GARDEN.question);
  await widget.panel.getByRole("button", { name: "Start over" }).click();
  await widget.answers.first().getByText("Hello, gardener!").waitFor();
  assert.equal(await widget.answers.count(), 1);
  await page.reload();
  await widget.open();
  await widget.answers.first().waitFor();
  assert.equal(await widget.log.getByText(GARDEN.question).count(), 0);
  await context.close();
});

test("a suggested question is asked by a click", { skip }, async () => {
  const { context, widget } = await visit();
  await widget.open();
  await widget.panel.getByRole("button", { name: "When are apple trees pruned?" }).click();
  await widget.answers.nth(1).waitFor();
  assert.match(await widget.answers.nth(1).innerText(), /late winter/);
  assert.equal(await widget.panel.getByRole("group", { name: "Suggested questions" }).isVisible(), false);
  await context.close();
});

test("a question beyond the documents is not answered from nothing", { skip }, async () => {
  const { context, widget } = await visit();
  await widget.open();
  const answer = await widget.ask("Who won the football world cup in 1998?");
  assert.equal(await answer.getByRole("link").count(), 0);
  await context.close();
});

test("an answer can be rated, and the rating is kept", { skip }, async () => {
  const { context, page, widget } = await visit();
  await widget.open();
  const answer = await widget.ask(GARDEN.question);
  const button = answer.getByRole("button", { name: "Helpful", exact: true });
  await button.click();
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  await page.reload();
  await widget.panel.waitFor();
  const kept = widget.answers.last().getByRole("button", { name: "Helpful", exact: true });
  await kept.waitFor();
  assert.equal(await kept.getAttribute("aria-pressed"), "true");
  await context.close();
});

test("after a page load the open panel stands at the end of a long conversation", { skip }, async () => {
  const { context, page, widget } = await visit();
  await widget.open();
  for (let question = 0; question < 10; question++) await widget.ask(GARDEN.question);
  const fromEnd = () => widget.log.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
  assert.ok((await fromEnd()) < 2);
  await page.reload();
  await widget.answers.nth(10).waitFor();
  assert.ok((await widget.log.evaluate((log) => log.scrollTop)) > 1000);
  assert.ok((await fromEnd()) < 2);
  await context.close();
});

test("the cells of a table's row are parted by soft bars, a long title keeps its beginning", { skip }, async () => {
  const title = "Planets of the solar system, their moons, days and years";
  const bot = { title, knowledge: { sources: [{ path: "docs", url: "/docs/" }] } };
  const table = "# Planets\n\n| planet | moons | day |\n|---|---|---|\n| Mars | 2 | 24 h 37 min |\n";
  server.folder("/planets/", buildBot("planets", { "bot.json": JSON.stringify(bot), "docs/planets.md": table }));
  server.page("/planets", PAGE.replace("/bot/", "/planets/").replace("<script", '<script data-lang="ar"'));
  const { context, widget, problems } = await visit("/planets");
  await widget.open();
  const row = (await widget.ask("planet moons")).locator(".row").nth(1);
  assert.equal(await row.innerText(), "Mars | 2 | 24 h 37 min");
  assert.equal(await row.locator(".gap").count(), 2);
  const heading = widget.panel.getByRole("heading", { name: title }).locator("bdi");
  const style = await heading.evaluate((bdi) => [getComputedStyle(bdi).direction, bdi.scrollWidth > bdi.clientWidth]);
  assert.deepEqual(style, ["ltr", true]);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a Spanish bot loads the Spanish engine and speaks Spanish", { skip }, async () => {
  const page = `<!doctype html><html lang="es"><head><title>Huerto</title></head><body><main>
    <h1>Huerto</h1><h2 id="riego">Riego</h2><p>Los tomates se riegan temprano por la mañana, dos litros por planta.</p>
    </main></body></html>`;
  const bot = { title: "Ayuda", locale: "es", knowledge: { sources: [{ path: "docs", url: "/docs/" }] } };
  const folder = buildBot("spanish", { "bot.json": JSON.stringify(bot), "docs/huerto.html": page });
  server.folder("/es/", folder);
  server.page("/spanish", PAGE.replace("/bot/", "/es/"));
  const { context, page: tab, widget, requests, problems } = await visit("/spanish");
  await widget.launcher.click();
  await widget.panel.getByRole("combobox", { name: "Haz una pregunta…" }).waitFor();
  assert.match(await (await widget.ask("¿Cuándo riego el tomate?")).innerText(), /dos litros/);
  assert.ok(requests.some((url) => /chatlet-search\.es\.[0-9a-f]+\.wasm$/.test(url)));
  assert.equal(await tab.getByRole("dialog").getAttribute("lang"), "es");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a question sent by the page's own code opens the panel and is told to listeners", { skip }, async () => {
  const { context, page, widget } = await visit();
  await page.evaluate(() => {
    window.heard = [];
    window.chatlet.on("message", ({ role, text }) => window.heard.push(`${role}: ${text}`));
    document.addEventListener("chatlet:open", () => window.heard.push("opened"));
    return window.chatlet("send", "How should I water my tomatoes?");
  });
  await widget.answers.last().getByText(GARDEN.answer).waitFor();
  const heard = await page.evaluate(() => window.heard);
  assert.equal(heard[0], "opened");
  assert.equal(heard[1], "visitor: " + GARDEN.question);
  assert.match(heard.at(-1), /^assistant: [^]*two litres a plant/);
  await context.close();
});
