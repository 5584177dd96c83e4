// Sources named by patterns, several of them, and what is left out.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const text = (name) => `# ${name}\n\nAll about ${name}.\n`;

const files = {
  'docs/a.md': text('alpha'),
  'docs/b.txt': 'Bravo is a word.\n',
  'docs/guide/c.md': text('charlie'),
  'docs/guide/deep/d.md': text('delta'),
  'docs/drafts/e.md': text('echo'),
  'docs/drafts/more/f.md': text('foxtrot'),
  'docs/odd[1].md': text('golf'),
  'other/h.md': text('hotel'),
};

const every = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf', 'hotel'];

// Words of the documents that are in the index.
function found(context, ...words) {
  const shop = new Workshop(context);
  shop.write(files);
  const built = shop.run('build', ...words, '--no-web', '--out', 'out');
  assert.equal(built.status, 0, built.stderr);
  const dump = shop.run('dump', 'out').stdout.toLowerCase();
  return every.filter((name) => new RegExp(`piece \\d+: .*${name}`).test(dump)).join(' ');
}

const rows = [
  ['every folder', ['docs/**/*.md'], 'alpha charlie delta echo foxtrot golf'],
  ['one folder', ['docs/*.md'], 'alpha golf'],
  ['any folder in between', ['docs/**/deep/*.md'], 'delta'],
  ['a name of one letter', ['docs/?.md'], 'alpha'],
  ['a set of letters', ['docs/[ab].*'], 'alpha bravo'],
  ['everything below', ['docs/guide/**'], 'charlie delta'],
  ['two patterns and a file', ['docs/*.txt', '*/h.md', 'docs/guide/c.md'], 'bravo charlie hotel'],
  ['a name that looks like a pattern', ['docs/odd[1].md'], 'golf'],
  ['two folders', ['docs/guide', 'other'], 'charlie delta hotel'],
  ['without a folder', ['docs', '!docs/drafts'], 'alpha bravo charlie delta golf'],
  ['without a folder, named from the source', ['docs', '!drafts/'], 'alpha bravo charlie delta golf'],
  ['without a pattern', ['docs', '!docs/**/d*/**'], 'alpha bravo charlie golf'],
  ['without a name anywhere', ['docs', '!f.md', '!*.txt'], 'alpha charlie delta echo golf'],
  ['nothing named but what to leave out', ['!docs'], 'hotel'],
];

for (const [name, words, expected] of rows) {
  test(`on the command line: ${name}`, (context) => {
    assert.equal(found(context, ...words), expected);
  });
}

test('bot.json takes patterns, and ! leaves out of all sources', (context) => {
  const shop = new Workshop(context);
  const sources = [{ path: 'docs/**/*.md', url: '/d/', pages: false }, { path: 'other' }, { path: '!docs/drafts' }];
  shop.write({ ...files, 'bot.json': JSON.stringify({ knowledge: { sources } }) });
  const { status, json } = shop.runJson('build', '.', '--no-web', '--out', 'out');
  assert.equal(status, 0);
  assert.deepEqual(json.report.left_out, [
    { file: 'docs/drafts/e.md', reason: 'excluded by a pattern' },
    { file: 'docs/drafts/more/f.md', reason: 'excluded by a pattern' },
  ]);
  const dump = shop.run('dump', 'out').stdout;
  assert.match(dump, /<\/d\/guide\/deep\/d\.html#delta>/);
  assert.match(dump, /<pages\/other\/h\.html#hotel>/);
});

test('a pattern that matches nothing builds nothing, and a file that is not there is said', (context) => {
  const shop = new Workshop(context);
  shop.write(files);
  assert.equal(shop.run('build', 'docs/**/*.rst', '--no-web').status, 3);
  const missing = shop.run('build', 'docs', 'gone.md', '--no-web');
  assert.equal(missing.status, 4);
  assert.match(missing.stderr, /gone\.md: No such file or directory/);
});
