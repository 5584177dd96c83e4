// Who the client is behind proxies, and what joins the traces of a request.
import assert from 'node:assert/strict';
import { get as getByNode } from 'node:http';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { get, makeSite, runToEnd, startServer } from './chatletd.mjs';

async function start(context, args = []) {
  const site = makeSite(context, { 'index.html': 'home' });
  return startServer(context, ['--site', site, '--log-addresses', '--loops', '1', ...args]);
}

// Asks with these fields; what the server wrote down of it, and its answer.
async function ask(server, fields) {
  const seen = server.stderr.text.length;
  const answer = await get(server.port, '/', fields);
  while (!server.stderr.text.slice(seen).endsWith('\n')) {
    await new Promise((resolve) => server.child.stderr.once('data', () => setImmediate(resolve)));
  }
  return { ...answer, line: JSON.parse(server.stderr.text.slice(seen)) };
}

test('a forged field from a client that is no trusted proxy changes nothing', async (context) => {
  const server = await start(context, ['--trusted-proxies', '10.0.0.0/8,2001:db8::/32']);
  const forged = {
    'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'https', 'X-Request-Id': 'forged',
    Forwarded: 'for=203.0.113.9;proto=https', 'X-Real-IP': '203.0.113.9',
  };
  const { line, headers } = await ask(server, forged);
  assert.equal(line.address, '127.0.0.1');
  assert.match(line.request_id, /^[0-9a-f]{32}$/);
  assert.equal(headers['x-request-id'], line.request_id);
  assert.equal(headers['strict-transport-security'], undefined);
});

test('what a trusted proxy says counts', async (context) => {
  const server = await start(context, ['--trusted-proxies', '127.0.0.1']);
  const fields = {
    'X-Forwarded-For': '198.51.100.1, 203.0.113.9', 'X-Forwarded-Proto': 'https', 'X-Request-Id': 'a-1',
  };
  const { line, headers } = await ask(server, fields);
  assert.equal(line.address, '203.0.113.9');
  assert.equal(line.request_id, 'a-1');
  assert.equal(headers['x-request-id'], 'a-1');
  assert.equal(headers['strict-transport-security'], 'max-age=31536000');
  const other = await ask(server, { Forwarded: 'for=203.0.113.9;proto=https', 'X-Request-Id': 'two words' });
  assert.equal(other.line.address, '127.0.0.1');
  assert.match(other.line.request_id, /^[0-9a-f]{32}$/);
  assert.equal(other.headers['strict-transport-security'], undefined);
});

test('the field of RFC 7239 counts where it is chosen, and then it alone', async (context) => {
  const server = await start(context, ['--trusted-proxies', '127.0.0.1', '--proxy-field', 'forwarded']);
  const { line, headers } = await ask(server, { Forwarded: 'for="[2001:db8::9]:80";proto=https' });
  assert.equal(line.address, '2001:db8::9');
  assert.equal(headers['strict-transport-security'], 'max-age=31536000');
  assert.equal((await ask(server, { 'X-Forwarded-For': '203.0.113.9' })).line.address, '127.0.0.1');
});

test('a trace is noted, each request has an id of its own', async (context) => {
  const server = await start(context);
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const first = await ask(server, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
  const second = await ask(server, { traceparent: `00-${trace}-0000000000000000-01` });
  assert.equal(first.line.trace_id, trace);
  assert.equal(second.line.trace_id, undefined);
  assert.notEqual(first.line.request_id, second.line.request_id);
});

const hasIpv6 = Object.values(networkInterfaces()).flat().some(({ address }) => address === '::1');

test('clients of IPv6 have their address', { skip: hasIpv6 ? false : 'there is no IPv6' }, async (context) => {
  const server = await start(context, ['--address', '::1', '--trusted-proxies', '::1']);
  const { port } = server;
  for (const [fields, expected] of [[{}, '::1'], [{ 'X-Forwarded-For': '2001:DB8::9' }, '2001:db8::9']]) {
    const seen = server.stderr.text.length;
    const status = await new Promise((resolve, reject) => {
      const options = { host: '::1', port, path: '/', headers: fields, agent: false };
      getByNode(options, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
    assert.equal(status, 200);
    while (!server.stderr.text.slice(seen).endsWith('\n')) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(JSON.parse(server.stderr.text.slice(seen)).address, expected);
  }
});

test('proxies that are none are told', async (context) => {
  const site = ['--site', makeSite(context, {})];
  const sentence = (item, name = '--trusted-proxies') => `${name} takes addresses and networks between commas, as in ` +
    `127.0.0.1,10.0.0.0/8, not "${item}".`;
  const many = (count) => Array.from({ length: count }, (_, i) => `10.0.0.${i}`).join(',');
  const rows = [
    [['--trusted-proxies', '10.0.0.0/8,localhost'], sentence('localhost')],
    [['--trusted-proxies', '10.0.0.1/8'], sentence('10.0.0.1/8')],
    [['--trusted-proxies', '10.0.0.1, 10.0.0.2'], sentence(' 10.0.0.2')],
    [['--trusted-proxies', many(65)], '--trusted-proxies takes at most 64.'],
    [['--metrics-readers', 'all'], sentence('all', '--metrics-readers')],
    [['--proxy-field', 'x-real-ip'], '--proxy-field is x-forwarded-for or forwarded, not "x-real-ip".'],
  ];
  for (const [args, expected] of rows) {
    const { code, stderr } = await runToEnd([...site, ...args]);
    assert.equal(code, 2);
    assert.equal(stderr, `chatletd: ${expected}\n`);
  }
  await start(context, ['--trusted-proxies', many(64)]);
});
