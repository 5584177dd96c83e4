// Runs every bench-<name>.mjs of this folder, or those named, prints their figures, and writes them to
// build/bench/<name>.json with the machine they were taken on.
//
//   node tests/bench/run-bench.mjs [name …]
//
// A bench exports `title` and `measure()`, which returns rows of {name, value, unit}, or of {name, values} with
// several named figures, or throws Skip with the reason.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Skip, top } from './bench-tools.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const results = join(top, 'build/bench');

const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .map((file) => /^bench-(?!tools)([\w-]+)\.mjs$/.exec(file)?.[1])
  .filter((name) => name !== undefined && (wanted.length === 0 || wanted.includes(name)))
  .sort();

function print(row) {
  if (row.values !== undefined) return printValues(row);
  console.log(`  ${row.name.padEnd(56)} ${figure(row.value, 2).padStart(12)} ${row.unit}`);
}

function printValues({ name, values }) {
  const figures = Object.entries(values).map(([key, value]) => `${key} ${figure(value, 3)}`);
  console.log(`  ${name.padEnd(40)} ${figures.join('   ')}`);
}

function figure(value, digits) {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : value.toFixed(digits);
}

async function runOne(name) {
  const { title, measure } = await import(join(folder, `bench-${name}.mjs`));
  console.log(`\n${title}`);
  const begin = performance.now();
  try {
    const rows = await measure();
    rows.forEach(print);
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
    const record = { name, title, taken_at: new Date().toISOString(), machine, figures: rows };
    writeFileSync(join(results, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof Skip)) throw error;
    console.log(`  skipped: ${error.message}`);
  }
  console.log(`  (${((performance.now() - begin) / 1000).toFixed(0)} s)`);
}

mkdirSync(results, { recursive: true });
for (const name of names) await runOne(name);
console.log(`\n${names.length} benches; JSON in build/bench/`);
