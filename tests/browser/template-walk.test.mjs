// Every template, played by a visitor who answers whatever is asked: nothing the engine writes is unknown to the
// widget, nothing goes wrong in the page, also when the author's addresses answer nobody.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchBrowser, openPage, reasonToSkip, ROOT } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const SITE = process.env.CHATLET_SITE ?? join(ROOT, "build/site");
const isBuilt = existsSync(join(SITE, "templates"));
const skip = reasonToSkip() || (isBuilt ? false : "no build/site/templates (run make build)");
const TEMPLATES = isBuilt ? readdirSync(join(SITE, "templates")).sort() : [];
const TURNS = 14;
const OPEN = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
const TAKEN = { status: 200, headers: OPEN, contentType: "application/json", body: '{"ok":true,"approved":true}' };

const FILE = { name: "a.png", mimeType: "image/png", buffer: Buffer.from("x") };

const TYPED = {
  text: "Ada Lovelace",
  textarea: "Ada Lovelace, 1 Main Street",
  email: "ada@example.org",
  tel: "+1 555 0100 200",
  url: "https://a.example",
  number: "3",
  date: "2026-12-07",
  time: "10:30",
  "datetime-local": "2026-12-07T10:30",
};

let browser;
let server;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/", SITE);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function fillIn(ask) {
  for (const input of await ask.locator("input, select, textarea").all()) {
    const type = await input.evaluate((element) => element.type);
    if (type === "radio" || type === "checkbox") await input.check({ force: true });
    else if (type === "select-one") await input.selectOption({ index: 1 });
    else if (type === "file") await input.setInputFiles(FILE);
    else if (!(await input.inputValue())) await input.fill(TYPED[type]);
  }
  const send = ask.getByRole("button", { name: "Send" });
  await ((await send.isVisible()) ? send : ask.getByRole("button").first()).click();
}

/** Answers what is asked, by what is there to answer it. */
async function takeTurn(panel, turn) {
  const ask = panel.locator("form.ask");
  const options = panel.locator(".options button");
  if (await ask.isVisible()) return fillIn(ask);
  const count = await options.count();
  if (count > 0) return options.nth(turn % count).click();
  await panel.locator(".composer textarea").fill(["Ada Lovelace", "yes", "ada@example.org", "3"][turn % 4]);
  await panel.locator(".composer textarea").press("Enter");
}

for (const name of TEMPLATES) {
  for (const isTaken of [true, false]) {
    test(`${name} is played while its addresses ${isTaken ? "answer" : "are away"}`, { skip }, async () => {
      const { context, page, problems } = await openPage(browser, { reducedMotion: "reduce" });
      await page.addInitScript(() => {
        window.errors = [];
        addEventListener("chatlet:error", ({ detail }) => window.errors.push(detail));
      });
      await page.route("https://example.com/**", (route) => (isTaken ? route.fulfill(TAKEN) : route.abort()));
      await page.goto(`${server.origin}/play.html?bot=${name}&lang=en`, { waitUntil: "networkidle" });
      const panel = page.getByRole("dialog");
      await panel.locator(".answer").first().waitFor();
      for (let turn = 0; turn < TURNS; turn++) {
        await panel.locator(".typing").waitFor({ state: "hidden" });
        await takeTurn(panel, turn);
        await panel.locator(".visitor").nth(turn).waitFor(); // a file is kept before its answer is given
      }
      assert.deepEqual(await page.evaluate(() => window.errors), []);
      assert.deepEqual(problems.filter((problem) => !problem.includes("net::ERR_FAILED")), []);
      assert.ok((await panel.locator(".answer").count()) > TURNS / 2);
      await context.close();
    });
  }
}
