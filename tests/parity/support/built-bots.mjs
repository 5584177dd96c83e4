// Bots of a folder, built by the real command in each of their languages, for walks.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TOP } from "./corpus-bots.mjs";

export const PROGRAM = process.env.CHATLET_PROGRAM ?? join(TOP, "build/bin/chatlet");
export const TEMPLATES = join(TOP, "core/cli/templates");

const OUT = mkdtempSync(join(tmpdir(), "chatlet-walks-"));
process.on("exit", () => rmSync(OUT, { recursive: true, force: true }));

/** Names of the bots that people start from. */
export function templateNames() {
  return existsSync(TEMPLATES) ? readdirSync(TEMPLATES).sort() : [];
}

/** @returns a bot for Walker.open in each language of `root`: {name, locale, language, head, folder, …} */
export function buildAll(root, name) {
  const out = mkdtempSync(join(OUT, `${name}-`));
  execFileSync(PROGRAM, ["build", root, "--out", out, "--no-web", "--no-compress", "--no-cache"], { stdio: ["ignore",
    "ignore", "pipe"] });
  const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
  const words = wordsOf(root);
  const others = Object.entries(manifest.locales ?? {}).map(([tag, one]) => ({ tag, ...one }));
  return [{ tag: manifest.locale, ...manifest }, ...others].map(({ tag, language, head }) => ({
    name, locale: tag, language: language ?? tag.split("-")[0], head: join(out, headFile(head)), folder: join(out,
      "files"),
    ...words,
  }));
}

const headFile = (head) => (typeof head === "string" ? head : head.file);

/** Names of variables and events, and sentences, of a bot's sources: what makes a random event fit now and then. */
function wordsOf(root) {
  const names = new Set();
  const events = new Set();
  const sentences = new Set();
  for (const file of jsonFiles(root)) look(JSON.parse(readFileSync(file, "utf8")));
  return { names: [...names], events: [...events], sentences: [...sentences].slice(0, 400) };

  function look(value, key) {
    if (Array.isArray(value)) value.forEach((item) => look(item, key));
    else if (typeof value === "string" && ["examples", "keywords", "en", "es",
      "pt"].includes(key)) sentences.add(value);
    else if (value !== null && typeof value === "object") {
      if (key === "vars") Object.keys(value).forEach((name) => names.add(name));
      if (value.on === "event" && typeof value.match === "string") events.add(value.match);
      if (value.type === "wait" && typeof value.event === "string") events.add(value.event);
      for (const [name, member] of Object.entries(value)) look(member, name);
    }
  }
}

function jsonFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === "tests" ? [] : jsonFiles(join(folder, entry.name));
    return entry.name.endsWith(".json") ? [join(folder, entry.name)] : [];
  });
}
