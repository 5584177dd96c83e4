// `search`, `chat` and `dump` over a small built folder, and `build --watch`.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { Workshop, largeDocuments, smallDocuments } from './support/workshop.mjs';

function builtShop(context, bot = {}, documents = smallDocuments) {
  const shop = new Workshop(context);
  shop.write({ ...documents, 'bot.json': JSON.stringify(bot) });
  const result = shop.run('build', 'docs', '--bot', 'bot.json', '--no-web');
  assert.equal(result.status, 0, result.stderr);
  return shop;
}

test('search finds the right page, for people and for programs', (context) => {
  const shop = builtShop(context);
  const plain = shop.run('search', 'chatlet-site', 'what', 'does', 'the', 'starter', 'plan', 'cost');
  assert.equal(plain.status, 0);
  const head = /^1\. Prices\n {3}pages\/prices\.html#prices\n {3}score \d+, confidence [01]\.\d\d\n {3}.*49 dollars/;
  assert.match(plain.stdout, head);
  assert.match(plain.stdout, /\n\d+ parts read, [\d.]+ k?B\n$/);
  const { json } = shop.runJson('search', 'chatlet-site', 'starter plan', '--limit', '1');
  assert.equal(json.question, 'starter plan');
  assert.equal(json.hits.length, 1);
  const numbers = ['piece', 'passage', 'document', 'score', 'confidence', 'coverage'];
  const keys = ['title', 'path', 'url', ...numbers, 'text', 'tokens'];
  assert.deepEqual(Object.keys(json.hits[0]), keys);
  assert.deepEqual([json.parts_read, json.parts_read_bytes], [0, 0]); // all in the head
  const none = shop.run('search', 'chatlet-site', 'xylophone');
  assert.equal(none.status, 1);
  assert.match(none.stdout, /^Nothing found\.\n/);
});

test('search --typing suggests what the panel would, for people and for programs', (context) => {
  const shop = builtShop(context, { suggestions: ['Which prices are there?'] });
  const plain = shop.run('search', 'chatlet-site', '--typing', 'pri');
  assert.equal(plain.status, 0, plain.stderr);
  const lines = ['1. Which prices are there?', '   a suggestion of bot.json', '2. Prices', '   pages/prices.html', ''];
  assert.ok(plain.stdout.startsWith(lines.join('\n')), plain.stdout);
  assert.match(plain.stdout, /\n0 parts read, 0 B\n$/);
  const { json } = shop.runJson('search', 'chatlet-site', '--typing', 'pri', '--limit', '2');
  assert.deepEqual(json, {
    typed: 'pri',
    suggestions: [
      { title: 'Which prices are there?', path: '', url: '' },
      { title: 'Prices', path: '', url: 'pages/prices.html' },
    ],
    parts_read: 0,
    parts_read_bytes: 0,
  });
  const none = shop.run('search', 'chatlet-site', '--typing', 'xyloph');
  assert.equal(none.status, 1);
  assert.match(none.stdout, /^Nothing begins so\.\n/);
  assert.equal(shop.run('search', 'chatlet-site', '--typing', 'pri', '--limit', '10').status, 0);
  const past = shop.run('search', 'chatlet-site', '--typing', 'pri', '--limit', '11');
  assert.equal(past.status, 2);
  assert.equal(past.stderr, 'chatlet search: with --typing, --limit is 1 to 10\nTry: chatlet help search\n');
});

test('search --typing reads parts of a larger site, and is silent where the author wants it so', (context) => {
  const large = builtShop(context, {}, largeDocuments());
  const { json } = large.runJson('search', 'chatlet-site', '--typing', 'pric');
  assert.equal(json.suggestions[0].title, 'Prices');
  assert.ok(json.parts_read >= 3 && json.parts_read_bytes > 0);
  const quiet = builtShop(context, { suggest_while_typing: false });
  const none = quiet.run('search', 'chatlet-site', '--typing', 'pric');
  assert.equal(none.status, 1);
  assert.match(none.stdout, /^This assistant suggests nothing while its visitors type/);
});

test('a conversation at the terminal greets, answers with its source, and admits a miss', (context) => {
  const shop = builtShop(context, { greeting: 'Welcome.', miss: 'No idea.', suggestions: ['Which browsers work?'] });
  const input = '1\nwhat do xylophones eat\n/restart\n/quit\n';
  const result = shop.runWith({ input }, 'chat', 'chatlet-site', '--seed', '7');
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /Welcome\.\n\n {2}1\) Which browsers work\?\n/);
  const answer = /Chromium, Firefox and Safari\.\n {2}→ Which browsers work\?: pages\/faq\/questions\.html/;
  assert.match(result.stdout, answer);
  assert.match(result.stdout, /No idea\./);
  assert.equal(result.stdout.split('Welcome.').length, 3);
  assert.equal(result.stderr, '');
});

test('chat --json takes events and gives effects, a line each, the same each time', (context) => {
  const shop = builtShop(context, {}, largeDocuments());
  const events = ['{"kind":"start"}', '{"kind":"text","text":"which browsers work?"}', '', '{broken'];
  const input = [...events, '{"kind":"choice","choice":"nothing"}', ''].join('\n');
  const run = () => shop.runWith({ input }, 'chat', 'chatlet-site', '--json');
  const result = run();
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(run(), result);
  const effects = result.stdout.trim().split('\n').map((line) => JSON.parse(line));
  const kinds = effects.map((effect) => effect.kind);
  assert.ok(kinds.includes('need'));
  assert.deepEqual(kinds.slice(-2), ['refused', 'refused']);
  const answer = effects.find((effect) => effect.engine === 'retrieval');
  assert.match(answer.citations[0].url, /^pages\/faq\/questions\.html/);
  assert.equal(effects[0].id, '00000000000001-1-0');
});

test('parts that are gone are told as trouble, and the session goes on', (context) => {
  const shop = builtShop(context, {}, largeDocuments());
  const parts = shop.list('chatlet-site').filter((name) => name.endsWith('.part'));
  shop.write(Object.fromEntries(parts.map((name) => [`chatlet-site/${name}`, 'damaged'])));
  const input = '{"kind":"start"}\n{"kind":"text","text":"which browsers work?"}\n{"kind":"restart"}\n';
  const result = shop.runWith({ input }, 'chat', 'chatlet-site', '--json');
  assert.equal(result.status, 0);
  assert.match(result.stderr, /bad part; build again/);
  assert.match(result.stdout, /"parts_failed"/);
  assert.equal(result.stdout.split('"session_started"').length, 3);
});

test('dump describes head and parts', (context) => {
  const shop = builtShop(context, { id: 'small', title: 'Small' });
  const plain = shop.run('dump', 'chatlet-site');
  assert.equal(plain.status, 0);
  assert.match(plain.stdout, /^head: format 3, bytes \d+\n {2}id: small\n {2}title: Small\n/);
  const { json } = shop.runJson('dump', 'chatlet-site');
  assert.deepEqual([json.id, json.title, json.language, json.documents], ['small', 'Small', 'en', 3]);
  assert.ok(!shop.list('chatlet-site').some((name) => name.endsWith('.part'))); // all in the head
});

test('a bundle too large for one file has its parts beside the head', (context) => {
  const shop = builtShop(context, {}, largeDocuments());
  const { json } = shop.runJson('dump', 'chatlet-site');
  const names = shop.list('chatlet-site').filter((name) => name.endsWith('.part'));
  assert.deepEqual(json.parts.map((part) => `files/${part.name}`).sort(), names);
  const kinds = [...new Set(json.parts.map((part) => part.kind))];
  assert.deepEqual(kinds, ['map', 'terms', 'spelling', 'texts']);
  const found = shop.runJson('search', 'chatlet-site', 'what does the starter plan cost').json;
  assert.match(found.hits[0].text, /49 dollars/);
  assert.ok(found.parts_read >= 3 && found.parts_read_bytes > 0);
});

test('--watch builds again when a document changes, comes or goes, and stops on a signal', async (context) => {
  const shop = new Workshop(context);
  shop.write(smallDocuments);
  const program = shop.start('build', 'docs', '--no-web', '--watch', '--json');
  context.after(() => program.kill('SIGKILL'));
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  assert.equal((await next()).documents, 3);
  shop.write({ 'docs/new.md': '# New\n\nFresh words.' });
  assert.equal((await next()).documents, 4);
  shop.write({ 'docs/new.md': Buffer.from([0x80]) });
  const broken = await next();
  assert.deepEqual([broken.documents, broken.errors], [3, 1]);
  program.kill('SIGTERM');
  const [status] = await once(program, 'exit');
  assert.equal(status, 1);
});
