// Which files a build takes, what it leaves alone, and what it clears away.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, linkSync, mkdirSync, openSync, symlinkSync, utimesSync } from 'node:fs';
import test from 'node:test';
import { Workshop, smallDocuments } from './support/workshop.mjs';

const documentsOf = (shop, ...words) => shop.runJson('build', ...words, '--no-web').json.documents;

test('a file counts once, for the first of the sources that hold it', (context) => {
  const shop = new Workshop(context);
  const sources = [
    { path: 'knowledge/sub', url: '/sub/' },
    { path: 'knowledge' },
    { path: 'knowledge/a.html' },
    { path: './knowledge' },
  ];
  shop.write({
    'bot/bot.json': JSON.stringify({ knowledge: { sources } }),
    'bot/knowledge/a.html': '<h1>Apples</h1><p>Red ones.</p>',
    'bot/knowledge/sub/b.html': '<h1>Bananas</h1><p>Yellow ones.</p>',
  });
  linkSync(shop.path('bot/knowledge/a.html'), shop.path('bot/knowledge/hard.html'));
  symlinkSync('sub', shop.path('bot/knowledge/link'));
  const { status, json } = shop.runJson('build', 'bot', '--no-web', '--base-url', '/docs/');
  assert.equal(status, 0);
  assert.equal(json.documents, 2);
  const { json: found } = shop.runJson('search', 'chatlet-site', 'yellow bananas');
  assert.equal(found.hits[0].url, '/sub/b.html');
});

test('a build into its own source leaves its pages out of the next one', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write({ ...smallDocuments, 'docs/pages/own.html': '<h1>Own</h1><p>A page of the author.</p>' });
  const first = shop.runJson('build', 'docs', '--out', 'docs', '--web', 'web');
  assert.equal(first.status, 0, first.stderr);
  const before = shop.snapshot('docs');
  const second = shop.runJson('build', 'docs', '--out', 'docs', '--web', 'web');
  assert.equal(second.json.documents, first.json.documents);
  assert.deepEqual(shop.snapshot('docs'), before);
  assert.ok(shop.list('docs').includes('pages/own.html'));
});

test('what a killed build was writing goes with the next one, other files stay', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  assert.equal(shop.run('build', 'docs', '--web', 'web').status, 0);
  const gone = spawnSync('true').pid;
  const stale = [
    `files/0123456789abcdef.part.${gone}.tmp`,
    `files/0123456789abcdef.part.br.${gone}.tmp`,
    `files/panel.0011223344556677.js.${gone}.tmp`,
    `pages/install.html.gz.${gone}.tmp`,
    `pages/faq/questions.html.${gone}.tmp`,
    `pages/page.css.${gone}.tmp`,
    `manifest.json.${gone}.tmp`,
    `chatlet.js.br.${gone}.tmp`,
  ];
  const kept = [
    `files/0123456789abcdef.part.${process.pid}.tmp`, // its writer lives
    `files/notes.txt.${gone}.tmp`,
    `pages/draft.${gone}.tmp`,
    'manifest.json.tmp',
    `app.js.${gone}.tmp`,
  ];
  const young = `index.html.${gone}.tmp`; // its writer may live elsewhere
  for (const name of [...stale, ...kept, young]) shop.write({ [`chatlet-site/${name}`]: 'half' });
  const longAgo = new Date(Date.now() - 3_600_000);
  for (const name of [...stale, ...kept]) utimesSync(shop.path('chatlet-site', name), longAgo, longAgo);
  assert.equal(shop.run('build', 'docs', '--web', 'web').status, 0);
  const left = shop.list('chatlet-site').filter((name) => name.endsWith('.tmp'));
  assert.deepEqual(left, [...kept, young].sort());
});

test('a file name with a line end cannot write a diagnostic of its own', (context) => {
  const shop = new Workshop(context);
  shop.write({ ...smallDocuments, 'docs/a\nb.md:1:1: E999\t.md': Buffer.from([0x80]) });
  const result = shop.run('check', 'docs');
  const message = 'E104: byte 0x80 is not UTF-8; save the document as UTF-8';
  assert.equal(result.stderr, `docs/a?b.md:1:1: E999?.md:1:1: ${message}\n`);
});

const isRoot = process.getuid?.() === 0;

test('what may not be read is said with what to do, and the rest is built', (context) => {
  const shop = new Workshop(context);
  shop.write({ ...smallDocuments, 'docs/secret.md': '# Secret', 'docs/closed/a.md': '# Closed' });
  symlinkSync('gone', shop.path('docs/link.md'));
  symlinkSync('circle.md', shop.path('docs/circle.md'));
  chmodSync(shop.path('docs/secret.md'), 0);
  chmodSync(shop.path('docs/closed'), 0);
  mkdirSync(shop.path('out'));
  chmodSync(shop.folder, 0o755);
  if (isRoot) chownSync(shop.path('out'), 65534, 65534);
  const nobody = isRoot ? { uid: 65534, gid: 65534 } : {};
  const result = spawnSync(process.env.CHATLET_PROGRAM, ['build', 'docs', '--out', 'out', '--no-web'], {
    cwd: shop.folder, encoding: 'utf8', ...nobody,
  });
  chmodSync(shop.path('docs/closed'), 0o755);
  if (result.error?.code === 'EACCES') {
    context.skip('the user nobody cannot reach the program: this clone lies in a folder that is closed to others');
    return;
  }
  assert.equal(result.status, 1, result.error?.message ?? result.stderr);
  assert.deepEqual(result.stderr.split('\n').sort(), [
    '',
    'docs/circle.md: E101: Too many levels of symbolic links; remove one of the links that lead in a circle',
    'docs/closed: E101: Permission denied; give this user the right to read it',
    'docs/link.md: E101: No such file or directory; check its path, or where its link leads',
    'docs/secret.md: E101: Permission denied; give this user the right to read it',
  ]);
  assert.match(result.stdout, /^ {2}3 documents, .*; 4 left out$/m);
});

test('folders within folders, and more files than one reads by hand', (context) => {
  const shop = new Workshop(context);
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`docs/d${i % 40}/f${i}.txt`, `Note ${i}.`]));
  shop.write(many);
  shop.write({ [`docs/${'deep/'.repeat(101)}a.md`]: '# Deep' });
  assert.equal(documentsOf(shop, 'docs'), 2000);
  const { stderr } = shop.run('check', 'docs');
  assert.match(stderr, /E101: folders nested more than 100 deep; leave this one out\n$/);
});

test('--json says what is wrong on stdout, too', (context) => {
  const shop = new Workshop(context);
  for (const command of ['build', 'check']) {
    const { status, stderr, json } = shop.runJson(command, 'nowhere');
    assert.deepEqual([status, stderr, json.exit], [4, '', 4]);
    assert.deepEqual(json.diagnostics, [{
      severity: 'error', code: 'E101', file: 'nowhere', line: 0, column: 0,
      message: 'No such file or directory; check its path, or where its link leads',
    }]);
  }
  const problem = 'nowhere/manifest.json: not there, or not a manifest of `chatlet build`; build it first';
  for (const words of [['search', 'nowhere', 'x'], ['dump', 'nowhere']]) {
    const { status, stderr, json } = shop.runJson(...words);
    assert.deepEqual([status, stderr, json], [4, '', { problem }]);
  }
  const noBot = "nowhere: not there; give the bot's folder, or a built one";
  const { status, stderr, json } = shop.runJson('chat', 'nowhere');
  assert.deepEqual([status, stderr, json], [4, '', { problem: noBot }]);
});

test('a full disk under stdout is said, a reader that left is not', { skip: !existsSync('/dev/full') }, (context) => {
  const shop = new Workshop(context);
  shop.write(smallDocuments);
  shop.run('build', 'docs', '--no-web');
  for (const words of [['dump', 'chatlet-site'], ['search', 'chatlet-site', 'prices', '--json'], ['--help']]) {
    const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'];
    const result = spawnSync(process.env.CHATLET_PROGRAM, words, { cwd: shop.folder, encoding: 'utf8', stdio });
    assert.equal(result.stderr, 'chatlet: what was printed could not be written; is the disk full?\n');
    assert.equal(result.status, 4);
  }
  const piped = ['-c', `"${process.env.CHATLET_PROGRAM}" dump chatlet-site | true; echo "\${PIPESTATUS[0]}"`];
  const result = spawnSync('bash', piped, { cwd: shop.folder, encoding: 'utf8' });
  assert.deepEqual([result.stdout, result.stderr], ['0\n', '']);
});

test('a bot.json of 4 MiB is read, a larger one is said to be too large', (context) => {
  const shop = new Workshop(context);
  const limit = 4 * 1024 * 1024;
  shop.write({ 'bot/a.md': '# A\n\nText.\n', 'bot/bot.json': '{}'.padEnd(limit) });
  assert.equal(shop.run('check', 'bot').status, 0);
  shop.write({ 'bot/bot.json': '{}'.padEnd(limit + 1) });
  const result = shop.run('check', 'bot');
  assert.equal(result.status, 4);
  assert.equal(result.stderr, 'bot/bot.json: E101: larger than 4 MiB; keep texts in documents\n');
});
