// A full disk and a lost database: 503, nothing acknowledged that is not stored, and all is well again by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { CrashRig, RenameLoad } from './crash-rig.mjs';
import { postgres } from './databases.mjs';

const programs = process.env.CHATLET_POSTGRES_PROGRAMS;

// A small disk of its own; undefined where this user may not make one.
function mountDisk(context, sizeMib) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  context.after(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

// Steps that are acknowledged or refused with 503, until `isOver(statuses)`.
async function stepUntil(rig, load, isOver) {
  const statuses = { 200: 0, 503: 0 };
  for (let step = 0; step < 20_000 && !isOver(statuses); step++) {
    const answer = await load.tryStep(rig, 0);
    assert.ok(answer.status in statuses, JSON.stringify(answer.json));
    if (answer.status === 503) assert.match(answer.json.type, /\/problems\/(store-unavailable|busy)$/);
    statuses[answer.status]++;
  }
  assert.ok(isOver(statuses), JSON.stringify(statuses));
  return statuses;
}

async function startRig(context, database, load) {
  const rig = new CrashRig(context, database);
  await rig.start();
  await rig.setUp();
  await load.prepare(rig);
  return rig;
}

test('sqlite: a full disk is 503 and no loss, and goes on when there is room', async (context) => {
  const folder = mountDisk(context, 6);
  if (folder === undefined) return context.skip('needs the right to mount a small disk');
  const load = new RenameLoad();
  const ballast = join(folder, 'ballast');
  const rig = await startRig(context, { args: ['--data', join(folder, 'data')] }, load);
  await stepUntil(rig, load, (seen) => seen[200] >= 5);
  // Takes what is left, to the last byte.
  try {
    for (let size = 0; ; size += 64) writeFileSync(ballast, Buffer.alloc(64 * 1024), { flag: 'a' });
  } catch (error) {
    assert.equal(error.code, 'ENOSPC');
  }
  const full = await stepUntil(rig, load, (seen) => seen[503] >= 3);
  rmSync(ballast);
  await stepUntil(rig, load, (seen) => seen[200] >= 5);
  const total = await load.verify(rig);
  context.diagnostic(`full after ${full[200]} more, ${total} changes acknowledged and there`);
  await rig.kill();
  await rig.start();
  assert.equal(await load.verify(rig), total);
});

test('postgres: a database that is lost is 503, and asked again when it is back', async (context) => {
  if (!postgres || !programs) return context.skip('CHATLET_TEST_POSTGRES names no server');
  const folder = mkdtempSync('/tmp/chatlet-postgres-'); // short enough for a socket
  const script = fileURLToPath(new URL('../postgres/postgres-server.mjs', import.meta.url));
  const server = (command) => execFileSync(process.execPath, [script, command, folder, programs]);
  context.after(() => server('stop'));
  server('start');
  const data = mkdtempSync(join(tmpdir(), 'chatlet-data-'));
  context.after(() => rmSync(data, { recursive: true }));
  const load = new RenameLoad();
  const conninfo = `host=${folder} user=chatlet dbname=postgres`;
  const rig = await startRig(context, { args: ['--data', data, '--database', conninfo] }, load);
  await stepUntil(rig, load, (seen) => seen[200] >= 5);
  server('halt');
  const lost = await stepUntil(rig, load, (seen) => seen[503] >= 3);
  assert.equal(lost[200], 0);
  assert.equal((await rig.ask('GET', '/readyz')).status, 503);
  assert.equal((await rig.ask('GET', '/livez')).status, 200);
  server('resume');
  await stepUntil(rig, load, (seen) => seen[200] >= 5);
  assert.equal((await rig.ask('GET', '/readyz')).status, 200);
  await load.verify(rig);
});
