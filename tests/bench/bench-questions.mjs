// Sixty questions over PostgreSQL's manual, asked in Chromium as a page asks them: how long the engine computes, and
// what a visitor fetches before the first answer. Quality beside it: the same questions through the native program.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ask, firstAnswerBytes, readQuestions, summarize } from '../quality/ask.mjs';
import { Skip, requireFile, timeRun, top, withFolder } from './bench-tools.mjs';

export const title = 'Questions over the PostgreSQL manual';

const manual = '/usr/share/doc/postgresql-doc-15/html';
const sets = ['ordinary', 'hard'];
const ROUNDS = 5;

export function measure() {
  requireFile(manual, 'install postgresql-doc-15');
  const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
  if (browser === undefined) throw new Skip('Chromium is not installed');
  return withFolder((out) => measureIn(out, browser));
}

async function measureIn(out, browser) {
  const chatlet = join(top, 'build/bin/chatlet');
  const built = timeRun(chatlet, ['build', manual, '--out', out, '--base-url', '/']);
  if (built.status > 1) throw new Error(`chatlet build: exit ${built.status}\n${built.stderr}`);
  const rows = [{ name: 'built, with compression', value: built.wall, unit: 's' }];
  for (const set of sets) {
    const answers = ask(chatlet, out, questionsOf(set));
    const figures = summarize(answers);
    rows.push({ name: `${set}: right page first, of ${figures.answerable}`, value: figures.rightPageFirst, unit: '' });
    rows.push({ name: `${set}: extract holds the answer`, value: figures.extractHolds, unit: '' });
    rows.push({ name: `${set}: honest misses, of ${figures.unanswerable}`, value: figures.honestMisses, unit: '' });
    rows.push({ name: `${set}: AUROC of confidence`, value: figures.auroc, unit: '' });
    const bytes = firstAnswerBytes(out, answers);
    rows.push({ name: `${set}: index bytes to a first answer, median`, value: quantile(bytes, 0.5), unit: 'B' });
    rows.push({ name: `${set}: the same, largest (limit 102400)`, value: bytes.at(-1), unit: 'B' });
  }
  return [...rows, ...(await measureInBrowser(out, browser))];
}

function questionsOf(set) {
  return readQuestions(join(top, `tests/quality/postgresql_${set}.jsonl`));
}

async function measureInBrowser(out, browser) {
  const server = await serve(out);
  const args = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
  const chrome = await chromium.launch({ executablePath: browser, args: ['--no-sandbox', ...args] });
  try {
    const page = await chrome.newPage();
    await page.goto(`${server.address}livez`);
    const texts = questionsOf('ordinary').map(({ question }) => question);
    const times = await page.evaluate(askInPage, { texts, rounds: ROUNDS });
    return timeRows(times);
  } finally {
    await chrome.close();
    server.stop();
  }
}

async function serve(out) {
  const server = spawn(join(top, 'build/bin/chatletd'), [
    ...['--site', out, '--mount', `/package=${join(top, 'build/web/package')}`],
    ...['--port', '18787', '--port-tries', '50'],
  ]);
  const address = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (data) => {
      said += data;
      const found = /listening on (\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    server.on('exit', (code) => reject(new Error(`chatletd: exit ${code}`)));
  });
  return { address, stop: () => server.kill('SIGTERM') };
}

// Runs in the page. Gives the compute times (ms) of warm questions and the parts each question needs when nothing is
// there.
async function askInPage({ texts, rounds }) {
  const { Engine, loadRuntime } = await import('/package/index.js');
  const manifest = await (await fetch('/manifest.json')).json();
  const runtime = await loadRuntime(`/${manifest.runtime.file}`);
  const head = new Uint8Array(await (await fetch(`/${manifest.head.file}`)).arrayBuffer());
  const opened = await Engine.open(runtime, head);
  if (!opened.ok) throw new Error(opened.message);
  const engine = opened.engine;
  const times = [];
  let seq = 1;
  let state = engine.step(new Uint8Array(), { kind: 'start', seq, now: 1, seed: 1 }).state;

  async function askOne(text) {
    let event = { kind: 'text', seq: ++seq, now: 1, text };
    let spent = 0;
    for (;;) {
      const before = performance.now();
      const step = engine.step(state, event);
      spent += performance.now() - before;
      if (!step.ok) throw new Error(step.message);
      state = step.state;
      const need = step.effects.find(({ kind }) => kind === 'need');
      if (need === undefined) return spent;
      for (const part of need.parts) {
        if (engine.hasPart(part.id)) continue;
        const bytes = await (await fetch(`/${manifest.parts}${part.name}`)).arrayBuffer();
        if (engine.addPart(part.id, new Uint8Array(bytes)) !== 'ok') throw new Error(`part ${part.name}`);
      }
      event = { kind: 'result', seq: ++seq, now: 1, effect: need.id, ok: true };
    }
  }

  for (const text of texts) await askOne(text); // fetches every part once
  for (let round = 0; round < rounds; round++) {
    for (const text of texts) times.push(await askOne(text));
  }
  return times;
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function timeRows(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return [
    { name: 'warm query in Chromium, p50 (limit 5)', value: quantile(sorted, 0.5), unit: 'ms' },
    { name: 'warm query in Chromium, p99', value: quantile(sorted, 0.99), unit: 'ms' },
  ];
}
