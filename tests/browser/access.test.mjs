// Without a mouse, by ear, in the dark, on a phone. Screenshots of each look stand in build/screenshots afterwards.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildBot, GARDEN, gardenFiles } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip, SCREENSHOTS, widgetOf } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();
const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

let browser;
let server;

before(async () => {
  if (skip) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/bot/", buildBot("access", gardenFiles()));
  for (const [path, attributes] of [["/", ""], ["/es", 'data-lang="es"'], ["/rtl", 'data-lang="ar"']]) {
    server.page(path, page(attributes));
  }
});

after(async () => {
  await browser?.close();
  await server?.close();
});

function page(attributes) {
  return `<!doctype html><html lang="en"><head><title>Shop</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style>:root{color-scheme:light dark}</style></head>
    <body><a href="#x">First link</a><script async src="/bot/chatlet.js" ${attributes}></script></body></html>`;
}

async function visit(path = "/", options = {}) {
  const seen = await openPage(browser, options);
  await seen.page.goto(server.origin + path, { waitUntil: "networkidle" });
  return { ...seen, widget: widgetOf(seen.page) };
}

/** Name and role of what has the focus, inside the widget or outside. */
function focused(page) {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element.getAttribute("aria-label") ?? element.textContent;
  });
}

test("everything is reached and done by keyboard alone", { skip }, async () => {
  const { context, page, widget, problems } = await visit();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Open chat");
  await page.keyboard.press("Enter");
  await widget.answers.first().waitFor();
  assert.equal(await focused(page), "Ask a question…");
  await page.keyboard.type("How should I water");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("my tomatoes?");
  await page.keyboard.press("Enter");
  await widget.answers.nth(1).waitFor();
  assert.match(await widget.answers.nth(1).innerText(), GARDEN.answer);
  assert.equal(await focused(page), "Ask a question…");
  const stops = [];
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press("Shift+Tab");
    stops.push(await focused(page));
  }
  for (const name of ["Helpful", "Not helpful", "Conversation", "Close chat", "Start over"]) {
    assert.ok(stops.includes(name), `${name} is not among ${stops.join(", ")}`);
  }
  await widget.input.focus();
  await page.keyboard.press("Escape");
  assert.equal(await widget.panel.isVisible(), false);
  assert.equal(await focused(page), "Open chat");
  assert.deepEqual(problems, []);
  await context.close();
});

test("Tab leaves the panel: the focus is not trapped", { skip }, async () => {
  const { context, page, widget } = await visit();
  await widget.open();
  await widget.answers.first().waitFor();
  const stops = new Set();
  for (let stop = 0; stop < 15; stop++) {
    await page.keyboard.press("Tab");
    stops.add(await focused(page));
  }
  assert.ok(stops.has("First link"), [...stops].join(", "));
  await context.close();
});

test("Enter that ends a composition does not send", { skip }, async () => {
  const { context, widget } = await visit();
  await widget.open();
  await widget.answers.first().waitFor();
  await widget.input.fill("にほん");
  await widget.input.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
  assert.equal(await widget.input.inputValue(), "にほん");
  assert.equal(await widget.panel.locator(".visitor").count(), 0);
  await context.close();
});

test("roles, names and states are what a screen reader needs", { skip }, async () => {
  const { context, page, widget } = await visit();
  assert.equal(await widget.launcher.getAttribute("aria-expanded"), "false");
  await widget.open();
  await widget.ask(GARDEN.question);
  assert.equal(await widget.launcher.getAttribute("aria-expanded"), "true");
  assert.equal(await page.getByRole("dialog", { name: "Garden help" }).count(), 1);
  assert.equal(await widget.panel.getByRole("heading", { name: "Garden help" }).count(), 1);
  assert.equal(await page.getByRole("log", { name: "Conversation" }).getAttribute("aria-live"), "polite");
  assert.equal(await widget.panel.getByRole("combobox", { name: "Ask a question…" }).count(), 1);
  const nameless = await widget.panel.evaluate((panel) =>
    [...panel.querySelectorAll("button, a, textarea")]
      .filter((control) => !(control.getAttribute("aria-label") ?? control.textContent).trim())
      .map((control) => control.outerHTML),
  );
  assert.deepEqual(nameless, []);
  const ids = await widget.panel.evaluate((panel) => [...panel.querySelectorAll("[id]")].map((element) => element.id));
  assert.equal(new Set(ids).size, ids.length);
  await context.close();
});

test("text stands out from its ground by at least 4.5 to 1, in light and in dark", { skip }, async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { context, widget } = await visit("/", { colorScheme });
    await widget.open();
    await widget.ask(GARDEN.question);
    await widget.panel.evaluate((panel) => Promise.all(panel.getAnimations().map((animation) => animation.finished)));
    const weak = await widget.panel.evaluate(weakContrasts);
    assert.deepEqual(weak, [], colorScheme);
    await context.close();
  }
});

/** Runs in the page: texts whose contrast to the nearest painted ground is under 4.5, by WCAG's formula. */
function weakContrasts(panel) {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const paint = (colors) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const grounds = (element) => {
    const colors = [];
    for (let at = element; at; at = at.parentElement) colors.unshift(getComputedStyle(at).backgroundColor);
    return colors;
  };
  return [...panel.querySelectorAll("*")].flatMap((element) => {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
    if (!text || element.closest("svg, .unseen") || element.checkVisibility() === false) return [];
    const under = grounds(element);
    const ground = luminance(paint(under));
    const ink = luminance(paint([...under, getComputedStyle(element).color]));
    const contrast = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
    return contrast < 4.5 ? [`${text}: ${contrast.toFixed(2)}`] : [];
  });
}

test("with reduced motion nothing moves", { skip }, async () => {
  const { context, page, widget } = await visit("/", { reducedMotion: "reduce" });
  await widget.open();
  await widget.answers.first().waitFor();
  const moving = page.locator("chatlet-widget").evaluate((element) => element.shadowRoot.getAnimations().length);
  assert.equal(await moving, 0);
  await context.close();
});

test("on a phone the panel is the whole screen and the field does not make iOS zoom", { skip }, async () => {
  const { context, page, widget } = await visit("/", { ...PHONE, reducedMotion: "reduce" });
  await widget.open();
  await widget.ask(GARDEN.question);
  assert.deepEqual(await widget.panel.boundingBox(), { x: 0, y: 0, width: 390, height: 780 });
  assert.equal(await widget.input.evaluate((field) => parseFloat(getComputedStyle(field).fontSize)), 16);
  assert.equal(await widget.launcher.isVisible(), false);
  await widget.panel.getByRole("button", { name: "Close chat" }).click();
  assert.equal(await widget.launcher.isVisible(), true);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await context.close();
});

test("the widget speaks Spanish where the tag says so", { skip }, async () => {
  const { context, page, widget } = await visit("/es");
  await page.getByRole("button", { name: "Abrir el chat" }).click();
  await widget.panel.getByRole("combobox", { name: "Haz una pregunta…" }).waitFor();
  await context.close();
});

const LOOKS = [
  { name: "desktop-light", path: "/", options: { colorScheme: "light" } },
  { name: "desktop-dark", path: "/", options: { colorScheme: "dark" } },
  { name: "desktop-right-to-left", path: "/rtl", options: { colorScheme: "light" } },
  { name: "desktop-forced-colors", path: "/", options: { forcedColors: "active", colorScheme: "dark" } },
  { name: "phone-light", path: "/", options: { ...PHONE, colorScheme: "light" } },
  { name: "phone-dark", path: "/", options: { ...PHONE, colorScheme: "dark" } },
];

for (const { name, path, options } of LOOKS) {
  test(`it is drawn without trouble: ${name}`, { skip }, async () => {
    const { context, page, widget, problems } = await visit(path, options);
    await page.locator("chatlet-widget .launcher").click();
    await widget.answers.first().waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-greeting.png`), animations: "disabled" });
    await widget.ask(GARDEN.question);
    const answer = await widget.ask("How do I prune apple trees, and with which saw angle?");
    await answer.getByRole("button").first().waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: "disabled" });
    assert.deepEqual(problems, []);
    await context.close();
  });
}
