// `chat` over a bot with flows: choices, forms, media, what would be sent, timers, and what happens inside.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const bot = {
  id: 'shop',
  title: 'Shop',
  start: 'main',
  vars: {
    size: { type: 'string' },
    name: { type: 'string' },
    extras: { type: 'list' },
    note: { type: 'string' },
    fit: { type: 'bool' },
    total: { type: 'int', init: 1 },
    seen: { type: 'int', init: 0, scope: 'visitor' },
  },
  connections: { orders: { url: 'https://example.com/orders', consent: 'Said before the form.' } },
  flows: {
    main: {
      start: 'hello',
      nodes: {
        hello: {
          type: 'say',
          text: 'Welcome to the **shop**!',
          media: [
            { kind: 'image', src: 'https://example.com/a.png', alt: 'A shirt' },
            { kind: 'card', title: 'Shirts', text: 'All sizes.', actions: [{ label: 'Stop here', goto: 'bye' }] },
          ],
          next: 'size',
        },
        size: {
          type: 'ask',
          fields: [
            {
              var: 'size',
              kind: 'choice',
              prompt: 'Which size?',
              choices: [
                { label: 'Small', value: 's' },
                { label: 'Large', value: 'l', description: 'for two' },
              ],
            },
          ],
          next: 'details',
        },
        details: {
          type: 'ask',
          layout: 'form',
          fields: [
            { var: 'name', kind: 'text', prompt: 'Your name', min: 2 },
            { var: 'extras', kind: 'multichoice', prompt: 'Extras', choices: [{ label: 'Bag' }, { label: 'Card' }] },
            { var: 'note', kind: 'text', prompt: 'A note', required: false },
          ],
          next: 'count',
        },
        count: { type: 'set', assign: { total: 'total + 1', seen: 'seen + 1' }, next: 'send' },
        send: {
          type: 'http',
          connection: 'orders',
          body: { size: 'size', name: 'name' },
          timeout_ms: 60000,
          next: 'sent',
          fail: 'failed',
        },
        sent: { type: 'say', text: 'Ordered, {{name}}: {{size}}.', next: 'pause' },
        failed: { type: 'say', text: 'Not ordered, {{name}}.', next: 'bye' },
        pause: { type: 'wait', ms: 300, next: 'later' },
        later: { type: 'say', text: 'Still there?', next: 'bye' },
        bye: { type: 'end', outcome: 'done' },
      },
    },
  },
};

function shopOf(context) {
  const shop = new Workshop(context);
  shop.write({ 'bot/bot.json': JSON.stringify(bot, null, 1) });
  return shop;
}

function talk(shop, lines, ...options) {
  const result = shop.runWith({ input: lines.join('\n') + '\n' }, 'chat', 'bot', '--seed', '3', ...options);
  assert.equal(result.status, 0, result.stderr);
  return result;
}

test('media, buttons and choices are lines with numbers', (context) => {
  const { stdout } = talk(shopOf(context), ['/quit']);
  assert.ok(stdout.includes('\n  Welcome to the shop!\n  [image: A shirt, https://example.com/a.png]\n'), stdout);
  assert.ok(stdout.includes('\n  [card: Shirts]\n    All sizes.\n  1) Stop here\n'), stdout);
  assert.ok(stdout.includes('\n  Which size?\n  2) Small\n  3) Large – for two\n'), stdout);
});

test('a form is asked field by field, and only what was not taken is asked again', (context) => {
  const { stdout } = talk(shopOf(context), ['3', 'A', '1, card', '', 'Ada', '/quit']);
  assert.ok(stdout.includes('\n  1/3 Your name\n'), stdout);
  assert.ok(stdout.includes('\n  2/3 Extras\n  1) Bag\n  2) Card\n  (several numbers, parted by commas)\n'), stdout);
  assert.ok(stdout.includes('\n  3/3 A note\n  (Enter leaves it out)\n'), stdout);
  assert.match(stdout, /\n {2}1\/1 Your name(?: \[A\])?\n {2}✗ \S/);
  assert.match(stdout, /Not ordered, Ada\./);
});

test('what would be sent is shown, and answered as --answer says', (context) => {
  const lines = ['3', 'Ada', '1', '', '/quit'];
  const failed = talk(shopOf(context), lines).stdout;
  assert.match(failed,
    /\n {2}⇒ \{"kind":"http".*"url":"https:\/\/example\.com\/orders".*"body":\{"size":"l","name":"Ada"\}/);
  assert.match(failed, /\(answered: not sent from a terminal\)\n\n {2}Not ordered, Ada\.\n/);
  const done = talk(shopOf(context), lines, '--answer', 'ok').stdout;
  assert.match(done, /\(answered: it worked\)\n\n {2}Ordered, Ada: l\.\n/);
});

test('/back asks the question before, /say writes in the middle of a form, /restart begins anew', (context) => {
  const { stdout } = talk(shopOf(context), ['2', 'Ada', '/back', '2', '/say hello?', '/restart', '/quit']);
  assert.equal(stdout.split('Which size?').length - 1, 3, stdout);
  assert.ok(stdout.includes('\n  1) Small\n  2) Large'), 'numbered anew');
  assert.equal(stdout.split('Welcome to the shop!').length - 1, 2, stdout);
  assert.ok(stdout.split('1/3 Your name').length - 1 >= 2, stdout);
});

test('a number that was not offered is a text, and a button of the page above still counts', (context) => {
  assert.match(talk(shopOf(context), ['9', '/quit']).stdout, /Please choose one of these\.\n {2}1\) Small/);
  const stopped = talk(shopOf(context), ['1', '/quit'], '--trace').stdout;
  assert.match(stopped, /node main\.bye/);
});

test('--trace tells nodes, values and effects', (context) => {
  const { stdout } = talk(shopOf(context), ['Large', 'Ada', '1', '', '/quit'], '--trace');
  const traced = stdout.split('\n').map((line) => line.replace(/^> /, '').trim());
  const wanted = [
    'node main.hello',
    'set main size = "l"',
    'value main.count assign is 2',
    'set main.count total = 2',
    'failed main.send: not sent from a terminal',
    'effect {"kind":"set","name":"seen","value":1}',
  ];
  for (const line of wanted) assert.ok(traced.includes(`· ${line}`), `${line}\n${stdout}`);
});

test('a log of flows is replayed to its variables and where it waits', (context) => {
  const shop = shopOf(context);
  talk(shop, ['Large', 'Ada', '1', ''], '--log', 'log');
  const { json } = shop.runJson('replay', 'log', 'bot', '--to', '2', '--trace');
  assert.equal(json.event.kind, 'text');
  assert.equal(json.state.flow.variables.size, 'l');
  assert.match(JSON.stringify(json.state.flow), /main\.details/);
  assert.ok(json.trace.some((line) => line === 'node main.details'), JSON.stringify(json.trace));
  const last = shop.runJson('replay', 'log', 'bot').json;
  assert.equal(last.state.flow.variables.name, 'Ada');
  assert.equal(last.state.flow.variables.total, 2);
});

const skip = process.env.CHATLET_PROGRAM?.endsWith('.js') && 'under Node timers fire when a line comes';

test('a timer fires while the visitor is silent', { skip }, async (context) => {
  const shop = shopOf(context);
  const program = process.env.CHATLET_PROGRAM ?? 'build/bin/chatlet';
  const chat = spawn(program, ['chat', 'bot', '--answer', 'ok'], { cwd: shop.folder, env: shop.environment({}) });
  context.after(() => chat.kill());
  let said = '';
  chat.stdout.setEncoding('utf8');
  chat.stdin.write('2\nAda\n1\n\n');
  for await (const text of chat.stdout) {
    said += text;
    if (said.includes('Still there?')) break;
  }
  chat.stdin.end();
  await once(chat, 'exit');
  assert.match(said, /Ordered, Ada: s\.[^]*Still there\?/);
});
