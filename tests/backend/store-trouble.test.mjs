// A full disk and a lost database: 503, nothing acknowledged that is not stored, and all is well again by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { CrashRig, EventLoad, RenameLoad } from './crash-rig.mjs';
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

// Where backups and data go that are not to fill up.
function makeFolder(context) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-data-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

// A PostgreSQL of the test's own, which it may end.
function startPostgres(context) {
  const place = mkdtempSync('/tmp/chatlet-postgres-'); // short enough for a socket
  const script = fileURLToPath(new URL('../postgres/postgres-server.mjs', import.meta.url));
  const runServer = (command) => execFileSync(process.execPath, [script, command, place, programs]);
  context.after(() => runServer('stop'));
  runServer('start');
  const folder = makeFolder(context);
  const conninfo = `host=${place} user=chatlet dbname=postgres`;
  return { run: runServer, folder, args: ['--data', folder, '--database', conninfo] };
}

const loads = [
  ['events', () => new EventLoad()],
  ['requests', () => new RenameLoad()],
];

for (const [what, makeLoad] of loads) {
  test(`sqlite: ${what} on a full disk are 503 and not lost, and go on when there is room`, async (context) => {
    const folder = mountDisk(context, 6);
    if (folder === undefined) return context.skip('needs the right to mount a small disk');
    const load = makeLoad();
    const ballast = join(folder, 'ballast');
    const database = { args: ['--data', join(folder, 'data')], folder: makeFolder(context) };
    const rig = await startRig(context, database, load);
    await stepUntil(rig, load, (seen) => seen[200] >= 5);
    // Takes what is left, to the last byte.
    try {
      for (;;) writeFileSync(ballast, Buffer.alloc(64 * 1024), { flag: 'a' });
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

  test(`postgres: ${what} to a database that is lost are 503, and go on when it is back`, async (context) => {
    if (!postgres || !programs) return context.skip('CHATLET_TEST_POSTGRES names no server');
    const server = startPostgres(context);
    const load = makeLoad();
    const rig = await startRig(context, server, load);
    await stepUntil(rig, load, (seen) => seen[200] >= 5);
    server.run('halt');
    const lost = await stepUntil(rig, load, (seen) => seen[503] >= 3);
    assert.equal(lost[200], 0);
    assert.equal((await rig.ask('GET', '/readyz')).status, 503);
    assert.equal((await rig.ask('GET', '/livez')).status, 200);
    server.run('resume');
    await stepUntil(rig, load, (seen) => seen[200] >= 5);
    assert.equal((await rig.ask('GET', '/readyz')).status, 200);
    await load.verify(rig);
  });
}

test('postgres: what was acknowledged survives the end of the database itself, under load', async (context) => {
  if (!postgres || !programs) return context.skip('CHATLET_TEST_POSTGRES names no server');
  const server = startPostgres(context);
  const load = new EventLoad();
  const rig = await startRig(context, server, load);
  for (let round = 0; round < 3; round++) {
    let isOver = false;
    const stepping = [0, 1, 2, 3].map(async (worker) => {
      while (!isOver) {
        const { status } = await load.tryStep(rig, worker);
        assert.ok(status === 200 || status === 503, `${status}`);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    server.run('halt'); // no shutdown: what was not flushed to disk is gone
    server.run('resume');
    isOver = true;
    await Promise.all(stepping);
    await stepUntil(rig, load, (seen) => seen[200] >= 5);
    const total = await load.verify(rig);
    context.diagnostic(`${total} events acknowledged and there`);
  }
});
