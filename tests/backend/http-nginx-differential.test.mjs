// The same doubtful bytes to nginx, to chatletd, and to chatletd through nginx: where one message ends and the next
// begins, they must agree, or a request could hide from the one in front.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, makeSite, startServer } from './chatletd.mjs';
import { freePort, makeFolder, startNginx, withNginx } from './nginx.mjs';

const lengths = [undefined, '5', '+5', '05', '5 ', '5, 5', '5;x', '0x5', '-5', '0', '6', '5\r\nContent-Length: 6',
  '5\r\nContent-Length: 5', '18446744073709551621', '5.0', '', '\v5', '5\tx'];
const codings = [undefined, 'chunked', 'Chunked', 'chunked ', '\tchunked', 'identity', 'chunked, chunked',
  'gzip, chunked', 'chunked, identity', 'xchunked', 'chunked;q=1', '"chunked"', '\vchunked', 'chunked\v', '',
  'chunked\r\nTransfer-Encoding: identity', 'identity\r\nTransfer-Encoding: chunked', ' \r\n chunked'];
const lengthNames = ['Content-Length', 'content-length', 'Content-Length ', 'Content_Length', ' Content-Length',
  'X: y\nContent-Length', 'X: y\rContent-Length', 'Content-Length\t', 'Content-Length\0'];
const codingNames = ['Transfer-Encoding', 'Transfer-Encoding ', 'Transfer_Encoding', ' Transfer-Encoding',
  'X: y\nTransfer-Encoding', 'X: y\rTransfer-Encoding', 'Transfer-Encoding\t', 'Transfer-Encoding\v'];
const bodies = ['hello', '5\r\nhello\r\n0\r\n\r\n', '5;x=y\r\nhello\r\n0\r\n\r\n', '05\r\nhello\r\n0\r\n\r\n',
  '5 \r\nhello\r\n0\r\n\r\n', '5\nhello\n0\n\n', '0x5\r\nhello\r\n0\r\n\r\n', '+5\r\nhello\r\n0\r\n\r\n',
  '5\r\nhello\r\n0\r\nX: y\r\n\r\n', '5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n', '0\r\n\r\n', '0\n\n',
  '5;\nx\r\nhello\r\n0\r\n\r\n', '4\r\nhello\r\n0\r\n\r\n', '10000000000000005\r\nhello\r\n0\r\n\r\n',
  '5\r\nhelloX0\r\n\r\n', '5\r\nhello\r\n00\r\n\r\n', ''];
const lines = ['POST / HTTP/1.1', 'POST / HTTP/1.0', 'GET / HTTP/1.1', 'HEAD / HTTP/1.1', 'POST  / HTTP/1.1',
  'POST / HTTP/1.1 ', 'POST / HTTP/2.0', 'POST / HTTP/1.01', 'POST /\tx HTTP/1.1', 'POST / RTSP/1.0', 'POST /'];

// A generator of whole numbers below a bound, always the same (mulberry32).
function chance(seed) {
  return (bound) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

function* makeHeads() {
  const field = (name, value) => (value === undefined ? [] : [`${name}: ${value}`]);
  for (const length of lengths) yield ['POST / HTTP/1.1', field('Content-Length', length)];
  for (const coding of codings) yield ['POST / HTTP/1.1', field('Transfer-Encoding', coding)];
  for (const name of lengthNames) yield ['POST / HTTP/1.1', field(name, '5')];
  for (const name of codingNames) yield ['POST / HTTP/1.1', field(name, 'chunked')];
  for (const line of lines) yield [line, field('Transfer-Encoding', 'chunked')];
  const pick = chance(20261201);
  const one = (list) => list[pick(list.length)];
  for (let i = 0; i < 400; i++) {
    const two = [field(one(lengthNames), one(lengths)), field(one(codingNames), one(codings))];
    yield [pick(4) === 0 ? one(lines) : 'POST / HTTP/1.1', (pick(2) === 0 ? two : two.reverse()).flat()];
  }
}

// Each case is a doubtful message, then one that must be a message of its own, then one that ends.
function makeCases() {
  const cases = [];
  let number = 0;
  for (const [line, fields] of makeHeads()) {
    for (const body of number % 3 === 0 ? bodies : bodies.slice(0, 3)) {
      const head = [line, 'Host: a', ...fields, '', ''].join('\r\n');
      const id = `c${cases.length}`;
      const next = `GET /second-${id} HTTP/1.1\r\nHost: a\r\n\r\n`;
      cases.push({ id, text: `${head}${body}${next}GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n` });
    }
    number++;
  }
  return cases;
}

// Sends the bytes, reads to the end; the statuses of all final answers.
async function tell(port, text) {
  const client = await Client.open(port);
  client.send(text);
  await client.closed();
  client.close();
  const answers = client.bytes.toString('latin1');
  // No body of an answer has such a line, and each ends with one.
  const statuses = [...answers.matchAll(/^HTTP\/1\.[01] (\d{3}) /gm)].map((match) => Number(match[1]));
  return statuses.filter((one) => one >= 200);
}

async function forAll(cases, action) {
  let next = 0;
  const walk = async () => {
    while (next < cases.length) await action(cases[next++]);
  };
  await Promise.all(Array.from({ length: 64 }, walk));
}

const refusals = new Set([400, 408, 411, 413, 414, 417, 421, 431, 501, 505]);
// How many messages were taken for such before one was refused, or the connection ended.
const taken = (statuses) => statuses.findIndex((one) => refusals.has(one));
const counted = (statuses) => (taken(statuses) < 0 ? statuses.length : taken(statuses));

const short = ['--header-timeout-ms', '700', '--body-timeout-ms', '700', '--idle-timeout-ms', '700'];
const nginxTimes = 'client_header_timeout 700ms; client_body_timeout 700ms; keepalive_timeout 1s; ' +
  'lingering_close off; underscores_in_headers on;';

test('chatletd takes no more messages out of the same bytes than nginx does', withNginx, async (context) => {
  const { port } = await startServer(context, ['--site', makeSite(context, {}), ...short]);
  const nginxPort = await freePort();
  const folder = makeFolder(context, 'nginx');
  await startNginx(context, folder, `${nginxTimes}
  server { listen 127.0.0.1:${nginxPort}; root ${folder}; location / { return 204; } }`, nginxPort);
  const cases = makeCases();
  assert.ok(cases.length > 2000, `${cases.length} cases`);
  const differences = [];
  let refusedCount = 0;
  await forAll(cases, async ({ text }) => {
    const [ours, theirs] = [await tell(port, text), await tell(nginxPort, text)];
    if (taken(ours) >= 0) refusedCount++;
    const agree = counted(ours) === counted(theirs) || (taken(ours) >= 0 && counted(ours) < counted(theirs));
    // nginx refuses a tab before a value, which the standard allows (RFC 9110, section 5.5).
    const isTab = text.includes(': \tchunked') && theirs[0] === 501;
    if (!agree && !isTab) differences.push(`${JSON.stringify(text.slice(0, 160))}: chatletd ${ours}, nginx ${theirs}`);
  });
  assert.deepEqual(differences, []);
  assert.ok(refusedCount > cases.length / 3 && refusedCount < cases.length, `${refusedCount} refused`);
});

test('through nginx, chatletd sees the messages that nginx saw, each once', withNginx, async (context) => {
  const args = ['--site', makeSite(context, {}), ...short, '--log', '--trusted-proxies', '127.0.0.1'];
  const server = await startServer(context, args);
  const nginxPort = await freePort();
  const folder = makeFolder(context, 'nginx');
  const log = join(folder, 'access.log');
  const { stop } = await startNginx(context, folder, `${nginxTimes}
  log_format ids '$request_id $upstream_status $request_uri';
  upstream chatletd { server 127.0.0.1:${server.port}; keepalive 4; }
  server {
    listen 127.0.0.1:${nginxPort}; access_log ${log} ids;
    location / {
      proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header X-Request-Id $request_id;
      proxy_next_upstream off; proxy_ignore_client_abort on; proxy_request_buffering off; proxy_pass http://chatletd;
    }
  }`, nginxPort);
  const cases = makeCases();
  await forAll(cases, ({ text }) => tell(nginxPort, text));
  await stop();
  server.child.kill('SIGTERM');
  await server.ended;
  const ours = server.stderr.text.trimEnd().split('\n').map((line) => JSON.parse(line));
  const theirs = new Map(readFileSync(log, 'utf8').trimEnd().split('\n').map((line) => {
    const [id, status, uri] = line.split(' ');
    return [id, { status, uri }];
  }));
  const seen = new Map();
  for (const { request_id: id, path } of ours) {
    if (id === undefined) continue; // refused before it had one
    assert.ok(theirs.has(id), `${id}: chatletd saw ${path}, nginx nothing`);
    assert.ok(!seen.has(id), `${id} came twice`);
    seen.set(id, path);
    if (path !== undefined) assert.equal(path, theirs.get(id).uri.split('?')[0]);
  }
  // Where both saw the second message, it was one of its own; where nginx saw none, neither did chatletd.
  const second = [...seen.values()].filter((path) => path?.startsWith('/second-')).length;
  assert.ok(second > 50, `${second} second messages`);
  assert.ok(seen.size > second);
});
