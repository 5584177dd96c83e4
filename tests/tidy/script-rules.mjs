// What TypeScript may say and import (STYLE: TypeScript; ARCHITECTURE: web).
import { posix } from 'node:path';
import { codeOnly } from './code-text.mjs';
import { lineOf } from './source-tree.mjs';

const { dirname, join, normalize } = posix;
const memoryFile = 'web/src/engine/memory.ts';
// Of a module that calls its host while it runs; it needs no cast.
const memoryFiles = [memoryFile, 'web/src/compiler/module-bytes.ts'];

// Whatever turns text into markup or code. A document, a flow or a visitor writes text only.
const sinks = new RegExp(
  [
    /\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|srcdoc)\b/,
    /\bdocument\s*\.\s*write(ln)?\b/,
    /\beval\s*\(/,
    /\bnew\s+Function\b/,
  ]
    .map((one) => one.source)
    .join('|'),
  'g',
);
const moduleMemory = /\bmemory\s*\.\s*buffer\b|\bexports\s*\.\s*memory\b|\bWebAssembly\s*\.\s*Memory\b/g;
const casts = /[\w)\]}'"`]\s+as\s+(?!const\b)[A-Za-z_{[(]/g;
const anyType = /[:<,|&=]\s*any\b(?!\s*[(=:])|\bany\s*\[\]/g;
const renames = /\b(import|export)\b(\s+type)?\s*(\*\s*as\s+\w+|[\w\s,]*\{[^}]*\})/g;

export function checkSinks(path, text) {
  return found(code(text), sinks, (name) => `${name}: text is set with textContent, never as markup`);
}

export function checkModuleMemory(path, text) {
  if (memoryFiles.includes(path)) return [];
  return found(code(text), moduleMemory, () => `module memory is touched in ${memoryFiles.join(' and ')} only`);
}

export function checkTypes(path, text) {
  const plain = code(text).replace(renames, (all) => all.replace(/[^\n]/g, ' '));
  const any = found(plain, anyType, () => 'any: check data into a type where it enters');
  if (path === memoryFile) return any;
  return [...found(plain, casts, () => 'as: a cast hides what a check would show'), ...any];
}

export function checkDefaultExport(path, text) {
  return found(code(text), /\bexport\s+default\b/g, () => 'named exports only');
}

// Folders of web/src and what each may import. The loader is a request of its own and carries nothing.
const rooms = {
  loader: ['loader', 'text'],
  engine: ['engine'],
  host: ['host', 'engine'],
  text: ['text'],
  widget: ['widget', 'loader', 'host', 'engine', 'text'],
  compiler: ['compiler'],
  command: ['command', 'compiler'],
  service: ['service', 'compiler'],
  package: ['package', 'compiler', 'service', 'host', 'engine', 'text'],
};

// What comes from outside, where: the parser that stands in for gumbo, and Node for the command.
const outside = { compiler: /^parse5$/, command: /^node:/ };

export function checkImports(path, text) {
  const imports = [
    ...text.matchAll(/^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
  ];
  return imports.flatMap((match) => {
    const reason = refuseImport(path, match[1], /\bimport\s+type\b/.test(match[0]));
    return reason ? [`${lineOf(text, match.index)}: ${reason}`] : [];
  });
}

function refuseImport(path, target, typeOnly) {
  if (!target.startsWith('.')) {
    return outside[roomOf(path)]?.test(target) ? undefined : `the widget has no run-time dependency (${target})`;
  }
  const to = roomOf(normalize(join(dirname(path), target)));
  const from = roomOf(path);
  if (to === undefined) return `${target} is not under web/src`;
  if (from === '' || to === '' || typeOnly || rooms[from]?.includes(to)) return undefined;
  return `${from} may not import ${to}`;
}

// '' for a file that stands in web/src itself, such as the package's entry.
function roomOf(path) {
  const match = /^web\/src\/(?:([^/]+)\/)?[^/]+$|^web\/src\/([^/]+)\//.exec(path);
  return match ? (match[1] ?? match[2] ?? '') : undefined;
}

function code(text) {
  return codeOnly(text, { regex: true });
}

function found(text, pattern, say) {
  return [...text.matchAll(pattern)].map((match) => `${lineOf(text, match.index)}: ${say(match[0].trim())}`);
}
