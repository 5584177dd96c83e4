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
  const manifest = readManifest(good(), "en", "/");
  assert.equal(manifest.head, "files/h.head");
  assert.equal(manifest.accent, "#0a7cff");
  assert.equal(manifest.position, "start");
});

test("a bot without a theme has the widget's own", () => {
  const { accent, position } = readManifest({ ...good(), theme: undefined }, "", "/");
  assert.deepEqual({ accent, position }, { accent: "", position: "end" });
});

const locale = (title, language) => ({
  head: { file: `files/${title}.head`, size: 9 },
  language,
  runtime: { file: `${language}.wasm`, integrity: "sha256-l" },
  title,
});

const several = () => ({
  ...good(),
  locales: { "es-ES": locale("Jardín", "es"), "pt-BR": locale("Jardim", "pt"), "pt-PT": locale("Quintal", "pt") },
});

const PAGES = [
  { language: "en", locale: "en", head: "files/h.head" },
  { language: "en-GB", locale: "en", head: "files/h.head" },
  { language: "es", locale: "es-ES", head: "files/Jardín.head" },
  { language: "es-MX", locale: "es-ES", head: "files/Jardín.head" },
  { language: "pt-pt", locale: "pt-PT", head: "files/Quintal.head" },
  { language: "pt", locale: "pt-BR", head: "files/Jardim.head" },
  { language: "ja", locale: "en", head: "files/h.head" },
  { language: "", locale: "en", head: "files/h.head" },
  { language: "", path: "/guide/pt_PT/a.html", locale: "pt-PT", head: "files/Quintal.head" },
  { language: "", path: "/es/a.html", locale: "en", head: "files/h.head" },
  { language: "en", path: "/pt-PT/a.html", locale: "en", head: "files/h.head" },
  { language: "toString", locale: "en", head: "files/h.head" },
];

for (const { language, path = "/", locale, head } of PAGES) {
  test(`a page in "${language}" at ${path} of a site in several languages gets ${locale}`, () => {
    const manifest = readManifest(several(), language, path);
    assert.deepEqual([manifest.locale, manifest.head], [locale, head]);
    assert.equal(manifest.title, locale === "en" ? "Garden help" : head.slice(6, -5));
    assert.equal(readManifest(good(), language, path).locale, "en");
  });
}

test("a locale without files is refused where it is asked for", () => {
  const broken = { ...several(), locales: { es: {} } };
  assert.throws(() => readManifest(broken, "es", "/"), new TypeError("manifest: title"));
  assert.equal(readManifest(broken, "en", "/").locale, "en");
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
  test(`manifest refused: ${name}`, () => assert.throws(() => readManifest(value, "en", "/"), new TypeError(message)));
}
