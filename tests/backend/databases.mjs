// The databases a suite is to pass on: SQLite always, PostgreSQL where ctest's fixture (or you, by
// CHATLET_TEST_POSTGRES) has one running.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const postgres = process.env.CHATLET_TEST_POSTGRES;

let made = 0;

// Runs SQL with psql and gives its output, one row a line, columns parted by `|`.
export function runPostgres(conninfo, sql) {
  const psql = process.env.CHATLET_POSTGRES_PROGRAMS ? join(process.env.CHATLET_POSTGRES_PROGRAMS, 'psql') : 'psql';
  const args = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', conninfo, '-c', sql];
  return execFileSync(psql, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}

// Hooks of a test run in the order they were given, so a folder removed by one would go while the server that was
// started after it still writes there: what was made goes when the suite's process ends.
const cleanUps = [];
process.on('exit', () => cleanUps.forEach((cleanUp) => cleanUp()));

function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-data-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makeSqlite() {
  const folder = makeFolder();
  return { name: 'sqlite', folder, file: join(folder, 'chatlet.db'), args: ['--data', folder] };
}

// A schema of its own, so that suites share the server and nothing else.
function makePostgres() {
  const schema = `suite_${process.pid}_${made++}`;
  const conninfo = `${postgres} options='-csearch_path=${schema}'`;
  const folder = makeFolder();
  runPostgres(postgres, `CREATE SCHEMA ${schema}`);
  cleanUps.push(() => runPostgres(postgres, `DROP SCHEMA ${schema} CASCADE`));
  return { name: 'postgres', folder, conninfo, args: ['--data', folder, '--database', conninfo] };
}

// Fresh and empty ones, [{name, args, folder, …}]: `args` are chatletd's, `folder` its data; SQLite's has `file`,
// PostgreSQL's `conninfo`. Removed when the suite ends.
export function databases(context) {
  if (!postgres) context.diagnostic('postgres: skipped, CHATLET_TEST_POSTGRES names no server');
  return postgres ? [makeSqlite(), makePostgres()] : [makeSqlite()];
}

// The names alone, to make one test of each: `for (const name of databaseNames) test(`${name}: …`, …)`, which takes
// its database by openDatabase(context, name).
export const databaseNames = postgres ? ['sqlite', 'postgres'] : ['sqlite'];

export function openDatabase(context, name) {
  return name === 'sqlite' ? makeSqlite() : makePostgres();
}
