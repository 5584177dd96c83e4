// Pages for benches: Chromium, servers for what it opens, Chatlet's engine asked in a page, Pagefind's index.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Skip, brotliBytes, top } from './bench-tools.mjs';

export async function launch() {
  const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
  if (browser === undefined) throw new Skip('Chromium is not installed');
  const { chromium } = await import('playwright-core');
  const args = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
  return chromium.launch({ executablePath: browser, args: ['--no-sandbox', ...args] });
}

/** A built folder behind chatletd, with the npm package at /package. */
export async function serveSite(folder) {
  const server = spawn(join(top, 'build/bin/chatletd'), [
    ...['--site', folder, '--mount', `/package=${join(top, 'build/web/package')}`],
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

const types = { '.js': 'text/javascript', '.json': 'application/json', '.html': 'text/html' };

/**
 * Files by address; `files(path)` gives bytes or undefined. `taken.bytes` counts what pages took, scripts as brotli.
 */
export async function serveFiles(files) {
  const taken = { bytes: 0 };
  const scripts = new Map();
  const sizeOf = (path, body) => {
    if (!/\.m?js(on)?$/.test(path)) return body.length;
    if (!scripts.has(path)) scripts.set(path, brotliBytes(body));
    return scripts.get(path);
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.split('?')[0]);
    const body = path === '/' ? Buffer.from('<!doctype html><title>bench</title>') : files(path);
    if (body === undefined) return response.writeHead(404).end();
    if (path !== '/') taken.bytes += sizeOf(path, body);
    const type = path === '/' ? 'text/html' : (types[/\.\w+$/.exec(path)?.[0]] ?? 'application/octet-stream');
    return response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=3600' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, taken, stop: () => server.close() };
}

/** A server's `files` for one folder. */
export const filesOf = (folder) => (path) => {
  const file = join(folder, path);
  return existsSync(file) ? readFileSync(file) : undefined;
};

/** Pagefind's index of the documents, in `folder`/pagefind; what a page loads is pagefind.js there. */
export function buildPagefind(docs, folder) {
  const scope = join(top, 'tests/bench/peers/node_modules/@pagefind');
  const platform = existsSync(scope) ? readdirSync(scope)[0] : undefined;
  if (platform === undefined) throw new Skip('Pagefind has no program for this machine');
  const source = join(folder, 'source');
  for (const { id, title, text } of docs) {
    const path = join(source, id.endsWith('.html') ? id : `${id}.html`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pageOf(title, text));
  }
  const program = join(scope, platform, 'bin/pagefind_extended');
  execFileSync(program, ['--site', source, '--output-path', join(folder, 'pagefind')], { stdio: 'ignore' });
}

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

function pageOf(title, text) {
  const paragraphs = text.split('\n\n').map((one) => `<p>${escape(one)}</p>`);
  const head = `<!doctype html><html lang="en"><title>${escape(title)}</title><h1>${escape(title)}</h1>`;
  return head + paragraphs.join('\n');
}

export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** p50 and p99 of times in milliseconds. */
export function timesOf(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { 'p50 ms': quantile(sorted, 0.5), 'p99 ms': quantile(sorted, 0.99) };
}

/** Runs in a page that serveSite serves: compute times (ms) of warm questions, every part fetched before. */
export async function askChatletInPage({ texts, rounds }) {
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

  for (const text of texts) await askOne(text);
  for (let round = 0; round < rounds; round++) {
    for (const text of texts) times.push(await askOne(text));
  }
  return times;
}

/** Rankings by Pagefind in a page: query id -> document ids. A result names a fragment, whose file names the page. */
export async function rankByPagefind(chrome, docs, queries, folder) {
  buildPagefind(docs, folder);
  const server = await serveFiles(filesOf(folder));
  const page = await (await chrome.newContext()).newPage();
  await page.goto(server.address);
  const found = await page.evaluate(searchPagefindInPage, queries);
  await page.context().close();
  server.stop();
  const fragments = join(folder, 'pagefind/fragment');
  const named = readdirSync(fragments).map((file) => [file.split('.')[0], documentOf(join(fragments, file))]);
  const documents = new Map(named);
  return new Map(found.map(([id, results]) => [id, results.map((result) => documents.get(result))]));
}

function documentOf(fragment) {
  const text = gunzipSync(readFileSync(fragment)).toString('utf8');
  const { url } = JSON.parse(text.slice(text.indexOf('{')));
  return decodeURIComponent(url).replace(/^\//, '').replace(/\.html$/, '');
}

async function searchPagefindInPage(queries) {
  const pagefind = await import('/pagefind/pagefind.js');
  const found = [];
  for (const { id, text } of queries) {
    const { results } = await pagefind.search(text);
    found.push([id, results.slice(0, 100).map((result) => result.id)]);
  }
  return found;
}
