// Debian's Chromium, driven by playwright-core, and what a test wants to know of a page.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../..");
export const SCREENSHOTS = join(ROOT, "build/screenshots");

/** The program and the widget's files under test; a developer may name others. */
export const CHATLET = process.env.CHATLET_PROGRAM ?? join(ROOT, "build/bin/chatlet");
export const WEB = process.env.CHATLET_WEB ?? join(ROOT, "build/web");

const CHROMIUM = process.env.CHATLET_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
const QUIET = ["--disable-sync", "--no-first-run"];

/** Why browser tests cannot run here, in words; false when they can. */
export function reasonToSkip() {
  if (!existsSync(CHROMIUM)) return `no Chromium at ${CHROMIUM} (install the package chromium)`;
  for (const file of [CHATLET, join(WEB, "files.json")]) {
    if (!existsSync(file)) return `no ${file} (run make build)`;
  }
  return false;
}

/** Starts a browser. Close it with close(). */
export async function launchBrowser() {
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...FLAGS, ...QUIET] });
}

/** A page of a profile of its own, and what is seen on it:
 * problems  errors of console and scripts, dialogs, refused policies, in words; a good page has none
 * requests  addresses asked for, in order */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on("console", (message) => message.type() === "error" && problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => void (problems.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => requests.push(request.url()));
  return { context, page, problems, requests };
}

/** The widget's controls, found as a visitor or a screen reader finds them. */
export function widgetOf(page) {
  const panel = page.getByRole("dialog");
  return {
    launcher: page.locator("chatlet-widget .launcher"),
    panel,
    log: panel.getByRole("log"),
    input: panel.locator("textarea"),
    answers: panel.locator(".answer"),
    async open() {
      await page.getByRole("button", { name: "Open chat" }).click();
      await panel.waitFor();
    },
    /** Asks after the greeting, and waits for the answer, which it returns. */
    async ask(question) {
      const answers = panel.locator(".answer");
      await answers.first().waitFor();
      const before = await answers.count();
      await panel.locator("textarea").fill(question);
      await panel.locator("textarea").press("Enter");
      await answers.nth(before).waitFor();
      return answers.nth(before);
    },
  };
}
