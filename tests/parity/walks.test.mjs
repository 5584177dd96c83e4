// Random walks: over the bots of the corpus, over every template in each of its languages, and over generated bots. A
// short run here; CHATLET_SOAK=1 takes 100,000 walks in all. CHATLET_WALK_SEED=… begins elsewhere.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { buildAll, TEMPLATES, templateNames } from "./support/built-bots.mjs";
import { buildBot } from "./support/corpus-bots.mjs";
import { Chance } from "./support/chance.mjs";
import { randomBot } from "./support/random-bot.mjs";
import { Walker } from "./support/walk.mjs";

const SOAK = process.env.CHATLET_SOAK === "1";
const SEED = Number(process.env.CHATLET_WALK_SEED ?? 1);
const GENERATED = SOAK ? 400 : 12;
const WALKS = { corpus: SOAK ? 5_000 : 60, template: SOAK ? 1_500 : 12, generated: SOAK ? 125 : 20 };

/** Walks through one bundle; what the walks came to. */
async function walkThrough(bot, count) {
  const walker = await Walker.open(bot);
  let exit;
  try {
    for (let number = 0; number < count; number++) await walker.walk(SEED * 1_000_003 + number);
  } finally {
    exit = await walker.close();
  }
  assert.equal(exit, 0, "the native engine ended badly");
  return walker.counts;
}

function tell(context, counts) {
  const { walks, steps, taken, restored, nodes } = counts;
  const share = Math.round((100 * taken) / steps);
  context.diagnostic(`${walks} walks, ${steps} steps, ${share} % taken, ${nodes.size} nodes, ${restored} modules anew`);
  return share;
}

for (const name of ["garden", "garden-large"]) {
  test(`walks over the documents of ${name} are the same in both engines`, async (context) => {
    const bot = { ...buildBot(name), language: "en", names: [], events: [], sentences: ["tomatoes",
      "water the beans"] };
    const counts = await walkThrough(bot, WALKS.corpus);
    assert.ok(tell(context, counts) > 30, "most events fit");
  });
}

for (const name of templateNames()) {
  test(`walks over the template ${name} are the same in both engines`, async (context) => {
    for (const bot of buildAll(join(TEMPLATES, name), name)) {
      const counts = await walkThrough(bot, WALKS.template);
      assert.ok(tell(context, counts) > 30, "most events fit");
      assert.ok(counts.nodes.size > 5, `${bot.locale}: the walks go somewhere`);
    }
  });
}

test("walks over generated bots are the same in both engines", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "chatlet-generated-"));
  const all = { walks: 0, steps: 0, taken: 0, restored: 0, nodes: new Set() };
  try {
    for (let number = 0; number < GENERATED; number++) {
      const seed = SEED * 7919 + number;
      const root = join(folder, String(number));
      for (const [file, text] of Object.entries(randomBot(new Chance(seed)))) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
      }
      const [bot] = buildAll(root, `generated-${number}`);
      const counts = await walkThrough(bot, WALKS.generated);
      for (const key of ["walks", "steps", "taken", "restored"]) all[key] += counts[key];
      counts.nodes.forEach((node) => all.nodes.add(`${number}.${node}`));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  assert.ok(tell(context, all) > 30, "most events fit");
  assert.ok(all.nodes.size > 3 * GENERATED, "the walks go somewhere");
});
