// Requests of every shape: cut off anywhere, well made in odd ways, and broken in those that have fooled servers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, makeSite, startServer } from './chatletd.mjs';

const start = (context, args = []) =>
  startServer(context, ['--site', makeSite(context, { 'index.html': 'home', 'a.txt': 'a' }), ...args]);

const get = 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n';
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a request that is not whole is waited for, wherever it stops', async (context) => {
  const { port } = await start(context);
  const wholes = [get, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n'];
  for (const whole of wholes) {
    const clients = [];
    for (let size = 1; size < whole.length; size++) {
      const client = await Client.open(port);
      client.send(whole.slice(0, size));
      clients.push([client, size]);
    }
    await pause(300);
    for (const [client, size] of clients) {
      assert.equal(client.bytes.length, 0, `${JSON.stringify(whole.slice(0, size))} was answered`);
      assert.equal(client.isOver, false);
      client.send(whole.slice(size));
      assert.equal((await client.response()).status, whole === get ? 200 : 405);
      client.close();
    }
  }
});

test('half a request and half a connection are the end of both', async (context) => {
  const { port } = await start(context);
  for (const text of ['G', 'GET / HTTP/1.1\r\nHos', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel']) {
    const client = await Client.open(port);
    client.socket.end(text);
    await client.closed();
    assert.equal(client.bytes.length, 0, text);
  }
});

const request = (...lines) => `${lines.join('\r\n')}\r\n\r\n`;
const ask = (...lines) => request('GET / HTTP/1.1', 'Host: example.com', ...lines);
const post = (...lines) => request('POST / HTTP/1.1', 'Host: example.com', ...lines);
const chunks = (body) => post('Transfer-Encoding: chunked') + body;

// Each is one message. The number is its status; a second request behind it is answered when the
// connection stays, and never when the message was refused.
const shapes = {
  'plain': [get, 200],
  'names in any case, a tab, an empty value': [request('GET / HTTP/1.1', 'hoSt:\texample.com', 'empty:'), 200],
  'an empty value with a space': [ask('X-Empty: '), 200],
  'empty lines before': [`\r\n\r\n${get}`, 200],
  'three empty lines before': [`\r\n\r\n\r\n${get}`, 400],
  'an expectation without a body': [ask('Expect: 100-continue'), 200],
  'absolute target': [request('GET http://example.com/ HTTP/1.1', 'Host: example.com'), 200],
  'absolute target of another host': [request('GET http://example.org/ HTTP/1.1', 'Host: example.com'), 200],
  'an offer to upgrade': [ask('Connection: upgrade', 'Upgrade: websocket'), 200],
  'an offer of HTTP/2': [ask('Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'), 200],
  'a body where none is expected': [`${ask('Content-Length: 5')}hello`, 200],
  'chunks where none are expected': [`${ask('Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`, 200],
  'a body': [`${post('Content-Length: 5')}hello`, 405],
  'a length with zeros before it': [`${post('Content-Length: 0005')}hello`, 405],
  'no body and no length': [post(), 405],
  'chunks': [chunks('5\r\nhello\r\n0\r\n\r\n'), 405],
  'coding in capitals': [`${post('Transfer-Encoding: CHUNKED')}0\r\n\r\n`, 405],
  'a size with zeros before it': [chunks('000005\r\nhello\r\n0\r\n\r\n'), 405],
  'sizes in either case': [chunks(`a\r\n${'x'.repeat(10)}\r\nB\r\n${'x'.repeat(11)}\r\n0\r\n\r\n`), 405],
  'trailers': [chunks('0\r\nX: y\r\nHost: example.org\r\n\r\n'), 405],
  'a length among trailers': [chunks('0\r\nContent-Length: 7\r\n\r\n'), 405],

  'no version': ['GET /\r\n\r\n', 505],
  'no version, but a space': ['GET / \r\n\r\n', 400],
  'version 9.9': [request('GET / HTTP/9.9', 'Host: a'), 505],
  'version 1.2': [request('GET / HTTP/1.2', 'Host: a'), 505],
  'version 0.9': [request('GET / HTTP/0.9', 'Host: a'), 505],
  'version with more digits': [request('GET / HTTP/1.10', 'Host: a'), 400],
  'version in small letters': [request('GET / http/1.1', 'Host: a'), 400],
  'another protocol': [request('GET / RTSP/1.0', 'Host: a'), 400],
  'text behind the version': [request('GET / HTTP/1.1 x', 'Host: a'), 400],
  'two spaces before the target': [request('GET  / HTTP/1.1', 'Host: a'), 400],
  'two spaces before the version': [request('GET /  HTTP/1.1', 'Host: a'), 400],
  'a tab before the target': [request('GET\t/ HTTP/1.1', 'Host: a'), 400],
  'a space before the method': [` ${get}`, 400],
  'a word before the method': [`Extra line${get}`, 400],
  'a method in small letters': [request('get / HTTP/1.1', 'Host: a'), 501],
  'a method run on': [request('GETX / HTTP/1.1', 'Host: a'), 501],
  'a target without slash': [request('GET a HTTP/1.1', 'Host: a'), 400],
  'a star for another method': [request('GET * HTTP/1.1', 'Host: a'), 400],
  'a fragment in the target': [request('GET /#x HTTP/1.1', 'Host: a'), 400],
  'a byte beyond ASCII in the target': [request('GET /\xe9 HTTP/1.1', 'Host: a'), 400],
  'CONNECT': [request('CONNECT a:443 HTTP/1.1', 'Host: a:443'), 501],

  'no host': [request('GET / HTTP/1.1', 'Content-Length: 5'), 400],
  'an empty host': [request('GET / HTTP/1.1', 'Host:'), 400],
  'two hosts': [ask('Host: example.org'), 400],
  'the same host twice': [ask('Host: example.com'), 400],
  'a host with a path': [request('GET / HTTP/1.1', 'Host: example.com/x'), 400],
  'a host with a user': [request('GET / HTTP/1.1', 'Host: me@example.com'), 400],
  'a host with a space': [request('GET / HTTP/1.1', 'Host: a b'), 400],
  'two hosts in one field': [request('GET / HTTP/1.1', 'Host: a, b'), 400],

  'brackets in a name': [ask('X-Invalid[]: test'), 400],
  'a space in a name': [ask('X y: z'), 400],
  'a space before the colon': [ask('X : y'), 400],
  'no name': [ask(': y'), 400],
  'no colon': [ask('X'), 400],
  'a byte beyond ASCII in a name': [ask('X\xe9: y'), 400],
  'a folded line': [ask('X: y', ' z'), 400],
  'a line of spaces': [ask('X: y', '  '), 400],
  'a space before the first name': [request('GET / HTTP/1.1', ' Host: a', 'Host: b'), 400],
  'a control byte in a value': [ask('X: test\x07'), 400],
  'a zero byte in a value': [ask('X: test\0'), 400],
  'a bare carriage return in a value': [ask('X: a\rb'), 400],
  'a bare carriage return at a line\'s begin': [`GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n`, 400],
  'a bare line feed between fields': ['GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n', 400],
  'bare line feeds at the end': ['GET / HTTP/1.1\r\nHost: a\n\n', 400],
  'two carriage returns': ['GET / HTTP/1.1\r\r\nHost: a\r\n\r\n', 400],

  'a negative length': [post('Content-Length: -1234'), 400],
  'a length far too negative': [post('Content-Length: -123456789123456789123456789'), 400],
  'a length with a plus': [`${post('Content-Length: +5')}hello`, 400],
  'a length that is none': [post('Content-Length: abc'), 400],
  'an empty length': [post('Content-Length:'), 400],
  'a length in hexadecimal': [post('Content-Length: 0x5'), 400],
  'a length with a fraction': [post('Content-Length: 5.0'), 400],
  'a length with a space within': [post('Content-Length: 1 0'), 400],
  'a list of lengths': [`${post('Content-Length: 5, 5')}hello`, 400],
  'the same length twice': [`${post('Content-Length: 5', 'Content-Length: 5')}hello`, 400],
  'two lengths': [`${post('Content-Length: 5', 'Content-Length: 6')}hello`, 400],
  'a length beyond 64 bits': [post('Content-Length: 18446744073709551621'), 400],
  'a length beyond what is taken': [post('Content-Length: 9999999999'), 413],

  'length and coding': [`${post('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],
  'coding and length': [`${post('Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n`, 400],
  'coding twice': [`${post('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],
  'coding and identity': [`${post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n`, 400],
  'a list of codings': [`${post('Transfer-Encoding: gzip, chunked')}0\r\n\r\n`, 501],
  'chunked not last': [`${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n`, 400],
  'chunked twice in a list': [`${post('Transfer-Encoding: chunked, chunked')}0\r\n\r\n`, 400],
  'identity': [`${post('Transfer-Encoding: identity')}hello`, 501],
  'an empty coding': [`${post('Transfer-Encoding:')}0\r\n\r\n`, 501],
  'a coding with a parameter': [`${post('Transfer-Encoding: chunked;q=1')}0\r\n\r\n`, 501],
  'a coding in quotes': [`${post('Transfer-Encoding: "chunked"')}0\r\n\r\n`, 501],
  'a coding behind a control byte': [`${post('Transfer-Encoding: \x0bchunked')}0\r\n\r\n`, 400],
  'a coding in a folded line': [`${post('Transfer-Encoding:', ' chunked')}0\r\n\r\n`, 400],
  'a coding with a space before its colon': [`${post('Transfer-Encoding : chunked')}0\r\n\r\n`, 400],
  'a coding of HTTP/1.0': [`${request('POST / HTTP/1.0', 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],

  'a size that is none': [chunks('x\r\n'), 400],
  'a size with 0x': [chunks('0x5\r\nhello\r\n0\r\n\r\n'), 400],
  'a size with a sign': [chunks('+5\r\nhello\r\n0\r\n\r\n'), 400],
  'a negative size': [chunks('-5\r\nhello\r\n0\r\n\r\n'), 400],
  'a size behind a space': [chunks(' 5\r\nhello\r\n0\r\n\r\n'), 400],
  'a size beyond 64 bits': [chunks('10000000000000000\r\n'), 400],
  'a size beyond what is taken': [chunks('fffffff\r\n'), 413],
  'a size with a bare line feed': [chunks('5\nhello\r\n0\r\n\r\n'), 400],
  'a chunk longer than its size': [chunks('4\r\nhello\r\n0\r\n\r\n'), 400],
  'a chunk that ends in bare line feed': [chunks('5\r\nhello\n0\r\n\r\n'), 400],
  'a line feed within an extension': [chunks('5;a\nb\r\nhello\r\n0\r\n\r\n'), 400],
  'a trailer with a bare line feed': [chunks('0\r\nX: y\n\r\n'), 400],
  'a trailer without a name': [chunks('0\r\n: y\r\n\r\n'), 400],
};

// A chunk that promises much is refused only once more of it comes than is taken.
const continued = { 'a size beyond what is taken': 'x'.repeat(70_000) };

async function checkShape(port, name, [text, status], step) {
  const client = await Client.open(port);
  const whole = text + (continued[name] ?? '') + request('GET /a.txt HTTP/1.1', 'Host: second');
  for (let at = 0; at < whole.length; at += step) client.send(whole.slice(at, at + step));
  assert.equal((await client.response()).status, status, name);
  if (status < 400 || status === 405) {
    assert.equal((await client.response()).text, 'a', `${name}: the request behind it`);
    client.close();
    return;
  }
  client.socket.end();
  await client.closed();
  assert.equal(client.bytes.length, 0, `${name}: something was answered behind the refusal`);
}

test('every shape has its answer, and what follows a refusal is never read', async (context) => {
  const { port } = await start(context);
  for (const [name, shape] of Object.entries(shapes)) await checkShape(port, name, shape, 1_000_000);
});

test('and the same when it comes in pieces', async (context) => {
  const { port } = await start(context);
  for (const [name, shape] of Object.entries(shapes)) await checkShape(port, name, shape, name in continued ? 999 : 3);
});
