// `chatlet build` in several threads and with what an earlier build read: the same bytes, sooner.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { Workshop, smallDocuments } from './support/workshop.mjs';

// Enough documents to keep every thread busy, some of them wrong.
function manyDocuments() {
  const files = { ...smallDocuments };
  for (let i = 0; i < 120; i++) {
    files[`docs/many/page-${i}.md`] = `# Page ${i}\n\n1. Open door ${i}.\n2. Close it.\n\n[next](page-${i + 1}.md)\n`;
    if (i % 10 === 0) files[`docs/many/bad-${i}.md`] = Buffer.from([0x61, 0x80, i + 1]);
    const html = `<title>H ${i}</title><main><h1>H ${i}</h1><p>Text ${i}.</main>`;
    if (i % 10 === 5) files[`docs/many/page-${i}.html`] = html;
  }
  return files;
}

function records(shop) {
  return shop.list('cache').filter((name) => name.endsWith('.record'));
}

function build(shop, ...words) {
  return shop.run('build', 'docs', '--no-web', ...words);
}

test('any number of threads gives the same files and the same mistakes in the same order', (context) => {
  const shop = new Workshop(context);
  shop.write(manyDocuments());
  const runs = ['1', '2', '7'].map((jobs) => {
    const result = build(shop, '--jobs', jobs, '--out', `out-${jobs}`);
    assert.equal(result.status, 1, result.stderr);
    return { errors: result.stderr, files: shop.snapshot(`out-${jobs}`) };
  });
  assert.equal(runs[0].errors.split('\n').length, 13);
  assert.deepEqual(runs[1], runs[0]);
  assert.deepEqual(runs[2], runs[0]);
});

test('a number of threads that makes no sense is refused', (context) => {
  const shop = new Workshop(context);
  shop.write(smallDocuments);
  for (const jobs of ['0', '257', 'many']) assert.equal(build(shop, '--jobs', jobs).status, 2);
});

test('a second build reads no unchanged document again, and gives the same', (context) => {
  const shop = new Workshop(context);
  shop.write(manyDocuments());
  const words = ['--cache', 'cache', '--out', 'out', '--json'];
  const first = JSON.parse(build(shop, ...words).stdout);
  const before = shop.snapshot('out');
  assert.equal(first.kept, 0);
  const kept = records(shop);
  const second = JSON.parse(build(shop, ...words).stdout);
  assert.equal(second.kept, first.documents + first.skipped);
  assert.deepEqual(shop.snapshot('out'), before);
  assert.deepEqual(records(shop), kept);
  assert.deepEqual(second.diagnostics, first.diagnostics);
});

test('only what changed is read, and what nobody needs any more is removed', (context) => {
  const shop = new Workshop(context);
  shop.write(smallDocuments);
  const words = ['--cache', 'cache', '--out', 'out', '--json'];
  build(shop, ...words);
  const before = records(shop);
  shop.write({ 'docs/prices.md': '# Prices\n\nAll is free now.\n' });
  const again = JSON.parse(build(shop, ...words).stdout);
  assert.equal(again.kept, before.length - 1);
  const after = records(shop);
  assert.equal(after.length, before.length);
  assert.equal(after.filter((name) => before.includes(name)).length, before.length - 1);
  assert.match(shop.run('search', 'out', 'prices').stdout, /free now/);
});

test('damaged records are noticed and made anew', (context) => {
  const shop = new Workshop(context);
  shop.write(smallDocuments);
  const words = ['--cache', 'cache', '--out', 'out', '--json'];
  build(shop, ...words);
  const before = shop.snapshot('out');
  const whole = shop.snapshot('cache');
  const damages = [
    (bytes) => bytes.subarray(0, bytes.length - 1),
    () => Buffer.alloc(0),
    (bytes) => Buffer.concat([bytes.subarray(0, 20), Buffer.from([bytes[20] ^ 1]), bytes.subarray(21)]),
    () => Buffer.from('no record at all'),
  ];
  for (const damage of damages) {
    for (const name of records(shop)) {
      const path = shop.path('cache', name);
      writeFileSync(path, damage(readFileSync(path)));
    }
    const again = build(shop, ...words);
    assert.equal(again.status, 0, again.stderr);
    assert.equal(JSON.parse(again.stdout).kept, 0);
    assert.deepEqual(shop.snapshot('out'), before);
    assert.deepEqual(shop.snapshot('cache'), whole);
  }
});

test('records are kept in the folder for such things, unless they are not wanted', (context) => {
  const shop = new Workshop(context);
  shop.write(smallDocuments);
  const env = { XDG_CACHE_HOME: shop.path('xdg') };
  const words = ['build', 'docs', '--no-web', '--out', 'out'];
  shop.runWith({ env }, ...words, '--no-cache');
  assert.ok(!readdirSync(shop.folder).includes('xdg'));
  shop.runWith({ env }, ...words);
  const folders = readdirSync(shop.path('xdg/chatlet'));
  assert.equal(folders.length, 1);
  shop.runWith({ env: { HOME: shop.path('home') } }, ...words);
  assert.deepEqual(readdirSync(shop.path('home/.cache/chatlet')), folders);
});

test('a cache that cannot be written does no harm', (context) => {
  const shop = new Workshop(context);
  shop.write({ ...smallDocuments, cache: 'a file' });
  assert.equal(build(shop, '--cache', 'cache').status, 0);
});

test('one file that cannot be written ends the build, whichever thread it was', (context) => {
  const shop = new Workshop(context);
  shop.write({ ...manyDocuments(), 'out/pages/many': 'a file where a folder has to be' });
  const result = build(shop, '--out', 'out', '--jobs', '3');
  assert.equal(result.status, 4);
  assert.match(result.stderr, /chatlet build: out\/pages\/many/);
  assert.ok(!shop.list('out').includes('manifest.json'));
});
