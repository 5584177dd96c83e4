import assert from 'node:assert/strict';
import test from 'node:test';
import {
  checkDefaultExport,
  checkImports,
  checkModuleMemory,
  checkSinks,
  checkTypes,
} from './script-rules.mjs';
import { findViolations, pathsMatching } from './source-tree.mjs';

// A .d.ts only describes what esbuild makes of a style sheet.
const sources = pathsMatching(/^web\/src\/.*(?<!\.d)\.ts$/);

const rules = [
  ['text never becomes markup or code', checkSinks],
  ['module memory is touched in one file', checkModuleMemory],
  ['no casts and no any', checkTypes],
  ['named exports only', checkDefaultExport],
  ['folders import along the arrows, and nothing from outside', checkImports],
];

for (const [name, rule] of rules) {
  test(name, () => assert.deepEqual(findViolations(sources, rule), []));
}

const refused = [
  [checkSinks, 'web/src/widget/a.ts', 'node.innerHTML = text;'],
  [checkSinks, 'web/src/widget/a.ts', 'node["x"].insertAdjacentHTML("beforeend", text);'],
  [checkSinks, 'web/src/widget/a.ts', 'document . write(text);'],
  [checkSinks, 'web/src/widget/a.ts', 'eval(text);'],
  [checkSinks, 'web/src/widget/a.ts', 'return new Function(text);'],
  [checkModuleMemory, 'web/src/engine/session.ts', 'new Uint8Array(instance.exports.memory.buffer)'],
  [checkTypes, 'web/src/host/a.ts', 'const a = b as Effect;'],
  [checkTypes, 'web/src/host/a.ts', 'const a = JSON.parse(b) as { kind: string };'],
  [checkTypes, 'web/src/host/a.ts', 'function handle(event: any) {}'],
  [checkTypes, 'web/src/host/a.ts', 'const a = new Map<string, any>();'],
  [checkTypes, 'web/src/engine/memory.ts', 'let a: any[];'],
  [checkDefaultExport, 'web/src/host/a.ts', 'export default function a() {}'],
  [checkImports, 'web/src/loader/chatlet.ts', "import { panel } from '../widget/panel.ts';"],
  [checkImports, 'web/src/engine/load.ts', "import { fetchPart } from '../host/part-fetch.ts';"],
  [checkImports, 'web/src/widget/a.ts', "import { h } from 'preact';"],
  [checkImports, 'web/src/widget/a.ts', "import { parse } from 'parse5';"],
  [checkImports, 'web/src/compiler/a.ts', "import { readFileSync } from 'node:fs';"],
  [checkImports, 'web/src/widget/a.ts', "import { Compiler } from '../compiler/compiler.ts';"],
  [checkModuleMemory, 'web/src/compiler/compiler.ts', 'new Uint8Array(exports.memory.buffer)'],
  [checkImports, 'web/src/widget/a.ts', "const a = await import('../../../site/a.ts');"],
];

for (const [rule, path, text] of refused) {
  test(`${rule.name} refuses: ${text}`, () => assert.notDeepEqual(rule(path, `\n${text}\n`), []));
}

const allowed = [
  [checkSinks, 'web/src/widget/a.ts', '// innerHTML would run markup\nnode.textContent = "eval(1)";'],
  [checkTypes, 'web/src/host/a.ts', "import { a as b } from './c.ts'; const d = ['x'] as const;"],
  [checkTypes, 'web/src/host/a.ts', "import * as words from '../text/en.ts';"],
  [checkTypes, 'web/src/host/a.ts', 'const text = `as many as any: one`; /* as good as any */'],
  [checkTypes, 'web/src/engine/memory.ts', 'const memory = exported as WebAssembly.Memory;'],
  [checkTypes, 'web/src/host/a.ts', 'const found = list.some((any) => any > 1);'],
  [checkImports, 'web/src/widget/a.ts', "import { Effect } from '../engine/events.ts';"],
  [checkImports, 'web/src/compiler/a.ts', "import { parse } from 'parse5';"],
  [checkImports, 'web/src/command/a.ts', "import { readFileSync } from 'node:fs';"],
  [checkImports, 'web/src/loader/a.ts', "import type { Effect } from '../engine/events.ts';"],
];

for (const [rule, path, text] of allowed) {
  test(`${rule.name} allows: ${text}`, () => assert.deepEqual(rule(path, text), []));
}
