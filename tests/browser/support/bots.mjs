// Bots for browser tests, built by the real program into build/browser/.

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CHATLET, ROOT, WEB } from "./browser.mjs";

/** Builds a bot of `files` (name to content; a bot.json among them) and returns the folder of its static files. */
export function buildBot(name, files) {
  const folder = join(ROOT, "build/browser", name);
  rmSync(folder, { recursive: true, force: true });
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "source", file)), { recursive: true });
    writeFileSync(join(folder, "source", file), content);
  }
  const out = join(folder, "out");
  const options = ["--out", out, "--web", WEB, "--no-compress"];
  try {
    execFileSync(CHATLET, ["build", join(folder, "source"), ...options], { stdio: "pipe" });
  } catch (error) {
    // 1: built, but some documents were refused, which is what a hostile document deserves.
    if (error.status !== 1) throw new Error(`chatlet build: exit ${error.status}\n${error.stderr}`);
  }
  return out;
}

const GARDEN_PAGE = `<!doctype html>
<html lang="en"><head><title>Garden handbook</title></head><body><main>
<h1 id="top">Garden handbook</h1>
<p>Everything a small vegetable garden needs over the year.</p>
<h2 id="watering">Watering tomatoes</h2>
<p>Water tomatoes early in the morning, two litres a plant, and keep the leaves dry so that blight does not spread.</p>
<ul><li>Use a can without a rose.</li><li>Mulch with straw after watering.</li></ul>
<h2 id="pruning">Pruning apple trees</h2>
<p>Prune apple trees in late winter, before the buds swell, and cut just above an outward facing bud.</p>
<pre><code>saw --angle 45 branch</code></pre>
<h2 id="compost">Making compost</h2>
<p>Compost wants two parts brown leaves to one part green cuttings, turned once a month.</p>
</main></body></html>
`;

/** A small bot whose documents are pages of the site it stands on, at /docs/. */
export function gardenFiles(changes = {}) {
  const bot = {
    id: "garden",
    title: "Garden help",
    greeting: "Hello, gardener!",
    suggestions: ["How do I water tomatoes?", "When are apple trees pruned?"],
    knowledge: { sources: [{ path: "docs", url: "/docs/" }] },
    ...changes,
  };
  return { "bot.json": JSON.stringify(bot), "docs/garden.html": GARDEN_PAGE };
}

export const GARDEN = { page: GARDEN_PAGE, question: "How should I water my tomatoes?", answer: /two litres a plant/ };
