// chatletd killed at random moments under load: what was acknowledged is there, once, and the next start serves at
// once.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CrashRig, EventLoad, RenameLoad } from './crash-rig.mjs';
import { databaseNames, openDatabase } from './databases.mjs';

const isSoak = process.env.CHATLET_SOAK === '1';
const kills = isSoak ? 200 : 10;

// A start under sanitizers on a busy machine; without either it is a tenth of that.
const startMsMax = 10_000;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function killOften(context, name, load) {
  const rig = new CrashRig(context, openDatabase(context, name));
  await rig.start();
  await rig.setUp();
  await load.prepare(rig);
  let total = 0;
  for (let kill = 0; kill < kills; kill++) {
    let isDead = false;
    const work = rig.work(load, () => isDead);
    await pause(20 + Math.random() * 380);
    await rig.kill();
    isDead = true;
    await work;
    await rig.start();
    total = await load.verify(rig);
  }
  assert.ok(total > kills, `only ${total} changes were made`);
  assert.ok(Math.max(...rig.startedMs) < startMsMax, `a start took ${Math.max(...rig.startedMs)} ms`);
  const ms = Math.round(median(rig.startedMs));
  context.diagnostic(`${name}: ${kills} kills, ${total} changes acknowledged and there; a start takes ${ms} ms`);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (const name of databaseNames) {
  test(`${name}: a backup made under load is one moment`, async (context) => {
    const load = new EventLoad();
    const rig = new CrashRig(context, openDatabase(context, name));
    await rig.start();
    await rig.setUp();
    await load.prepare(rig);
    let isOver = false;
    const work = rig.work(load, () => isOver);
    const counts = [];
    for (let i = 0; i < 3; i++) counts.push(load.checkSums(await rig.readTables()));
    isOver = true;
    assert.ok((await work) > 0);
    const total = await load.verify(rig);
    assert.ok(counts[0] < counts[2] && counts[2] <= total, `${counts} of ${total}`);
  });

  test(`${name}: every acknowledged event survives SIGKILL, counts once, and equals the sums`, async (context) => {
    const load = new EventLoad();
    await killOften(context, name, load);
    context.diagnostic(`${load.again} events stood although their request was never answered`);
  });

  test(`${name}: renamed organizations and their audit log survive SIGKILL`, (context) =>
    killOften(context, name, new RenameLoad()));
}

test('postgres: of two servers on one database either may die at any moment', async (context) => {
  if (!databaseNames.includes('postgres')) return context.skip('CHATLET_TEST_POSTGRES names no server');
  const database = openDatabase(context, 'postgres');
  const load = new EventLoad();
  const rigs = [new CrashRig(context, database), new CrashRig(context, database)];
  await rigs[0].start();
  await rigs[0].setUp();
  await load.prepare(rigs[0]);
  await rigs[1].start();
  rigs[1].cookie = rigs[0].cookie;
  let total = 0;
  for (let kill = 0; kill < kills; kill++) {
    const isDead = [false, false];
    // Each server has half of the workers, so that no batch is under way twice.
    const halves = rigs.map((rig, at) => rig.work(load, () => isDead[at], at * 2, 2));
    await pause(20 + Math.random() * 280);
    const victim = kill % 2;
    await rigs[victim].kill();
    isDead[victim] = true;
    await pause(50);
    isDead[1 - victim] = true;
    await Promise.all(halves);
    await rigs[victim].start();
    total = await load.verify(rigs[victim]);
  }
  assert.ok(total > kills);
  context.diagnostic(`${kills} kills, ${total} events acknowledged and there, ${load.again} found again`);
});
