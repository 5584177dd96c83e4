// A site in several languages: an index for each, and which one a reader gets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Workshop } from './support/workshop.mjs';

const TEXTS = {
  en: (n) => `<h1>Bread ${n}</h1><p>The bread is baked at dawn and it is sold in the afternoon.</p>`,
  es: (n) => `<h1>Pan ${n}</h1><p>El pan se hornea al alba y se vende por la tarde en la tienda.</p>`,
  'pt-BR': (n) => `<h1>Pão ${n}</h1><p>O pão é assado de manhã e não é vendido à tarde na loja.</p>`,
  ja: (n) => `<h1>パン ${n}</h1><p>パンは夜明けに焼かれ、午後に店で売られます。</p>`,
};

const pages = (language, count, place) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [place(n), TEXTS[language](n)]));

const inFolder = (language, count) => pages(language, count, (n) => `site/${language}/page-${n}.html`);
const declaring = (language, tag, count) =>
  Object.fromEntries(
    Object.entries(pages(language, count, (n) => `site/${tag}-page-${n}.html`)).map(([name, text]) => [
      name,
      `<html lang="${tag}"><body>${text}</body></html>`,
    ]),
  );

function build(context, files, ...options) {
  const shop = new Workshop(context);
  shop.writeWeb(['en', 'es', 'none', 'pt']);
  shop.write(files);
  const result = shop.run('build', 'site', '--web', 'web', '--out', 'out', ...options);
  assert.equal(result.status, 0, result.stderr);
  return { shop, result, manifest: JSON.parse(shop.read('out/manifest.json')) };
}

const first = (shop, question, ...options) =>
  shop.runJson('search', 'out', question, ...options).json.hits[0]?.title;

test('each language of a site has an index, and a reader gets the one of the page', (context) => {
  const files = { ...inFolder('en', 5), ...inFolder('es', 4), ...inFolder('pt-BR', 4), ...inFolder('ja', 4) };
  const { shop, result, manifest } = build(context, files);
  assert.equal(manifest.locale, 'en');
  assert.deepEqual(Object.keys(manifest.locales), ['es', 'ja', 'pt-BR']);
  assert.deepEqual(
    Object.values(manifest.locales).map((locale) => [locale.language, locale.title, locale.runtime.integrity]),
    [
      ['es', 'Asistente', 'sha256-es'],
      ['none', 'Assistant', 'sha256-none'],
      ['pt', 'Assistente', 'sha256-pt'],
    ],
  );
  for (const { head, runtime } of Object.values(manifest.locales)) {
    assert.equal(shop.list('out').includes(head.file) && shop.list('out').includes(runtime.file), true);
  }
  assert.match(result.stdout, /17 documents/);
  assert.match(result.stdout, /4 languages, an index for each: en \(5\) by default es \(4\) ja \(4\) pt-BR \(4\);/);
  assert.equal(first(shop, 'baking bread'), 'Bread 0');
  assert.equal(first(shop, 'hornear pan', '--lang', 'es-MX'), 'Pan 0');
  assert.equal(first(shop, 'pão assado', '--lang', 'pt'), 'Pão 0');
  assert.equal(first(shop, 'パンを焼く', '--lang', 'ja'), 'パン 0');
  assert.equal(first(shop, 'bread', '--lang', 'es'), undefined);
  const none = shop.run('search', 'out', 'bread', '--lang', 'ru');
  assert.equal(none.stderr, 'chatlet search: out has no index for the language "ru"; it has: en, es, ja, pt-BR\n');
  assert.equal(none.status, 4);
});

test('what pages declare counts before their words, and a folder before both', (context) => {
  const untranslated = { 'site/es/new.html': TEXTS.en(9), 'site/es/newer.html': `<html lang="en">${TEXTS.en(8)}` };
  const files = { ...declaring('en', 'en-GB', 4), ...inFolder('es', 3), ...untranslated };
  const { shop, manifest } = build(context, files);
  assert.deepEqual([manifest.locale, Object.keys(manifest.locales)], ['es', ['en-GB']]);
  assert.equal(first(shop, 'bread', '--lang', 'es'), 'Bread 9');
  assert.equal(first(shop, 'pan', '--lang', 'en'), undefined);
});

test('a site in one language is built as it always was', (context) => {
  const rows = [
    { name: 'one language', files: inFolder('en', 7) },
    { name: 'two pages in another', files: { ...inFolder('en', 7), ...inFolder('es', 2) } },
    { name: 'a locale by option', files: { ...inFolder('en', 7), ...inFolder('es', 7) }, options: ['--locale', 'en'] },
  ];
  for (const { name, files, options = [] } of rows) {
    const { manifest, result } = build(context, files, ...options);
    assert.equal('locales' in manifest, false, name);
    assert.doesNotMatch(result.stdout, /languages/, name);
  }
});

test("the bot's locale is the site's own, with its texts; others have theirs", (context) => {
  const bot = {
    locale: 'es',
    title: 'Horno',
    greeting: '¡Buenas!',
    locales: { en: { title: 'Bakery', greeting: 'Morning!' } },
  };
  const files = { ...inFolder('en', 8), ...inFolder('es', 3), ...inFolder('pt-BR', 3) };
  const { shop, manifest } = build(context, { ...files, 'bot.json': JSON.stringify(bot) }, '--bot', 'bot.json');
  assert.deepEqual([manifest.locale, manifest.title], ['es', 'Horno']);
  assert.deepEqual([manifest.locales.en.title, manifest.locales['pt-BR'].title], ['Bakery', 'Horno']);
  const greeting = (...options) =>
    shop.runWith({ input: '{"kind":"start"}\n' }, 'chat', 'out', '--json', ...options).stdout;
  assert.match(greeting(), /¡Buenas!/);
  assert.match(greeting('--lang', 'en'), /Morning!/);
  assert.match(greeting('--lang', 'pt'), /Olá!/);
});

test('a second build has the same bytes, and keeps what pages of the first may still ask for', (context) => {
  const { shop, manifest } = build(context, { ...inFolder('en', 4), ...inFolder('es', 4) });
  const before = shop.snapshot('out');
  shop.run('build', 'site', '--web', 'web', '--out', 'out');
  assert.deepEqual(shop.snapshot('out'), before);
  const changed = '<h1>Bollo</h1><p>El bollo no se hornea hoy porque es fiesta en la tienda.</p>';
  shop.write({ 'site/es/page-0.html': changed });
  shop.run('build', 'site', '--web', 'web', '--out', 'out');
  const files = shop.list('out');
  assert.notEqual(JSON.parse(shop.read('out/manifest.json')).locales.es.head.file, manifest.locales.es.head.file);
  for (const name of Object.keys(before)) assert.equal(files.includes(name), true, name);
});
