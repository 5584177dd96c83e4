import assert from 'node:assert/strict';
import test from 'node:test';
import {
  checkLinks,
  checkNamedPaths,
  findUnnamed,
  listAnchors,
  listDiagnostics,
  listLimits,
  makeTree,
} from './paper-rules.mjs';
import { findViolations, folders, paths, pathsMatching, readText } from './source-tree.mjs';

const tree = makeTree(paths, folders);

// Documents of bots speak of other people's folders; tests of documents hold broken ones on purpose.
const papers = pathsMatching(/\.md$/).filter((path) => !/^(tests\/.+\/|core\/cli\/templates\/)(?!README)/.test(path));
const ownPapers = papers.filter((path) => !path.startsWith('site/'));

test('every path the papers name exists', () => {
  assert.deepEqual(findViolations(ownPapers, (path, text) => checkNamedPaths(path, text, tree)), []);
});

test('every link between the papers resolves', () => {
  assert.deepEqual(findViolations(papers, (path, text) => checkLinks(path, text, tree, readText)), []);
});

const testTexts = pathsMatching(/^tests\/(?!tidy\/)/)
  .filter((path) => /\.(c|h|mjs|ts|txt|json|jsonl|case|md)$/.test(path))
  .map(readText);

test('every limit is named in a test', () => {
  assert.deepEqual(findUnnamed(listLimits(readText('core/include/chatlet/limits.h')), testTexts), []);
});

test('every diagnostic code occurs in a test', () => {
  assert.deepEqual(findUnnamed(listDiagnostics(readText('core/src/compile/diagnostic.h')), testTexts), []);
});

const example = makeTree(['core/README.md', 'core/src/base/map.c'], new Set(['core', 'core/src', 'core/src/base']));

const badPaths = ['see `core/src/base/gone.c`', 'see `src/gone/`', 'see `gone.h`'];
for (const text of badPaths) {
  test(`refuses: ${text}`, () => assert.equal(checkNamedPaths('core/README.md', text, example).length, 1));
}

const goodPaths = [
  'see `core/src/base/map.c`, `src/base/`, `map.c`',
  'made in `build/bin/chatlet` by `chatlet build ./public`; `test_<file>.c`',
  '```\ncore/src/base/gone.c `gone.c`\n```',
];
for (const text of goodPaths) {
  test(`allows: ${text}`, () => assert.deepEqual(checkNamedPaths('core/README.md', text, example), []));
}

const links = [
  ['[map](src/base/map.c)', 0],
  ['[map](src/base/gone.c)', 1],
  ['# One thing\n[here](#one-thing)', 0],
  ['[here](#another-thing)', 1],
  ['[there](https://example.org/x) [page](/docs/)', 0],
  ['[run](javascript:alert)', 1],
];
for (const [text, count] of links) {
  test(`${count === 0 ? 'allows' : 'refuses'}: ${JSON.stringify(text)}`, () => {
    assert.equal(checkLinks('core/README.md', text, example, () => '').length, count);
  });
}

test('anchors are made as GitHub makes them', () => {
  assert.deepEqual([...listAnchors('# What `map.c` is, and why\n')], ['what-mapc-is-and-why']);
});

test('a limit or a code without a test is found', () => {
  const limits = listLimits('enum {\n    CHATLET_A_MAX = 1,\n    CHATLET_B_MAX = 2 /* x */\n};');
  assert.deepEqual(findUnnamed(limits, ['at(CHATLET_A_MAX)', 'CHATLET_B_MAXIMUM']), ['CHATLET_B_MAX']);
  const codes = listDiagnostics('X(ONE, "E101", ERROR) \\\n X(TWO, "E102", ERROR)');
  assert.deepEqual(findUnnamed(codes, ['a.md:1:1: E101: x']), ['E102']);
});
