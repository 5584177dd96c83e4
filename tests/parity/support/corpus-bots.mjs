// Builds the bots of tests/corpus/bots with the native compiler, once per test program.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fillerPages } from "../../support/filler-pages.mjs";

export const TOP = join(dirname(fileURLToPath(import.meta.url)), "../../..");
export const CORPUS = join(TOP, "tests/corpus");
export const NATIVE = process.env.CHATLET_PARITY_NATIVE ?? join(TOP, "build/dev/tests/parity_native");

const OUT = mkdtempSync(join(tmpdir(), "chatlet-parity-"));
process.on("exit", () => rmSync(OUT, { recursive: true, force: true }));
const built = new Map();

/**
 * @param name of a folder of tests/corpus/bots, whose bundle is one file; with "-large" behind it, the same bot with
 *             so many other pages that its bundle comes in parts
 * @returns {folder, head: path of the head file}
 */
export function buildBot(name) {
  if (!built.has(name)) built.set(name, compile(name));
  return built.get(name);
}

/** Bytes of a part as the bundle's folder holds it. */
export function readPart(bot, part) {
  return new Uint8Array(readFileSync(join(bot.folder, part.name)));
}

function compile(name) {
  const root = sources(name);
  const folder = mkdtempSync(join(OUT, `${name}-`));
  const documents = readdirSync(root).filter((file) => file !== "bot.json").sort();
  const head = execFileSync(NATIVE, ["build", folder, root, ...documents], { encoding: "utf8" }).trim();
  return { folder, head: join(folder, head) };
}

function sources(name) {
  const small = join(CORPUS, "bots", name.replace(/-large$/, ""));
  if (!name.endsWith("-large")) return small;
  const root = mkdtempSync(join(OUT, `${name}-sources-`));
  cpSync(small, root, { recursive: true });
  for (const [file, text] of Object.entries(fillerPages())) writeFileSync(join(root, file), text);
  return root;
}
