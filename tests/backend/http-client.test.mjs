// What chatletd calls outside, by http_probe: against servers of HTTP and SMTP of this file's.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TLSSocket, createSecureContext } from 'node:tls';

const probe = process.env.CHATLET_HTTP_PROBE ?? 'build/dev/tests/http_probe';
const hasOpenssl = !spawnSync('openssl', ['version']).error;
const withOpenssl = { skip: hasOpenssl ? false : 'openssl is not installed' };

// Runs the probe to its end; its lines as objects.
async function run(args, input = '') {
  const child = spawn(probe, args);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  child.stdin.on('error', () => {}).end(input);
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0, stderr);
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

const send = async (...args) => (await run(['send', ...args]))[0];
const call = (method, url, ...args) => send(method, url, 'private', 'yes', ...args);

function listen(context, server) {
  const sockets = new Set();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  context.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

// A server of HTTP that answers by `handle`; its address, and the requests it saw with their bodies.
async function serve(context, handle) {
  const seen = [];
  const server = createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece)).on('end', () => {
      const { method, url, rawHeaders, headers, socket } = request;
      seen.push({ method, url, rawHeaders, headers, port: socket.remotePort, body: Buffer.concat(pieces).toString() });
      handle(request, response);
    });
  });
  return { url: `http://127.0.0.1:${await listen(context, server)}`, seen };
}

const ok = (_, response) => response.end('good');

test('a request is sent as it is said, and its answer told', async (context) => {
  const { url, seen } = await serve(context, (_, response) => {
    response.writeHead(201, { 'Retry-After': '7' }).end('made');
  });
  const body = '{"a":1}';
  const fields = ['field', 'Content-Type: application/json', 'field', 'Idempotency-Key: k-1', 'field', 'X-Empty:'];
  const result = await call('POST', `${url}/v1/things?x=1`, 'body', body, ...fields);
  assert.deepEqual(result, { arrived: true, status: 201, retry_after_s: 7, failure: '', body: 'made' });
  const [{ method, url: path, headers, body: sent }] = seen;
  assert.deepEqual([method, path, sent], ['POST', '/v1/things?x=1', body]);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['idempotency-key'], 'k-1');
  assert.equal(headers['x-empty'], '');
  assert.equal(headers['content-length'], '7');
  assert.equal(headers['user-agent'], 'chatletd');
  assert.equal(headers.expect, undefined);
  assert.equal(headers['accept-encoding'], undefined);
});

test('every method is sent', async (context) => {
  const { url, seen } = await serve(context, ok);
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    assert.equal((await call(method, url)).body, 'good');
    const { method: sent, headers } = seen.at(-1);
    assert.equal(sent, method);
    assert.equal(headers['content-type'], undefined);
  }
  assert.deepEqual(await call('HEAD', url), { arrived: true, status: 200, retry_after_s: 0, failure: '', body: '' });
});

test('a large body is sent whole, without waiting for a go-ahead', async (context) => {
  const { url, seen } = await serve(context, ok);
  const body = 'x'.repeat(100_000);
  assert.equal((await call('POST', url, 'body', body)).status, 200);
  assert.equal(seen[0].body, body);
});

test('statuses are told, none is followed', async (context) => {
  const { url, seen } = await serve(context, (request, response) => {
    response.writeHead(Number(request.url.slice(1)), { Location: '/200' }).end('x');
  });
  for (const status of [200, 302, 307, 400, 409, 429, 500, 503]) {
    assert.equal((await call('POST', `${url}/${status}`)).status, status);
  }
  assert.equal(seen.length, 8);
});

test('when to try again is told in seconds, however it is said', async (context) => {
  const rows = ['120', new Date(Date.now() + 100_000).toUTCString(), '999999999999', '-5', 'soon'];
  const { url } = await serve(context, (request, response) => {
    response.writeHead(503, { 'Retry-After': rows[Number(request.url.slice(1))] }).end();
  });
  const told = [];
  for (let i = 0; i < rows.length; i++) told.push((await call('GET', `${url}/${i}`)).retry_after_s);
  assert.equal(told[0], 120);
  assert.ok(told[1] > 80 && told[1] <= 101, String(told[1]));
  assert.deepEqual(told.slice(2), [86_400, 0, 0]);
});

test('private addresses are not called unless that is allowed', async (context) => {
  const { url, seen } = await serve(context, ok);
  const { port } = new URL(url);
  const urls = [url, `http://localhost:${port}`, `http://127.1:${port}`, `http://2130706433:${port}`,
    `http://[::1]:${port}`, `http://[::ffff:127.0.0.1]:${port}`, `http://0.0.0.0:${port}`, 'http://10.0.0.1',
    'http://169.254.169.254/latest/meta-data', 'http://[fd00::1]', 'http://[fe80::1]', 'http://192.168.1.1'];
  for (const one of urls) {
    const result = await send('GET', one, 'timeout', '2000');
    assert.equal(result.arrived, false, one);
    assert.equal(result.failure, 'The address is of a private network, which is not called.', one);
  }
  assert.equal(seen.length, 0);
});

test('a connection kept by a call that was allowed more is not lent to one that is not', async (context) => {
  const { url, seen } = await serve(context, ok);
  const [first, second] = await run(['send', 'GET', url, 'private', 'yes', 'again', 'yes']);
  assert.equal(first.status, 200);
  assert.equal(second.failure, 'The address is of a private network, which is not called.');
  assert.equal(seen.length, 1);
});

test('an answer longer than is taken is a failure, at the limit it is not', async (context) => {
  const { url } = await serve(context, (request, response) => {
    const size = Number(request.url.slice(1));
    response.write('x'.repeat(size - 1));
    response.end('x');
  });
  assert.equal((await call('GET', `${url}/1000`, 'max', '1000')).body.length, 1000);
  const { arrived, failure, body } = await call('GET', `${url}/1001`, 'max', '1000');
  assert.deepEqual([arrived, failure, body], [false, 'The answer is longer than is taken.', '']);
});

test('no answer, half an answer, an answer that is none, and nobody there are failures', async (context) => {
  const behaviors = {
    '/never': () => {},
    '/half': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'),
    '/slow': (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'),
    '/rubbish': (socket) => socket.end('hello, who is there\r\n\r\n'),
    '/reset': (socket) => socket.resetAndDestroy(),
    '/close': (socket) => socket.end(),
  };
  const port = await listen(context, createSocketServer((socket) => {
    socket.once('data', (data) => behaviors[/^GET (\S+)/.exec(data)[1]](socket));
  }));
  for (const path of Object.keys(behaviors)) {
    const started = Date.now();
    const { arrived, status, failure } = await call('GET', `http://127.0.0.1:${port}${path}`, 'timeout', '400');
    assert.equal(arrived, false, path);
    assert.equal(status, 0, path);
    assert.ok(failure.length > 10, path);
    assert.ok(Date.now() - started < 4000, path);
  }
  const gone = createSocketServer();
  const closedPort = await listen(context, gone);
  await new Promise((resolve) => gone.close(resolve));
  assert.match((await call('GET', `http://127.0.0.1:${closedPort}`)).failure, /connect/i);
  assert.match((await send('GET', 'http://chatlet.invalid')).failure, /resolve/i);
});

test('many calls at once, each with its own answer', async (context) => {
  let count = 0;
  const { url } = await serve(context, (_, response) => setImmediate(() => response.end(String(count++))));
  const results = await run(['send', 'GET', url, 'private', 'yes', 'times', '100']);
  const bodies = new Set(results.map(({ body }) => body));
  assert.equal(bodies.size, 100);
  const refused = await run(['send', 'GET', url, 'private', 'yes', 'times', '101']);
  assert.deepEqual(refused.find((one) => 'refused' in one), { refused: 1 });
});

test('calls under way are told when the client is closed', async (context) => {
  const port = await listen(context, createSocketServer(() => {}));
  const args = ['private', 'yes', 'times', '5', 'close', '200'];
  const results = await run(['send', 'GET', `http://127.0.0.1:${port}`, ...args]);
  assert.equal(results.length, 5);
  for (const { arrived, failure } of results) {
    assert.deepEqual([arrived, failure], [false, 'The server is stopping.']);
  }
});

test('what is no call is refused before anything is sent', async () => {
  const rows = [
    ['GET', 'ftp://example.org/'],
    ['GET', 'file:///etc/passwd'],
    ['GET', 'gopher://example.org/'],
    ['GET', 'example.org'],
    ['GET', 'HTTP//example.org'],
    ['GET', 'http://example.org/\r\nX: y'],
    ['G ET', 'http://example.org/'],
    ['', 'http://example.org/'],
    ['GET', 'http://example.org/', 'field', 'X: a\r\nY: b'],
    ['GET', 'http://example.org/', 'field', 'X y: a'],
    ['GET', 'http://example.org/', 'field', ': a'],
    ['GET', 'http://example.org/', 'timeout', '0'],
    ['GET', `http://example.org/${'a'.repeat(8192)}`],
    ['GET', 'http://example.org/', 'field', `X: ${'y'.repeat(8192)}`],
    ['GET', 'http://example.org/', ...Array.from({ length: 33 }, (_, i) => ['field', `X${i}: y`]).flat()],
  ];
  for (const row of rows) assert.deepEqual(await send(...row), { refused: 2 }, JSON.stringify(row).slice(0, 100));
});

test('calls at their limits are made', async (context) => {
  const { url, seen } = await serve(context, ok);
  const fields = Array.from({ length: 32 }, (_, i) => ['field', `X${i}: y`]).flat();
  assert.equal((await call('GET', `${url}/${'a'.repeat(8191 - url.length)}`)).status, 200);
  assert.equal((await call('GET', url, ...fields)).status, 200);
  assert.equal((await call('GET', url, 'field', `X: ${'y'.repeat(8191)}`)).status, 200);
  assert.equal(seen[0].url.length, 8192 - url.length);
  assert.equal(seen[1].headers.x31, 'y');
  assert.equal(seen[2].headers.x.length, 8191);
});

function makeCertificate(context, name) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-ca-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const [cert, key] = [join(folder, 'c.crt'), join(folder, 'c.key')];
  spawnSync('openssl', ['req', '-x509', '-nodes', '-days', '2', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
    '-subj', `/CN=${name}`, '-addext', `subjectAltName=${name}`, '-keyout', key, '-out', cert]);
  return { file: cert, cert: readFileSync(cert), key: readFileSync(key) };
}

test('certificates are verified: the chain and the name', withOpenssl, async (context) => {
  const good = makeCertificate(context, 'IP:127.0.0.1');
  const other = makeCertificate(context, 'DNS:example.org');
  const port = await listen(context, createSecureServer(good, ok));
  const otherPort = await listen(context, createSecureServer(other, ok));
  const [url, otherUrl] = [`https://127.0.0.1:${port}`, `https://127.0.0.1:${otherPort}`];
  assert.equal((await call('GET', url, 'ca', good.file)).body, 'good');
  assert.match((await call('GET', url)).failure, /certificate/i);
  assert.match((await call('GET', url, 'ca', other.file)).failure, /certificate/i);
  assert.match((await call('GET', otherUrl, 'ca', other.file)).failure, /certificate|name/i);
});

// A server of SMTP that follows a script: what it says to each command, by its first word.
async function serveMail(context, { says = {}, secure, offers = [] } = {}) {
  const seen = { lines: [], messages: [], secured: false };
  const server = createSocketServer((plain) => {
    let socket = plain;
    let [text, inData] = ['', false];
    const say = (line) => socket.write(`${line}\r\n`);
    const answers = {
      EHLO: () => [...offers, 'SIZE 1000000'].map((one, i, all) =>
        `250${i === all.length - 1 ? ' ' : '-'}${one}`).join('\r\n'),
      MAIL: () => '250 sender', RCPT: () => '250 receiver', DATA: () => '354 go on', QUIT: () => '221 bye',
      LOGIN: () => '235 welcome',
      AUTH: () => '334 ', STARTTLS: () => '220 go on',
    };
    const take = (data) => {
      text += data.toString('latin1');
      for (;;) {
        const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const piece = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) {
          seen.messages.push(piece);
          inData = false;
          say(says.MESSAGE ?? '250 taken');
          continue;
        }
        seen.lines.push(piece);
        // Behind AUTH comes a line of base 64: name and password.
        const isLogin = seen.lines.at(-2) === 'AUTH PLAIN';
        const word = isLogin ? 'LOGIN' : piece.split(' ')[0].toUpperCase();
        const answer = says[word] ?? answers[word]?.() ?? '502 what?';
        if (answer === 'silence') return;
        say(answer);
        if (word === 'DATA' && answer.startsWith('354')) inData = true;
        if (word === 'QUIT') socket.end();
        if (word === 'STARTTLS' && answer.startsWith('220')) {
          plain.removeAllListeners('data');
          socket = new TLSSocket(plain, { isServer: true, secureContext: createSecureContext(secure) });
          socket.on('data', take).on('error', () => {});
          seen.secured = true;
        }
      }
    };
    socket.on('data', take);
    say(says.HELLO ?? '220 mail');
  });
  return { url: `smtp://127.0.0.1:${await listen(context, server)}`, seen };
}

const message = 'From: a@example.org\r\nTo: b@example.org\r\nSubject: hi\r\n\r\nline\r\n.hidden dot\r\nend\r\n';
const mail = async (url, ...args) =>
  (await run(['mail', url, 'a@example.org', 'b@example.org', 'private', 'yes', ...args], message))[0];

test('a mail is handed over whole', async (context) => {
  const { url, seen } = await serveMail(context);
  assert.deepEqual(await mail(url), { arrived: true, status: 250, retry_after_s: 0, failure: '', body: '' });
  assert.deepEqual(seen.lines.slice(1, 4).map((line) => line.replace(/ SIZE=\d+$/, '')),
    ['MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA']);
  assert.equal(seen.messages[0].replace(/^\.\./m, '.'), message.trimEnd());
});

test('refusals of a mail server are answers, silence and breaking off are not', async (context) => {
  const rows = [
    [{ RCPT: '550 no such mailbox' }, true, 550],
    [{ MAIL: '451 later' }, true, 451],
    [{ MESSAGE: '554 looks like spam' }, true, 554],
    [{ HELLO: '421 busy' }, true, 421],
    [{ DATA: 'silence' }, false, 0],
    [{ MESSAGE: 'silence' }, false, 0],
    [{ HELLO: 'what is this' }, false, 0],
  ];
  for (const [says, arrived, status] of rows) {
    const { url } = await serveMail(context, { says });
    const result = await mail(url, 'timeout', '700');
    assert.deepEqual([result.arrived, result.status], [arrived, status], JSON.stringify(says));
    assert.equal(result.failure === '', arrived);
  }
});

test('a login goes over TLS where that is required, or not at all', withOpenssl, async (context) => {
  const certificate = makeCertificate(context, 'IP:127.0.0.1');
  const login = ['user', 'me', 'password', 'secret', 'tls', 'yes', 'ca', certificate.file];
  const plain = await serveMail(context, { offers: ['AUTH PLAIN'] });
  assert.equal((await mail(plain.url, ...login)).arrived, false);
  assert.equal(plain.seen.lines.filter((line) => /^AUTH/.test(line)).length, 0);
  const secured = await serveMail(context, { offers: ['AUTH PLAIN', 'STARTTLS'], secure: certificate });
  const done = await mail(secured.url, ...login);
  assert.equal(done.status, 250, done.failure);
  assert.ok(secured.seen.secured);
  const auth = secured.seen.lines.findIndex((line) => /^AUTH PLAIN/.test(line));
  assert.ok(auth > secured.seen.lines.indexOf('STARTTLS'));
  assert.equal(Buffer.from(secured.seen.lines[auth + 1], 'base64').toString(), '\0me\0secret');
  const wrong = await serveMail(context, { offers: ['AUTH PLAIN', 'STARTTLS'], secure: certificate,
    says: { LOGIN: '535 wrong password' } });
  assert.equal((await mail(wrong.url, ...login)).status, 535);
});

test('a mail to a private address, or what is no mail, is not sent', async (context) => {
  const { url, seen } = await serveMail(context);
  const [refused] = await run(['mail', url, 'a@example.org', 'b@example.org'], message);
  assert.equal(refused.failure, 'The address is of a private network, which is not called.');
  const rows = [
    ['http://127.0.0.1', 'a@example.org', 'b@example.org'],
    [url, '', 'b@example.org'],
    [url, 'a@example.org', ''],
    [url, 'a@example.org', 'b@example.org>\r\nDATA'],
    [url, 'a@example.org', 'b@example.org> <c@example.org'],
    [url, 'a b@example.org', 'b@example.org'],
  ];
  for (const row of rows) {
    assert.deepEqual(await run(['mail', ...row, 'private', 'yes'], message), [{ refused: 2 }], JSON.stringify(row));
  }
  const atLimit = await run(['mail', url, 'a@b.c', 'd@e.f', 'private', 'yes'], 'x'.repeat(1024 * 1024));
  assert.equal(atLimit[0].status, 250);
  const large = await run(['mail', url, 'a@b.c', 'd@e.f', 'private', 'yes'], 'x'.repeat(1024 * 1024 + 1));
  assert.deepEqual(large, [{ refused: 2 }]);
  assert.equal(seen.messages.length, 1);
});
