// How chatletd reads requests off a connection, well made or not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, exchange, makeSite, startServer } from './chatletd.mjs';

async function start(context, args = []) {
  const large = Buffer.alloc(3_000_000, 'x');
  const folder = makeSite(context, { 'index.html': 'home', 'a.txt': 'a', 'b.txt': 'bb', 'large.bin': large });
  return startServer(context, ['--site', folder, ...args]);
}

test('a connection carries one request after the other', async (context) => {
  const { port } = await start(context);
  const client = await Client.open(port);
  for (let i = 0; i < 50; i++) {
    client.ask(i % 2 === 0 ? '/a.txt' : '/large.bin');
    const { status, body, headers } = await client.response();
    assert.equal(status, 200);
    assert.equal(body.length, i % 2 === 0 ? 1 : 3_000_000);
    assert.equal(headers.connection, undefined);
  }
  client.close();
});

test('requests sent at once are answered in their order', async (context) => {
  const { port } = await start(context);
  const client = await Client.open(port);
  const paths = ['/a.txt', '/livez', '/large.bin', '/nothing', '/b.txt', '/livez'];
  const rounds = 20;
  client.send(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`).join('').repeat(rounds));
  for (let i = 0; i < rounds; i++) {
    const sizes = [];
    while (sizes.length < paths.length) sizes.push((await client.response()).body.length);
    assert.deepEqual(sizes, [1, 2, 3_000_000, 49, 2, 2]);
  }
  client.close();
});

test('a client that closes its half still gets what it asked for', async (context) => {
  const { port } = await start(context);
  const client = await Client.open(port);
  client.ask('/large.bin');
  client.ask('/a.txt');
  client.socket.end();
  assert.equal((await client.response()).body.length, 3_000_000);
  assert.equal((await client.response()).text, 'a');
  await client.closed();
});

test('a connection closes when either side says so', async (context) => {
  const { port } = await start(context);
  const rows = [
    ['GET /a.txt HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n', 'close'],
    ['GET /a.txt HTTP/1.0\r\n\r\n', 'close'],
    ['GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', 'keep-alive'],
  ];
  for (const [text, connection] of rows) {
    const client = await Client.open(port);
    client.send(text);
    const { status, headers } = await client.response();
    assert.equal(status, 200);
    assert.equal(headers.connection, connection);
    if (connection === 'close') await client.closed();
    client.close();
  }
});

const chunked = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';

// Each is one request, or what was meant to look like one. Status 0: too little to refuse.
const broken = {
  'no host': ['GET / HTTP/1.1\r\n\r\n', 400],
  'two hosts': ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
  'length and coding': [`${chunked.replace('Transfer', 'Content-Length: 6\r\nTransfer')}0\r\n\r\nG`, 400],
  'two lengths': ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello', 400],
  'coding with a tab': ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\tchunked\r\nContent-Length: 1\r\n\r\n', 400],
  'coding misspelled': ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n', 501],
  'coding of HTTP/1.0': ['POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  'space before colon': ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello', 400],
  'folded line': ['GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n', 400],
  'bare line feeds': ['GET / HTTP/1.1\nHost: a\n\n', 400],
  'bare carriage return': ['GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n', 400],
  'zero byte': ['GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  'TLS hello': ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  'chunk without size': [`${chunked}\r\n`, 400],
  'chunk with a bare line feed': [`${chunked}1\nx\r\n0\r\n\r\n`, 400],
  'other expectation': ['POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n', 417],
  'unknown method': ['BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 501],
  'HTTP/2 preface': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
  'HTTP/0.9': ['GET /\r\n', 0],
};

test('what cannot be read for sure is refused, and the connection closed', async (context) => {
  const { port } = await start(context);
  for (const [name, [text, status]] of Object.entries(broken)) {
    const client = await Client.open(port);
    client.send(text);
    if (status === 0) {
      client.socket.end(); // not refused before its end, for more could follow
      await client.closed();
      assert.equal(client.bytes.length, 0, name);
      continue;
    }
    const response = await client.response();
    assert.equal(response.status, status, name);
    assert.equal(response.headers.connection, 'close', name);
    assert.match(response.text, new RegExp(`^${response.status} `), name);
    client.socket.end();
    await client.closed();
    assert.equal(client.bytes.length, 0, `${name}: nothing behind the refusal`);
  }
});

test('limits over the wire: at them and one past them', async (context) => {
  const { port } = await start(context);
  const line = (bytes) => `GET /${'a'.repeat(bytes - 14)} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const fields = (count) => `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(count - 1)}\r\n`;
  const fieldBytes = (bytes) => `GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(bytes - 14)}\r\n\r\n`;
  const body = (bytes) => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n${'b'.repeat(bytes)}`;
  const rows = [
    [line(8192), 404],
    [line(8193), 414],
    [fields(100), 200],
    [fields(101), 431],
    [fieldBytes(32768), 200],
    [fieldBytes(32769), 431],
    [body(65536), 405],
    [body(65537), 413],
  ];
  for (const [text, status] of rows) assert.equal((await exchange(port, text)).status, status);
});

test('a large refused body does not swallow the answer', async (context) => {
  const { port } = await start(context);
  const client = await Client.open(port);
  client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n${'b'.repeat(900_000)}`);
  assert.equal((await client.response()).status, 413);
  client.close();
});

test('a client that waits to send its body is told to go on', async (context) => {
  const { port } = await start(context);
  const client = await Client.open(port);
  client.send('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
  assert.equal((await client.response()).status, 100);
  client.send('abc');
  assert.equal((await client.response()).status, 405);
  client.ask('/a.txt');
  assert.equal((await client.response()).text, 'a');
  client.close();
});
