import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { readManifest } = await importTs("loader/manifest.ts");

const good = () => ({
  version: 1,
  id: "garden",
  title: "Garden help",
  locale: "en",
  language: "en",
  theme: { accent: "#0a7cff", position: "start" },
  panel: { file: "files/panel.js", integrity: "sha256-p" },
  runtime: { file: "files/r.wasm", integrity: "sha256-r" },
  head: { file: "files/h.head", size: 10 },
  parts: "files/",
});

test("a manifest as chatlet build writes it is read", () => {
  const manifest = readManifest(good());
  assert.equal(manifest.head, "files/h.head");
  assert.equal(manifest.accent, "#0a7cff");
  assert.equal(manifest.position, "start");
});

test("a bot without a theme has the widget's own", () => {
  const { accent, position } = readManifest({ ...good(), theme: undefined });
  assert.deepEqual({ accent, position }, { accent: "", position: "end" });
});

const BROKEN = [
  { name: "nothing", value: null, message: "manifest: version" },
  { name: "a text", value: "manifest", message: "manifest: version" },
  { name: "a later version", value: { ...good(), version: 2 }, message: "manifest: version" },
  { name: "no title", value: { ...good(), title: undefined }, message: "manifest: title" },
  { name: "a title that is no text", value: { ...good(), title: 1 }, message: "manifest: title" },
  { name: "a panel without integrity", value: { ...good(), panel: { file: "p" } }, message: "manifest: integrity" },
  { name: "no runtime", value: { ...good(), runtime: undefined }, message: "manifest: file" },
  { name: "no head", value: { ...good(), head: null }, message: "manifest: file" },
  { name: "no parts", value: { ...good(), parts: undefined }, message: "manifest: parts" },
];

for (const { name, value, message } of BROKEN) {
  test(`manifest refused: ${name}`, () => assert.throws(() => readManifest(value), new TypeError(message)));
}
