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
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 380));
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

for (const name of databaseNames) {
  test(`${name}: every acknowledged event survives SIGKILL, counts once, and equals the sums`, async (context) => {
    const load = new EventLoad();
    await killOften(context, name, load);
    context.diagnostic(`${load.again} events stood although their request was never answered`);
  });

  test(`${name}: renamed organizations and their audit log survive SIGKILL`, (context) =>
    killOften(context, name, new RenameLoad()));
}
