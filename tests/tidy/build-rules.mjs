// Is every source built, and do the modules export what their lists say and import nothing else?

// Sources in C that no compile command names. commands: parsed compile_commands.json.
export function findUnbuilt(sources, commands, top) {
  const built = new Set(commands.map((command) => command.file));
  return sources.filter((path) => !built.has(top + path));
}

// One name a line; `#` begins a comment.
export function parseExportList(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .sort();
}

// What every standalone module has besides: its memory, its start, its function table.
const always = new Set(['memory', '_initialize', '__indirect_function_table']);

// Differences between a module and its lists, as sentences. imports: what its host may be asked, as "module.name".
export function compareModule(module, expected, imports = []) {
  const exports = WebAssembly.Module.exports(module).map((one) => one.name);
  const imported = WebAssembly.Module.imports(module).map((one) => `${one.module}.${one.name}`);
  const listed = new Set(expected);
  return [
    ...exports.filter((name) => !listed.has(name) && !always.has(name)).map((name) => `${name} is not listed`),
    ...expected.filter((name) => !exports.includes(name)).map((name) => `${name} is not exported`),
    ...imported.filter((name) => !imports.includes(name)).map((name) => `imports ${name}`),
    ...imports.filter((name) => !imported.includes(name)).map((name) => `does not import ${name}`),
  ];
}

// The smallest `engines.node` grammar that our packages use: alternatives of comparisons.
export function allowsNode(range, version) {
  return range.split('||').some((part) => {
    const tests = part.trim().replace(/([<>=^~]+)\s+/g, '$1').split(/\s+/).filter(Boolean);
    return tests.every((one) => compare(one, version));
  });
}

function compare(comparison, version) {
  const match = /^(>=|<=|>|<|=|\^|~)?v?(\d+|\*|x)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?/.exec(comparison);
  if (!match) return false;
  if (!/^\d/.test(match[2])) return true;
  const wanted = match.slice(2, 5).map((one) => (/^\d+$/.test(one ?? '') ? Number(one) : undefined));
  const order = compareParts(version, wanted.map((one) => one ?? 0));
  const same = wanted.every((one, index) => one === undefined || one === version[index]);
  switch (match[1]) {
    case '>=': return order >= 0;
    case '>': return order > 0 && !same;
    case '<': return order < 0;
    case '<=': return order < 0 || same;
    case '^': return order >= 0 && version[0] === wanted[0];
    case '~': return order >= 0 && version[0] === wanted[0] && version[1] === (wanted[1] ?? version[1]);
    default: return same;
  }
}

function compareParts(a, b) {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : a[index] - b[index];
}
