// `fmt`: an author's files in their canonical form, checked beside JSON.stringify.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const messy = '{"title":"A","id":"a",\n"flows":{"main":{"start":"b","nodes":{"b":{"type":"end"}}}}}';

function canonical(value) {
  const sort = (one) => {
    if (Array.isArray(one)) return one.map(sort);
    if (one === null || typeof one !== 'object') return one;
    return Object.fromEntries(Object.keys(one).sort().map((key) => [key, sort(one[key])]));
  };
  return `${JSON.stringify(sort(value), null, 2)}\n`;
}

test('the files of every bot in a folder are written, and named', (context) => {
  const shop = new Workshop(context);
  const flow = '{"start":"a","nodes":{"a":{"type":"say","text":"Hi","next":"$end"}}}';
  shop.write({
    'one/bot.json': messy,
    'one/flows/main.json': flow,
    'one/intents/hello.json': '{"examples":{"en":["hi"]}}',
    'one/intents/bye.txt': 'bye\n',
    'one/strings/en.json': '{"b":"2","a":"1"}',
    'one/tests/first.json': '{"script":[{"say":"hi"}]}',
    'one/package.json': '{"b":1,"a":2}',
    'deep/er/two/bot.json': '{}',
    'flows/alone.json': flow,
  });
  const before = shop.read('one/package.json');
  const { status, stdout, stderr } = shop.run('fmt');
  assert.deepEqual([status, stderr], [0, '']);
  assert.deepEqual(stdout.split('\n').filter(Boolean), [
    'deep/er/two/bot.json',
    'one/bot.json',
    'one/flows/main.json',
    'one/intents/hello.json',
    'one/strings/en.json',
    'one/tests/first.json',
  ]);
  assert.equal(shop.read('one/bot.json'), canonical(JSON.parse(messy)));
  assert.equal(shop.read('one/flows/main.json'), canonical(JSON.parse(flow)));
  assert.equal(shop.read('one/strings/en.json'), '{\n  "a": "1",\n  "b": "2"\n}\n');
  assert.equal(shop.read('one/package.json'), before);
  assert.equal(shop.read('flows/alone.json'), flow);
});

test('a second run changes and says nothing', (context) => {
  const shop = new Workshop(context);
  shop.write({ 'bot.json': messy });
  assert.equal(shop.run('fmt', 'bot.json').stdout, 'bot.json\n');
  const { status, stdout, stderr } = shop.run('fmt', 'bot.json');
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});

test('with --check files are named and left as they are', (context) => {
  const shop = new Workshop(context);
  shop.write({ 'bot.json': messy, 'good/bot.json': '{}\n' });
  const { status, stdout, stderr } = shop.run('fmt', '--check', '.');
  assert.deepEqual([status, stdout, stderr], [1, 'bot.json\n', '']);
  assert.equal(shop.read('bot.json'), messy);
  assert.deepEqual(shop.run('fmt', '--check', 'good').status, 0);
});

test('a broken file is told with its place, and the others are still written', (context) => {
  const shop = new Workshop(context);
  shop.write({ 'a.json': '{\n  "a": 1,\n}', 'b.json': '[1]' });
  const { status, stdout, stderr } = shop.run('fmt', 'a.json', 'b.json');
  assert.deepEqual([status, stdout], [1, 'b.json\n']);
  assert.match(stderr, /^a\.json:3:1: E110: [^\n]+\n$/);
  assert.equal(shop.read('a.json'), '{\n  "a": 1,\n}');
});

test('files that are not there and folders without a bot are told', (context) => {
  const shop = new Workshop(context);
  shop.write({ 'empty/readme.md': '' });
  const missing = shop.run('fmt', 'none.json');
  assert.deepEqual([missing.status, missing.stderr], [4, 'chatlet fmt: none.json: No such file or directory\n']);
  const empty = shop.run('fmt', 'empty');
  const words = 'chatlet fmt: no bot.json in empty or below; name the files themselves\n';
  assert.deepEqual([empty.status, empty.stderr], [4, words]);
});
