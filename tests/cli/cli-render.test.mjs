// `render`: a text filled in, for where it goes; mistakes with their place; case files that cannot be used.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const say = (context, ...words) => new Workshop(context).run('render', ...words);
const data = JSON.stringify({ name: 'Ada <b>', list: ['a', 'b', 'c'], items: [{ n: 1 }, { n: 2.5 }] });

const texts = [
  [['Hello {{name}}'], 'Hello Ada <b>'],
  [['{{#items}}{{n}} {{/items}}{{missing}}'], '1 2.5 '],
  [['{{name}}', '--mode', 'html'], 'Ada &lt;b&gt;'],
  [['/find?q={{name}}', '--mode=url'], '/find?q=Ada%20%3Cb%3E'],
  [['**{{name}}**', '--mode', 'markdown'], '[["strong","Ada <b>"]]'],
  [['{{>sig}}', '--partials', '{"sig":"-- {{name}}"}'], '-- Ada <b>'],
  [['{{list}}', '--locale', 'es'], 'a, b y c'],
];

for (const [words, printed] of texts) {
  test(`${words.join(' ')} gives ${printed}`, (context) => {
    const { status, stdout, stderr } = say(context, '--data', data, ...words);
    assert.deepEqual([status, stdout, stderr], [0, `${printed}\n`, '']);
  });
}

test('mistakes are told with their place', (context) => {
  const { status, stdout, stderr } = say(context, 'a\n{{name');
  assert.deepEqual([status, stdout], [1, '']);
  assert.equal(stderr, 'template:2:1: E23: `{{name` is never closed; end the tag with `}}`\n');
});

test('an image within a message is a warning', (context) => {
  const { status, stdout, stderr } = say(context, '![a cat](cat.png)', '--mode', 'markdown');
  assert.deepEqual([status, stdout], [0, '[["text","a cat"]]\n']);
  assert.match(stderr, /^template:1:10: warning E23: a text cannot show the image `cat\.png`;/);
});

const wrong = [
  [[], /give one text, in quotes/],
  [['a', '--mode', 'loud'], /--mode is plain, markdown, url or html/],
  [['a', '--data', '{'], /--data: it is not JSON/],
  [['a', '--locale', 'tlh'], /--locale tlh: there is no data of this language; there is for en, es/],
  [['a', '--zone', 'x'], /--zone x: give minutes east of UTC/],
];

for (const [words, message] of wrong) {
  test(`render ${words.join(' ')} is a wrong command line`, (context) => {
    const { status, stdout, stderr } = say(context, ...words);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, message);
  });
}

test('a file without cases is trouble', (context) => {
  const workshop = new Workshop(context);
  workshop.write({ 'none.json': '[]' });
  const { status, stdout, stderr } = workshop.run('render', '--cases', 'none.json', 'missing.json');
  assert.deepEqual([status, stdout], [4, '0 passed, 0 failed\n']);
  assert.match(stderr, /none\.json: it is no object with an array of `tests`/);
  assert.match(stderr, /missing\.json: No such file/);
});
