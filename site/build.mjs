// Assembles build/site, which `make run` serves: the pages and, in schema/, the JSON Schemas as they are, and in
// assistant/ the bot over this project's own documentation, built by the program of this build.
//
// Usage: node site/build.mjs [--out FOLDER] [--chatlet PROGRAM]

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const SITE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(SITE);

function readArguments(values) {
  const options = { out: join(ROOT, "build/site"), chatlet: join(ROOT, "build/bin/chatlet") };
  for (let at = 0; at < values.length; at += 2) {
    const name = values[at].replace(/^--/, "");
    if (!(name in options) || !values[at + 1]) throw new Error(`unknown argument ${values[at]}`);
    options[name] = resolve(values[at + 1]);
  }
  return options;
}

/** Builds the assistant; the program's own messages are passed on. */
function buildAssistant(chatlet, out) {
  if (!existsSync(chatlet)) throw new Error(`no ${chatlet}: run \`make build\` first`);
  const { status } = spawnSync(chatlet, ["build", join(SITE, "assistant"), "--out", out], { stdio: "inherit" });
  if (status !== 0) throw new Error("the assistant was not built");
}

try {
  const { out, chatlet } = readArguments(process.argv.slice(2));
  mkdirSync(out, { recursive: true });
  cpSync(join(SITE, "pages"), out, { recursive: true });
  cpSync(join(SITE, "schema"), join(out, "schema"), { recursive: true });
  buildAssistant(chatlet, join(out, "assistant"));
} catch (error) {
  console.error(`site: ${error.message}`);
  process.exitCode = 1;
}
