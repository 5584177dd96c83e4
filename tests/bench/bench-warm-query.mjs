// How long a question of a large site takes to compute when everything it needs is there: Chatlet, MiniSearch and
// Pagefind in the same Chromium, over the same questions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPeers, top, withFolder } from './bench-tools.mjs';
import { buildSite, manualName, readPages, readQuestions } from './linux-doc.mjs';
import { askChatletInPage, buildPagefind, filesOf, launch, serveFiles, serveSite, timesOf } from './page-tools.mjs';

export const title = `Warm query in Chromium (${manualName})`;

const ROUNDS = 3;

export async function measure() {
  const { peers } = await loadPeers();
  const texts = readQuestions();
  const chrome = await launch();
  try {
    return await withFolder(async (folder) => {
      const site = await serveSite(buildSite().folder);
      const chatlet = await timesIn(chrome, `${site.address}livez`, askChatletInPage, { texts, rounds: ROUNDS });
      site.stop();
      const minisearch = await serveMiniSearch(peers);
      const theirs = await timesIn(chrome, minisearch.address, askMiniSearchInPage, { texts, rounds: ROUNDS });
      minisearch.stop();
      buildPagefind(readPages(), folder);
      const pagefind = await serveFiles(filesOf(folder));
      const slowest = await timesIn(chrome, pagefind.address, askPagefindInPage, { texts, rounds: 1 });
      pagefind.stop();
      return [row('chatlet', chatlet, chatlet), row('minisearch', theirs, chatlet), row('pagefind', slowest, chatlet)];
    });
  } finally {
    await chrome.close();
  }
}

function row(name, times, ours) {
  const values = timesOf(times);
  const base = timesOf(ours);
  const ratio = (key) => values[key] / base[key];
  return { name, values: { ...values, 'p50 of ours': ratio('p50 ms'), 'p99 of ours': ratio('p99 ms') } };
}

async function timesIn(chrome, address, run, options) {
  const page = await (await chrome.newContext()).newPage();
  await page.goto(address);
  const times = await page.evaluate(run, options);
  await page.context().close();
  return times;
}

async function serveMiniSearch(peers) {
  const engine = await peers.minisearch.open(readPages());
  const index = engine.save()[0];
  const code = readFileSync(join(top, 'tests/bench/peers/node_modules/minisearch/dist/es/index.js'));
  return serveFiles((path) => ({ '/minisearch.js': code, '/index.json': index })[path]);
}

// The following two run in the page; times are milliseconds.

async function askMiniSearchInPage({ texts, rounds }) {
  const { default: MiniSearch } = await import('/minisearch.js');
  const index = MiniSearch.loadJSON(await (await fetch('/index.json')).text(), { fields: ['title', 'text'] });
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    for (const text of texts) {
      const before = performance.now();
      index.search(text, { boost: { title: 2 } });
      if (round > 0) times.push(performance.now() - before);
    }
  }
  return times;
}

async function askPagefindInPage({ texts, rounds }) {
  const pagefind = await import('/pagefind/pagefind.js');
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    for (const text of texts) {
      const before = performance.now();
      await pagefind.search(text);
      if (round > 0) times.push(performance.now() - before);
    }
  }
  return times;
}
