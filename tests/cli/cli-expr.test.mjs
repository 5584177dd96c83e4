// `expr`: an expression's value for people and as JSON, mistakes with their place, and case files.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const say = (context, ...words) => new Workshop(context).run('expr', ...words);

const values = [
  ['1 + 2', '3'],
  ['1u', '1u'],
  ['1.0', '1.0'],
  ['1e300', '1e+300'],
  ['-0.0', '-0.0'],
  ['0.0 / 0.0', 'NaN'],
  ["'a\"b\\n\\u0007'", '"a\\"b\\n\\x07"'],
  ["b'a\\xff'", 'b"a\\xff"'],
  ['[1, null, true]', '[1, null, true]'],
  ["{'a': {1: []}}", '{"a": {1: []}}'],
  ["timestamp('2024-02-29T10:00:00+02:00')", 'timestamp("2024-02-29T08:00:00Z")'],
  ["duration('-90m')", 'duration("-5400s")'],
  ['type(1)', 'int'],
];

for (const [expression, printed] of values) {
  test(`${expression} is printed as ${printed}`, (context) => {
    // A beginning '-' would be read as an option.
    const { status, stdout, stderr } = say(context, '--', expression);
    assert.deepEqual([status, stdout, stderr], [0, `${printed}\n`, '']);
  });
}

test('variables are bound from JSON, with the types they are declared with', (context) => {
  const cases = [
    [['a + b', '--var', 'a=1.5', '--var', 'b=2'], '3.5'],
    [['a + 1', '--var', 'a:int=2'], '3'],
    [['a + 1u', '--var=a:uint=2'], '3u'],
    [['a.b[0]', '--var', 'a={"b":["x"]}'], '"x"'],
    [['a + 1', '--var', 'a={"$int":"9007199254740993"}'], '9007199254740994'],
    [['l.all(e, e > 0.5)', '--var', 'l:list(double)=[1,2]'], 'true'],
    [['visitor.name', '--var', 'visitor.name="Zoe"'], '"Zoe"'],
    [['t.getHours()', '--var', 't={"$timestamp":"2024-02-29T10:00:00Z"}'], '10'],
    [['x == null', '--var', 'x=null'], 'true'],
    [["'a1'.matches('a' + string(1))"], 'true'],
  ];
  for (const [words, printed] of cases) {
    const { status, stdout, stderr } = say(context, ...words);
    assert.deepEqual([status, stdout, stderr], [0, `${printed}\n`, ''], words.join(' '));
  }
});

test('mistakes name line, column, code and what to do', (context) => {
  const { status, stdout, stderr } = say(context, 'seats +\n  1 + naem', '--var', 'seats=3', '--var', 'names=1');
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    'expression:1:1: E05: `seats +?  1`: a JSON number is a double; declare `seats` as int, or write 1.0\n' +
      'expression:2:7: E04: `naem` is not declared; add it to `vars`, or put a text between " and "\n',
  );
});

test('an expression without a value says why', (context) => {
  const failed = [
    [['1 / 0'], 'chatlet expr: division by zero\n'],
    [['a', '--var', 'a:whole=1'], 'chatlet expr: a --var has a type that is none\n'],
  ];
  for (const [words, said] of failed) {
    const { status, stderr } = say(context, ...words);
    assert.deepEqual([status, stderr], [1, said]);
  }
  const loop = (inner) => `[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(e, ${inner})`;
  const endless = loop(loop(loop(loop(loop(loop('e'))))));
  const { status, stderr } = say(context, endless);
  assert.deepEqual([status, stderr], [1, 'chatlet expr: it takes more work than an evaluation may\n']);
});

test('--json prints one object', (context) => {
  const shop = new Workshop(context);
  const ask = (...words) => {
    const { status, stdout } = shop.run('expr', '--json', ...words);
    return { status, json: JSON.parse(stdout) };
  };
  assert.deepEqual(ask('{1: [2u]}'), {
    status: 0,
    json: {
      value: { $map: [[{ $int: '1' }, [{ $uint: '2' }]]] },
      type: 'map(int, list(uint))',
      code: '020000' + '0401' + '060200000000000000' + '0e01' + '0f01' + '00',
      cost: 11,
      diagnostics: [],
    },
  });
  assert.equal(ask('1 / 0').json.problem, 'division by zero');
  const { status, json } = ask('1 +');
  assert.equal(status, 1);
  assert.deepEqual(json.diagnostics, [
    {
      severity: 'error',
      code: 'E05',
      file: 'expression',
      line: 1,
      column: 4,
      message: 'expected a value, but the expression ends here',
    },
  ]);
});

test('case files are run and failures printed', (context) => {
  const shop = new Workshop(context);
  shop.write({
    'good.json': '[{"name": "sum", "expr": "1 + x", "bindings": {"x": {"$int": "2"}}, "value": {"$int": "3"}}]',
    'bad.json': '[{"name": "sum", "expr": "1 + 1", "value": 2}, {"name": "fails", "expr": "2", "error": "no"}]',
    'broken.json': '[{"name"',
    'object.json': '{}',
  });
  assert.deepEqual(shop.run('expr', '--cases', 'good.json'), { status: 0, stdout: '1 passed, 0 failed\n', stderr: '' });
  const bad = shop.run('expr', '--cases', 'good.json', 'bad.json');
  assert.equal(bad.status, 1);
  assert.equal(
    bad.stdout,
    'bad.json: sum\n  expression  1 + 1\n  expected    2\n  got         {"$int":"2"}\n' +
      'bad.json: fails\n  expression  2\n  expected    an error\n  got         {"$int":"2"}\n' +
      '1 passed, 2 failed\n',
  );
  const { stdout } = shop.run('expr', '--cases', '--json', 'bad.json');
  assert.deepEqual(JSON.parse(stdout).failed, 2);
  for (const file of ['broken.json', 'object.json', 'gone.json']) {
    const { status, stderr } = shop.run('expr', '--cases', file);
    assert.equal(status, 4);
    assert.match(stderr, new RegExp(`^chatlet expr: ${file}: `));
  }
});

test('a wrong command line is refused with what it takes', (context) => {
  const wrong = [
    [[], /give one expression, in quotes/],
    [['1', '2'], /give one expression/],
    [['--cases'], /give the case files/],
    [['a', '--var', 'a'], /--var a: write NAME=JSON or NAME:TYPE=JSON/],
    [['a', '--var', 'a=x'], /--var a=x: its value is not JSON; a text stands between " and "/],
    [['a', '--var', 'a:int=1.5'], /its value is no whole number/],
    [['a', '--var', 'a={"$int":"x"}'], /does not read/],
    [['a', '--vars', 'a=1'], /did you mean --var\?/],
    [['a', ...Array.from({ length: 65 }, (_, n) => `--var=v${n}=1`)], /may stand 64 times/],
  ];
  for (const [words, said] of wrong) {
    const { status, stderr } = say(context, ...words);
    assert.equal(status, 2, words.join(' '));
    assert.match(stderr, said);
  }
});
