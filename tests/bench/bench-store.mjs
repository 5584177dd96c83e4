// Rows that are on disk when they are told, through store/db.h and with sqlite3 and libpq bare, one row a commit and
// 1,000: what our layer costs.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireFile, Skip, top, withFolder } from './bench-tools.mjs';

export const title = 'Durable rows through db.h and bare (best of 5 rounds, in turns)';

const release = join(top, 'build/release');

function build(folder) {
  const program = join(folder, 'bench_store');
  const ours = ['backend/libbackend_store', 'backend/libbackend_domain', 'core/libclet_text', 'core/libclet_base'];
  const archives = ours.map((name) => requireFile(join(release, `${name}.a`), 'make build'));
  const packages = ['--cflags', '--libs', 'libpq', 'sqlite3', 'libcjson'];
  const flags = execFileSync('pkg-config', packages, { encoding: 'utf8' }).trim().split(/\s+/);
  const headers = ['backend/src', 'core/include'].flatMap((folder) => ['-I', join(top, folder)]);
  const sources = [join(top, 'tests/bench/bench_store.c'), ...headers, ...archives, ...flags, '-lstemmer', '-lm'];
  execFileSync('cc', ['-std=c11', '-D_GNU_SOURCE', '-O2', '-o', program, ...sources]);
  return program;
}

// The newest of Debian's, or one on the path.
function findPostgres() {
  const folder = '/usr/lib/postgresql';
  try {
    const newest = readdirSync(folder).sort((a, b) => Number(b) - Number(a))[0];
    return requireFile(join(folder, newest, 'bin/initdb'), 'install postgresql').replace(/\/initdb$/, '');
  } catch {
    throw new Skip('PostgreSQL is not installed');
  }
}

function measureOne(program, name, place) {
  const run = spawnSync(program, [name, place], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  const rates = run.stdout.trimEnd().split('\n').map((line) => line.split('\t'));
  const rateOf = Object.fromEntries(rates.map(([way, rate]) => [way, Number(rate)]));
  return rates.map(([way, rate]) => {
    const bare = rateOf[way.replace('db.h', 'bare').replace(', 100 a statement', '')];
    return { name: `${name}: ${way}`, values: { 'rows/s': Number(rate), 'of bare': Number(rate) / bare } };
  });
}

async function measurePostgres(program) {
  const server = join(top, 'tests/postgres/postgres-server.mjs');
  const place = mkdtempSync('/tmp/chatlet-postgres-');
  const programs = findPostgres();
  execFileSync(process.execPath, [server, 'start', place, programs], { stdio: 'inherit' });
  try {
    return measureOne(program, 'postgres', `host=${place} user=chatlet dbname=postgres`);
  } finally {
    execFileSync(process.execPath, [server, 'stop', place, programs]);
  }
}

export function measure() {
  return withFolder(async (folder) => {
    const program = build(folder);
    const rows = measureOne(program, 'sqlite', join(folder, 'bench.db'));
    try {
      return [...rows, ...(await measurePostgres(program))];
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      console.log(`  postgres: skipped: ${error.message}`);
      return rows;
    }
  });
}
