// `chatlet build`: what it writes, and what it leaves alone.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Workshop, smallDocuments } from './support/workshop.mjs';

test('a folder of Markdown becomes a site with pages, in one command', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  const result = shop.run('build', 'docs', '--web', 'web');
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /^Built chatlet-site in /);
  assert.match(result.stdout, /<script src="chatlet.js" defer><\/script>/);
  const manifest = JSON.parse(shop.read('chatlet-site/manifest.json'));
  const files = shop.list('chatlet-site');
  const pages = ['pages/install.html', 'pages/faq/questions.html', 'pages/page.css'];
  const named = [manifest.head.file, manifest.panel.file, manifest.runtime.file];
  for (const name of ['chatlet.js', 'index.html', ...pages, ...named]) assert.ok(files.includes(name), name);
  assert.doesNotMatch(shop.read('chatlet-site/index.html'), /style=|<style|<script>/);
  assert.ok(!files.some((name) => name.endsWith('.tmp')));
});

test('the manifest is minified, its keys sorted, and names what stands there', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  const bot = { id: 'x', title: 'T "q"', theme: { accent: '#112233', position: 'start' } };
  shop.write({ ...smallDocuments, 'bot.json': JSON.stringify(bot) });
  assert.equal(shop.run('build', 'docs', '--bot', 'bot.json', '--web', 'web', '--locale', 'es-MX').status, 0);
  const text = shop.read('chatlet-site/manifest.json');
  const manifest = JSON.parse(text);
  const sorted = (value) =>
    value === null || typeof value !== 'object'
      ? value
      : Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  assert.equal(text, JSON.stringify(sorted(manifest)));
  assert.match(manifest.head.file, /^files\/[0-9a-f]{16}\.head$/);
  assert.equal(manifest.head.size, readFileSync(shop.path('chatlet-site', manifest.head.file)).length);
  delete manifest.head;
  assert.deepEqual(manifest, {
    id: 'x',
    language: 'es',
    locale: 'es-MX',
    panel: { file: 'files/panel.0011223344556677.js', integrity: 'sha256-panel' },
    parts: 'files/',
    runtime: { file: 'files/chatlet-runtime.es.0011223344556677.wasm', integrity: 'sha256-es' },
    theme: { accent: '#112233', position: 'start' },
    title: 'T "q"',
    version: 1,
  });
});

test('the manifest names a server where the author did', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  const serverOf = (server) => {
    shop.write({ ...smallDocuments, 'bot.json': JSON.stringify({ server }) });
    assert.equal(shop.run('build', 'docs', '--bot', 'bot.json', '--web', 'web').status, 0);
    return JSON.parse(shop.read('chatlet-site/manifest.json')).server;
  };
  const server = { bot: 'bot_0123456789abc', url: 'https://chat.example' };
  assert.deepEqual(serverOf(server), { ...server, consent: 'ask' });
  assert.deepEqual(serverOf({ ...server, consent: 'never' }), { ...server, consent: 'never' });
  assert.equal(serverOf(undefined), undefined);
});

test('a language without a stemmer is served by the usual runtime', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write({ 'docs/a.md': '# \u6771\u4eac\n\n\u6771\u4eac\u306f\u90fd\u5e02\u3067\u3059\u3002\n' });
  assert.equal(shop.run('build', 'docs', '--web', 'web', '--locale', 'ja').status, 0);
  const manifest = JSON.parse(shop.read('chatlet-site/manifest.json'));
  assert.equal(manifest.language, 'none');
  assert.match(manifest.runtime.file, /chatlet-runtime\.en\./);
});

test('compressed forms hold the same bytes and stand beside large enough files only', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  shop.run('build', 'docs', '--web', 'web');
  const site = shop.path('chatlet-site');
  const files = shop.list('chatlet-site');
  for (const name of files.filter((one) => !/\.(br|gz)$/.test(one))) {
    const bytes = readFileSync(join(site, name));
    for (const [ending, open] of [['.br', brotliDecompressSync], ['.gz', gunzipSync]]) {
      if (!files.includes(name + ending)) continue;
      const packed = readFileSync(join(site, name + ending));
      assert.deepEqual(open(packed), bytes, name);
      assert.ok(bytes.length >= 256 && packed.length < bytes.length, name);
    }
  }
  assert.ok(files.includes('chatlet.js.br') && files.includes('chatlet.js.gz'));
  shop.run('build', 'docs', '--web', 'web', '--no-compress');
  assert.ok(!shop.list('chatlet-site').some((name) => /^(chatlet.js|manifest.json)\.(br|gz)$/.test(name)));
});

// A server that compares times, as chatletd does, would take an older form for one of other bytes.
test('no compressed form is older than its file, also after a second build or a copy', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  const buildAndLook = (title) => {
    shop.run('build', 'docs', '--web', 'web', '--title', title);
    const times = shop.times('chatlet-site');
    const forms = Object.keys(times).filter((name) => /\.(br|gz)$/.test(name));
    assert.ok(forms.includes('manifest.json.br'));
    for (const form of forms) assert.ok(times[form] >= times[form.slice(0, -3)], form);
    return forms;
  };
  const forms = buildAndLook('First');
  for (const form of forms) utimesSync(shop.path('chatlet-site', form), 1, 1); // as a careless copy would
  buildAndLook('First');
  buildAndLook('Second');
});

test('two builds of the same documents give the same bytes', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  shop.run('build', 'docs', '--web', 'web', '--out', 'one');
  shop.run('build', join(shop.folder, 'docs'), '--web', 'web', '--out', 'two');
  assert.deepEqual(shop.snapshot('one'), shop.snapshot('two'));
});

test('unchanged files are not written again', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  shop.run('build', 'docs', '--web', 'web');
  for (const file of shop.list('chatlet-site')) utimesSync(shop.path('chatlet-site', file), 1000, 1000);
  const before = shop.times('chatlet-site');
  shop.run('build', 'docs', '--web', 'web');
  assert.deepEqual(shop.times('chatlet-site'), before);
});

test('files of the build before stay for one build, pages of removed documents go at once', (context) => {
  const shop = new Workshop(context);
  shop.write({ ...smallDocuments, 'chatlet-site/files/manual.pdf': 'mine', 'chatlet-site/pages/mine.html': '<p>mine' });
  const build = () => {
    assert.equal(shop.run('build', 'docs', '--no-web').status, 0);
    return new Set(shop.list('chatlet-site').filter((name) => /\.(head|part)$/.test(name)));
  };
  const first = build();
  unlinkSync(shop.path('docs/prices.md'));
  const second = build();
  for (const name of first) assert.ok(second.has(name), `${name} is kept`);
  assert.ok(!shop.list('chatlet-site').some((name) => name.startsWith('pages/prices')));
  shop.write({ 'docs/more.md': '# More\n\nMore words.' });
  const third = build();
  const onlyFirst = [...first].filter((name) => !third.has(name));
  assert.ok(onlyFirst.length > 0 && [...third].length < first.size + second.size);
  assert.equal(shop.read('chatlet-site/files/manual.pdf'), 'mine');
  assert.equal(shop.read('chatlet-site/pages/mine.html'), '<p>mine');
});

test('a folder of HTML is a site: the assistant goes into it and cites its pages', (context) => {
  const shop = new Workshop(context);
  const page = (title, text) =>
    `<!doctype html><title>${title}</title><main><h1>${title}</h1><p>${text}</p></main>`;
  const foundUrl = (out) => shop.runJson('search', out, 'when is bread baked').json.hits[0].url.split('#')[0];
  shop.writeWeb();
  shop.write({
    'public/index.html': page('Home', 'Welcome to our shop.'),
    'public/a b/ü.html': page('Bread', 'Bread is baked at dawn.'),
  });
  const result = shop.runJson('build', 'public', '--web', 'web');
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.json.out, 'public/chatlet');
  assert.equal(result.json.tag, '<script src="/chatlet/chatlet.js" defer></script>');
  assert.equal(foundUrl('public/chatlet'), '../a%20b/%C3%BC.html');
  // The output is not read back as documents of the site.
  assert.equal(shop.runJson('build', 'public', '--web', 'web').json.documents, 2);
  shop.run('build', 'public', '--web', 'web', '--out', 'public/x/y', '--no-compress');
  assert.equal(foundUrl('public/x/y'), '../../a%20b/%C3%BC.html');
  shop.run('build', 'public', '--web', 'web', '--out', 'elsewhere', '--base-url', 'https://example.org/shop');
  assert.equal(foundUrl('elsewhere'), 'https://example.org/shop/a%20b/%C3%BC.html');
});

test('a bot folder names its sources, with addresses of their own', (context) => {
  const shop = new Workshop(context);
  const sources = [{ path: 'guide', url: 'https://docs.example.org/guide', pages: false }, { path: 'faq.csv' }];
  const found = (question) => shop.runJson('search', 'chatlet-site', question).json.hits[0].url;
  shop.write({
    'bot/bot.json': JSON.stringify({ title: 'Bot', knowledge: { sources } }),
    'bot/guide/start.md': '# Start\n\nTurn the key to start the engine.',
    'bot/faq.csv': 'question,answer\nHow do I stop?,Press the red button.\n',
    'bot/ignored.md': '# Ignored\n\nNot a source.',
  });
  const result = shop.runJson('build', 'bot', '--no-web');
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.json.documents, 2);
  assert.equal(found('start the engine'), 'https://docs.example.org/guide/start.html#start');
  assert.match(found('how do I stop'), /^pages\/faq\.html/);
});

test('an index.html or manifest.json of the author is left alone', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write({ ...smallDocuments, 'mine/index.html': '<p>mine', 'app/manifest.json': '{"name":"My web app"}' });
  assert.equal(shop.run('build', 'docs', '--web', 'web', '--out', 'mine').status, 0);
  assert.equal(shop.read('mine/index.html'), '<p>mine');
  const refused = shop.run('build', 'docs', '--web', 'web', '--out', 'app');
  assert.equal(refused.status, 4);
  const reason = 'is not of `chatlet build`; choose another folder with --out, or remove it';
  assert.equal(refused.stderr, `chatlet build: app/manifest.json ${reason}\n`);
  assert.equal(shop.read('app/manifest.json'), '{"name":"My web app"}');
});

test('dot files, node_modules, _sources and links that lead back up are left out', (context) => {
  const shop = new Workshop(context);
  shop.write({
    ...smallDocuments,
    'docs/.secret.md': '# Secret',
    'docs/node_modules/x/README.md': '# Module',
    'docs/.git/a.md': '# Git',
    'docs/_sources/page.rst.txt': 'The source of a page that Sphinx made.',
  });
  symlinkSync('..', shop.path('docs/faq/up'));
  const result = shop.runJson('check', 'docs');
  assert.equal(result.json.documents, 3);
  assert.equal(result.status, 0);
});

test('a failed build leaves the one before as it was', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  shop.run('build', 'docs', '--web', 'web');
  const before = shop.read('chatlet-site/manifest.json');
  rmSync(shop.path('docs'), { recursive: true });
  mkdirSync(shop.path('docs'));
  assert.equal(shop.run('build', 'docs', '--web', 'web').status, 3);
  assert.equal(shop.read('chatlet-site/manifest.json'), before);
  assert.equal(shop.run('search', 'chatlet-site', 'prices').status, 0);
});

test('the tag repeats the theme, so that the button neither moves nor changes color', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  const tagOf = (theme) => {
    shop.write({ ...smallDocuments, 'bot.json': JSON.stringify({ theme }) });
    const result = shop.runJson('build', 'docs', '--bot', 'bot.json', '--web', 'web');
    assert.ok(shop.read('chatlet-site/index.html').includes(`\n${result.json.tag}\n`));
    return result.json.tag;
  };
  const themed = '<script src="chatlet.js" data-accent="#0A7cff" data-position="start" defer></script>';
  assert.equal(tagOf({ accent: '#0A7cff', position: 'start' }), themed);
  assert.ok(shop.read('chatlet-site/index.html').includes('data-accent=&quot;#0A7cff&quot;'));
  assert.equal(tagOf({ position: 'end' }), '<script src="chatlet.js" defer></script>');
});

const spanishPage = (tag) => `<html lang="${tag}"><title>Pan</title><h1>Pan</h1><p>El pan se hornea al alba.</p>`;
const somePage = '<title>Bread</title><h1>Bread</h1><p>Bread is baked at dawn.</p>';

test('without a locale of the author, that of the documents is taken where it is clear', (context) => {
  const rows = [
    { name: 'all say the same', tags: ['es-ES', 'es-ES'], expected: 'es-ES' },
    { name: 'most say the same', tags: ['es', 'es', 'es', 'en'], expected: 'es' },
    { name: 'no clear majority', tags: ['es', 'es', 'en'], expected: 'en' },
    { name: 'forms of one language count together', tags: ['es-MX', 'es', 'es-MX', 'en'], expected: 'es-MX' },
    { name: 'case does not matter', tags: ['ES', 'es', 'es', 'en'], expected: 'ES' },
    { name: 'one in ten says so', tags: ['es'], others: 9, expected: 'es' },
    { name: 'too few say so', tags: ['es'], others: 10, expected: 'en' },
    { name: 'nothing is said', tags: [], others: 2, expected: 'en' },
    { name: 'no runtime for it', tags: ['de', 'de'], expected: 'en' },
    { name: 'no stemmer for it', tags: ['ja'], expected: 'ja' },
  ];
  for (const { name, tags, others = 0, expected } of rows) {
    const shop = new Workshop(context);
    shop.writeWeb();
    tags.forEach((tag, index) => shop.write({ [`docs/tagged-${index}.html`]: spanishPage(tag) }));
    for (let index = 0; index < others; index++) shop.write({ [`docs/plain-${index}.html`]: somePage });
    const result = shop.runJson('build', 'docs', '--web', 'web', '--out', 'out');
    assert.equal(result.status, 0, result.stderr);
    assert.equal(result.json.locale, expected, name);
    assert.equal(JSON.parse(shop.read('out/manifest.json')).locale, expected, name);
  }
});

test("the author's locale stays, and one that was found is said", (context) => {
  const shop = new Workshop(context);
  const build = (...options) => shop.run('build', 'docs', '--web', 'web', '--out', 'out', ...options).stdout;
  shop.writeWeb();
  shop.write({ 'docs/a.html': spanishPage('es'), 'docs/b.md': '---\nlang: es\n---\n# Pan\n\nEl pan es bueno.\n' });
  assert.match(build(), /\n {2}locale es, which 2 of them declare; --locale or bot\.json takes another\n/);
  assert.doesNotMatch(build('--locale', 'en'), /locale/);
  shop.write({ 'bot.json': '{"locale": "en"}' });
  assert.doesNotMatch(build('--bot', 'bot.json'), /locale/);
  assert.equal(JSON.parse(shop.read('out/manifest.json')).locale, 'en');
  shop.write({ 'docs/a.html': spanishPage('de'), 'docs/b.md': '---\nlang: de\n---\n# Brot\n\nBrot ist gut.\n' });
  assert.match(build(), /\n {2}in English: there is no runtime here for "de", which they declare\n/);
});
