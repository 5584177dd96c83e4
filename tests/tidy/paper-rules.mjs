// Do the papers name what is there? Paths and links in Markdown, and what each list promises to test.
import { basename, posix } from 'node:path';
import { lineOf } from './source-tree.mjs';

const { dirname, join, normalize } = posix;

// `tree` is { paths: Set, folders: Set, basenames: Set }.
export function checkNamedPaths(path, text, tree) {
  const prose = withoutFences(text);
  return [...prose.matchAll(/`([^`\n]+)`/g)].flatMap((match) => {
    const name = match[1].trim();
    if (!looksLikePath(name) || isThere(path, name, tree)) return [];
    return [`${lineOf(text, match.index)}: ${name} is not in the tree`];
  });
}

const sourceName = /^[\w.-]+\.(c|h|ts|mjs|cmake|sh)$/;
const treeRoots = /^(\.ci|backend|cmake|core|site|tests|wasm|web|src|include)\//;

// A file of ours by its ending, or a path that begins like one of ours. Patterns, commands and what
// is made while building are not looked up.
function looksLikePath(name) {
  if (/[\s<>*$…={}|"'()[\]]/.test(name) || /^(build|node_modules)\//.test(name)) return false;
  return sourceName.test(name) || treeRoots.test(name);
}

function isThere(path, name, tree) {
  if (!name.includes('/')) return tree.basenames.has(name);
  const folder = dirname(path);
  const bare = name.replace(/\/$/, '').replace(/:\d+$/, '');
  return [bare, normalize(join(folder, bare))].some((one) => tree.paths.has(one) || tree.folders.has(one));
}

export function checkLinks(path, text, tree, readText) {
  const prose = withoutFences(text);
  return [...prose.matchAll(/(?<!!)\[[^\]\n]*\]\(([^)\s]+)[^)]*\)/g)].flatMap((match) => {
    const reason = refuseLink(path, match[1], text, tree, readText);
    return reason ? [`${lineOf(text, match.index)}: ${reason}`] : [];
  });
}

function refuseLink(path, link, text, tree, readText) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) {
    return /^(https?|mailto):/i.test(link) ? undefined : `${link}: not http, https or mailto`;
  }
  if (link.startsWith('/')) return undefined; // an address on the site, which its own tests follow
  const [file, anchor] = link.split('#');
  const target = file === '' ? path : normalize(join(dirname(path), decodeURIComponent(file))).replace(/\/$/, '');
  if (!tree.paths.has(target) && !tree.folders.has(target)) return `${link} leads nowhere`;
  if (!anchor || !target.endsWith('.md')) return undefined;
  const headings = listAnchors(target === path ? text : readText(target));
  return headings.has(anchor) ? undefined : `${link}: no such heading`;
}

// Anchors as GitHub makes them of headings.
export function listAnchors(text) {
  const headings = [...withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) =>
    match[1]
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  return new Set(headings);
}

function withoutFences(text) {
  return text.replace(/^([ \t]*)(```|~~~)[\s\S]*?^\1?\2[^\n]*$/gm, (all) => all.replace(/[^\n]/g, ' '));
}

// Names in `wanted` that no text holds as a whole word.
export function findUnnamed(wanted, texts) {
  const words = new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
  return wanted.filter((name) => !words.has(name));
}

export function listLimits(header) {
  return [...header.matchAll(/^\s*(CHATLET_\w+_MAX)\s*=/gm)].map((match) => match[1]);
}

export function listDiagnostics(header) {
  return [...header.matchAll(/\bX\(\s*\w+,\s*"(E\d+)"/g)].map((match) => match[1]);
}

export function makeTree(paths, folders) {
  return { paths: new Set(paths), folders, basenames: new Set(paths.map((path) => basename(path))) };
}
