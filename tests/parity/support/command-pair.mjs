// The native command and the npm package's, on the same folder: what each leaves and says.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { TOP } from "./corpus-bots.mjs";

export const PACKAGE = join(TOP, "build/web/package");
export const COMMAND = join(PACKAGE, "bin/chatlet.js");
const NATIVE = process.env.CHATLET_PROGRAM ?? join(TOP, "build/bin/chatlet");

const ROOM = mkdtempSync(join(tmpdir(), "chatlet-parity-"));
process.on("exit", () => rmSync(ROOM, { recursive: true, force: true }));

/** A folder to work in, with `files` by their names. */
export function newFolder(files = {}) {
  const folder = mkdtempSync(join(ROOM, "work-"));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

export function copyFolder(from) {
  const folder = newFolder();
  cpSync(from, folder, { recursive: true });
  return folder;
}

/** `count` of a folder's pages, evenly spread, below it at any depth. */
export function copySlice(from, count) {
  const pages = listFiles(from).filter((file) => /\.html?$/.test(file));
  const step = Math.max(1, Math.floor(pages.length / count));
  const chosen = pages.filter((_, index) => index % step === 0);
  return newFolder(Object.fromEntries(chosen.map((file) => [file, readFileSync(join(from, file))])));
}

export function listFiles(folder) {
  const walk = (at) =>
    readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? walk(join(at, entry.name)) : [join(at, entry.name)],
    );
  return walk(folder).map((file) => relative(folder, file)).sort();
}

// Times differ; everything else must not.
const withoutTime = (text) =>
  text.replace(/ in \d+\.\d\d s$/gm, " in … s").replace(/"(\w*(?:ms|seconds))":[\d.]+/g, '"$1":…');

function run(program, folder, words) {
  const web = join(TOP, "build/web");
  const options = { cwd: folder, encoding: "utf8", env: { ...process.env, CHATLET_WEB: web }, maxBuffer: 1 << 28 };
  const result = spawnSync(program[0], [...program.slice(1), ...words], options);
  if (result.error) throw result.error;
  return { status: result.status, stdout: withoutTime(result.stdout), stderr: result.stderr };
}

/** What both answer to `words` in `folder`: {native, wasm}, each with status, stdout and stderr. */
export function askBoth(folder, words) {
  return { native: run([NATIVE], folder, words), wasm: run([process.execPath, COMMAND], folder, words) };
}

/** What both build of `folder`: as askBoth, and the files with their bytes in hex. */
export function buildBoth(folder, words = []) {
  const build = (program) => {
    const said = run(program, folder, ["build", ".", "--out", "built", ...words]);
    const out = join(folder, "built");
    const files = Object.fromEntries(listFiles(out).map((file) => [file, readFileSync(join(out, file), "hex")]));
    rmSync(out, { recursive: true });
    return { ...said, files };
  };
  return { native: build([NATIVE]), wasm: build([process.execPath, COMMAND]) };
}
