// What the widget costs a page and its visitor, over our own assistant served by chatletd, in Chromium. Each round has
// fresh profiles. "Phone" is Lighthouse's: processor 4 times slower, 1.6 Mbit/s, 150 ms round trip. Waiting times are
// medians; of the main thread's time the least is taken, since what else runs on the machine only adds to it.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Skip, requireFile, top, withFolder } from './bench-tools.mjs';

export const title = 'The widget in a page';

const ROUNDS = 7;
const NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const PHONE = { slower: 4, network: NETWORK };
const QUESTION = 'What is stored on a visitor\'s device?';
const TAG = '<script async src="/site/assistant/chatlet.js"></script>';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

export async function measure() {
  requireFile(join(top, 'build/site/assistant/manifest.json'), 'make build makes it');
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
  if (executablePath === undefined) throw new Skip('Chromium is not installed');
  return withFolder(async (folder) => {
    writeFileSync(join(folder, 'with.html'), page(TAG));
    writeFileSync(join(folder, 'without.html'), page(''));
    const server = spawn(join(top, 'build/bin/chatletd'), serverArguments(folder));
    const line = await new Promise((resolve) => server.stdout.setEncoding('utf8').once('data', resolve));
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    try {
      return await measureIn(browser, `http://127.0.0.1:${/:(\d+)\//.exec(line)[1]}`);
    } finally {
      await browser.close();
      server.kill('SIGTERM');
    }
  });
}

const serverArguments = (folder) => ['--site', folder, '--mount', `/site=${join(top, 'build/site')}`, '--port', '0'];

function page(tag) {
  const text = '<p>Some words of a page.</p>'.repeat(50);
  return `<!doctype html><html lang="en"><head><title>Page</title>${tag}</head><body>${text}</body></html>`;
}

async function measureIn(browser, origin) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      ...(await measureLoad(browser, origin)),
      ...(await measureUse(browser, origin)),
      ...(await measurePhone(browser, origin)),
    });
  }
  const values = (key) => rounds.map((figures) => figures[key]);
  const load = Math.min(...values('tagged')) - Math.min(...values('bare'));
  return [
    { name: 'on load: script, style and layout beyond the bare page, 4x', value: load, unit: 'ms' },
    ...LEAST.map(([key, name, unit]) => ({ name, value: Math.min(...values(key)), unit })),
    ...MEDIANS.map(([key, name, unit]) => ({ name, value: median(values(key)), unit })),
  ];
}

// "4x": the processor 4 times slower.
const LEAST = [
  ['open', 'on open: all tasks of the main thread, 4x', 'ms'],
  ['longest', 'on open: longest task, 4x', 'ms'],
];
const MEDIANS = [
  ['requests', 'on load: requests', ''],
  ['bytes', 'on load: bytes, heads included', 'B'],
  ['answer', 'send to answer, first, 4x', 'ms'],
  ['nextAnswer', 'send to answer, second, 4x', 'ms'],
  ['shift', 'layout shift of load, open and two answers', ''],
  ['heap', 'JavaScript heap with the panel open', 'KiB'],
  ['phoneLauncher', 'phone: launcher stands after', 'ms'],
  ['phoneInput', 'phone: click to input, nothing loaded before', 'ms'],
  ['phoneInputWarm', 'phone: click to input, loaded by pointing at it', 'ms'],
  ['phoneAnswer', 'phone: send to answer, first', 'ms'],
];

// The same page with and without the tag.
async function measureLoad(browser, origin) {
  const without = await visit(browser, `${origin}/without.html`, { slower: PHONE.slower });
  const bare = await without.drawing();
  await without.close();
  const seen = await visit(browser, `${origin}/with.html`, { slower: PHONE.slower });
  const tagged = await seen.drawing();
  const ours = seen.received.filter(({ url }) => url.includes('/site/'));
  const bytes = ours.reduce((sum, each) => sum + each.bytes, 0);
  await seen.close();
  return { requests: ours.length, bytes, bare, tagged };
}

async function measureUse(browser, origin) {
  const seen = await visit(browser, `${origin}/with.html`, { slower: PHONE.slower });
  const before = await seen.busy();
  await browser.startTracing(seen.page, { categories: ['toplevel', '__metadata'] });
  await seen.page.evaluate(clickToInput);
  await seen.page.locator('chatlet-widget .answer').waitFor(); // the greeting
  const longest = longestTask(JSON.parse((await browser.stopTracing()).toString()));
  const open = (await seen.busy()) - before;
  const answer = await seen.page.evaluate(sendToAnswer, QUESTION);
  const nextAnswer = await seen.page.evaluate(sendToAnswer, 'Does it need a server?');
  const shift = await seen.page.evaluate(() => window.shift);
  const heap = await seen.heap();
  await seen.close();
  return { open, longest, answer, nextAnswer, shift, heap };
}

async function measurePhone(browser, origin) {
  const cold = await visit(browser, `${origin}/with.html`, PHONE);
  const phoneLauncher = await cold.page.evaluate(() => window.launcherAt);
  const phoneInput = await cold.page.evaluate(clickToInput);
  const phoneAnswer = await cold.page.evaluate(sendToAnswer, QUESTION);
  await cold.close();
  const warm = await visit(browser, `${origin}/with.html`, PHONE);
  await warm.page.locator('chatlet-widget .launcher').hover();
  const hasCome = (end) => warm.received.some(({ url }) => url.endsWith(end));
  while (!(hasCome('.wasm') && hasCome('.head') && warm.received.length > 5)) await warm.page.waitForTimeout(20);
  const phoneInputWarm = await warm.page.evaluate(clickToInput);
  await warm.close();
  return { phoneLauncher, phoneInput, phoneInputWarm, phoneAnswer };
}

/** A page of a fresh profile after its load; `received` grows; times are the main thread's so far. */
async function visit(browser, url, { slower = 1, network } = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  const received = [];
  const urls = new Map();
  client.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    received.push({ url: urls.get(requestId) ?? '', bytes: encodedDataLength }),
  );
  await client.send('Network.enable');
  await client.send('Performance.enable');
  await client.send('Emulation.setCPUThrottlingRate', { rate: slower });
  if (network) await client.send('Network.emulateNetworkConditions', network);
  await page.addInitScript(watchPage);
  await page.goto(url, { waitUntil: 'networkidle' });
  const sum = async (...names) => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.reduce((total, { name, value }) => total + (names.includes(name) ? value : 0), 0);
  };
  return {
    page,
    received,
    busy: async () => 1000 * (await sum('TaskDuration')),
    drawing: async () => 1000 * (await sum('ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration')),
    heap: async () => {
      await client.send('HeapProfiler.collectGarbage');
      return (await sum('JSHeapUsedSize')) / 1024;
    },
    close: () => context.close(),
  };
}

// The following four run in the page.

function watchPage() {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    if (document.querySelector('chatlet-widget')) window.launcherAt = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}

function clickToInput() {
  const { shadowRoot } = document.querySelector('chatlet-widget');
  const begin = performance.now();
  shadowRoot.querySelector('.launcher').click();
  return new Promise((resolve) => {
    const look = () => {
      if (shadowRoot.activeElement?.localName === 'textarea') resolve(performance.now() - begin);
      else setTimeout(look);
    };
    look();
  });
}

// As a visitor sends: into the field, and Enter. The answer's nodes are there when it ends.
async function sendToAnswer(question) {
  const { shadowRoot } = document.querySelector('chatlet-widget');
  const answers = () => shadowRoot.querySelectorAll('.answer').length;
  const once = (isThere) =>
    new Promise((resolve) => {
      const look = () => (isThere() ? resolve() : setTimeout(look));
      look();
    });
  await once(() => answers() > 0);
  const before = answers();
  const field = shadowRoot.querySelector('textarea');
  field.value = question;
  const begin = performance.now();
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  await once(() => answers() > before);
  return performance.now() - begin;
}

// Of the renderer's main thread, in milliseconds, whoever it belonged to.
function longestTask({ traceEvents }) {
  const isMain = ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain';
  const mains = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid}.${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid }) => /RunTask$/.test(name) && mains.has(`${pid}.${tid}`));
  if (tasks.length === 0) throw new Error('the trace holds no task of a main thread');
  return Math.max(...tasks.map(({ dur = 0 }) => dur)) / 1000;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
