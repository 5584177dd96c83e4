// How many requests one client may send, seen from behind a trusted proxy.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { get, startServer } from './chatletd.mjs';

async function start(context, limits, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-limits-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, 'chatletd.json');
  writeFileSync(config, JSON.stringify({ data: join(folder, 'data'), limits }));
  return startServer(context, ['--config', config, ...args]);
}

const trusting = ['--trusted-proxies', '127.0.0.1'];

test('each client has its own limit, and is told what is left and when to come back', async (context) => {
  const { port } = await start(context, { per_address: 3 }, ...trusting);
  const ask = (address) => get(port, '/v1/openapi.json', { 'X-Forwarded-For': address });
  for (const left of [2, 1, 0]) {
    const { status, headers } = await ask('192.0.2.1');
    assert.equal(status, 200);
    assert.equal(headers['ratelimit-policy'], '"address";q=3;w=60');
    assert.match(headers.ratelimit, new RegExp(`^"address";r=${left};t=\\d+$`));
  }
  const refused = await ask('192.0.2.1');
  assert.equal(refused.status, 429);
  assert.equal(refused.headers['content-type'], 'application/problem+json');
  assert.ok(Number(refused.headers['retry-after']) >= 1 && Number(refused.headers['retry-after']) <= 21);
  assert.equal(JSON.parse(refused.text).type, '/problems/rate-limited');
  assert.equal((await ask('192.0.2.2')).status, 200);
});

test('a proxy that is not trusted cannot blame others, and its requests are not limited', async (context) => {
  const { port } = await start(context, { per_address: 1 });
  for (let i = 0; i < 3; i++) {
    const { status, headers } = await get(port, '/v1/openapi.json', { 'X-Forwarded-For': '192.0.2.1' });
    assert.equal(status, 200);
    assert.equal(headers.ratelimit, undefined);
  }
});

test('a key has a limit wherever it is used from, whether it is known or not', async (context) => {
  const { port } = await start(context, { per_address: 100, per_key: 2 }, ...trusting);
  const ask = (number, key) =>
    get(port, '/v1/openapi.json', { 'X-Forwarded-For': `192.0.2.${number}`, Authorization: `Bearer ${key}` });
  assert.equal((await ask(1, 'chk_one')).headers['ratelimit-policy'], '"key";q=2;w=60');
  await ask(2, 'chk_one');
  assert.equal((await ask(3, 'chk_one')).status, 429);
  assert.notEqual((await ask(3, 'chk_two')).status, 429);
});

test('files, health and preflights cost nothing', async (context) => {
  const { port } = await start(context, { per_address: 1 }, ...trusting);
  for (let i = 0; i < 5; i++) {
    assert.equal((await get(port, '/readyz', { 'X-Forwarded-For': '192.0.2.9' })).status, 200);
    const file = await get(port, '/b/bot_0000000000001/manifest.json', { 'X-Forwarded-For': '192.0.2.9' });
    assert.equal(file.status, 404);
  }
});
