// Runs every bench-<name>.mjs of this folder, or those named, prints their figures, and writes them to
// build/bench/<name>.json with the machine they were taken on.
//
//   node tests/bench/run-bench.mjs [name …]
//
// A bench exports `title` and `measure(tools)`, which returns rows of {name, value, unit} or throws
// Skip with the reason.
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
  const value = Number.isInteger(row.value) ? String(row.value) : row.value.toFixed(2);
  console.log(`  ${row.name.padEnd(56)} ${value.padStart(12)} ${row.unit}`);
}

async function runOne(name) {
  const { title, measure } = await import(join(folder, `bench-${name}.mjs`));
  console.log(`\n${title}`);
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
}

mkdirSync(results, { recursive: true });
for (const name of names) await runOne(name);
console.log(`\n${names.length} benches; JSON in build/bench/`);
