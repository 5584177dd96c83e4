// `eval --questions`: an author's questions as a test of their site.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop, smallDocuments } from './support/workshop.mjs';

const good = [
  'Question,URL,Holds,note',
  '"what does the starter plan cost",prices.html,49 DOLLARS  a month,asked often',
  'how do I install the widget,/pages/install.html#install-the-widget,',
  'which node is required,"nowhere.html install.html",',
  'what do xylophones eat,,',
  '',
].join('\r\n');

function workshop(context, questions) {
  const shop = new Workshop(context);
  shop.write({ ...smallDocuments, 'questions.csv': questions });
  return shop;
}

const ask = (shop, ...more) => shop.run('eval', 'docs', '--questions', 'questions.csv', ...more);

test('questions answered as expected end in exit code 0, from a source and from a built folder', (context) => {
  const shop = workshop(context, good);
  const fromSource = ask(shop);
  assert.equal(fromSource.stdout, '4 of 4 right: page 3 of 3, its text 1 of 1, "I don\'t know" 1 of 1\n');
  assert.equal(fromSource.status, 0, fromSource.stderr);
  assert.equal(shop.run('build', 'docs', '--no-web', '--out', 'built').status, 0);
  const fromFolder = shop.run('eval', 'built', '--questions', 'questions.csv');
  assert.deepEqual(fromFolder, fromSource);
});

const bad = [
  'question;url;holds',
  'what does the starter plan cost;install.html;',
  'what does the starter plan cost;prices.html;50 dollars',
  'what do xylophones eat;prices.html;',
  'which browsers work?;;',
  'how do I install the widget;install.html;',
  '',
].join('\n');

test('each kind of failure is told with its line, what was wanted and what was shown', (context) => {
  const shop = workshop(context, bad);
  const result = ask(shop);
  assert.equal(result.status, 1);
  const told = result.stdout.replace(/confidence [01]\.\d\d/g, 'confidence C').split('\n\n');
  const lines = told.slice(0, 4).map((one) => one.split('\n').map((line) => line.trim()));
  const says = (index, ...expected) => assert.deepEqual(lines[index].slice(0, expected.length), expected);
  const unknown = '"I don\'t know"';
  says(
    0,
    'questions.csv:2: what does the starter plan cost',
    'wrong page first',
    'wanted  install.html',
    'shown   pages/prices.html#prices, confidence C',
  );
  assert.match(lines[0][4], /49 dollars/);
  says(
    1,
    'questions.csv:3: what does the starter plan cost',
    'right page, but the text shown does not hold what it must',
    'wanted  prices.html, holding "50 dollars"',
  );
  says(
    2,
    'questions.csv:4: what do xylophones eat',
    `${unknown}, though a page answers`,
    'wanted  prices.html',
    `shown   ${unknown}, confidence C`,
  );
  says(3, 'questions.csv:5: which browsers work?', `a page, though ${unknown} is right`, `wanted  ${unknown}`);
  assert.equal(told[4], '1 of 5 right: page 2 of 4, its text 0 of 1, "I don\'t know" 0 of 1\n');
});

test('--min-right says how many must be right, --json and --junit tell programs', (context) => {
  const shop = workshop(context, bad);
  assert.equal(ask(shop, '--min-right', '20').status, 0);
  assert.equal(ask(shop, '--min-right', '21').status, 1);
  assert.equal(ask(shop, '--min-right', '101').status, 2);
  const json = JSON.parse(ask(shop, '--json').stdout);
  assert.deepEqual(
    json.results.map(({ line, verdict }) => [line, verdict]),
    [[2, 'wrong_page'], [3, 'no_text'], [4, 'unanswered'], [5, 'answered'], [6, 'right']],
  );
  assert.deepEqual([json.questions, json.right, json.honest_misses, json.left_out], [5, 1, 0, 0]);
  assert.equal(ask(shop, '--junit', 'out/junit.xml').status, 1);
  const junit = shop.read('out/junit.xml');
  assert.ok(junit.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="chatlet eval" tests="5"'));
  assert.equal(junit.split('<failure ').length, 5);
  assert.match(junit, /<testcase classname="questions\.csv" name="how do I install the widget"\/>/);
  assert.match(junit, /<failure message="&quot;I don't know&quot;, though a page answers">line 4: wanted prices\.html/);
});

test('rows that cannot be asked are named, and the rest is asked', (context) => {
  const long = `why ${'x'.repeat(17_000)}`;
  const fine = good.split('\r\n')[1];
  const questions = ['question,url,holds', ',a.html,', '"open" more,', 'how,,x', `${long},a.html,`, fine, ''];
  const shop = workshop(context, questions.join('\n'));
  const result = ask(shop, '--junit', 'junit.xml');
  assert.equal(result.status, 1);
  assert.deepEqual(result.stderr.trimEnd().split('\n'), [
    'questions.csv:2: E109: the row has no question; write one or remove the row',
    'questions.csv:3: E109: text behind a closing quote; double quotes inside a field',
    'questions.csv:4: E109: the row expects a text but no page; name the page, or expect nothing',
  ]);
  assert.match(result.stdout, /no question that can be asked\n/);
  const last = '1 of 2 right: page 1 of 2, its text 1 of 1, "I don\'t know" 0 of 0; 3 rows left out\n';
  assert.ok(result.stdout.endsWith(`\n${last}`), result.stdout);
});

test('a table without its columns, of another encoding, or not there is refused', (context) => {
  const shop = workshop(context, 'ask,answer\na,b\n');
  const header = ask(shop);
  assert.equal(header.status, 4);
  assert.match(header.stderr, /^questions\.csv:1: E108: the first row must name the columns: question, url/);
  shop.write({ 'questions.csv': Buffer.from('question,url\ncaf\xe9,\n', 'latin1') });
  assert.match(ask(shop).stderr, /^questions\.csv:2: E104: not UTF-8; save the table as UTF-8\n/);
  assert.equal(shop.run('eval', 'docs', '--questions', 'none.csv').status, 4);
  assert.equal(shop.run('eval', 'none', '--questions', 'questions.csv').status, 4);
  assert.equal(ask(shop, '--docs', 'x').status, 2);
  shop.write({ 'questions.csv': 'question,url\n' });
  assert.equal(ask(shop).status, 1);
});

test('a table has at most 10,000 questions and 16 MiB', (context) => {
  const shop = workshop(context, `question,url\n${'x,\n'.repeat(10_000)}`);
  assert.match(ask(shop).stdout, /^10000 of 10000 right: /);
  shop.write({ 'questions.csv': `question,url\n${'x,\n'.repeat(10_001)}` });
  const more = ask(shop);
  assert.equal(more.status, 1);
  assert.equal(more.stderr, 'questions.csv:10002: E102: the table has more than 10,000 questions; split it\n');
  shop.write({ 'questions.csv': `question,url\n"${'x'.repeat(2 ** 24)}",\n` });
  assert.match(ask(shop).stderr, /^questions\.csv: E102: larger than 16 MiB; split it\n/);
});
