// The npm package as a stranger gets it: packed, installed into an empty folder without network and with nothing on the
// path but Node's own programs, then used as its README says.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync,
  writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const TOP = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PACKAGE = join(TOP, "build/web/package");
const KIB = 1024;
assert.ok(existsSync(join(PACKAGE, "bin/chatlet.js")), `no command in ${PACKAGE}: run make build`);

let room;
let project;
let environment;

function find(program) {
  const places = process.env.PATH.split(delimiter).map((folder) => join(folder, program));
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(found, `no ${program} on the path`);
  return found;
}

function run(program, words, input = "") {
  const options = { cwd: project, env: environment, encoding: "utf8", input, timeout: 60_000 };
  return spawnSync(program, words, options);
}

const chatlet = (...words) => run("npx", ["--no-install", "chatlet", ...words]);

before(() => {
  room = mkdtempSync(join(tmpdir(), "chatlet-npm-"));
  project = join(room, "project");
  const path = join(room, "path");
  const home = join(room, "home");
  for (const folder of [project, path, home]) mkdirSync(folder);
  for (const program of ["node", "npm", "npx", "sh"]) symlinkSync(find(program), join(path, program));
  // Nobody listens there: whatever asks the network fails at once.
  const npm = { npm_config_registry: "http://127.0.0.1:9/", npm_config_offline: "true", npm_config_loglevel: "error" };
  environment = { PATH: path, HOME: home, TERM: "dumb", npm_config_update_notifier: "false", ...npm };
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", room, PACKAGE], {
    encoding: "utf8",
    env: { ...environment, PATH: path },
    cwd: room,
  });
  writeFileSync(join(project, "package.json"), '{"private": true}\n');
  const installed = run("npm", ["install", "--ignore-scripts", join(room, packed.trim().split("\n").at(-1))]);
  assert.equal(installed.status, 0, installed.stderr);
  mkdirSync(join(project, "public/help"), { recursive: true });
  writeFileSync(
    join(project, "public/index.html"),
    "<!doctype html><title>Shop</title><main><h1>Shop</h1><p>We sell garden tools and seeds.</p></main>",
  );
  writeFileSync(
    join(project, "public/help/shipping.html"),
    "<!doctype html><title>Shipping</title><main><h1>Shipping</h1><h2 id=cost>What it costs</h2>" +
      "<p>Shipping costs four dollars. Orders over fifty dollars ship free.</p></main>",
  );
});

after(() => rmSync(room, { recursive: true, force: true }));

test("nothing but Node's programs is on the path, and nothing else was installed", () => {
  const found = run("sh", ["-c", "command -v cc || command -v gcc || command -v emcc || command -v chatlet"]);
  assert.equal(found.stdout, "");
  assert.deepEqual(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith(".")), ["chatlet"]);
});

test("npx chatlet build ./public builds an assistant with its loader, panel and runtime", () => {
  const built = chatlet("build", "./public");
  assert.equal(built.stderr, "");
  assert.equal(built.status, 0);
  assert.match(built.stdout, /2 documents, \d+ passages/);
  const script = /<script src="([^"]*chatlet\.js)"/.exec(built.stdout);
  assert.ok(script, built.stdout);
  const folder = /^Built (\S+) in/.exec(built.stdout)[1];
  const manifest = JSON.parse(readFileSync(join(project, folder, "manifest.json"), "utf8"));
  for (const asset of [manifest.head, manifest.panel, manifest.runtime]) {
    assert.ok(existsSync(join(project, folder, asset.file)), asset.file);
  }
  assert.ok(existsSync(join(project, folder, "chatlet.js")));
});

test("what was built is searched and talked to", () => {
  const folder = /^Built (\S+) in/.exec(chatlet("build", "./public").stdout)[1];
  const found = chatlet("search", folder, "how much is shipping", "--json");
  assert.equal(found.status, 0, found.stderr);
  assert.match(found.stdout, /shipping\.html/);
  const talk = run("npx", ["--no-install", "chatlet", "chat", folder], "how much is shipping?\n");
  assert.equal(talk.status, 0, talk.stderr);
  assert.match(talk.stdout, /four dollars/);
});

test("mistakes have the native command's exit codes and words", () => {
  const unknown = chatlet("bild");
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /^chatlet: unknown command "bild"; did you mean build\?/);
  const gone = chatlet("check", "gone");
  assert.notEqual(gone.status, 0);
  assert.match(gone.stderr, /No such file or directory/);
  const json = chatlet("check", "./public", "--json");
  assert.equal(json.status, 0);
  assert.equal(JSON.parse(json.stdout).diagnostics.length, 0);
});

test("the engine and the compiler are there for programs", () => {
  const program = `
    import { readFile } from "node:fs/promises";
    import { loadRuntime, runtimeUrl } from "chatlet";
    import { Compiler, compilerUrl } from "chatlet/compiler";
    await loadRuntime(await readFile(runtimeUrl("es")));
    const names = [];
    const output = (file) => Boolean(names.push(file.kind));
    const compiler = await Compiler.open(await WebAssembly.compile(await readFile(compilerUrl())), { output });
    compiler.addDocument({ path: "a.html", url: "/a", bytes: new TextEncoder().encode("<p>Words") });
    console.log(compiler.finish().status, names.at(-1));`;
  writeFileSync(join(project, "program.mjs"), program);
  const ran = run("node", ["program.mjs"]);
  assert.equal(ran.stdout, "ok head\n", ran.stderr);
});

test("licenses of all that the package holds of others go along", () => {
  const notice = readFileSync(join(project, "node_modules/chatlet/NOTICE"), "utf8");
  const holders = ["Dr Martin Porter", "Rich Felker", "The Emscripten Authors", "John MacFarlane", "Dave Gamble",
    "the Brotli Authors", "Mark Adler", "Ivan Nikulin", "Felix B"];
  for (const name of holders) assert.ok(notice.includes(name), name);
});

// Gates that growth must not pass unnoticed.
const gates = [
  ["bin/chatlet-command.wasm", 840 * KIB], // 75 kB are the templates of `chatlet new`
  ["compiler/chatlet-compiler.wasm", 320 * KIB],
  ["compiler.js", 56 * KIB],
  ["service/chatlet-service.wasm", 220 * KIB],
  ["service.js", 8 * KIB],
];

for (const [file, limit] of gates) {
  test(`${file}: at most ${limit} bytes of brotli`, (context) => {
    const size = brotliCompressSync(readFileSync(join(PACKAGE, file))).length;
    context.diagnostic(`${file}: ${size} bytes`);
    assert.ok(size <= limit, `${size} bytes`);
  });
}
