// What `chatlet build` tells of its contents: what is in, what is not and why, what is large, what stands twice.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';
import { docusaurus } from './support/sites.mjs';

const notice = 'Please read the safety notice before you open the housing of the device.';

const files = {
  'docs/a.md': `# A\n\n${notice}\n\n## Other\n\nSee also.\n`,
  'docs/b.md':
    '# B\n\n*Please* read the SAFETY notice, before you open the housing of the device!\n\n## Other\n\nSee also.\n',
  'docs/c.md': `# C\n\n${'A long text about nothing in particular. '.repeat(200)}`,
  'docs/d.md': '# D\n\nShort.\n',
  'docs/empty.md': '',
  'docs/void.md': '',
  'docs/latin.md': Buffer.from([0x61, 0xe9]),
  'docs/picture.txt': Buffer.from([0x61, 0x00]),
};

function build(context, more, ...words) {
  const shop = new Workshop(context);
  shop.write({ ...files, ...more });
  return { shop, ...shop.run('build', 'docs', '--no-web', '--out', 'out', ...words) };
}

test('a build ends with a few lines on what is in it', (context) => {
  const { status, stdout } = build(context, {});
  assert.equal(status, 1);
  assert.match(stdout, /^ {2}4 documents, \d+ passages, \d+ terms; 4 left out$/m);
  assert.match(stdout, /^ {2}left out: 2 nothing to read, 1 not UTF-8, 1 binary$/m);
  assert.match(stdout, /^ {2}largest: pages\/c\.html \(8\.\d kB\)(, pages\/[ab]\.html \(\d+ B\)){2}$/m);
  assert.match(stdout, /^ {2}repeated: \d+ passages?; \d+ times: /m);
});

test('the report holds all of it', (context) => {
  const { shop } = build(context, {}, '--report', 'report.json');
  const report = JSON.parse(shop.read('report.json'));
  assert.deepEqual(Object.keys(report), [
    'pages',
    'passages',
    'served_at',
    'lists',
    'reasons',
    'left_out',
    'largest',
    'repeated',
    'self_tests',
  ]);
  assert.equal(report.pages, 4);
  assert.deepEqual(report.reasons, [
    { reason: 'nothing to read', count: 2 },
    { reason: 'not UTF-8', count: 1 },
    { reason: 'binary', count: 1 },
  ]);
  assert.deepEqual(report.left_out.map(({ file }) => file), ['empty.md', 'latin.md', 'picture.txt', 'void.md']);
  assert.deepEqual([report.largest[0].url, report.largest[0].title], ['pages/c.html', 'C']);
  assert.equal(report.largest.length, 4);
  const safety = report.repeated.find(({ text }) => text.startsWith('Please'));
  assert.deepEqual(safety.places, ['pages/a.html#a', 'pages/b.html#b']);
  assert.ok(!report.repeated.some(({ text }) => text.startsWith('See also')));
});

test('--json carries the same report', (context) => {
  const { shop, stdout } = build(context, {}, '--report', 'report.json', '--json');
  assert.deepEqual(JSON.parse(stdout).report, JSON.parse(shop.read('report.json')));
});

test('what a site leaves out is told with its reasons', (context) => {
  const shop = new Workshop(context);
  shop.write(docusaurus);
  const { json } = shop.runJson('build', 'site', '--no-web', '--out', 'out');
  assert.deepEqual(json.report.left_out, [
    { file: '404.html', reason: 'says that a page is missing' },
    { file: 'search.html', reason: 'search page' },
    { file: 'tags/a.html', reason: 'list of other pages' },
    { file: 'old.html', reason: 'nothing to read' },
  ]);
});

test('a report that cannot be written is said', (context) => {
  const { status, stderr } = build(context, { taken: '' }, '--report', 'taken/report.json');
  assert.equal(status, 4);
  assert.match(stderr, /chatlet build: taken\/report\.json: /);
});
