// What chatletd counts, as Prometheus would read it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, exchange, get, makeSite, startServer } from './chatletd.mjs';

const start = (context, args = []) =>
  startServer(context, ['--site', makeSite(context, { 'index.html': 'home' }), ...args]);

// The page as {name{labels}: number}, each line of it checked for its form.
async function read(port) {
  const { status, headers, text } = await get(port, '/metrics');
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal(headers['cache-control'], 'no-store');
  const values = {};
  const kinds = {};
  for (const line of text.trimEnd().split('\n')) {
    const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line);
    if (type) kinds[type[1]] = type[2];
    if (line.startsWith('#')) continue;
    const sample = /^(([a-z_]+)(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) (-?\d+(?:\.\d+)?)$/.exec(line);
    assert.ok(sample, line);
    const family = sample[2].replace(/_(bucket|sum|count)$/, '');
    assert.ok(kinds[sample[2]] ?? kinds[family] === 'histogram', line);
    assert.equal(values[sample[1]], undefined, `${line} twice`);
    values[sample[1]] = Number(sample[3]);
  }
  return values;
}

const of = (status) => `chatletd_http_requests_total{status="${status}"}`;
const refused = (reason) => `chatletd_http_refused_total{reason="${reason}"}`;

test('requests, times, bytes and refusals are counted', async (context) => {
  const { port } = await start(context, ['--loops', '2']);
  for (let i = 0; i < 5; i++) await get(port, '/');
  await get(port, '/nothing');
  await exchange(port, 'GET / HTTP/1.1\r\n\r\n');
  await exchange(port, `GET /${'a'.repeat(9000)} HTTP/1.1\r\n`);
  await exchange(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n');
  const open = await Client.open(port);
  const values = await read(port);
  assert.equal(values[of('2xx')], 5);
  assert.equal(values[of('4xx')], 4);
  assert.equal(values[of('5xx')], 0);
  assert.equal(values[refused('malformed')], 1);
  assert.equal(values[refused('head')], 1);
  assert.equal(values[refused('body')], 1);
  assert.equal(values[refused('connections')], 0);
  assert.equal(values.chatletd_http_requests_in_flight, 1); // this one
  assert.ok(values.chatletd_http_connections >= 2);
  assert.ok(values.chatletd_http_connections_total >= 10);
  assert.ok(values.chatletd_http_sent_bytes_total > 5 * 4);
  assert.ok(values.chatletd_http_received_bytes_total > 9000);
  assert.equal(values.chatletd_http_body_memory_bytes, 0);
  const name = 'chatletd_http_request_duration_seconds';
  assert.equal(values[`${name}_count`], 9);
  assert.equal(values[`${name}_bucket{le="+Inf"}`], 9);
  const buckets = Object.entries(values).filter(([key]) => key.startsWith(`${name}_bucket`)).map(([, value]) => value);
  assert.deepEqual(buckets, [...buckets].sort((a, b) => a - b));
  assert.ok(values[`${name}_sum`] > 0 && values[`${name}_sum`] < 10);
  assert.ok(values.process_resident_memory_bytes > 1_000_000);
  assert.ok(values.process_cpu_seconds_total > 0);
  assert.ok(Math.abs(values.process_start_time_seconds - Date.now() / 1000) < 60);
  open.close();
});

test('time that runs out is counted', async (context) => {
  const { port } = await start(context, ['--header-timeout-ms', '200']);
  const client = await Client.open(port);
  client.send('GET /');
  assert.equal((await client.response()).status, 408);
  client.close();
  assert.equal((await read(port))[refused('time')], 1);
});

test('the figures are for those who may read them, and never through a proxy', async (context) => {
  const { port } = await start(context);
  for (const fields of [{ 'X-Forwarded-For': '127.0.0.1' }, { Forwarded: 'for=127.0.0.1' }, { Via: '1.1 proxy' }]) {
    assert.equal((await get(port, '/metrics', fields)).status, 404);
  }
  assert.equal((await get(port, '/metrics', {}, 'POST')).status, 404);
  const other = await start(context, ['--metrics-readers', '10.0.0.0/8']);
  assert.equal((await get(other.port, '/metrics')).status, 404);
  const trusting = await start(context, ['--trusted-proxies', '127.0.0.1']);
  assert.equal((await get(trusting.port, '/metrics')).status, 404);
  const both = await start(context, ['--metrics-readers', '10.0.0.0/8,127.0.0.1']);
  assert.equal((await get(both.port, '/metrics')).status, 200);
});
