// `chat --log` and `replay`: what was said can be looked at again, step by step.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop, largeDocuments, smallDocuments } from './support/workshop.mjs';

function talked(context, documents, lines) {
  const shop = new Workshop(context);
  shop.write(documents);
  const input = lines.join('\n') + '\n';
  const result = shop.runWith({ input }, 'chat', 'docs', '--log', 'log.jsonl', '--seed', '5');
  assert.equal(result.status, 0, result.stderr);
  const events = shop.read('log.jsonl').trimEnd().split('\n').map((line) => JSON.parse(line));
  return { shop, events, stdout: result.stdout };
}

test('a log holds every event that was taken, and a replay gives its effects again', (context) => {
  const lines = ['starter plan', '', '/back', 'xylophone', '/quit', 'never'];
  const { shop, events } = talked(context, smallDocuments, lines);
  assert.deepEqual(events.map((event) => event.kind), ['start', 'text', 'text']);
  assert.deepEqual(events.map((event) => event.seq), [1, 2, 3]);
  const { json } = shop.runJson('replay', 'log.jsonl', 'docs', '--to', '2');
  assert.equal(json.step, 2);
  assert.deepEqual(json.event, events[1]);
  assert.equal(json.effects[0].id, '00000000000005-2-0');
  assert.equal(json.state.question, 'starter plan');
  assert.equal(json.state.seq, 2);
  assert.equal(shop.runJson('replay', 'log.jsonl', 'docs').json.step, 3);
  const words = shop.run('replay', 'log.jsonl', 'docs', '--to', '2', '--trace').stdout;
  assert.match(words, /^step 2 {2}\{"kind":"text",.*\}\ntrace\neffects\n {2}\{"kind":"say",/);
  assert.match(words, /\nstate\n(?:.*\n)* {2}question {3}"starter plan"\n/);
});

test('parts that came then come in the replay, too', (context) => {
  const { shop, events } = talked(context, largeDocuments(), ['starter plan']);
  assert.ok(events.some((event) => event.kind === 'result' && event.ok));
  const { json } = shop.runJson('replay', 'log.jsonl', 'docs');
  assert.equal(json.effects[0].kind, 'say');
  assert.equal(json.effects[0].engine, 'retrieval');
  const without = events.map((event) => (event.kind === 'result' ? { ...event, ok: false } : event));
  shop.write({ 'failed.jsonl': without.map((event) => JSON.stringify(event)).join('\n') });
  const failed = shop.runJson('replay', 'failed.jsonl', 'docs').json;
  assert.notEqual(failed.effects[0].engine, 'retrieval', 'they were not there then');
});

test('a log that is none, or shorter, or of another bot is told with its place', (context) => {
  const { shop } = talked(context, smallDocuments, ['starter plan']);
  const short = shop.run('replay', 'log.jsonl', 'docs', '--to', '9');
  assert.deepEqual([short.status, short.stderr], [2, 'chatlet replay: log.jsonl has 2 events\n']);
  shop.write({ 'bad.jsonl': '{"kind":"start","seq":1,"now":1,"seed":1}\n{"kind":\n', 'empty.jsonl': '\n' });
  const bad = shop.run('replay', 'bad.jsonl', 'docs');
  assert.equal(bad.status, 4);
  assert.match(bad.stderr, /^chatlet replay: bad\.jsonl:2:\d+: .*; a log has an event a line, as chat --log has\n$/);
  assert.equal(shop.run('replay', 'empty.jsonl', 'docs').status, 4);
  assert.equal(shop.run('replay', 'nowhere.jsonl', 'docs').status, 4);
  assert.equal(shop.run('replay').status, 2);
  const start = '{"kind":"start","seq":1,"now":1,"seed":1}\n';
  shop.write({ 'choice.jsonl': `${start}{"kind":"choice","choice":"x","seq":2,"now":2}\n` });
  const refused = shop.runJson('replay', 'choice.jsonl', 'docs');
  assert.equal(refused.json.refused, 'that choice is not offered');
  assert.equal(refused.json.state.seq, 1);
});

test('chat --log says when the file cannot be written', (context) => {
  const shop = new Workshop(context);
  shop.write(smallDocuments);
  const result = shop.run('chat', 'docs', '--log', 'no/folder/log');
  assert.equal(result.status, 4);
  assert.match(result.stderr, /^chatlet chat: no\/folder\/log: /);
  assert.equal(shop.run('chat', 'docs', '--answer', 'maybe').status, 2);
});
