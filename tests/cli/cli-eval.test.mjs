// `eval` over a small collection: what it ranks, what it scores, and what it does with lines it cannot use.
import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const jsonl = (rows) => rows.map((row) => JSON.stringify(row)).join('\n') + '\n';

const documents = [
  { id: 'apple', title: 'Apples', text: 'Apples grow on trees. An apple pie needs six of them.' },
  { id: 'pear', title: 'Pears', text: 'Pears keep in the cellar. Trees give fruit in autumn.' },
  { id: 'tool box', title: '', text: 'A hammer drives nails.\n\nA saw cuts wood.' },
  { id: 'Ünï/1', title: 'Only a title about rhubarb', text: '' },
];
const queries = [
  { id: 'q1', text: 'apple pie' },
  { id: 'q2', text: 'fruit trees in autumn' },
  { id: 'q3', text: 'xylophone' },
  { id: 'q4', text: 'rhubarb' },
];

function collection(context, files = {}) {
  const shop = new Workshop(context);
  shop.write({ 'docs.jsonl': jsonl(documents), 'queries.jsonl': jsonl(queries), ...files });
  return shop;
}

const evaluate = (shop, ...more) => shop.run('eval', '--docs', 'docs.jsonl', '--queries', 'queries.jsonl', ...more);

const rows = (run) => run.split('\n').filter(Boolean).map((line) => line.split('\t'));

test('every query gets its pages, best first, as lines of query, document and score', (context) => {
  const shop = collection(context);
  const result = evaluate(shop);
  assert.equal(result.status, 0, result.stderr);
  const ranked = rows(result.stdout);
  for (const row of ranked) {
    assert.equal(row.length, 3);
    assert.ok(documents.some(({ id }) => id === row[1]));
    assert.match(row[2], /^\d+$/);
  }
  const first = (query) => ranked.find(([id]) => id === query)?.[1];
  assert.deepEqual([first('q1'), first('q2'), first('q3'), first('q4')], ['apple', 'pear', undefined, 'Ünï/1']);
  const pairs = ranked.map(([query, document]) => `${query} ${document}`);
  assert.equal(new Set(pairs).size, pairs.length);
  for (let i = 1; i < ranked.length; i++) {
    if (ranked[i][0] === ranked[i - 1][0]) assert.ok(Number(ranked[i][2]) <= Number(ranked[i - 1][2]));
  }
  assert.match(result.stderr, /^4 documents, \d+ passages, language en; 4 queries, 1 of them without a hit\n$/);
});

test('--out takes the same lines, and the same run gives the same bytes', (context) => {
  const shop = collection(context);
  const printed = evaluate(shop).stdout;
  const result = evaluate(shop, '--out', 'runs/one.tsv');
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.stdout, '');
  assert.equal(shop.read('runs/one.tsv'), printed);
});

test('judgements give nDCG, MRR and recall as worked out by hand', (context) => {
  // q1: apple first of its two relevant ones (gains 3 and 1), rhubarb never; q3: nothing found; q2: not judged.
  const qrels = ['q1\tapple\t1', 'q1\tÜnï/1\t3', 'q3\tpear\t1', 'q4\tpear\t0', 'q9\tpear\t1', ''].join('\n');
  const shop = collection(context, { 'qrels.tsv': qrels });
  const result = evaluate(shop, '--qrels', 'qrels.tsv', '--json');
  assert.equal(result.status, 0, result.stderr);
  const figures = JSON.parse(result.stdout);
  const ideal = 3 + 1 / Math.log2(3);
  assert.equal(figures.queries_judged, 2);
  assert.equal(figures.ndcg_10_millionths, Math.round((1e6 * (1 / ideal)) / 2));
  assert.equal(figures.mrr_10_millionths, 500000);
  assert.equal(figures.recall_10_millionths, 250000);
  assert.equal(figures.recall_100_millionths, 250000);
  assert.equal(figures.queries_without_hit, 1);
  const words = evaluate(shop, '--qrels', 'qrels.tsv').stderr;
  assert.match(words, /\n2 judged: nDCG@10 0\.\d{4}, MRR@10 0\.5000, recall@10 0\.2500, recall@100 0\.2500\n/);
});

test('judgements may have a head line and the four columns of TREC', (context) => {
  const plain = 'q1\tapple\t2\nq2\tapple\t0.5\n';
  const shop = collection(context, {
    'plain.tsv': plain,
    'head.tsv': `query-id\tcorpus-id\tscore\r\n${plain.replaceAll('\n', '\r\n')}`,
    'trec.tsv': 'q1\t0\tapple\t2\nq2\t0\tapple\t0.5\n',
  });
  const [one, ...others] = ['plain', 'head', 'trec'].map((name) => evaluate(shop, '--qrels', `${name}.tsv`));
  assert.equal(one.status, 0, one.stderr);
  assert.match(one.stderr, /2 judged/);
  for (const other of others) assert.deepEqual(other, one);
});

test('lines that cannot be used are named with their place and left out', (context) => {
  const good = documents.map((row) => JSON.stringify(row));
  const shop = collection(context, {
    'docs.jsonl': Buffer.concat([
      Buffer.from([good[0], '', '{"id": "x"', '["y"]', '{"id": 7, "text": "t"}', '{"text": "t"}', ''].join('\n')),
      Buffer.from('{"id": "broken", "text": "caf\xe9"}\n', 'latin1'),
      Buffer.from(['{"id": "a\\tb", "text": "t"}', '{"id": "z"}', good[0], ...good.slice(1), ''].join('\r\n')),
    ]),
    'queries.jsonl': jsonl([...queries, queries[0], { id: '', text: 'pie' }]),
    'qrels.tsv': 'q1\tapple\t1\nq1\tapple\t2\nq2 pear 1\nq2\tpear\tmany\n\t\t1\n',
  });
  const result = evaluate(shop, '--qrels', 'qrels.tsv');
  assert.equal(result.status, 1);
  const id = 'the object needs an "id" of 1 to 1,000 bytes, without tab and line end';
  const twice = 'an earlier line has the same id; the first one counts';
  assert.deepEqual(result.stderr.split('\n').slice(0, 15), [
    'docs.jsonl:3:1: E110: the object is not closed',
    'docs.jsonl:4:1: E110: expected an object in braces',
    'docs.jsonl:5:8: E110: "id" must be a text in quotes',
    `docs.jsonl:6:1: E109: ${id}`,
    'docs.jsonl:7:30: E110: this byte is not UTF-8; save the text as UTF-8',
    `docs.jsonl:8:8: E109: ${id}`,
    'docs.jsonl:9:1: E109: the object needs a "text"; it may be empty',
    `docs.jsonl:10:1: E109: ${twice}`,
    'qrels.tsv:3:1: E109: the line needs query, document and gain, parted by tabs',
    'qrels.tsv:4:1: E109: the gain, in the last column, must be a number',
    'qrels.tsv:5:1: E109: the query and the document must be named',
    'qrels.tsv:2:1: E109: this pair was judged in an earlier line; remove one of them',
    `queries.jsonl:5:1: E109: ${twice}`,
    `queries.jsonl:6:7: E109: ${id}`,
    '4 documents, 4 passages, language en; 4 queries, 1 of them without a hit',
  ]);
  assert.match(result.stderr, /\n14 lines left out\n$/);
  const { left_out: leftOut, diagnostics } = JSON.parse(evaluate(shop, '--qrels', 'qrels.tsv', '--json').stdout);
  assert.deepEqual([leftOut, diagnostics.length], [14, 14]);
});

test('documents and queries of any content are ranked or left without a hit', (context) => {
  const words = Array.from({ length: 10_000 }, (_, i) => `word${i}`).join(' ');
  const odd = ['', ' ', 'the of and', words, '\u0000\u0007 apple', '"', '🍎 apple', 'a'.repeat(100_000), '😀'];
  const bells = { id: 'odd', text: '\u0000\u0001 bells\u001b' };
  const shop = collection(context, {
    'docs.jsonl': jsonl([...documents, { id: 'nothing', title: '', text: '' }, bells]),
    'queries.jsonl': jsonl([...odd, 'bells'].map((text, i) => ({ id: `o${i}`, text }))),
  });
  const result = evaluate(shop);
  assert.equal(result.status, 0, result.stderr);
  const found = new Set(rows(result.stdout).map(([query]) => query));
  assert.deepEqual([...found].sort(), ['o4', 'o6', 'o9']);
  assert.match(result.stdout, /^o9\todd\t\d+$/m);
});

test('an id is 1,000 bytes at most, and a query gets 100 pages at most', (context) => {
  const apple = (i) => ({ id: `d${i}`, title: `Apple ${i}`, text: `An apple of kind k${i}.` });
  const many = Array.from({ length: 130 }, (_, i) => apple(i));
  const shop = collection(context, {
    'docs.jsonl': jsonl([...many, { id: 'i'.repeat(1000), text: 'long' }, { id: 'i'.repeat(1001), text: 'longer' }]),
    'queries.jsonl': jsonl([{ id: 'q', text: 'apple' }, { id: 'l', text: 'long' }]),
  });
  const result = evaluate(shop);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /^docs\.jsonl:132:7: E109: /);
  const ranked = rows(result.stdout);
  assert.equal(ranked.filter(([query]) => query === 'q').length, 100);
  assert.equal(ranked.find(([query]) => query === 'l')[1], 'i'.repeat(1000));
});

test('--lang chooses the stems, and what is no tag is refused', (context) => {
  const shop = collection(context, {
    'docs.jsonl': jsonl([{ id: 'es', title: 'Canciones', text: 'Las canciones alegres se cantan.' }]),
    'queries.jsonl': jsonl([{ id: 'q', text: 'canción alegre' }]),
  });
  const spanish = evaluate(shop, '--lang', 'es-MX');
  assert.match(spanish.stdout, /^q\tes\t/);
  assert.match(spanish.stderr, /language es-MX;/);
  const refused = evaluate(shop, '--lang', 'not a tag');
  assert.equal(refused.status, 2);
  assert.equal(refused.stderr, 'chatlet eval: --lang takes a language tag like "en" or "pt-BR"\n');
});

test('without queries it only builds, and --timing tells where the time went', (context) => {
  const shop = collection(context);
  const result = shop.run('eval', '--docs', 'docs.jsonl', '--timing');
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(
    result.stderr,
    /\nCPU seconds: read \d+\.\d{3}, index \d+\.\d{3}, write \d+\.\d{3}, self-tests 0\.000, queries 0\.000\n$/,
  );
  const { json } = shop.runJson('eval', '--docs', 'docs.jsonl');
  for (const key of ['read_us', 'index_us', 'write_us', 'self_tests_us', 'query_us'])
    assert.ok(Number.isInteger(json[key]), key);
  assert.ok(json.index_bytes > 0);
});

test('what is missing is named, with an exit code of its own', (context) => {
  const shop = collection(context, { 'empty.jsonl': '\n' });
  const missing = shop.run('eval', '--docs', 'none.jsonl');
  assert.equal(missing.status, 4);
  assert.match(missing.stderr, /^none\.jsonl: E101: No such file or directory; /);
  assert.equal(evaluate(shop, '--qrels', 'none.tsv').status, 4);
  const nothing = shop.run('eval', '--docs', 'empty.jsonl');
  assert.equal(nothing.status, 3);
  assert.match(nothing.stderr, /^empty\.jsonl: E122: /);
  assert.equal(shop.run('eval').status, 2);
  assert.equal(shop.run('eval', '--docs', 'docs.jsonl', '--qrels', 'x').status, 2);
  assert.match(shop.run('eval', '--doc', 'x').stderr, /did you mean --docs\?/);
  assert.equal(evaluate(shop, '--out', 'docs.jsonl/run').status, 4);
});

test('files are read up to 1 GiB and 10,000,000 lines', (context) => {
  const shop = collection(context);
  const last = JSON.stringify(documents[0]);
  shop.write({ 'lines.jsonl': `${'\n'.repeat(9_999_999)}${last}\n${last}\n` });
  const lines = shop.run('eval', '--docs', 'lines.jsonl');
  assert.equal(lines.status, 1);
  const message = 'E102: the file has more than 10,000,000 lines; split it';
  assert.equal(lines.stderr.split('\n')[0], `lines.jsonl:10000001: ${message}`);
  assert.match(lines.stderr, /\n1 documents, /);
  writeFileSync(shop.path('large.jsonl'), '');
  truncateSync(shop.path('large.jsonl'), 2 ** 30 + 1);
  const large = shop.run('eval', '--docs', 'large.jsonl');
  assert.deepEqual([large.status, large.stderr], [4, 'large.jsonl: E102: larger than 1 GiB; split it\n']);
  assert.equal(evaluate(shop, '--qrels', 'large.jsonl').status, 4);
});
