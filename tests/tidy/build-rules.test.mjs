import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { allowsNode, compareModule, findUnbuilt, parseExportList } from './build-rules.mjs';
import { pathsMatching, readText, top } from './source-tree.mjs';

// Debian 12's own Node, the oldest we promise to run on.
const oldestNode = [18, 20, 4];

// Given by ctest: where the build being tested stands.
const buildFolder = process.env.CHATLET_BUILD_DIR ?? join(top, 'build/dev');

// Some sources are for WebAssembly alone.
const buildFolders = [buildFolder, join(top, 'build/emscripten')];

test('every C source is built', () => {
  const commands = buildFolders.flatMap((folder) =>
    JSON.parse(readFileSync(join(folder, 'compile_commands.json'), 'utf8')),
  );
  const sources = pathsMatching(/^(core|backend)\/.*\.c$/);
  assert.deepEqual(findUnbuilt(sources, commands, top), []);
});

const modules = join(top, 'build/wasm');

// A module and its variants per language (chatlet-runtime.es.wasm) share one list; so does the runtime without flows.
for (const list of pathsMatching(/^wasm\/exports_\w+\.txt$/)) {
  const name = /exports_(\w+)\.txt$/.exec(list)[1];
  const importList = list.replace('exports_', 'imports_');
  const imports = pathsMatching(/^wasm\/imports_\w+\.txt$/).includes(importList) ? readText(importList) : '';
  test(`chatlet-${name} exports its list and imports ${imports ? 'its own' : 'nothing'}`, () => {
    const names = name === 'runtime' ? '(runtime|search)' : name;
    const files = readdirSync(modules).filter((file) => new RegExp(`^chatlet-${names}(\\.\\w+)?\\.wasm$`).test(file));
    assert.notEqual(files.length, 0, `no chatlet-${name}.wasm in ${modules}: make build`);
    for (const file of files) {
      const module = new WebAssembly.Module(readFileSync(join(modules, file)));
      assert.deepEqual(compareModule(module, parseExportList(readText(list)), parseExportList(imports)), [], file);
    }
  });
}

// Say a newer Node, for their own tests' sake, and were seen to run on the oldest: tests/service with Node 18.20.4.
const runAllTheSame = ['node_modules/@sqlite.org/sqlite-wasm@3.54.1-build1'];

test('every JavaScript package runs on the oldest Node', () => {
  const locks = pathsMatching(/(^|\/)package-lock\.json$/).map((path) => JSON.parse(readText(path)));
  assert.ok(locks.length >= 2);
  const tooNew = locks
    .flatMap((lock) => Object.entries(lock.packages))
    .filter(([, one]) => typeof one.engines?.node === 'string' && !allowsNode(one.engines.node, oldestNode))
    .map(([path, one]) => [`${path}@${one.version}`, one.engines.node])
    .filter(([name]) => !runAllTheSame.includes(name))
    .map(([name, range]) => `${name} wants Node ${range}`);
  assert.deepEqual(tooNew, []);
});

test('a source that is not built is found', () => {
  const commands = [{ file: '/top/core/src/base/a.c' }];
  assert.deepEqual(findUnbuilt(['core/src/base/a.c', 'core/src/base/b.c'], commands, '/top/'), [
    'core/src/base/b.c',
  ]);
});

test('a module that differs from its list is found', () => {
  // (module (import "env" "now" (func)) (func (export "step")))
  const bytes = Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 11, 1, 3, 101, 110, 118, 3, 110, 111, 119, 0, 0,
    3, 2, 1, 0, 7, 8, 1, 4, 115, 116, 101, 112, 0, 1, 10, 4, 1, 2, 0, 11,
  ]);
  const module = new WebAssembly.Module(bytes);
  assert.deepEqual(compareModule(module, ['open']), [
    'step is not listed',
    'open is not exported',
    'imports env.now',
  ]);
  assert.deepEqual(compareModule(module, ['step'], ['env.now']), []);
  assert.deepEqual(compareModule(module, ['step'], ['env.now', 'env.gone']), ['does not import env.gone']);
  assert.deepEqual(parseExportList('# names\nstep  # one step\n\nopen\n'), ['open', 'step']);
});

const ranges = [
  ['>=18', true],
  ['>= 18.13', true],
  ['>=20', false],
  ['^18.20.0 || >=20', true],
  ['^20.19.0 || >=22.12.0', false],
  ['>=14 <18', false],
  ['18.x', true],
  ['*', true],
  ['~18.20.0', true],
  ['>18', false],
];

for (const [range, allowed] of ranges) {
  test(`Node 18.20.4 ${allowed ? 'is' : 'is not'} in ${range}`, () => {
    assert.equal(allowsNode(range, oldestNode), allowed);
  });
}
