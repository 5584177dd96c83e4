// chatlet-compiler.wasm, the compiler for browsers, against `chatlet build` of the same documents: the same head, parts
// and pages, the same diagnostics. From the npm package, as a page would have it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { CORPUS } from "./support/corpus-bots.mjs";
import { fillerPages } from "../support/filler-pages.mjs";
import { PACKAGE, buildBoth, copyFolder, listFiles, newFolder } from "./support/command-pair.mjs";

const entry = join(PACKAGE, "compiler.js");
assert.ok(existsSync(entry), `no ${entry}: run make build`);
const { Compiler, compilerUrl } = await import(pathToFileURL(entry).href);
const module = await WebAssembly.compile(readFileSync(compilerUrl()));

async function openCompiler(listener = {}) {
  const told = { files: [], diagnostics: [], progress: [] };
  const compiler = await Compiler.open(module, {
    output: (file) => Boolean(told.files.push(file)),
    diagnostic: (diagnostic) => told.diagnostics.push(diagnostic),
    progress: (done, total) => told.progress.push([done, total]),
    ...listener,
  });
  assert.ok(compiler);
  return { compiler, told };
}

const document = (path, text, more) => ({ path, url: `/${path}`, bytes: new TextEncoder().encode(text), ...more });

test("a bot's documents give the same head and parts as the command", async () => {
  const folder = copyFolder(join(CORPUS, "bots/garden"));
  const { native } = buildBoth(folder, ["--no-web", "--no-compress"]);
  const { compiler, told } = await openCompiler();
  assert.equal(compiler.setBot(readFileSync(join(folder, "bot.json"), "utf8")), "ok");
  const sources = listFiles(folder).filter((file) => file !== "bot.json");
  for (const path of sources) {
    const bytes = readFileSync(join(folder, path));
    const status = compiler.addDocument({ path, url: `../${path}`, bytes, wantsPage: !path.endsWith(".html") });
    assert.equal(status, "ok");
  }
  const { status, report } = compiler.finish();
  assert.equal(status, "ok");
  assert.equal(report.documents > 0 && report.passages >= report.documents, true);
  assert.equal(told.files.at(-1).kind, "head");
  const place = { head: "files/", part: "files/", page: "" };
  const files = told.files.map(({ kind, name, bytes }) => [place[kind] + name, Buffer.from(bytes).toString("hex")]);
  const expected = Object.entries(native.files).filter(([file]) => file !== "manifest.json");
  assert.deepEqual(Object.fromEntries(files.sort()), Object.fromEntries(expected));
  compiler.close();
});

test("self-tests of a larger site fit the same numbers as the command's", async () => {
  const folder = newFolder(fillerPages());
  const { native } = buildBoth(folder, ["--no-web", "--no-compress", "--locale", "en"]);
  const { compiler, told } = await openCompiler();
  compiler.overrideBot({ locale: "en" });
  for (const path of listFiles(folder)) {
    const bytes = readFileSync(join(folder, path));
    assert.equal(compiler.addDocument({ path, url: `../${path}`, bytes, wantsPage: true }), "ok");
  }
  assert.equal(compiler.finish().status, "ok");
  const head = told.files.at(-1);
  assert.equal(Buffer.from(head.bytes).toString("hex"), native.files[`files/${head.name}`]);
  const kinds = new DataView(head.bytes.buffer, head.bytes.byteOffset).getUint32(12, true);
  const lastKind = new DataView(head.bytes.buffer, head.bytes.byteOffset).getUint32(24 + 12 * (kinds - 1), true);
  assert.equal(lastKind, 6, "the head has a kind CONFIDENCE");
  compiler.close();
});

test("mistakes come with their place, and the rest is built", async () => {
  const { compiler, told } = await openCompiler();
  assert.equal(compiler.setBot('{"titel": "x"}'), "input");
  assert.equal(compiler.addDocument(document("deep.html", "<div>".repeat(600) + "x")), "input");
  assert.equal(compiler.addDocument(document("good.md", "# Good\n\nSome words.\n")), "ok");
  assert.equal(compiler.finish().status, "ok");
  assert.deepEqual(told.diagnostics.map(({ file, severity }) => `${file} ${severity}`), [
    "bot.json error",
    "deep.html error",
  ]);
  const deep = told.diagnostics[1];
  assert.deepEqual([deep.code, deep.line, deep.column], ["E105", 1, 5 * 512 + 1]);
  assert.match(deep.message, /nested deeper than 512/);
});

test("the bot is described, and its words can be replaced before documents", async () => {
  const { compiler } = await openCompiler();
  assert.equal(compiler.overrideBot({ title: "Ayuda", locale: "es-MX" }), "ok");
  assert.deepEqual(compiler.bot(), { id: "assistant", title: "Ayuda", locale: "es-MX", language: "es" });
  assert.equal(compiler.overrideBot({ locale: "not a locale" }), "argument");
});

test("a listener that takes no file ends the build", async () => {
  const { compiler } = await openCompiler({ output: () => false });
  assert.equal(compiler.addDocument(document("a.md", "# A\n\nWords.\n")), "ok");
  assert.equal(compiler.finish().status, "sink");
});

test("nothing to build from is told, and progress reaches its end", async () => {
  const empty = await openCompiler();
  assert.equal(empty.compiler.finish().status, "input");
  assert.equal(empty.told.diagnostics.length, 1);
  const { compiler, told } = await openCompiler();
  compiler.addDocument(document("a.md", "# A\n\nWords.\n"));
  compiler.finish();
  const [done, total] = told.progress.at(-1);
  assert.equal(done, total);
});

test("a closed compiler answers stopped, and another module is refused", async () => {
  const { compiler } = await openCompiler();
  compiler.close();
  compiler.close();
  assert.equal(compiler.addDocument(document("a.md", "# A")), "stopped");
  assert.equal(compiler.bot(), undefined);
  const runtime = await WebAssembly.compile(readFileSync(join(PACKAGE, "runtime/chatlet-runtime.wasm")));
  assert.equal(await Compiler.open(runtime, { output: () => true }), undefined);
});

test("every language with a stemmer has it here", async () => {
  const languages = "ar ca da de el en es eu fi fr ga hi hu hy id it lt ne nl no pt ro ru sr sv ta tr yi".split(" ");
  for (const language of languages) {
    const { compiler } = await openCompiler();
    assert.equal(compiler.overrideBot({ locale: language }), "ok");
    assert.equal(compiler.bot().language, language);
    assert.equal(compiler.addDocument(document("a.md", "# A\n\nSome words.\n")), "ok");
    assert.equal(compiler.finish().status, "ok", language);
  }
});

test("documents in the command's own words: a language's stems are those of the native library", () => {
  const texts = {
    el: "Οι γάτες κοιμούνται στους κήπους.",
    ru: "Кошки спали в садах и домах.",
    tr: "Kedilerimiz bahçelerde uyuyorlardı.",
    hu: "A macskák a kertekben aludtak.",
    ta: "பூனைகள் தோட்டங்களில் தூங்கின.",
  };
  for (const [locale, text] of Object.entries(texts)) {
    const { native, wasm } = buildBoth(newFolder({ "a.md": `# A\n\n${text}\n` }), ["--no-web", "--locale", locale]);
    assert.deepEqual(wasm, native, locale);
    assert.equal(native.status, 0);
  }
});
