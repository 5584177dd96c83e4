// chatletd speaking HTTPS: to Node, curl and openssl, and to clients that do it wrong.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { Client, makeSite, runToEnd, startServer } from './chatletd.mjs';

const hasOpenssl = !spawnSync('openssl', ['version']).error;
const withOpenssl = { skip: hasOpenssl ? false : 'openssl is not installed' };
const large = 5_000_000;

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

// A folder with name.crt and name.key for each name; certificates vouch for themselves.
function makeCertificates(context, names, kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-tls-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of names) {
    run('openssl', 'req', '-x509', '-nodes', '-days', '2', ...kind, '-subj', `/CN=${name}`,
      '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', join(folder, `${name}.key`),
      '-out', join(folder, `${name}.crt`));
  }
  return folder;
}

// A server with the certificate "first" of its folder, which can be replaced there.
async function start(context, args = [], kind = undefined) {
  const folder = makeCertificates(context, ['first', 'second'], kind);
  const [certificate, key] = [join(folder, 'live.crt'), join(folder, 'live.key')];
  copyFileSync(join(folder, 'first.crt'), certificate);
  copyFileSync(join(folder, 'first.key'), key);
  const site = makeSite(context, { 'index.html': 'home', 'large.bin': Buffer.alloc(large, 'x') });
  const server = await startServer(context, ['--site', site, '--tls-certificate', certificate, '--tls-key', key,
    ...args]);
  const trusted = [readFileSync(join(folder, 'first.crt')), readFileSync(join(folder, 'second.crt'))];
  return { ...server, folder, certificate, key, trusted };
}

function ask(server, agent, path = '/', options = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, agent, ca: server.trusted, ...options });
    asked.on('error', reject).on('response', (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece)).on('error', reject).on('end', () => {
        const { socket } = asked;
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces), socket });
      });
    });
    asked.end(options.body);
  });
}

function open(server, options = {}) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: server.port, ca: server.trusted, ...options }, () =>
      resolve(socket));
    socket.once('error', reject);
  });
}

const nameOf = (socket) => socket.getPeerCertificate().subject.CN;

for (const [name, kind] of [['elliptic curves', undefined], ['RSA', ['-newkey', 'rsa:2048']]]) {
  test(`one connection of HTTPS carries many requests, small and large (${name})`, withOpenssl, async (context) => {
    const server = await start(context, [], kind);
    assert.equal(server.stdout.text, `listening on https://localhost:${server.port}/\n`);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    context.after(() => agent.destroy());
    const sockets = new Set();
    for (let i = 0; i < 20; i++) {
      const { status, headers, body, socket } = await ask(server, agent, i % 5 === 4 ? '/large.bin' : '/');
      assert.equal(status, 200);
      assert.equal(body.length, i % 5 === 4 ? large : 4);
      assert.equal(headers['strict-transport-security'], 'max-age=31536000');
      assert.equal(socket.getProtocol(), 'TLSv1.2');
      assert.equal(nameOf(socket), 'first');
      sockets.add(socket);
    }
    assert.equal(sockets.size, 1);
  });
}

test('very many requests sent at once over TLS are all answered', withOpenssl, async (context) => {
  const server = await start(context);
  const socket = await open(server);
  const count = 20_000;
  let [text, answered] = ['', 0];
  const done = new Promise((resolve) => {
    socket.setEncoding('latin1').on('close', resolve).on('data', (piece) => {
      const heads = (text + piece).split('\r\n\r\n');
      text = heads.pop();
      answered += heads.length;
      if (answered === count) resolve();
    });
  });
  socket.write('HEAD / HTTP/1.1\r\nHost: a\r\nX-Padding: some bytes more\r\n\r\n'.repeat(count));
  await done;
  assert.equal(answered, count);
  socket.destroy();
});

test('a body sent over TLS arrives, and one too large is told so', withOpenssl, async (context) => {
  const server = await start(context);
  const send = (size) => ask(server, undefined, '/', { method: 'POST', body: Buffer.alloc(size, 'b') });
  assert.equal((await send(65_536)).status, 405);
  assert.equal((await send(65_537)).status, 413);
});

test('HTTP/1.1 is agreed on by ALPN, and a client of HTTP/2 alone is refused', withOpenssl, async (context) => {
  const server = await start(context);
  const socket = await open(server, { ALPNProtocols: ['h2', 'http/1.1'] });
  assert.equal(socket.alpnProtocol, 'http/1.1');
  socket.destroy();
  await assert.rejects(open(server, { ALPNProtocols: ['h2'] }), /alert/);
});

test('older versions than TLS 1.2 are refused', withOpenssl, async (context) => {
  const server = await start(context);
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  await assert.rejects(open(server, old), /alert protocol version/);
});

test('a session is taken up again by its ticket, whichever loop has the client', withOpenssl, async (context) => {
  const server = await start(context, ['--loops', '3']);
  const first = await open(server);
  const session = first.getSession();
  assert.equal(first.isSessionReused(), false);
  first.destroy();
  for (let i = 0; i < 12; i++) {
    const next = await open(server, { session });
    assert.equal(next.isSessionReused(), true);
    next.destroy();
  }
});

function replace(server, certificate, key) {
  writeFileSync(server.certificate, certificate);
  writeFileSync(server.key, key);
  const seen = server.stderr.text.length;
  server.child.kill('SIGHUP');
  return new Promise((resolve) => {
    const look = () => {
      const line = server.stderr.text.slice(seen);
      if (line.endsWith('\n')) return resolve(line);
      server.child.stderr.once('data', () => setImmediate(look));
    };
    look();
  });
}

async function untilShown(server, name) {
  for (;;) {
    const socket = await open(server);
    const shown = nameOf(socket);
    socket.destroy();
    if (shown === name) return;
  }
}

test('SIGHUP takes a new certificate for new clients and keeps the old ones', withOpenssl, async (context) => {
  const server = await start(context);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  context.after(() => agent.destroy());
  const before = await ask(server, agent);
  const [certificate, key] = ['second.crt', 'second.key'].map((name) => readFileSync(join(server.folder, name)));
  assert.equal(await replace(server, certificate, key), 'chatletd: the certificate was read again.\n');
  await untilShown(server, 'second');
  const after = await ask(server, agent);
  assert.equal(after.status, 200);
  assert.equal(after.socket, before.socket);
  assert.equal(nameOf(after.socket), 'first');
});

test('a broken new certificate is told, and the old one stays in use', withOpenssl, async (context) => {
  const server = await start(context);
  const [first, firstKey, secondKey] = ['first.crt', 'first.key', 'second.key'].map((name) =>
    readFileSync(join(server.folder, name)));
  const rows = [
    ['not a certificate', firstKey, /^chatletd: .*live\.crt cannot be used: .+ The one before it stays in use\.\n$/],
    [`${first}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`, firstKey,
      /^chatletd: .*live\.crt cannot be used: .+ The one before it stays in use\.\n$/],
    [first, 'not a key', /^chatletd: .*live\.key cannot be used: .+ The one before it stays in use\.\n$/],
    [first, secondKey,
      /^chatletd: The key .*live\.key is not that of .*live\.crt\. The one before it stays in use\.\n$/],
  ];
  for (const [certificate, key, sentence] of rows) {
    assert.match(await replace(server, certificate, key), sentence);
    const socket = await open(server);
    assert.equal(nameOf(socket), 'first');
    socket.destroy();
  }
});

test('files that are not usable when it starts end it with 2 and a sentence', withOpenssl, async (context) => {
  const folder = makeCertificates(context, ['a', 'b']);
  const site = ['--site', makeSite(context, {}), '--port', '0'];
  const file = (name) => join(folder, name);
  const rows = [
    [['--tls-key', file('a.key')], /^chatletd: --tls-certificate and --tls-key are given both or not at all\.\n$/],
    [['--tls-certificate', file('a.crt'), '--tls-key', file('none')], /^chatletd: .*none cannot be used: .+\.\n$/],
    [['--tls-certificate', file('none'), '--tls-key', file('a.key')], /^chatletd: .*none cannot be used: .+\.\n$/],
    [['--tls-certificate', file('a.crt'), '--tls-key', file('b.key')], /^chatletd: The key .* is not that of .*\.\n$/],
  ];
  for (const [args, sentence] of rows) {
    const { code, stdout, stderr } = await runToEnd([...site, ...args]);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, sentence);
  }
});

test('plain HTTP at the port of HTTPS is told so in plain HTTP', withOpenssl, async (context) => {
  const server = await start(context);
  const client = await Client.open(server.port);
  client.ask('/');
  const { status, headers, text } = await client.response();
  assert.equal(status, 400);
  assert.equal(headers.connection, 'close');
  assert.equal(headers['strict-transport-security'], undefined);
  assert.equal(text, '400 Bad Request\n\nThis port speaks HTTPS; write https:// instead.\n');
  client.socket.end();
  await client.closed();
});

// The first bytes that Node sends when it begins TLS.
async function recordHello() {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.once('data', (data) => {
        socket.destroy();
        server.close();
        resolve(data);
      });
    });
    server.listen(0, '127.0.0.1', () => {
      connect({ port: server.address().port, host: '127.0.0.1' }).on('error', () => {});
    });
  });
}

test('handshakes that break off anywhere, or are broken, harm nobody', withOpenssl, async (context) => {
  const server = await start(context);
  const hello = await recordHello();
  const steady = new Agent({ keepAlive: true, maxSockets: 1 });
  context.after(() => steady.destroy());
  for (let size = 1; size < hello.length; size += 7) {
    const client = await Client.open(server.port);
    client.socket.end(hello.subarray(0, size));
    await client.closed();
  }
  for (let at = 0; at < hello.length; at += 5) {
    const broken = Buffer.from(hello);
    broken[at] ^= 0xff;
    if (at === 0) continue; // no handshake then, but plain text
    const client = await Client.open(server.port);
    client.socket.end(broken);
    await client.closed();
  }
  assert.equal((await ask(server, steady)).status, 200);
});

test('a handshake that does not go on is closed in time', withOpenssl, async (context) => {
  const server = await start(context, ['--header-timeout-ms', '300']);
  const hello = await recordHello();
  for (const begin of [Buffer.alloc(0), hello.subarray(0, 40), hello]) {
    const client = await Client.open(server.port);
    if (begin.length > 0) client.socket.write(begin);
    const started = Date.now();
    await client.closed();
    assert.ok(Date.now() - started < 5000);
  }
});

test('a request that comes slowly within TLS is a 408', withOpenssl, async (context) => {
  const server = await start(context, ['--header-timeout-ms', '400']);
  const socket = await open(server);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => (answer += text)).write('GET / HTTP/1.1\r\n');
  await new Promise((resolve) => socket.once('end', resolve));
  assert.match(answer, /^HTTP\/1\.1 408 /);
  socket.destroy();
});

test('a client may not negotiate again', withOpenssl, async (context) => {
  const server = await start(context);
  const socket = await open(server, { maxVersion: 'TLSv1.2' });
  const error = await new Promise((resolve) => {
    socket.on('error', resolve).on('close', () => resolve(new Error('closed')));
    socket.renegotiate({ rejectUnauthorized: false }, resolve);
  });
  assert.ok(error instanceof Error, 'it was refused');
  socket.destroy();
});

test('openssl agrees: its handshake, its verdict on the chain, its renegotiation', withOpenssl, async (context) => {
  const server = await start(context);
  const args = ['s_client', '-connect', `127.0.0.1:${server.port}`, '-CAfile', join(server.folder, 'first.crt')];
  const child = spawn('openssl', args);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => (text += piece));
  child.stderr.setEncoding('utf8').on('data', (piece) => (text += piece));
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (!/Verify return code/.test(text)) await new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdin.write('R\n'); // asks for a new handshake
  await ended;
  assert.match(text, /Verify return code: 0 \(ok\)/);
  assert.match(text, /ECDHE-ECDSA-(AES|CHACHA)/);
  assert.match(text, /no renegotiation/);
});

test('curl agrees', withOpenssl, async (context) => {
  if (spawnSync('curl', ['--version']).error) return context.skip('curl is not installed');
  const server = await start(context);
  const url = `https://localhost:${server.port}/`;
  const child = spawn('curl', ['-sS', '--http1.1', '--cacert', join(server.folder, 'first.crt'), url, url]);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => (text += piece));
  assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
  assert.equal(text, 'homehome');
});

test('a download over TLS when it is stopped arrives whole', withOpenssl, async (context) => {
  const server = await start(context);
  const socket = await open(server);
  socket.write('GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n');
  let size = 0;
  await new Promise((resolve) => socket.once('data', (data) => resolve((size += data.length))));
  server.child.kill('SIGTERM');
  socket.on('data', (data) => (size += data.length));
  await new Promise((resolve) => socket.once('end', resolve));
  assert.ok(size > large);
  socket.destroy();
  assert.equal(await server.ended, 0);
});

test('a client beyond the limit of connections costs no handshake', withOpenssl, async (context) => {
  const server = await start(context, ['--connections', '1']);
  const first = await open(server);
  await assert.rejects(open(server));
  first.destroy();
});
