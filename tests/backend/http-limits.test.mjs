// Slow, idle and too many clients.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, makeSite, startServer } from './chatletd.mjs';

async function start(context, args) {
  const large = Buffer.alloc(30_000_000, 'x');
  const folder = makeSite(context, { 'index.html': 'home', 'large.bin': large });
  return startServer(context, ['--site', folder, ...args]);
}

test('a head that comes byte by byte ends in a 408', async (context) => {
  const { port } = await start(context, ['--header-timeout-ms', '400']);
  const client = await Client.open(port);
  const text = `GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(1000)}`;
  let sent = 0;
  const drip = setInterval(() => client.send(text[sent++]), 20);
  const { status, headers } = await client.response();
  clearInterval(drip);
  assert.equal(status, 408);
  assert.equal(headers.connection, 'close');
  assert.ok(sent >= 5, 'it was sending all the time');
  client.close();
});

test('a client that says nothing is closed without a word', async (context) => {
  const { port } = await start(context, ['--header-timeout-ms', '200']);
  const client = await Client.open(port);
  await client.closed();
  assert.equal(client.bytes.length, 0);
});

test('a body that never ends is a 408', async (context) => {
  const { port } = await start(context, ['--body-timeout-ms', '200']);
  const client = await Client.open(port);
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
  assert.equal((await client.response()).status, 408);
  client.close();
});

test('an idle connection is closed', async (context) => {
  const { port } = await start(context, ['--idle-timeout-ms', '200']);
  const client = await Client.open(port);
  client.ask('/');
  assert.equal((await client.response()).status, 200);
  await client.closed();
});

test('a client that does not read is let go, and others go on', async (context) => {
  const { port, stderr } = await start(context, ['--write-timeout-ms', '300', '--log']);
  const slow = await Client.open(port);
  slow.socket.pause();
  slow.ask('/large.bin');
  const other = await Client.open(port);
  while (!/large\.bin/.test(stderr.text)) {
    other.ask('/');
    assert.equal((await other.response()).status, 200);
    await new Promise((resolve) => setImmediate(resolve));
  }
  slow.socket.resume();
  assert.equal((await slow.response()).isWhole, false);
  other.close();
});

test('connections at the limit are served and the one past it is told 503', async (context) => {
  const { port } = await start(context, ['--connections', '3', '--loops', '4']); // counted over all loops
  const clients = [];
  for (let i = 0; i < 3; i++) {
    const client = await Client.open(port);
    client.ask('/');
    assert.equal((await client.response()).status, 200);
    clients.push(client);
  }
  const refused = await Client.open(port);
  const { status, headers } = await refused.response();
  assert.equal(status, 503);
  assert.equal(headers['retry-after'], '1');
  assert.equal(headers.connection, 'close');
  refused.socket.end();
  await refused.closed();

  clients[0].socket.end();
  await clients[0].closed();
  // The place is free a moment after the client sees the end.
  let answered = 503;
  while (answered === 503) {
    const next = await Client.open(port);
    next.ask('/');
    answered = (await next.response()).status;
    next.close();
  }
  assert.equal(answered, 200);
  for (const client of clients) client.close();
});

test('of very many refused ones the last are closed unheard', async (context) => {
  const { port } = await start(context, ['--connections', '1']);
  const first = await Client.open(port);
  first.ask('/');
  assert.equal((await first.response()).status, 200);
  const crowd = await Promise.all(Array.from({ length: 100 }, () => Client.open(port)));
  for (const client of crowd) await client.until(() => client.bytes.length > 0);
  const told = crowd.filter((client) => /^HTTP\/1\.1 503 /.test(client.bytes.toString('latin1'))).length;
  assert.ok(told >= 64 && told < 100, `${told} were told`);
  first.ask('/');
  assert.equal((await first.response()).status, 200);
  for (const client of [first, ...crowd]) client.close();
});

test('two hundred connections at once are kept and served', async (context) => {
  const { port } = await start(context, []);
  const clients = await Promise.all(Array.from({ length: 200 }, () => Client.open(port)));
  for (let round = 0; round < 5; round++) {
    for (const client of clients) client.ask('/');
    const answers = await Promise.all(clients.map((client) => client.response()));
    assert.ok(answers.every(({ status, text }) => status === 200 && text === 'home'));
  }
  for (const client of clients) client.close();
});
