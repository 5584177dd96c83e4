// Expressions in the visitor's module: what evaluating them adds to its brotli bytes, evaluations per processor second,
// and the time of a pattern that makes others go back, (a|a)*b, beside JavaScript's RegExp in the same run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliFileBytes, requireFile, timeRun, top } from './bench-tools.mjs';

export const title = 'Expressions (WebAssembly, built for size, in Node)';

const program = process.env.CHATLET_PROGRAM ?? join(top, 'build/bin/chatlet');

// In the order of the bench's slots.
const variables = {
  'seats:int': { $int: '3' },
  mail: 'zoe@example.org',
  'topics:list(string)': ['price', 'demo', 'support'],
  'now:timestamp': { $timestamp: '2024-02-29T16:00:00Z' },
};

const expressions = [
  ['seats + 1 > 3'],
  ["seats > 2 && mail.endsWith('.org') && size(topics) == 3"],
  ["!(now.getDayOfWeek() in [0, 6]) && now.getHours('+01:00') >= 9 && now.getHours('+01:00') < 18"],
  ["topics.filter(t, t.startsWith('p')).size() * 10 + (seats > 2 ? 5 : 0) == 15"],
  ["mail.matches(r'^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$')"],
  ["'%s: %.2f'.format([mail, 117.81]) == 'zoe@example.org: 117.81'"],
];

/** The instructions, as the native compiler writes them. */
function compile(expression) {
  const bound = Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}=${JSON.stringify(value)}`]);
  const { stdout } = timeRun(program, ['expr', '--json', expression, ...bound]);
  const { code, diagnostics } = JSON.parse(stdout);
  if (code === undefined) throw new Error(`${expression}: ${JSON.stringify(diagnostics)}`);
  return Buffer.from(code, 'hex');
}

async function openModule(path) {
  const { instance } = await WebAssembly.instantiate(readFileSync(path), {});
  const { memory, _initialize, bench_code, bench_text, bench_load, bench_run } = instance.exports;
  _initialize();
  return {
    load(expression, text = variables.mail) {
      const code = compile(expression);
      const bytes = new TextEncoder().encode(text);
      new Uint8Array(memory.buffer, bench_code(), code.length).set(code);
      new Uint8Array(memory.buffer, bench_text(), bytes.length).set(bytes);
      if (bench_load(code.length, bytes.length) !== 0) throw new Error(`${expression}: not verified`);
    },
    run: bench_run,
  };
}

/** Processor seconds of a call. */
function cpuSeconds(call) {
  const before = process.cpuUsage();
  const result = call();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

/** Evaluations per processor second, over at least a fifth of one. */
function rate(module) {
  for (let rounds = 1000; ; rounds *= 4) {
    const { seconds, result } = cpuSeconds(() => module.run(rounds));
    if (result !== rounds) throw new Error(`${result} of ${rounds} rounds gave true`);
    if (seconds > 0.2) return rounds / seconds;
  }
}

function searchRows(module) {
  const ours = [2_500, 5_000, 10_000, 20_000, 40_000].map((length) => {
    module.load("mail.matches('^(a|a)*b$')", 'a'.repeat(length));
    module.run(1);
    const { seconds, result } = cpuSeconds(() => module.run(10));
    if (result !== 0) throw new Error('it matched');
    return { name: `(a|a)*b over ${length} a, ours`, value: (seconds / 10) * 1e3, unit: 'ms' };
  });
  const theirs = [14, 16, 18, 20, 22, 24].map((length) => {
    const { seconds, result } = cpuSeconds(() => /^(a|a)*b$/.test('a'.repeat(length)));
    if (result) throw new Error('it matched');
    return { name: `(a|a)*b over ${length} a, RegExp of Node`, value: seconds * 1e3, unit: 'ms' };
  });
  return [...ours, ...theirs];
}

export async function measure() {
  const plain = requireFile(join(top, 'build/wasm/chatlet-runtime.wasm'), 'make build');
  requireFile(program, 'make build');
  const built = timeRun('cmake', ['--build', join(top, 'build/emscripten'), '--target', 'bench-expression']);
  if (built.status !== 0) throw new Error(built.stdout);
  const path = join(top, 'build/emscripten/bench/bench-expression.wasm');
  const module = await openModule(path);
  const rates = expressions.map(([expression]) => {
    module.load(expression);
    return { name: expression.slice(0, 56), value: Math.round(rate(module)), unit: 'evaluations / CPU s' };
  });
  return [
    { name: 'module without expressions', value: brotliFileBytes(plain), unit: 'B brotli' },
    { name: 'module with all of them', value: brotliFileBytes(path), unit: 'B brotli' },
    { name: 'added', value: brotliFileBytes(path) - brotliFileBytes(plain), unit: 'B brotli' },
    ...rates,
    ...searchRows(module),
  ];
}
