// What the command says when something is wrong, and what it ends with.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { Workshop, largeDocuments, smallDocuments } from './support/workshop.mjs';

const usage = [
  ['an unknown command', ['biuld'], 'chatlet: unknown command "biuld"; did you mean build?\nTry: chatlet --help'],
  ['a mistyped option', ['build', '--ot', 'x'],
    'chatlet build: unknown option --ot; did you mean --out?\nTry: chatlet help build'],
  ['an option nothing is near', ['build', '--frobnicate'],
    'chatlet build: unknown option --frobnicate\nTry: chatlet help build'],
  ['a missing value', ['build', '--out'], 'chatlet build: --out needs a value'],
  ['a value too much', ['build', '--watch=yes'], 'chatlet build: --watch takes no value'],
  ['an argument too much', ['dump', 'a', 'b'],
    'chatlet dump: "b" is one argument too many\nTry: chatlet help dump'],
  ['no number', ['search', 'x', 'y', '--limit', 'many'],
    'chatlet search: --limit takes a number from 1 to 100, not "many"'],
  ['a number out of range', ['search', 'x', 'y', '--limit=101'],
    'chatlet search: --limit takes a number from 1 to 100, not "101"'],
  ['no question', ['search', 'x'],
    'chatlet search: give the built folder and a question\nTry: chatlet help search'],
  ['no folder to chat with', ['chat'], "chatlet chat: give the bot's folder, or a built one\nTry: chatlet help chat"],
  ['no folder to dump', ['dump'], 'chatlet dump: give the built folder\nTry: chatlet help dump'],
  ['a bad base address', ['build', '.', '--base-url', 'javascript:x'],
    'chatlet build: --base-url takes https://…, a path like /docs/, or a relative one, not "javascript:x"'],
  ['a bad locale', ['build', '.', '--locale', 'x'],
    'chatlet build: --title takes 1 to 300 bytes of text, --locale a language tag like "en" or "pt-BR"'],
];

for (const [name, words, message] of usage) {
  test(`usage: ${name}`, (context) => {
    const result = new Workshop(context).run(...words);
    assert.equal(result.status, 2);
    assert.equal(result.stderr, `${message}\n`);
    assert.equal(result.stdout, '');
  });
}

test('without a command the general help is shown, as a mistake', (context) => {
  const result = new Workshop(context).run();
  assert.equal(result.status, 2);
  assert.match(result.stderr, /^chatlet: a website assistant/);
});

test('help and version go to stdout', (context) => {
  const shop = new Workshop(context);
  assert.match(shop.run('--version').stdout, /^chatlet \d+\.\d+\.\d+\n$/);
  const asked = [['--help'], ['help'], ['help', 'build'], ['build', '--help'], ['chat', '-h'], ['help', 'dump']];
  for (const words of asked) {
    const result = shop.run(...words);
    assert.equal(result.status, 0);
    assert.match(result.stdout, /Exit codes:/);
  }
});

test('bad files of every kind are reported with their place, and the rest is built', (context) => {
  const shop = new Workshop(context);
  shop.write({
    ...smallDocuments,
    'docs/binary.md': Buffer.from([65, 0, 66]),
    'docs/latin.txt': Buffer.from([65, 10, 66, 0xe9, 66]),
    'docs/utf16.txt': Buffer.from([0xff, 0xfe, 65, 0]),
    'docs/empty.md': '',
    'docs/huge.txt': Buffer.alloc(16 * 1024 * 1024 + 1, 'word '),
    'docs/table.csv': 'a,b\n1,2\n',
    'docs/rows.jsonl': '{"question": "a?", "answer": "b"}\n{broken\n',
    'docs/deep.html': '<div>'.repeat(2000) + 'x',
    'docs/esc\x1b[31m.txt': Buffer.from([0x80]),
    'docs/other.bin': 'not a document',
  });
  symlinkSync('nowhere', shop.path('docs/gone.md'));
  const latinName = Buffer.concat([Buffer.from(shop.path('docs/')), Buffer.from([0xe9]), Buffer.from('.md')]);
  writeFileSync(latinName, '# Latin name');
  execFileSync('mkfifo', [shop.path('docs/pipe.txt')]);
  const result = shop.run('build', 'docs', '--no-web');
  assert.equal(result.status, 1);
  const lines = result.stderr.split('\n').filter(Boolean);
  const has = (start) => assert.ok(lines.some((line) => line.startsWith(start)), `${start}\n${result.stderr}`);
  has('docs/binary.md:1:2: E103: ');
  has('docs/latin.txt:2:2: E104: ');
  has('docs/utf16.txt:1:1: E104: ');
  has('docs/empty.md: warning E106: ');
  has('docs/huge.txt: E102: ');
  has('docs/table.csv:1:1: E108: ');
  has('docs/rows.jsonl:2:');
  has('docs/deep.html');
  has('docs/gone.md: E101: ');
  has('docs/pipe.txt: E101: not a regular file; leave it out of the sources');
  has('docs/esc?[31m.txt:1:1: E104: ');
  assert.ok(lines.some((line) => line.endsWith('E101: its name is not UTF-8; rename it')));
  assert.doesNotMatch(result.stderr, /other\.bin/);
  assert.equal(shop.run('search', 'chatlet-site', 'which browsers work').status, 0);
  assert.equal(shop.run('check', 'docs').status, 1);
});

test('--json tells the same as one object', (context) => {
  const shop = new Workshop(context);
  shop.write({ ...smallDocuments, 'docs/bad.md': Buffer.from([0x80]) });
  const { status, stderr, json } = shop.runJson('build', 'docs', '--no-web');
  assert.equal(status, 1);
  assert.equal(stderr, '');
  assert.deepEqual(Object.keys(json).sort(), [
    'built', 'diagnostics', 'documents', 'elapsed_ms', 'errors', 'exit', 'flows', 'head_bytes', 'kept',
    'locale', 'nodes', 'out', 'parts', 'parts_bytes', 'passages', 'report', 'skipped', 'terms', 'text_bytes',
    'total_bytes', 'warnings',
  ]);
  assert.deepEqual([json.built, json.exit, json.documents, json.skipped, json.errors], [true, 1, 3, 1, 1]);
  assert.deepEqual(json.diagnostics, [{
    severity: 'error', code: 'E104', file: 'docs/bad.md', line: 1, column: 1,
    message: 'byte 0x80 is not UTF-8; save the document as UTF-8',
  }]);
});

test('mistakes in bot.json stop the build after everything was reported', (context) => {
  const shop = new Workshop(context);
  shop.write({
    'bot/bot.json': '{\n  "titel": "x",\n  "theme": 3\n}',
    'bot/knowledge/bad.md': Buffer.from([0x80]),
    'bot/knowledge/a.md': '# A\n\nb',
  });
  const result = shop.run('build', 'bot', '--no-web');
  assert.equal(result.status, 3);
  assert.equal(result.stderr, [
    'bot/bot.json:2:3: E120: unknown field "titel"; did you mean "title"?',
    'bot/bot.json:3:12: E120: "theme" must be an object in { }',
    'bot/knowledge/bad.md:1:1: E104: byte 0x80 is not UTF-8; save the document as UTF-8',
    'chatlet build: nothing was built: bot.json has mistakes', '',
  ].join('\n'));
  assert.throws(() => shop.list('chatlet-site'));
});

test('what is not there, or cannot be written, is said', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb(['en']);
  shop.write(smallDocuments);
  const noWeb =
    'run `make build`, name their folder with --web or CHATLET_WEB, or build without them: --no-web';
  const noRuntime =
    'no runtime for the language "de" of locale "de"; it has: en. Choose one of them with --locale or in bot.json';
  const noManifest = 'manifest.json: not there, or not a manifest of `chatlet build`; build it first';
  const rows = [
    [['build', 'nowhere', '--no-web'], 4, 'chatlet build: nowhere: No such file or directory'],
    [['build', 'docs', '--no-web', '--bot', 'no.json'], 4,
      'no.json: E101: No such file or directory; check its path, or where its link leads'],
    [['build', 'docs', '--web', 'noweb'], 4, `chatlet build: no web files in noweb: ${noWeb}`],
    [['build', 'docs', '--web', 'web', '--locale', 'de'], 3, `chatlet build: web has ${noRuntime}`],
    [['build', 'docs', '--no-web', '--out', 'docs/prices.md/x'], 4,
      'chatlet build: docs/prices.md/x: Not a directory'],
    [['search', 'nowhere', 'x'], 4, `chatlet search: nowhere/${noManifest}`],
    [['chat', 'nowhere'], 4, "chatlet chat: nowhere: not there; give the bot's folder, or a built one"],
    [['dump', 'docs'], 4, `chatlet dump: docs/${noManifest}`],
  ];
  for (const [words, status, message] of rows) {
    const result = shop.run(...words);
    assert.equal(result.status, status, `${words.join(' ')}\n${result.stderr}`);
    assert.equal(result.stderr, `${message}\n`);
  }
});

test('a full or forbidden disk ends the build before the manifest', (context) => {
  if (process.getuid() === 0) return context.skip('root may write everywhere');
  const shop = new Workshop(context);
  shop.write({ ...smallDocuments, 'out/files/.keep': '' });
  chmodSync(shop.path('out/files'), 0o555);
  const result = shop.run('build', 'docs', '--no-web', '--out', 'out');
  chmodSync(shop.path('out/files'), 0o755);
  assert.equal(result.status, 4);
  assert.match(result.stderr, /Permission denied/);
  assert.ok(!shop.list('out').includes('manifest.json'));
});

test('a damaged build is refused with the reason', (context) => {
  const shop = new Workshop(context);
  shop.write(largeDocuments());
  shop.run('build', 'docs', '--no-web');
  const part = shop.list('chatlet-site').find((name) => name.endsWith('.part'));
  shop.write({ [`chatlet-site/${part}`]: 'damaged' });
  const dump = shop.run('dump', 'chatlet-site');
  assert.equal(dump.status, 4);
  assert.match(dump.stderr, /\.part: bad part; build again\n$/);
  const { head } = JSON.parse(shop.read('chatlet-site/manifest.json'));
  shop.write({ [`chatlet-site/${head.file}`]: 'CLET' });
  assert.equal(shop.run('search', 'chatlet-site', 'x').status, 4);
  assert.equal(shop.run('build', 'docs', '--no-web').status, 0);
  assert.equal(shop.run('dump', 'chatlet-site').status, 0);
});
