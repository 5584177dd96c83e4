// A bot whose engine is a function of the test's: the real loader, panel and chunks over `window.script(event, step)`,
// which gives effects without ids, or null to refuse the event. For what is seen of effects that no small flow brings
// about.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeWidget } from "../../../web/build.mjs";
import { ROOT } from "./browser.mjs";

const ENGINE = join(dirname(fileURLToPath(import.meta.url)), "scripted-session.js");

const scripted = {
  name: "scripted-engine",
  setup(build) {
    build.onResolve({ filter: /engine\/session\.ts$/ }, () => ({ path: ENGINE }));
    build.onResolve({ filter: /engine\/load\.ts$/ }, () => ({ path: ENGINE }));
  },
};

/** Writes it and returns the folder of its static files. */
export async function buildScriptedBot(name, title) {
  const out = join(ROOT, "build/browser", name);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { panel } = await writeWidget(out, [scripted]);
  const none = { file: "none", integrity: "" };
  const manifest = { version: 1, title, locale: "en", head: none, parts: "files/", panel, runtime: none };
  writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(join(out, "none"), "");
  return out;
}
