// Suggestions while typing over the PostgreSQL manual in Chromium: from a keystroke to the list, letter by letter, the
// first time (every part fetched from a server on this machine) and again; bytes a keystroke; and what the engine alone
// takes, beside MiniSearch's autoSuggest on the same texts and beginnings in the same page.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Skip, brotliBytes, loadPeers, requireFile, top, withFolder } from './bench-tools.mjs';
import { launch, serveFiles, serveSite, timesOf } from './page-tools.mjs';

export const title = 'Suggestions while typing in Chromium (PostgreSQL manual)';

const MANUAL = ['/usr/share/doc/postgresql-doc-15/html', '/usr/share/doc/postgresql-doc-16/html'].find(existsSync);
const BEGINNING_MIN = 2; // letters
const WARM_ROUNDS = 3;

export async function measure() {
  if (MANUAL === undefined) throw new Skip('postgresql-doc-15 is not installed');
  const program = requireFile(join(top, 'build/bin/chatlet'), 'make build makes it');
  const { peers } = await loadPeers();
  const chrome = await launch();
  try {
    return await withFolder(async (folder) => {
      const out = join(folder, 'out');
      execFileSync(program, ['build', MANUAL, '--out', out, '--web', join(top, 'build/web')], { stdio: 'ignore' });
      writeFileSync(join(out, 'bench.html'), '<!doctype html><title>bench</title><script src="chatlet.js"></script>');
      const index = (await peers.minisearch.open(readManual())).save()[0];
      const site = await serveSite(out);
      const other = await serveFiles(miniSearchFiles(index));
      try {
        const panel = await inPage(chrome, `${site.address}bench.html`, typeInPanel);
        const engine = await inPage(chrome, `${site.address}bench.html`, suggestInEngine);
        const theirs = await inPage(chrome, other.address, suggestInMiniSearch);
        return rows(panel, engine, theirs, index);
      } finally {
        site.stop();
        other.stop();
      }
    });
  } finally {
    await chrome.close();
  }
}

function miniSearchFiles(index) {
  const code = readFileSync(join(top, 'tests/bench/peers/node_modules/minisearch/dist/es/index.js'));
  return (path) => ({ '/minisearch.js': code, '/index.json': index })[path];
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function rows(panel, engine, theirs, index) {
  return [
    { name: 'panel, first time', values: { ...timesOf(panel.cold), 'bytes a keystroke': mean(panel.bytes) } },
    { name: 'panel, again', values: timesOf(panel.warm) },
    { name: 'of these, its pause', values: { ms: 80 } },
    { name: 'engine alone, warm', values: { ...timesOf(engine.times), 'longest ms': Math.max(...engine.times) } },
    { name: 'minisearch, autoSuggest', values: { ...timesOf(theirs), 'bytes before the first': brotliBytes(index) } },
    { name: 'keystrokes with suggestions', value: engine.shown * 100, unit: '%' },
    { name: 'asked, the first one cites its page first', value: engine.answered * 100, unit: '%' },
    { name: 'asked, it is among the sources', value: engine.cited * 100, unit: '%' },
  ];
}

async function inPage(chrome, address, run) {
  const page = await (await chrome.newContext()).newPage();
  await page.goto(address, { waitUntil: 'load' });
  const lines = readFileSync(join(top, 'tests/bench/typed-questions.txt'), 'utf8').split('\n');
  const texts = lines.filter((line) => line && !line.startsWith('#'));
  const figures = await page.evaluate(run, { texts, from: BEGINNING_MIN, rounds: WARM_ROUNDS });
  await page.context().close();
  return figures;
}

/** Pages of the manual as a peer takes them: {id, title, text}. */
function readManual() {
  const files = readdirSync(MANUAL).filter((file) => file.endsWith('.html'));
  return files.map((file) => {
    const html = readFileSync(join(MANUAL, file), 'utf8');
    const [, heading = file] = /<title>([^<]*)/.exec(html) ?? [];
    const body = html.slice(html.indexOf('<body')).replace(/<div[^>]*class="nav(header|footer)".*?<\/div>/gs, ' ');
    return { id: file, title: heading, text: body.replace(/<[^>]*>/g, ' ').replace(/&[a-z#0-9]+;/g, ' ') };
  });
}

// The following three run in the page; times are milliseconds.

async function typeInPanel({ texts, from, rounds }) {
  await window.chatlet.open();
  const root = document.querySelector('chatlet-widget').shadowRoot;
  const field = root.querySelector('textarea');
  while (field.getAttribute('role') === null) await new Promise(requestAnimationFrame);

  // The list is drawn anew for every text, empty or not: the field's state is set each time. A text that does not go on
  // from the one before also empties the list first.
  function typed(text, drawings) {
    const before = performance.now();
    return new Promise((resolve) => {
      let seen = 0;
      const observer = new MutationObserver((records) => {
        seen += records.length;
        if (seen < drawings) return;
        observer.disconnect();
        resolve(performance.now() - before);
      });
      field.value = text;
      observer.observe(field, { attributeFilter: ['aria-expanded'] });
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
  }

  async function typeAll(each) {
    for (const text of texts) {
      field.value = '';
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      for (let end = from; end <= text.length; end++) {
        if (text[end - 1] !== ' ') each(await typed(text.slice(0, end), end === from ? 2 : 1));
      }
    }
  }

  performance.setResourceTimingBufferSize(10000);
  const cold = [];
  const bytes = [];
  const warm = [];
  const partBytes = () => {
    const parts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.part'));
    return parts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  };
  let last = partBytes();
  await typeAll((time) => {
    cold.push(time);
    const now = partBytes();
    bytes.push(now - last);
    last = now;
  });
  for (let round = 0; round < rounds; round++) await typeAll((time) => warm.push(time));
  return { cold, warm, bytes };
}

async function suggestInEngine({ texts, from, rounds }) {
  const { Engine, loadRuntime } = await import('/package/index.js');
  const manifest = await (await fetch('/manifest.json')).json();
  const head = new Uint8Array(await (await fetch(`/${manifest.head.file}`)).arrayBuffer());
  const { engine } = await Engine.open(await loadRuntime(`/${manifest.runtime.file}`), head);
  const addAll = async (parts) => {
    for (const { id, name } of parts) {
      if (engine.hasPart(id)) continue;
      engine.addPart(id, new Uint8Array(await (await fetch(`/${manifest.parts}${name}`)).arrayBuffer()));
    }
  };

  async function suggest(text) {
    for (;;) {
      const before = performance.now();
      const found = engine.suggest(text, 5);
      const time = performance.now() - before;
      if (found.parts.length === 0) return { time, items: found.items };
      await addAll(found.parts);
    }
  }

  async function ask(text) {
    let seq = 1;
    let step = engine.step(new Uint8Array(), { kind: 'start', seq, now: 1, seed: 1 });
    let event = { kind: 'text', text };
    for (;;) {
      step = engine.step(step.state, { ...event, seq: ++seq, now: 1 });
      const need = step.effects.find(({ kind }) => kind === 'need');
      if (need === undefined) break;
      await addAll(need.parts);
      event = { kind: 'result', effect: need.id, ok: true };
    }
    return step.effects.find(({ kind }) => kind === 'say').citations.map(({ url }) => url.split('#')[0]);
  }

  const beginnings = texts.flatMap((text) => {
    return Array.from({ length: text.length - from + 1 }, (_, at) => text.slice(0, from + at));
  });
  const times = [];
  const firsts = new Map();
  let shown = 0;
  for (const text of beginnings) {
    const { items } = await suggest(text);
    if (items.length > 0) shown++;
    if (items.length > 0) firsts.set(items[0].url, items[0]);
  }
  for (let round = 0; round < rounds; round++) {
    for (const text of beginnings) times.push((await suggest(text)).time);
  }
  let answered = 0;
  let cited = 0;
  for (const [url, item] of firsts) {
    const sources = await ask(item.path ? `${item.title} › ${item.path}` : item.title);
    const page = url.split('#')[0];
    if (sources[0] === page) answered++;
    if (sources.includes(page)) cited++;
  }
  return {
    times,
    shown: shown / beginnings.length,
    answered: answered / firsts.size,
    cited: cited / firsts.size,
  };
}

async function suggestInMiniSearch({ texts, from, rounds }) {
  const { default: MiniSearch } = await import('/minisearch.js');
  const index = MiniSearch.loadJSON(await (await fetch('/index.json')).text(), { fields: ['title', 'text'] });
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    for (const text of texts) {
      for (let end = from; end <= text.length; end++) {
        const before = performance.now();
        index.autoSuggest(text.slice(0, end), { boost: { title: 2 } });
        if (round > 0) times.push(performance.now() - before);
      }
    }
  }
  return times;
}
