// Builds build/web from web/src and build/wasm:
//
//   chatlet.js                        loader, the one file a page names
//   panel.<hash>.js                   panel, fetched on intent
//   panel-<chunk>.<hash>.js           what the panel fetches when a conversation first needs it: forms, media, …
//   chatlet-runtime.<hash>.wasm       engine with English stems; chatlet-runtime.<language>.<hash>.wasm for the others
//   chatlet-search.<hash>.wasm        the same without flows, for sites that have none; one per language, too
//   notices.txt                       licenses of what the engines hold of others
//   files.json                        which of them `chatlet build` copies into a bot's folder, with their integrity
//   package/                          the npm package `chatlet`: the command, the compiler and the engine for Node and
//                                     bundlers
//
// The same sources give the same bytes.
//
// Usage: node web/build.mjs [--out FOLDER] [--wasm FOLDER] [--no-wasm | --demo]
// --demo takes the engines of the demo's languages alone and makes no package: what a first `make run` waits for.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const WEB = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(WEB);
// The first versions with adoptedStyleSheets, color-mix and ARIA properties in each family.
const BROWSERS = ["chrome111", "firefox119", "safari16.4"];
const DEMO_LANGUAGES = ["en", "es", "pt"]; // of the site's assistant and its templates
const RUNTIME_NAME = /^chatlet-(runtime|search)(?:\.([a-z]+))?\.wasm$/;

/** A stylesheet imported from TypeScript becomes its minified text; see web/src/css.d.ts. Tests bundle with it too. */
export const cssText = {
  name: "css-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = readFileSync(path, "utf8");
      const { code } = await esbuild.transform(source, { loader: "css", minify: true, target: BROWSERS });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** Scripts of the panel that are fetched when something first needs them; web/src/widget/chunks.ts names them. */
export const CHUNKS = ["ask", "document", "errand", "media", "server"];

async function bundle(entry, format, options = {}) {
  const result = await esbuild.build({
    entryPoints: [join(WEB, "src", entry)],
    absWorkingDir: WEB,
    bundle: true,
    minify: true,
    write: false,
    format,
    target: BROWSERS,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    plugins: [cssText],
    ...options,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

function sha256(bytes, encoding) {
  return createHash("sha256").update(bytes).digest(encoding);
}

/** <stem>.<hash>.<ending>, and what a manifest must know of it. */
function hashedName(stem, ending, bytes) {
  const file = `${stem}.${sha256(bytes, "hex").slice(0, 16)}.${ending}`;
  return { file, integrity: "sha256-" + sha256(bytes, "base64") };
}

function pinOf({ file, integrity }) {
  return { file, integrity };
}

function writeHashed(folder, stem, ending, bytes) {
  const named = hashedName(stem, ending, bytes);
  writeFileSync(join(folder, named.file), bytes);
  return named;
}

/** Prebuilt engines, one per stemmer language, by language in order. */
function findRuntimes(folder, wanted, isDemo) {
  const names = wanted && existsSync(folder) ? readdirSync(folder).sort() : [];
  const runtimes = names.flatMap((name) => {
    const match = RUNTIME_NAME.exec(name);
    const language = match?.[2] ?? "en";
    if (!match || (isDemo && !DEMO_LANGUAGES.includes(language))) return [];
    const list = match[1] === "search" ? "search" : "runtimes";
    return [{ list, language, name, bytes: readFileSync(join(folder, name)) }];
  });
  if (wanted && runtimes.length === 0) {
    throw new Error(`no chatlet-runtime*.wasm in ${folder}: run \`make build\` first, or add --no-wasm`);
  }
  return runtimes;
}

/** What the licenses of others ask to go with the engines; without engines there is nothing to tell. */
function readNotices(folder, runtimes) {
  return runtimes.length > 0 ? readFileSync(join(folder, "notices.txt")) : undefined;
}

// Where the package has its modules but the engines.
const PLACES = {
  "chatlet-compiler.wasm": "compiler",
  "chatlet-command.wasm": "bin",
  "chatlet-service.wasm": "service",
};

/** The modules that build bundles, and the backend's, by name; none when the package goes without. */
function findCompilers(folder, wanted) {
  const names = wanted ? Object.keys(PLACES) : [];
  const missing = names.find((name) => !existsSync(join(folder, name)));
  if (missing) throw new Error(`no ${missing} in ${folder}: run \`make build\` first, or add --no-wasm`);
  return names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

/** What goes with the package besides: licenses of what its modules and its JavaScript hold of others. */
function packageNotices(folder, notices) {
  const compilers = readFileSync(join(folder, "notices-compiler.txt"), "utf8").trimEnd();
  const parts = [notices.toString("utf8").trimEnd(), compilers];
  for (const [title, name] of [["parse5: HTML", "parse5"], ["entities: character references", "entities"]]) {
    const license = readFileSync(join(ROOT, "node_modules", name, "LICENSE"), "utf8").trimEnd();
    parts.push(`${title}\n${"-".repeat(title.length)}\n\n${license}`);
  }
  return parts.join("\n\n\n") + "\n";
}

/** The panel knows its chunks by name and hash, so that whatever pins the panel pins them. */
async function bundlePanel(plugins) {
  const chunks = {};
  for (const name of CHUNKS) {
    const bytes = await bundle(`widget/${name}/${name}-chunk.ts`, "iife", { plugins });
    chunks[name] = { ...hashedName(`panel-${name}`, "js", bytes), bytes };
  }
  const known = Object.fromEntries(CHUNKS.map((name) => [name, pinOf(chunks[name])]));
  const define = { CHATLET_CHUNKS: JSON.stringify(known) };
  const panel = await bundle("widget/panel.ts", "iife", { define, plugins });
  return { panel, chunks: Object.values(chunks) };
}

/** Writes loader, panel and chunks to a folder and gives what files.json says of them. Tests add plugins. */
export async function writeWidget(out, plugins = []) {
  const loader = await bundle("loader/loader.ts", "iife");
  const { panel, chunks } = await bundlePanel([cssText, ...plugins]);
  writeFileSync(join(out, "chatlet.js"), loader);
  for (const { file, bytes } of chunks) writeFileSync(join(out, file), bytes);
  console.log(`web: loader ${loader.length} bytes, panel ${panel.length} bytes`);
  return { loader: "chatlet.js", panel: writeHashed(out, "panel", "js", panel), chunks: chunks.map(pinOf) };
}

function writeEngines(out, runtimes, notices) {
  const files = { runtimes: {}, search: {} };
  if (notices) {
    files.notices = "notices.txt";
    writeFileSync(join(out, files.notices), notices);
  }
  for (const { list, language, name, bytes } of runtimes) {
    files[list][language] = writeHashed(out, name.slice(0, -".wasm".length), "wasm", bytes);
  }
  return files;
}

const NODE = { platform: "node", target: "node18.13", minify: false };

/** The command: a small program, the worker it starts, the module that runs there, and `web` for built folders. */
async function writeCommand(folder, out, compilers) {
  mkdirSync(join(folder, "bin"), { recursive: true });
  const program = await bundle("command/command.ts", "esm", { ...NODE, banner: { js: "#!/usr/bin/env node" } });
  writeFileSync(join(folder, "bin/chatlet.js"), program, { mode: 0o755 });
  writeFileSync(join(folder, "bin/command-worker.js"), await bundle("command/command-worker.ts", "esm", NODE));
  for (const { name, bytes } of compilers) {
    const place = PLACES[name];
    mkdirSync(join(folder, place), { recursive: true });
    writeFileSync(join(folder, place, name), bytes);
  }
  mkdirSync(join(folder, "web"));
  for (const file of readdirSync(out)) {
    if (file !== "package") cpSync(join(out, file), join(folder, "web", file));
  }
}

async function writePackage(folder, out, runtimes, compilers, notices) {
  mkdirSync(join(folder, "runtime"), { recursive: true });
  writeFileSync(join(folder, "index.js"), await bundle("package/index.ts", "esm", { minify: false }));
  writeFileSync(join(folder, "compiler.js"), await bundle("package/compiler-entry.ts", "esm", { minify: false }));
  writeFileSync(join(folder, "service.js"), await bundle("package/service-entry.ts", "esm", { minify: false }));
  for (const { name, bytes } of runtimes) writeFileSync(join(folder, "runtime", name), bytes);
  if (compilers.length > 0) await writeCommand(folder, out, compilers);
  const { name, version, description, license, engines } = JSON.parse(readFileSync(join(WEB, "package.json"), "utf8"));
  const described = {
    name,
    version,
    description,
    license,
    type: "module",
    engines,
    sideEffects: false,
    bin: { chatlet: "bin/chatlet.js" },
    exports: {
      ".": { types: "./types/package/index.d.ts", default: "./index.js" },
      "./compiler": { types: "./types/package/compiler-entry.d.ts", default: "./compiler.js" },
      "./service": { types: "./types/package/service-entry.d.ts", default: "./service.js" },
      "./runtime/*": "./runtime/*",
      "./compiler/*": "./compiler/*",
      "./service/*": "./service/*",
    },
    files: ["index.js", "compiler.js", "service.js", "types", "runtime", "compiler", "service", "bin", "web", "NOTICE"],
  };
  if (compilers.length === 0) delete described.bin;
  writeFileSync(join(folder, "package.json"), JSON.stringify(described, null, 2) + "\n");
  cpSync(join(WEB, "src/package/README.md"), join(folder, "README.md"));
  if (existsSync(join(ROOT, "LICENSE"))) cpSync(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  if (notices) writeFileSync(join(folder, "NOTICE"), notices);
  writeTypes(join(folder, "types"));
}

// TypeScript is a development tool; where only the run-time tools were installed the package goes without types.
function writeTypes(folder) {
  let compiler;
  try {
    compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  } catch {
    return console.log("web: no types in the package, since typescript is not installed");
  }
  const project = join(WEB, "tsconfig.package.json");
  execFileSync(process.execPath, [compiler, "-p", project, "--outDir", folder], { stdio: "inherit" });
}

function readArguments(values) {
  const options = { out: join(ROOT, "build/web"), wasm: join(ROOT, "build/wasm"), wantsWasm: true, isDemo: false };
  for (let at = 0; at < values.length; at++) {
    if (values[at] === "--no-wasm") options.wantsWasm = false;
    else if (values[at] === "--demo") options.isDemo = true;
    else if (values[at] === "--out" && values[at + 1]) options.out = resolve(values[++at]);
    else if (values[at] === "--wasm" && values[at + 1]) options.wasm = resolve(values[++at]);
    else throw new Error(`unknown argument ${values[at]}`);
  }
  return options;
}

async function main() {
  const { out, wasm, wantsWasm, isDemo } = readArguments(process.argv.slice(2));
  const runtimes = findRuntimes(wasm, wantsWasm, isDemo);
  const compilers = findCompilers(wasm, wantsWasm && !isDemo);
  const notices = readNotices(wasm, runtimes);
  const fresh = out + ".new";
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const files = { ...(await writeWidget(fresh)), ...writeEngines(fresh, runtimes, notices) };
  writeFileSync(join(fresh, "files.json"), JSON.stringify(files, null, 2) + "\n");
  // Only now, so that a failed build leaves the last good one.
  rmSync(out, { recursive: true, force: true });
  renameSync(fresh, out);
  const forPackage = !isDemo && notices && packageNotices(wasm, notices);
  if (!isDemo) await writePackage(join(out, "package"), out, runtimes, compilers, forPackage);
  console.log(`web: ${runtimes.length} engines in ${out}`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(`web: ${error.message}`);
    process.exitCode = 1;
  });
}
