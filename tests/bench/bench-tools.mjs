// What benches share.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

export const top = fileURLToPath(new URL('../../', import.meta.url));

// Thrown by a bench that cannot be taken here.
export class Skip extends Error {}

export function requireFile(path, how) {
  if (!existsSync(path)) throw new Skip(`${path} is not there: ${how}`);
  return path;
}

/** The engines of others; they are installed by `make bench` only. */
export async function loadPeers() {
  const folder = join(top, 'tests/bench/peers');
  requireFile(join(folder, 'node_modules'), 'cmake/setup.sh bench installs the peers');
  return import(join(folder, 'peer-engines.mjs'));
}

export function brotliBytes(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

export function brotliFileBytes(path) {
  return brotliBytes(readFileSync(path));
}

export function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

export function folderBytes(folder) {
  return listFiles(folder).reduce((sum, path) => sum + statSync(path).size, 0);
}

// Runs a program; returns its wall time in seconds and what it printed.
export function timeRun(program, args, options = {}) {
  const start = process.hrtime.bigint();
  const run = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, ...options });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (run.error) throw run.error;
  return { wall, status: run.status, stdout: run.stdout, stderr: run.stderr };
}

// Calls `use` with a folder of its own, which is gone when what it returns has settled.
export async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
