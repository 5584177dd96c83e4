// `graph`: a bot's flows in DOT, which is read again here as graphviz would.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const main = {
  title: 'The "main" one',
  start: 'hello',
  nodes: {
    hello: { type: 'say', text: 'Hi.', next: 'plan' },
    plan: {
      type: 'ask',
      fields: [
        { var: 'plan', kind: 'choice', prompt: 'Which?', choices: [{ label: 'A "team"', goto: 'sub' }, 'Solo'] },
      ],
      next: 'more',
      fail: '$end',
    },
    sub: { type: 'call', flow: 'other', next: '$end' },
    more: { type: 'branch', cases: [{ when: "plan == 'Solo'", goto: 'other.start' }], next: 'nowhere' },
  },
};
const other = { start: 'start', nodes: { start: { type: 'end' } } };

function writeBot(shop) {
  shop.write({
    'bot/bot.json': JSON.stringify({
      vars: { plan: { type: 'string' } },
      triggers: [{ on: 'keyword', match: 'help', goto: 'other' }],
    }),
    'bot/flows/main.json': JSON.stringify(main),
    'bot/flows/other.json': JSON.stringify(other),
  });
}

test('nodes, ways on, calls and triggers are drawn, also of flows with mistakes', (context) => {
  const shop = new Workshop(context);
  writeBot(shop);
  const { status, stdout, stderr } = shop.run('graph', 'bot');
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(
    stdout,
    [
      'digraph flows {',
      '  rankdir=LR;',
      '  node [shape=box, fontname="sans-serif"];',
      '  edge [fontname="sans-serif", fontsize=10];',
      '  start [shape=circle, label="", width=0.2];',
      '  start -> "main.hello";',
      '  subgraph "cluster_main" {',
      '    label="main: The \\"main\\" one";',
      '    "main.hello" [label="hello\\nsay"];',
      '    "main.plan" [label="plan\\nask", style=rounded];',
      '    "main.sub" [label="sub\\ncall"];',
      '    "main.more" [label="more\\nbranch", shape=diamond];',
      '  }',
      '  subgraph "cluster_other" {',
      '    label="other";',
      '    "other.start" [label="start\\nend", shape=doublecircle];',
      '  }',
      '  "main.hello" -> "main.plan";',
      '  "main.plan" -> "main.sub" [label="A \\"team\\""];',
      '  "main.plan" -> "main.more";',
      '  "main.plan" -> "main.$end" [label="fail", style=dashed];',
      '  "main.sub" -> "main.$end";',
      '  "main.sub" -> "other.start" [label="call", style=dotted];',
      '  "main.more" -> "other.start" [label="plan == \'Solo\'"];',
      '  "trigger keyword help" [shape=note];',
      '  "trigger keyword help" -> "other.start";',
      '}',
      '',
    ].join('\n'),
  );
});

test('one flow alone is drawn, and one that is not there is told', (context) => {
  const shop = new Workshop(context);
  writeBot(shop);
  const one = shop.run('graph', 'bot', '--flow', 'other');
  assert.equal(one.status, 0);
  assert.doesNotMatch(one.stdout, /main/);
  const none = shop.run('graph', 'bot', '--flow', 'mian');
  assert.deepEqual([none.status, none.stdout, none.stderr], [1, '', 'chatlet graph: bot has no flow "mian"\n']);
  shop.write({ 'bare/bot.json': '{}' });
  const bare = shop.run('graph', 'bare');
  assert.deepEqual([bare.status, bare.stderr], [1, 'chatlet graph: bare has no flows; write flows/main.json\n']);
});

const hasDot = spawnSync('dot', ['-V']).status === 0;
test('graphviz reads it', { skip: hasDot ? false : 'no graphviz' }, (context) => {
  const shop = new Workshop(context);
  writeBot(shop);
  const drawn = spawnSync('dot', ['-Tplain'], { input: shop.run('graph', 'bot').stdout, encoding: 'utf8' });
  assert.deepEqual([drawn.status, drawn.stderr], [0, '']);
  assert.match(drawn.stdout, /^node "?main\.hello"? /m);
});
