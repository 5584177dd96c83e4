// backend/deploy/chatletd.nginx.conf as it stands, but for ports, folders and certificate: what it caches, what it
// passes on, and what it says about its clients.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { get, makeSite, startServer } from './chatletd.mjs';
import { freePort, makeFolder, startNginx, withNginx } from './nginx.mjs';

const file = new URL('../../backend/deploy/chatletd.nginx.conf', import.meta.url);
const sample = readFileSync(fileURLToPath(file), 'utf8');
const hash = '0123456789abcdef0123';

const files = {
  'index.html': '<!doctype html>home', 'chatlet.js': 'loader', 'manifest.json': '{}',
  [`panel.${hash}.js`]: 'panel'.repeat(1000), [`engine.${hash}.wasm`]: 'engine'.repeat(5000), 'plain.txt': 'plain',
};

// The sample with what must differ in a test in its place; everything that is replaced must be there.
function adapt(values) {
  let text = sample;
  for (const [from, to] of Object.entries(values)) {
    assert.ok(text.includes(from), from);
    text = text.replaceAll(from, to);
  }
  return text;
}

async function start(context, args = []) {
  const folder = makeFolder(context, 'deploy');
  const [key, certificate] = [join(folder, 'a.key'), join(folder, 'a.pem')];
  const made = spawnSync('openssl', ['req', '-x509', '-nodes', '-days', '2', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:P-256', '-subj', '/CN=chat.example.com', '-addext', 'subjectAltName=DNS:chat.example.com',
    '-keyout', key, '-out', certificate]);
  assert.equal(made.status, 0);
  mkdirSync(join(folder, 'cache'));
  const server = await startServer(context, ['--site', makeSite(context, files), '--trusted-proxies', '127.0.0.1',
    '--log-addresses', ...args]);
  const [port, plainPort] = [await freePort(), await freePort()];
  const { stop } = await startNginx(context, folder, adapt({
    '/var/cache/nginx/chatletd': join(folder, 'cache'), 'server 127.0.0.1:8787': `server 127.0.0.1:${server.port}`,
    'listen 443': `listen 127.0.0.1:${port}`, 'listen 80': `listen 127.0.0.1:${plainPort}`,
    '/etc/ssl/certs/chat.example.com.pem': certificate, '/etc/ssl/private/chat.example.com.key': key,
  }), port);
  return { server, port, plainPort, stop, ca: readFileSync(certificate) };
}

function ask({ port, ca }, path, { method = 'GET', headers = {}, body, agent } = {}) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, ca, agent, servername: 'chat.example.com',
      headers: { Host: 'chat.example.com', ...headers } };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (piece) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    asked.on('error', reject).end(body);
  });
}

const linesOf = (server) => server.stderr.text.trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line));

async function untilLogged(server, count) {
  while (linesOf(server).length < count) await new Promise((resolve) => setTimeout(resolve, 10));
  return linesOf(server);
}

test('files come from the cache for as long as chatletd says', withNginx, async (context) => {
  const all = await start(context);
  const statuses = {};
  for (const path of ['/chatlet.js', '/manifest.json', `/panel.${hash}.js`, '/plain.txt', '/']) {
    const answers = [await ask(all, path), await ask(all, path), await ask(all, path)];
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
    assert.equal(answers[2].text, files[path === '/' ? 'index.html' : path.slice(1)]);
    statuses[path] = answers.map(({ headers }) => headers['x-cache-status']);
  }
  for (const path of ['/chatlet.js', '/manifest.json', `/panel.${hash}.js`, '/plain.txt']) {
    assert.deepEqual(statuses[path], ['MISS', 'HIT', 'HIT'], path);
  }
  assert.deepEqual(statuses['/'], ['MISS', 'MISS', 'MISS'], 'a page is asked for each time');
  assert.equal((await untilLogged(all.server, 7)).length, 7);
});

test('what nginx says of its clients counts, what they claim does not', withNginx, async (context) => {
  const all = await start(context);
  const forged = { 'X-Forwarded-For': '203.0.113.9', Forwarded: 'for=203.0.113.9', 'X-Request-Id': 'forged',
    'X-Forwarded-Proto': 'http' };
  const { headers } = await ask(all, '/', { headers: forged });
  const [line] = await untilLogged(all.server, 1);
  assert.equal(line.address, '127.0.0.1');
  assert.match(line.request_id, /^[0-9a-f]{32}$/);
  assert.equal(headers['x-request-id'], line.request_id);
  assert.equal(headers['strict-transport-security'], 'max-age=31536000');
});

test('the API is passed on and not cached, figures are not shown', withNginx, async (context) => {
  const all = await start(context);
  for (let i = 0; i < 2; i++) {
    const { status, headers } = await ask(all, '/v1/nothing');
    assert.equal(status, 404);
    assert.equal(headers['x-cache-status'], undefined);
  }
  assert.equal((await untilLogged(all.server, 2)).length, 2);
  assert.equal((await ask(all, '/metrics')).status, 404);
  assert.equal((await get(all.server.port, '/metrics')).status, 404); // from a trusted proxy's address
  assert.equal((await ask(all, '/v1/nothing', { method: 'POST', body: 'x'.repeat(70_000) })).status, 413);
});

test('plain HTTP is sent on to HTTPS', withNginx, async (context) => {
  const { plainPort } = await start(context);
  const { status, headers } = await get(plainPort, '/a?b', { Host: 'chat.example.com' });
  assert.equal(status, 301);
  assert.equal(headers.location, 'https://chat.example.com/a?b');
});

test('while chatletd is away, files that were seen are there', withNginx, async (context) => {
  const all = await start(context);
  await ask(all, `/panel.${hash}.js`);
  all.server.child.kill('SIGTERM');
  await all.server.ended;
  assert.equal((await ask(all, `/panel.${hash}.js`)).headers['x-cache-status'], 'HIT');
  assert.equal((await ask(all, '/never-seen.txt')).status, 502);
});

// A visit asks for what the widget needs. Visits are pipelined over few connections: it is not nginx that is measured.
const visit = ['/chatlet.js', '/manifest.json', `/panel.${hash}.js`, `/engine.${hash}.wasm`];

async function visitOften({ port, ca }, visits) {
  const socket = connect({ host: '127.0.0.1', port, ca, servername: 'chat.example.com' });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  const one = visit.map((path) => `HEAD ${path} HTTP/1.1\r\nHost: chat.example.com\r\n\r\n`).join('');
  let [good, rest] = [0, ''];
  const wanted = visits * visit.length;
  const done = new Promise((resolve, reject) => {
    socket.setEncoding('latin1').on('error', reject).on('close', resolve).on('data', (text) => {
      const heads = (rest + text).split('\r\n\r\n');
      rest = heads.pop();
      good += heads.filter((head) => head.startsWith('HTTP/1.1 200 ')).length;
      if (good === wanted) resolve();
    });
  });
  for (let i = 0; i < visits; i += 10) {
    if (!socket.write(one.repeat(10))) await new Promise((resolve) => socket.once('drain', resolve));
  }
  await done;
  socket.destroy();
  return good;
}

test('of ten thousand visits at most twenty requests for files reach chatletd', withNginx, async (context) => {
  const all = await start(context);
  const [visits, connections] = [10_000, 100]; // nginx closes a connection after a thousand requests
  let good = 0;
  for (let i = 0; i < connections; i += 10) {
    const round = Array.from({ length: 10 }, () => visitOften(all, visits / connections));
    for (const count of await Promise.all(round)) good += count;
  }
  assert.equal(good, visits * visit.length);
  await all.stop();
  const seen = linesOf(all.server).length;
  assert.ok(seen >= visit.length && seen <= 20, `${seen} reached it`);
});
