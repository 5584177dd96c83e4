// A site in three languages: each page gets its own index, engine and words.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildBot } from "./support/bots.mjs";
import { launchBrowser, openPage, reasonToSkip } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const skip = reasonToSkip();

const page = (language, title, text) => `<!doctype html>
<html lang="${language}"><head><title>${title}</title></head><body><main><h1>${title}</h1><p>${text}</p></main>
<script async src="/bot/chatlet.js"></script></body></html>`;

const SITE = {
  en: ["Watering", "Tomatoes are watered early in the morning, two litres for each plant."],
  de: ["Gießen", "Tomaten werden am frühen Morgen gegossen, zwei Liter für jede Pflanze."],
  "pt-BR": ["Rega", "Os tomates são regados de manhã cedo, com dois litros para cada planta."],
};

const ENGLISH = {
  opener: "Open chat",
  input: "Ask a question…",
  greeting: /\n\nHello!/,
  engine: /chatlet-search\.[0-9a-f]+\.wasm$/,
  question: "When do I water a tomato?",
  answer: /early in the morning/,
};

const VISITS = [
  { lang: "en", ...ENGLISH },
  {
    lang: "de-CH",
    opener: "Chat öffnen",
    input: "Stellen Sie eine Frage…",
    greeting: /\n\nHallo!/,
    engine: /chatlet-search\.de\./,
    question: "Wann gieße ich die Tomate?",
    answer: /am frühen Morgen/,
  },
  {
    lang: "pt",
    opener: "Abrir o chat",
    input: "Faça uma pergunta…",
    greeting: /\n\nOi!/,
    engine: /chatlet-search\.pt\./,
    question: "Quando devo regar o tomate?",
    answer: /de manhã cedo/,
  },
  { lang: "fi", ...ENGLISH },
];

function siteFiles() {
  const knowledge = { sources: [{ path: "docs", url: "/docs/" }] };
  const bot = { id: "garden", knowledge, locales: { pt: { greeting: "Oi!" } } };
  const files = { "bot.json": JSON.stringify(bot) };
  for (const [language, [title, text]] of Object.entries(SITE)) {
    for (const place of ["a", "b", "c"]) {
      files[`docs/${language}/${place}.html`] = page(language, title, place === "a" ? text : `${title} ${place}.`);
    }
  }
  return files;
}

let browser;
let server;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  server = await startServer();
  server.folder("/bot/", buildBot("languages", siteFiles()));
  for (const { lang } of VISITS) server.page(`/${lang}`, page(lang, "Shop", "…"));
});

after(async () => {
  await browser?.close();
  await server?.close();
});

for (const { lang, opener, input, greeting, engine, question, answer } of VISITS) {
  test(`a page in ${lang} is answered in its language`, { skip }, async () => {
    const { page: shown, context, requests, problems } = await openPage(browser);
    await shown.goto(`${server.origin}/${lang}`, { waitUntil: "networkidle" });
    await shown.getByRole("button", { name: opener }).click();
    const panel = shown.getByRole("dialog");
    const answers = panel.locator(".answer");
    await answers.first().waitFor();
    assert.match(await answers.first().innerText(), greeting);
    await panel.getByRole("combobox", { name: input }).fill(question);
    await panel.locator("textarea").press("Enter");
    await answers.nth(1).waitFor();
    assert.match(await answers.nth(1).innerText(), answer);
    const engines = requests.filter((address) => address.endsWith(".wasm"));
    assert.equal(engines.length, 1);
    assert.match(engines[0], engine);
    assert.deepEqual(problems, []);
    await context.close();
  });
}
