import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../cmake/run.sh', import.meta.url));

// Starts the script and resolves with what it said once `mark` stands in it.
async function startRun(context, options, mark) {
  const child = spawn('bash', [script, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  context.after(() => child.kill('SIGTERM'));
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output.text += text));
  }
  const ended = once(child, 'exit');
  while (!output.text.includes(mark)) {
    const end = await Promise.race([ended, once(child.stdout, 'data'), once(child.stderr, 'data')]);
    if (typeof end[0] !== 'string') break;
  }
  return { child, ended, output, said: output.text };
}

function makeDocuments(context) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-demo-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'kettle.md'), '# Kettle\n\nThe kettle takes two litres of water.\n');
  writeFileSync(join(folder, 'boiler.html'), '<title>Boiler</title><h1>Boiler</h1><p>Runs at sixty degrees.');
  return folder;
}

async function until(isTrue) {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    if (await isTrue()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

test('an assistant over a folder is served, rebuilt on change, and ended by SIGINT', async (context) => {
  const docs = makeDocuments(context);
  const yours = mkdtempSync(join(tmpdir(), 'chatlet-yours-'));
  context.after(() => rmSync(yours, { recursive: true, force: true }));
  const options = ['--port', '0', '--docs', docs, '--yours', yours];
  const { child, ended, said } = await startRun(context, options, 'Ctrl-C');
  const [, address] = /(http:\/\/localhost:\d+)\/yours\/\n/.exec(said);
  // The number, since a bare root has no /etc/hosts to look localhost up in.
  const base = address.replace('localhost', '127.0.0.1');
  const status = async (path) => (await fetch(base + path)).status;

  assert.ok(said.includes(`<script src="${address}/yours/chatlet.js" defer></script>`), said);
  for (const path of ['/', '/yours/', '/yours/chatlet.js', '/documents/boiler.html']) {
    assert.equal(await status(path), 200, path);
  }

  const manifest = async () => (await fetch(`${base}/yours/manifest.json`)).text();
  const before = await manifest();
  appendFileSync(join(docs, 'kettle.md'), '\nIt whistles when it boils.\n');
  assert.ok(await until(async () => (await manifest()) !== before), 'not rebuilt');

  child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null]);
  await assert.rejects(fetch(`${base}/livez`));
});

test('a folder with nothing to read yet is watched while the demo is there', async (context) => {
  const docs = mkdtempSync(join(tmpdir(), 'chatlet-docs & '));
  const yours = mkdtempSync(join(tmpdir(), 'chatlet-yours-'));
  for (const folder of [docs, yours]) context.after(() => rmSync(folder, { recursive: true, force: true }));
  const options = ['--port', '0', '--docs', docs, '--yours', yours];
  const { child, ended, output, said } = await startRun(context, options, 'E122');
  const [, address] = /(http:\/\/localhost:\d+)\/\n/.exec(said);
  const base = address.replace('localhost', '127.0.0.1');
  assert.equal((await fetch(`${base}/`)).status, 200);

  mkdirSync(join(docs, 'knowledge'));
  writeFileSync(join(docs, 'knowledge', 'a boiler.html'), '<title>Boiler</title><h1>Boiler</h1><p>Sixty degrees.');
  writeFileSync(join(docs, 'bot.json'), '{"theme": {"accent": "#aa3300", "position": "start"}}');
  const tag = `<script src="${address}/yours/chatlet.js" data-accent="#aa3300" data-position="start" defer></script>`;
  assert.ok(await until(() => output.text.includes(tag)), output.text);
  const program = fileURLToPath(new URL('../../build/bin/chatlet', import.meta.url));
  const found = spawnSync(program, ['search', yours, 'boiler degrees', '--json'], { encoding: 'utf8' });
  const { url } = JSON.parse(found.stdout).hits[0];
  assert.equal(url.split('#')[0], '/documents/knowledge/a%20boiler.html');
  assert.equal((await fetch(base + url)).status, 200);

  child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null]);
});

test('a folder that is not there is said', async (context) => {
  const { ended, said } = await startRun(context, ['--docs', join(tmpdir(), 'chatlet-none')], 'never');
  assert.deepEqual(await ended, [1, null]);
  assert.match(said, /there is no folder .*chatlet-none/);
});
