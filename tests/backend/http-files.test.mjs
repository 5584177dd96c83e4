// What chatletd says about the files of a site.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { chatlet, get, makeSite, startServer } from './chatletd.mjs';

const script = 'console.log("plain");'.repeat(50);
const forever = 'public, max-age=31536000, immutable';

async function startSite(context, files = {}, args = []) {
  const folder = makeSite(context, { 'index.html': '<h1>home</h1>', ...files });
  const server = await startServer(context, ['--site', folder, ...args]);
  return { folder, ...server };
}

test('a file comes with its type, cache time and sharing fields', async (context) => {
  const { port } = await startSite(context, {
    'runtime.wasm': '\0asm',
    'manifest.json': '{}',
    'chatlet.js': script,
    'panel.0123456789abcdef.js': script,
    '0123456789abcdef.part': 'x',
    'logo.svg': '<svg/>',
    'README.md': '# a',
  });
  const rows = [
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/runtime.wasm', 'application/wasm', 'public, max-age=300'],
    ['/manifest.json', 'application/json', 'public, max-age=60, stale-while-revalidate=600'],
    ['/chatlet.js', 'text/javascript; charset=utf-8', 'public, max-age=300, stale-while-revalidate=86400'],
    ['/panel.0123456789abcdef.js', 'text/javascript; charset=utf-8', forever],
    ['/0123456789abcdef.part', 'application/octet-stream', forever],
    ['/logo.svg', 'image/svg+xml', 'public, max-age=300'],
    ['/README.md', 'text/plain; charset=utf-8', 'public, max-age=300'],
  ];
  for (const [path, type, cache] of rows) {
    const { status, headers } = await get(port, path);
    assert.equal(status, 200, path);
    assert.equal(headers['content-type'], type);
    assert.equal(headers['cache-control'], cache);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['timing-allow-origin'], '*');
    assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
    assert.equal(headers.vary, 'Accept-Encoding');
    assert.match(headers.etag, /^"[0-9a-f-]+"$/);
    assert.equal(new Date(headers.date).toUTCString(), headers.date);
    assert.equal(new Date(headers['last-modified']).toUTCString(), headers['last-modified']);
  }
});

test('HEAD says what GET says, without the body', async (context) => {
  const { port } = await startSite(context, { 'large.bin': Buffer.alloc(300_000) });
  for (const path of ['/', '/large.bin', '/nothing', '/livez']) {
    const asked = await get(port, path);
    const head = await get(port, path, {}, 'HEAD');
    for (const name of ['date', 'x-request-id']) {
      delete asked.headers[name];
      delete head.headers[name];
    }
    assert.equal(head.status, asked.status);
    assert.deepEqual(head.headers, asked.headers);
    assert.equal(head.body.length, 0);
  }
});

test('other methods are refused and a preflight is answered', async (context) => {
  const { port } = await startSite(context);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
    const { status, headers } = await get(port, '/', {}, method);
    assert.equal(status, 405, method);
    assert.equal(headers.allow, 'GET, HEAD, OPTIONS');
  }
  const preflight = { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' };
  const { status, headers } = await get(port, '/manifest.json', preflight, 'OPTIONS');
  assert.equal(status, 204);
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.match(headers['access-control-allow-methods'], /GET/);
  assert.match(headers['access-control-allow-headers'], /Range/);
  assert.equal(headers['content-length'], undefined);
  assert.equal((await get(port, '*', {}, 'OPTIONS')).status, 204);
});

test('a folder has an index, and its address a slash', async (context) => {
  const { port } = await startSite(context, { 'docs/index.html': 'docs', 'a b/index.html': 'ab', 'bare/x': '' });
  assert.equal((await get(port, '/docs/')).text, 'docs');
  for (const [path, location] of [
    ['/docs', '/docs/'],
    ['/docs?a=1&b', '/docs/?a=1&b'],
    ['/a%20b', '/a%20b/'],
    ['http://other.example/docs', '/docs/'],
  ]) {
    const { status, headers } = await get(port, path);
    assert.equal(status, 301, path);
    assert.equal(headers.location, location);
  }
  assert.equal((await get(port, '/bare/')).status, 404);
  assert.equal((await get(port, '//docs')).status, 404);
});

test('what is missing is a sentence, or the page of the site', async (context) => {
  const plain = await startSite(context);
  const missing = await get(plain.port, '/nothing');
  assert.equal(missing.status, 404);
  assert.equal(missing.text, '404 Not Found\n\nThere is no file at this address.\n');
  assert.equal(missing.headers['cache-control'], 'no-store');

  const paged = await startSite(context, { '404.html': '<p>gone</p>' });
  const page = await get(paged.port, '/nothing', { 'If-None-Match': '*', Range: 'bytes=0-1' });
  assert.equal(page.status, 404);
  assert.equal(page.text, '<p>gone</p>');
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(page.headers.etag, undefined);
});

test('no path leads out of the site', async (context) => {
  const { port, folder } = await startSite(context, { '.env': 'secret', 'a.js': '' });
  symlinkSync('/etc/passwd', join(folder, 'passwd'));
  symlinkSync('/', join(folder, 'root'));
  symlinkSync('..', join(folder, 'up'));
  const rows = {
    '/../etc/passwd': 400,
    '/..%2f..%2fetc/passwd': 400,
    '/%2e%2e/%2e%2e/etc/passwd': 400,
    '/a/../../etc/passwd': 400,
    '/..%5c..%5cetc': 400,
    '/a.js%00.png': 400,
    '/%c0%ae%c0%ae/': 400,
    '/%': 400,
    '/.env': 404,
    '/%2eenv': 404,
    '/passwd': 404,
    '/root/etc/passwd': 404,
    '/up/': 404,
    '/%252e%252e/': 404,
    '//etc/passwd': 404,
    '/a.js/': 404,
    '/dev/null': 404,
  };
  for (const [path, status] of Object.entries(rows)) assert.equal((await get(port, path)).status, status, path);
});

test('names in any script and with any mark are found', async (context) => {
  const names = ['ñandú.txt', '日本語.txt', '😀.txt', 'a b.txt', 'a+b.txt', 'a%41.txt', 'a?b.txt', "it's.txt", 'a&b=c'];
  const { port } = await startSite(context, Object.fromEntries(names.map((name) => [name, name])));
  for (const name of names) assert.equal((await get(port, `/${encodeURIComponent(name)}`)).text, name);
});

test('the smallest form that the client takes is sent', async (context) => {
  const { port, folder } = await startSite(context, {
    'app.js': script,
    'app.js.br': brotliCompressSync(script),
    'app.js.gz': gzipSync(script),
  });
  const tags = new Set();
  const rows = [
    ['gzip, deflate, br', 'br', brotliCompressSync(script)],
    ['gzip', 'gzip', gzipSync(script)],
    ['br;q=0, gzip;q=0', undefined, Buffer.from(script)],
  ];
  for (const [accepted, encoding, bytes] of rows) {
    const { headers, body } = await get(port, '/app.js', { 'Accept-Encoding': accepted });
    assert.equal(headers['content-encoding'], encoding);
    assert.equal(headers['content-type'], 'text/javascript; charset=utf-8');
    assert.ok(body.equals(bytes));
    tags.add(headers.etag);
    const again = await get(port, '/app.js', { 'Accept-Encoding': accepted, 'If-None-Match': headers.etag });
    assert.equal(again.status, 304);
    assert.equal(again.headers.etag, headers.etag);
    assert.equal(again.headers.vary, 'Accept-Encoding');
    assert.equal(again.headers['content-length'], undefined);
  }
  assert.equal(tags.size, 3);
  assert.equal((await get(port, '/', { 'Accept-Encoding': 'br, identity;q=0' })).status, 406);
  utimesSync(join(folder, 'app.js'), new Date(), new Date(Date.now() + 60_000));
  assert.equal((await get(port, '/app.js', { 'Accept-Encoding': 'br' })).headers['content-encoding'], undefined);
});

test('what chatlet build writes is served in its compressed forms', async (context) => {
  const folder = makeSite(context, { 'docs/a.md': '# Apples\n\n' + 'Pick apples in autumn. '.repeat(50) });
  const out = join(folder, 'out');
  const built = spawnSync(chatlet, ['build', join(folder, 'docs'), '--out', out, '--no-web'], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const forms = readdirSync(out, { recursive: true }).filter((name) => name.endsWith('.br'));
  assert.ok(forms.includes('pages/a.html.br'), String(forms));
  const { port } = await startServer(context, ['--site', out]);
  for (const form of forms) {
    for (const encoding of ['br', 'gzip']) {
      const { headers } = await get(port, `/${form.slice(0, -3)}`, { 'Accept-Encoding': encoding });
      assert.equal(headers['content-encoding'], encoding, form);
    }
  }
});

test('a client that has the file is told so', async (context) => {
  const { port } = await startSite(context);
  const { headers } = await get(port, '/');
  const modified = headers['last-modified'];
  const rows = [
    [{ 'If-None-Match': headers.etag }, 304],
    [{ 'If-None-Match': `"x", W/${headers.etag}` }, 304],
    [{ 'If-None-Match': '*' }, 304],
    [{ 'If-None-Match': '"x"', 'If-Modified-Since': modified }, 200],
    [{ 'If-Modified-Since': modified }, 304],
    [{ 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 200],
    [{ 'If-Match': '"x"' }, 412],
    [{ 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 412],
  ];
  for (const [fields, status] of rows) {
    assert.equal((await get(port, '/', fields)).status, status, JSON.stringify(fields));
  }
});

test('one range of the plain file is sent alone', async (context) => {
  const bytes = randomBytes(200_000);
  const { port } = await startSite(context, { 'a.bin': bytes, 'a.bin.br': 'x', empty: '' });
  const whole = await get(port, '/a.bin');
  assert.equal(whole.headers['accept-ranges'], 'bytes');
  const rows = [
    ['bytes=0-0', 206, 0, 1],
    ['bytes=100-149999', 206, 100, 150_000],
    ['bytes=199999-', 206, 199_999, 200_000],
    ['bytes=-70000', 206, 130_000, 200_000],
    ['bytes=0-1,3-4', 200, 0, 200_000],
    ['lines=0-1', 200, 0, 200_000],
  ];
  for (const [range, status, begin, end] of rows) {
    const piece = await get(port, '/a.bin', { Range: range, 'Accept-Encoding': 'br, identity' });
    assert.equal(piece.status, status, range);
    assert.ok(piece.body.equals(bytes.subarray(begin, end)));
    if (status === 206) assert.equal(piece.headers['content-range'], `bytes ${begin}-${end - 1}/200000`);
  }
  const past = await get(port, '/a.bin', { Range: 'bytes=200000-' });
  assert.equal(past.status, 416);
  assert.equal(past.headers['content-range'], 'bytes */200000');
  const same = { Range: 'bytes=0-9', 'If-Range': whole.headers.etag };
  assert.equal((await get(port, '/a.bin', same)).status, 206);
  assert.equal((await get(port, '/a.bin', { ...same, 'If-Range': '"x"' })).status, 200);
  assert.equal((await get(port, '/empty', { Range: 'bytes=0-' })).status, 416);
});

test('files of every size arrive whole', async (context) => {
  const sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 20_000_000];
  const files = Object.fromEntries(sizes.map((size) => [`${size}.bin`, randomBytes(size)]));
  const { port } = await startSite(context, files);
  for (const [name, bytes] of Object.entries(files)) {
    const { headers, body } = await get(port, `/${name}`);
    assert.equal(Number(headers['content-length']), bytes.length);
    assert.ok(body.equals(bytes), name);
  }
});

test('a file that is replaced is new at once, with a new tag', async (context) => {
  const { port, folder } = await startSite(context, { 'a.txt': 'one' });
  const before = await get(port, '/a.txt');
  writeFileSync(join(folder, 'next'), 'two');
  renameSync(join(folder, 'next'), join(folder, 'a.txt'));
  const after = await get(port, '/a.txt', { 'If-None-Match': before.headers.etag });
  assert.equal(after.status, 200);
  assert.equal(after.text, 'two');
});

test('a site that is replaced as a whole goes on being served', async (context) => {
  const { port, folder } = await startSite(context);
  const next = makeSite(context, { 'index.html': 'new' });
  renameSync(folder, `${folder}-old`);
  renameSync(next, folder);
  assert.equal((await get(port, '/')).text, 'new');
  renameSync(`${folder}-old`, next);
});

test('sites below a prefix stand beside each other', async (context) => {
  const docs = makeSite(context, { 'index.html': 'docs' });
  const deep = makeSite(context, { 'index.html': 'deep' });
  const mounts = ['--mount', `/docs=${docs}`, '--mount', `/docs/deep/=${deep}`];
  const { port } = await startSite(context, {}, mounts);
  assert.equal((await get(port, '/')).text, '<h1>home</h1>');
  assert.equal((await get(port, '/docs/')).text, 'docs');
  assert.equal((await get(port, '/docs/deep/')).text, 'deep');
  assert.equal((await get(port, '/docs/deep')).headers.location, '/docs/deep/');
  assert.equal((await get(port, '/docsother/')).status, 404);
  assert.equal((await get(port, '/livez')).text, 'ok');
});
