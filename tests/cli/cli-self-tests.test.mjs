// Self-tests at the end of a build: what is told of them, and when there are none.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const syllables = ['ba', 'ko', 'li', 'mu', 'ne', 'ro', 'ta', 'vu', 'zi'];

/** Word `number` of a made-up vocabulary. */
function word(number) {
  const at = (power) => syllables[Math.floor(number / 9 ** power) % 9];
  return `${at(0)}${at(1)}${at(2)}k`;
}

/** A page whose words it shares with its neighbors, and that links to the next. */
function page(number) {
  const first = number * 17;
  const line = (i) => Array.from({ length: 7 }, (_, j) => word(first + ((i * 5 + j * j) % 32))).join(' ');
  const lines = Array.from({ length: 30 }, (_, i) => line(i) + (i % 6 === 5 ? '\n' : ''));
  const next = `See [${word(first + 21)} ${word(first + 26)}](p${number + 1}.md).`;
  return `# ${word(first + 3)} ${word(first + 7)}\n\n${next}\n\n${lines.join('\n')}\n`;
}

const pages = (count) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`docs/p${String(i)}.md`, page(i)]));

function build(context, files, ...words) {
  const shop = new Workshop(context);
  shop.write(files);
  return { shop, ...shop.run('build', 'docs', '--no-web', '--locale', 'en', '--out', 'out', ...words) };
}

const selfTests = (shop) => JSON.parse(shop.read('report.json')).self_tests;

test('a build tells what its self-tests came to, and how long they took', (context) => {
  const { status, stdout, shop } = build(context, pages(12), '--report', 'report.json');
  assert.equal(status, 0);
  const [, told] = /^ {2}self-tests: \d+ queries, (.*), in \d+\.\d\d s$/m.exec(stdout);
  assert.match(told, /^\d+ of 12 titles found, \d+ of \d+ links, \d+ of \d+ word mixtures$/);
  const [, ending] = /^ {2}an answer needs a confidence of 0\.\d\d \(fitted\): (.*)$/m.exec(stdout);
  assert.match(ending, /^\d+ of \d+ found are sure, \d+ of \d+ without a page missed$/);
  const [tests, ...others] = selfTests(shop);
  assert.deepEqual(others, []);
  assert.equal(tests.fitted, true);
  assert.equal(tests.titles, 12);
  assert.ok(tests.queries <= 300 && tests.words_found <= tests.words && tests.hidden_missed <= tests.hidden);
  assert.equal(tests.lost.length, tests.titles - tests.titles_found);
  const dump = shop.run('dump', 'out').stdout;
  assert.match(dump, new RegExp(`^ {2}threshold: ${tests.threshold}$`, 'm'));
  assert.match(dump, /^ {2}confidence: center \d+, slope \d+$/m);
});

test('the number of threads changes no byte', (context) => {
  const heads = ['1', '4'].map((jobs) => {
    const { shop } = build(context, pages(10), '--no-compress', '--no-cache', '--jobs', jobs);
    return shop.read(`out/${JSON.parse(shop.read('out/manifest.json')).head.file}`);
  });
  assert.equal(heads[0], heads[1]);
});

test('a title that another page takes is told with the page it finds', (context) => {
  const twins = {
    'docs/first.md': '# Quagga stable\n\nThe quagga stable holds a quagga and a quagga foal.\n',
    'docs/second.md': '# Quagga stable\n\nZebras live elsewhere.\n',
  };
  const { stdout, shop } = build(context, { ...pages(8), ...twins }, '--report', 'report.json');
  const told = 'does not find its own page: "Quagga stable" of pages/second.html finds pages/first.html';
  assert.ok(stdout.includes(`\n  1 title ${told}\n`), stdout);
  assert.deepEqual(selfTests(shop)[0].lost, [
    {
      title: 'Quagga stable',
      url: 'pages/second.html',
      found_title: 'Quagga stable',
      found_url: 'pages/first.html',
    },
  ]);
});

test('a small site keeps the defaults, and says so', (context) => {
  const { stdout, shop } = build(context, pages(7), '--report', 'report.json');
  assert.match(stdout, /^ {2}self-tests: none, there are fewer than 8 pages$/m);
  assert.match(stdout, /^ {2}an answer needs a confidence of 0\.30 \(by default\)$/m);
  const [tests] = selfTests(shop);
  assert.deepEqual([tests.queries, tests.fitted, tests.threshold], [0, false, 300000]);
});

test('the threshold of bot.json wins', (context) => {
  const bot = { 'docs/bot.json': '{"answer": {"min_confidence": 0.9}, "knowledge": {"sources": [{"path": "."}]}}' };
  const { stdout, shop } = build(context, { ...pages(12), ...bot }, '--report', 'report.json');
  assert.match(stdout, /^ {2}an answer needs a confidence of 0\.90 \(as bot\.json says\)/m);
  assert.deepEqual([selfTests(shop)[0].authors, selfTests(shop)[0].threshold], [true, 900000]);
});

test('eval of a collection has no self-tests unless it is asked for them', (context) => {
  const shop = new Workshop(context);
  const texts = Array.from({ length: 12 }, (_, i) => page(i).replace(/^#.*\n|\[|\]\(.*\)/gm, ''));
  const lines = texts.map((text, i) => JSON.stringify({ id: `d${i}`, title: `${word(i * 17 + 3)}`, text }));
  shop.write({ 'docs.jsonl': lines.join('\n') + '\n' });
  const without = shop.run('eval', '--docs', 'docs.jsonl', '--lang', 'en', '--timing');
  assert.match(without.stderr, /, self-tests 0\.000, /);
  assert.doesNotMatch(without.stderr, /confidence/);
  const asked = shop.run('eval', '--docs', 'docs.jsonl', '--lang', 'en', '--timing', '--self-tests');
  assert.match(asked.stderr, /^\d+ self-tests: an answer needs a confidence of 0\.\d\d \(fitted\)$/m);
  const figures = (...words) =>
    JSON.parse(shop.run('eval', '--docs', 'docs.jsonl', '--lang', 'en', '--json', ...words).stdout);
  const json = figures('--self-tests');
  assert.ok(json.threshold > 0 && json.threshold < 1000000 && json.self_tests_us > 0);
  assert.equal('threshold' in figures(), false);
});
