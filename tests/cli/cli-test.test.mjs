// `test`: an author's scripts, what is told of those that fail, and for build servers. Here over documents; the
// templates' own tests play flows.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop, smallDocuments } from './support/workshop.mjs';

const good = {
  name: 'prices are told',
  seed: 7,
  script: [
    { expect: [{ kind: 'say', text: 'Hello*' }] },
    { say: 'what does the starter plan cost?' },
    {
      expect: [
        { kind: 'say', engine: 'retrieval', text: '*starter plan costs 49 dollars*', citations: ['Prices'] },
        { kind: 'emit', name: 'question_answered' },
      ],
    },
    { say: 'xylophone', expect: [{ any: true }] },
    { restart: true },
    { expect: [{ kind: 'end', outcome: 'restarted' }, { kind: 'say', citations: [], media: null }] },
    { event: { kind: 'choice', choice: 's9' } },
    { expect: [{ error: '*not offered' }] },
  ],
};

function shopOf(context, scripts) {
  const shop = new Workshop(context);
  const text = (script) => (typeof script === 'string' ? script : JSON.stringify(script, null, 1));
  const files = Object.entries(scripts).map(([name, script]) => [`docs/tests/${name}.json`, text(script)]);
  shop.write({ ...smallDocuments, ...Object.fromEntries(files) });
  return shop;
}

test('scripts that come out as expected end in exit code 0', (context) => {
  const shop = shopOf(context, { one: good, two: [good, { script: [] }] });
  assert.deepEqual(shop.run('test', 'docs'), { status: 0, stdout: '3 passed, 0 failed\n', stderr: '' });
  const built = shop.run('build', 'docs', '--out', 'built', '--no-web');
  assert.equal(built.status, 0, built.stderr);
  assert.equal(shop.run('test', 'built', 'docs/tests').stdout, '3 passed, 0 failed\n');
});

test('what differs is shown beside what came, with its place in the file', (context) => {
  const script = `{"script": [
  {"say": "starter plan"},
  {"expect": [
    {"kind": "say", "engine": "retrieval"},
    {"kind": "ask", "text": "Which size?"}
  ]}
]}`;
  const result = shopOf(context, { sizes: script }).run('test', 'docs');
  assert.equal(result.status, 1);
  const lines = result.stdout.split('\n');
  assert.equal(lines[0], 'docs/tests/sizes.json:5:5: sizes, step 2');
  assert.equal(lines[1], '    other effects than expected');
  assert.match(lines[2], /^ {6}as expected {2}\{"kind":"say","engine":"retrieval","text":".*starter plan.*"/);
  assert.equal(lines[3], '    ✗ expected     {"kind":"ask","text":"Which size?"}');
  assert.equal(lines[4], '      came         nothing');
  assert.equal(lines.at(-2), '0 passed, 1 failed');
});

const failures = [
  ['another text', [{ say: 'starter plan' }, { expect: [{ kind: 'say', text: 'Free*' }] }],
    /differs in {3}text: expected "Free\*", came ".*49 dollars/],
  ['an effect too many', [{ say: 'starter plan' }, { expect: [] }],
    /✗ expected {5}nothing\n {6}came {9}\{"kind":"say"/],
  ['another kind', [{ expect: [{ kind: 'ask' }] }], /differs in {3}kind: expected "ask", came "say"/],
  ['a list of another length', [{ expect: [{ kind: 'say', citations: ['a', 'b'] }] }],
    /citations: expected 2 items, came 0: \[\]/],
  ['an emit that did not come', [{ expect: [{ any: true }, { kind: 'emit', name: 'flow_ended' }] }],
    /expected {5}\{"kind":"emit"/],
  ['a refused event', [{ event: { kind: 'choice', choice: 'x' } }],
    /: the engine refused the event: that choice is not offered/],
  ['an event that is taken though it should not', [{ say: 'hi' }, { expect: [{ error: '*' }] }],
    /expected the event to be refused: "\*"; it was taken/],
  ['a choice that is not open', [{ choose: 'Large' }], /no option "Large" is open; there are: none/],
  ['a result nobody waits for', [{ result: { ok: true } }], /no effect waits for a result here/],
  ['a variable there is not', [{ expect: [{ vars: { size: 'l' } }] }], /size: expected "l", came nothing/],
];

for (const [name, script, message] of failures) {
  test(`a test fails for ${name}`, (context) => {
    const result = shopOf(context, { one: { script } }).run('test', 'docs');
    assert.equal(result.status, 1, result.stderr);
    assert.match(result.stdout.replace(/\n {4}(?=[^ ✗])/g, ': '), message);
  });
}

const mistakes = [
  ['{"script": [\n  oops', '2:3', "expected a value or ']' after '['"],
  ['{"seed": 3}', '1:1', 'a test needs "script": a list of steps'],
  ['[5]', '1:2', 'a test is an object with "script": [steps]'],
  ['{"script": [], "locle": "es"}', '1:16',
    'unknown key "locle"; known are name, locale, now, zone, seed, script, note, $schema'],
  ['{"script": [{"sya": "x"}]}', '1:14', /^unknown key "sya"; known are event, say, /],
  ['{"script": ["say"]}', '1:13', 'a step is an object, like {"say": "hello"}'],
  ['{"script": [{"say": "a", "back": true}]}', '1:13', 'a step does one thing; make two of it'],
  ['{"script": [{"say": 5}]}', '1:21', 'this takes a text'],
  ['{"script": [{"back": false}]}', '1:22', 'this takes true'],
  ['{"script": [{"wait_ms": -1}]}', '1:25', 'this takes a whole number of milliseconds, 0 or more'],
  ['{"script": [{"expect": {}}]}', '1:24', '"expect" takes a list of patterns: […]'],
  ['{"now": "yesterday", "script": []}', '1:9', 'this takes a time like "2026-03-02T10:00:00Z"'],
  ['{"now": "2026-02-30T10:00:00Z", "script": []}', '1:9', 'this takes a time like "2026-03-02T10:00:00Z"'],
  ['{"zone": 2000, "script": []}', '1:10', 'this number is out of range'],
  ['{"locale": 5, "script": []}', '1:12', '"locale" takes a language tag like "es"'],
];

test('a script that is none is told with its place, and the others are played', (context) => {
  const scripts = Object.fromEntries(mistakes.map(([text], number) => [`m${10 + number}`, text]));
  const result = shopOf(context, { ...scripts, z: good }).run('test', 'docs');
  assert.equal(result.status, 1);
  const told = result.stdout.split('\n\n');
  for (const [number, [text, place, message]] of mistakes.entries()) {
    const [head, said] = told[number].split('\n    ');
    assert.equal(head, `docs/tests/m${10 + number}.json:${place}: m${10 + number}`, text);
    if (typeof message === 'string') assert.equal(said.trim(), message, text);
    else assert.match(said, message, text);
  }
  assert.equal(told.at(-1), `1 passed, ${mistakes.length} failed\n`);
});

test('tests are chosen by name, told as JSON, and written as JUnit’s XML', (context) => {
  const bad = { name: 'wrong <on purpose>', script: [{ expect: [{ kind: 'ask' }] }] };
  const shop = shopOf(context, { good, bad });
  assert.equal(shop.run('test', 'docs', '--filter', 'PRICES').stdout, '1 passed, 0 failed\n');
  const { json, status } = shop.runJson('test', 'docs', '--junit', 'out/report.xml');
  assert.equal(status, 1);
  assert.deepEqual([json.passed, json.failed], [1, 1]);
  assert.deepEqual(json.tests[1], { file: 'docs/tests/good.json', name: 'prices are told', passed: true });
  const { file, name, passed, step, message, diff } = json.tests[0];
  assert.deepEqual([file, name, passed, step], ['docs/tests/bad.json', 'wrong <on purpose>', false, 1]);
  assert.equal(message, 'other effects than expected');
  assert.match(diff, /✗ expected/);
  const xml = shop.read('out/report.xml');
  assert.match(xml, /<testsuite name="chatlet test" tests="2" failures="1">/);
  assert.match(xml,
    /<testcase classname="docs\/tests\/bad.json" name="wrong &lt;on purpose&gt;">\n {4}<failure message="/);
  assert.match(xml, /<testcase classname="docs\/tests\/good.json" name="prices are told"\/>/);
});

test('a run without tests does not pass for one that went well', (context) => {
  const shop = shopOf(context, { good });
  const none = shop.run('test', 'docs', '--filter', 'zebra');
  assert.equal(none.status, 1);
  assert.match(none.stderr, /no test has that in its name or file/);
  shop.write({ 'other/a.md': '# A\n\nText.\n' });
  const missing = shop.run('test', 'other');
  assert.equal(missing.status, 4);
  assert.match(missing.stderr, /^chatlet test: other\/tests: No such file or directory; write scripts there/);
  assert.equal(shop.run('test', 'docs', 'nowhere.json').status, 4);
  assert.equal(shop.run('test', 'docs', '--oops').status, 2);
  shop.write({ 'docs/bot.json': '{"title": 5}' });
  assert.equal(shop.run('test', 'docs').status, 3);
});
