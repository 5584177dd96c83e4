// backend/deploy/Caddyfile as it stands, but for the address and that Caddy makes a certificate by itself.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeSite, startServer } from './chatletd.mjs';
import { freePort, makeFolder } from './nginx.mjs';

const hasCaddy = !spawnSync('caddy', ['version']).error;
const withCaddy = { skip: hasCaddy ? false : 'caddy is not installed' };
const sample = readFileSync(fileURLToPath(new URL('../../backend/deploy/Caddyfile', import.meta.url)), 'utf8');

function adapt(values) {
  let text = sample;
  for (const [from, to] of Object.entries(values)) {
    assert.ok(text.includes(from), from);
    text = text.replaceAll(from, to);
  }
  return text;
}

function ask(port, path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, servername: 'localhost',
      headers: { Host: 'localhost', ...headers },
      rejectUnauthorized: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    asked.on('error', reject).end(body);
  });
}

async function start(context) {
  const folder = makeFolder(context, 'caddy');
  const site = makeSite(context, { 'index.html': 'home' });
  const server = await startServer(context, ['--site', site, '--trusted-proxies', '127.0.0.1', '--log-addresses']);
  const port = await freePort();
  const file = join(folder, 'Caddyfile');
  mkdirSync(join(folder, 'data'));
  writeFileSync(file, `{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n${adapt({
    'chat.example.com {': `localhost:${port} {`, '127.0.0.1:8787': `127.0.0.1:${server.port}`,
  })}`);
  const env = { ...process.env, XDG_DATA_HOME: join(folder, 'data'), XDG_CONFIG_HOME: folder, HOME: folder };
  const named = ['--config', file, '--adapter', 'caddyfile'];
  const checked = spawnSync('caddy', ['validate', ...named], { env, encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
  const child = spawn('caddy', ['run', ...named], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  context.after(() => {
    child.kill('SIGTERM');
    return ended;
  });
  for (let i = 0; i < 200; i++) {
    const answer = await ask(port, '/livez').catch(() => undefined);
    if (answer?.status === 200) return { server, port };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Caddy did not start');
}

test('requests pass through Caddy, who says for whom; what clients claim is dropped', withCaddy, async (context) => {
  const { server, port } = await start(context);
  const forged = { 'X-Forwarded-For': '203.0.113.9', Forwarded: 'for=203.0.113.9', 'X-Request-Id': 'forged' };
  const { status, text, headers } = await ask(port, '/', { headers: forged });
  assert.equal(status, 200);
  assert.equal(text, 'home');
  assert.equal(headers['strict-transport-security'], 'max-age=31536000');
  const lines = () => server.stderr.text.trimEnd().split('\n').map((line) => JSON.parse(line));
  while (!lines().some(({ path }) => path === '/')) await new Promise((resolve) => setTimeout(resolve, 10));
  const { address, request_id: id } = lines().find(({ path }) => path === '/');
  assert.equal(address, '127.0.0.1');
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.equal((await ask(port, '/metrics')).status, 404);
  assert.equal((await ask(port, '/v1/nothing', { method: 'POST', body: 'x'.repeat(70_000) })).status, 413);
});
