// `play`: one event a line in, its effects as one line out, whatever the line holds.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop, largeDocuments, smallDocuments } from './support/workshop.mjs';

function play(shop, lines, ...options) {
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)) + '\n').join('');
  const result = shop.runWith({ input }, 'play', 'docs', ...options);
  assert.equal(result.status, 0, result.stderr);
  return result.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

function shopOf(context, documents = smallDocuments) {
  const shop = new Workshop(context);
  shop.write(documents);
  return shop;
}

const kinds = (answer) => answer.effects.map((effect) => effect.kind);

test('a source is built in memory and answers a line for each event', (context) => {
  const shop = shopOf(context);
  const [start, said] = play(shop, [{ kind: 'start' }, { kind: 'text', text: 'starter plan' }]);
  assert.deepEqual(kinds(start), ['emit', 'say']);
  assert.deepEqual(kinds(said), ['say', 'emit']);
  assert.equal(said.effects[0].engine, 'retrieval');
  assert.equal(said.effects[0].id, '00000000000001-2-0');
  assert.deepEqual(shop.list('.'), Object.keys(smallDocuments).sort(), 'nothing is written');
});

test('parts that an answer needs are served at once, on the same line', (context) => {
  const shop = shopOf(context, largeDocuments());
  const [, said] = play(shop, [{ kind: 'start' }, { kind: 'text', text: 'starter plan' }]);
  assert.equal(said.effects[0].kind, 'need');
  assert.equal(said.effects.at(-1).name, 'question_answered');
});

test('a line that is no event is answered with the reason, and the conversation goes on', (context) => {
  const shop = shopOf(context);
  const deep = '{"kind":"form","values":' + '['.repeat(600) + ']'.repeat(600) + '}';
  const lines = [
    'nonsense',
    '[]',
    '{"kind":"start"',
    '{"kind":"start"}',
    '{"kind":"choice","choice":"none"}',
    '{"kind":"dance"}',
    '{"kind":"text","text":"x","seq":1.5}',
    '{"kind":"text","text":"' + 'x'.repeat(20_000) + '"}',
    '{"kind":"text","text":"' + 'x'.repeat(2_000_000) + '"}',
    deep,
    '{"kind":"text","text":"starter plan"}',
  ];
  const answers = play(shop, lines);
  const reasons = answers.map((answer) => answer.error);
  assert.equal(reasons[0], 'expected a value');
  assert.equal(reasons[1], 'the line is no JSON object');
  assert.equal(reasons[2], 'the object is not closed');
  assert.equal(reasons[3], undefined);
  assert.equal(reasons[4], 'that choice is not offered');
  assert.equal(reasons[5], 'the event is of no known kind');
  assert.ok(reasons[6], 'a seq is an integer');
  assert.ok(reasons[7], 'an event has a limit');
  assert.equal(reasons[8], 'the line is longer than 1 MiB');
  assert.ok(reasons[9], 'an event has a depth');
  assert.equal(answers[10].effects[0].engine, 'retrieval');
  assert.equal(answers.length, lines.length);
});

test('broken UTF-8, zero bytes and blank lines do no harm', (context) => {
  const shop = shopOf(context);
  const input = Buffer.concat([
    Buffer.from('{"kind":"start"}\n\n  \t\r\n{"kind":"text","text":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}\n\0\n{"kind":"text","text":"\\u0000"}\n{"kind":"text","text":"starter plan"}'),
  ]);
  const result = shop.runWith({ input }, 'play', 'docs');
  const answers = result.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(result.status, 0);
  assert.equal(answers.length, 5);
  assert.match(answers[1].error, /UTF-8/);
  assert.ok(answers[2].error);
  assert.ok(answers[3].effects);
  assert.equal(answers[4].effects[0].engine, 'retrieval');
});

test('an event that was sent before is ignored with the reason, and the state stays', (context) => {
  const shop = shopOf(context);
  const text = { kind: 'text', text: 'starter plan', seq: 7 };
  const answers = play(shop, [{ kind: 'start' }, text, text, { kind: 'text', text: 'Node' }], '--state');
  assert.deepEqual(answers[2].effects, []);
  assert.equal(answers[2].ignored, 'seq is not above that of the last event, 7');
  assert.deepEqual(answers[2].state, answers[1].state);
  assert.notDeepEqual(answers[3].state, answers[1].state);
  assert.match(answers[1].state.hash, /^[0-9a-f]{16}$/);
  assert.equal(answers[1].state.hex.length, 2 * answers[1].state.size_bytes);
});

test('the same lines give the same bytes; the seed makes other ids', (context) => {
  const shop = shopOf(context);
  const lines = [{ kind: 'start' }, { kind: 'text', text: 'starter plan' }];
  const first = play(shop, lines, '--state', '--seed', '255', '--now', '1767225600000');
  assert.deepEqual(play(shop, lines, '--state', '--seed', '255', '--now', '1767225600000'), first);
  assert.equal(first[1].effects[0].id, '000000000000ff-2-0');
  const given = [{ ...lines[0], seq: 1, now: 1767225600000 }, { ...lines[1], seq: 2, now: 1767225601000 }];
  assert.deepEqual(play(shop, given, '--state', '--seed', '255'), first);
});

test('a bot that is not there or has mistakes ends with its own exit code', (context) => {
  const shop = shopOf(context, { ...smallDocuments, 'bad/bot.json': '{"title": 5}', 'bad/a.md': '# A\n\nText.\n' });
  assert.equal(shop.run('play').status, 2);
  assert.equal(shop.run('play', 'nowhere').status, 4);
  const bad = shop.run('play', 'bad');
  assert.equal(bad.status, 3);
  assert.match(bad.stderr, /^bad\/bot\.json:1:11: E/);
  const built = shop.run('build', 'docs', '--out', 'built', '--no-web');
  assert.equal(built.status, 0, built.stderr);
  const [start] = shop.runWith({ input: '{"kind":"start"}\n' }, 'play', 'built').stdout.split('\n');
  assert.deepEqual(kinds(JSON.parse(start)), ['emit', 'say']);
});
