// The command of the npm package, which is core/cli in WebAssembly with parse5 for HTML, against the native one with
// gumbo: the same files byte for byte, the same words, the same exit codes.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { CORPUS, TOP } from "./support/corpus-bots.mjs";
import { COMMAND, askBoth, buildBoth, copyFolder, copySlice, newFolder } from "./support/command-pair.mjs";
import { hostilePages, knownDifferences } from "./support/hostile-pages.mjs";

assert.ok(existsSync(COMMAND), `no ${COMMAND}: run make build`);

function assertSameBuild(folder, words) {
  const { native, wasm } = buildBoth(folder, words);
  assert.deepEqual(Object.keys(wasm.files), Object.keys(native.files));
  const differing = Object.keys(native.files).filter((file) => wasm.files[file] !== native.files[file]);
  assert.deepEqual(differing, []);
  assert.deepEqual({ ...wasm, files: 0 }, { ...native, files: 0 });
  return native;
}

for (const name of readdirSync(join(CORPUS, "bots"))) {
  test(`bot ${name} of the corpus is the same, compressed forms too`, () => {
    const { files } = assertSameBuild(copyFolder(join(CORPUS, "bots", name)));
    assert.ok(Object.keys(files).some((file) => file.endsWith(".br")));
  });
}

test("a site below a path with a sitemap, a list of its pages, tabs, notes and numbered steps is the same", () => {
  const page = (title, body) =>
    `<html lang=en><head><title>${title}</title><link rel=canonical href="https://e.org/docs/${title}"></head><main>` +
    `<h1>${title}</h1>${body}</main></html>`;
  const folder = newFolder({
    "index.html": page("", '<ol start=3><li>Dig.<li>Plant.</ol><a href="/docs/b">the nickname</a>'),
    "b.html": page("b", '<div class=admonition><p class=admonition-title>Note</p><p>x</p></div><a href="#">up</a>'),
    "c.html": page("c", "<label>A</label><div role=tabpanel hidden><pre><div>1<br></div><div>2</div></pre></div>"),
    "app.html": "<script>1</script>",
    "llms.txt": "# S\n## A\n- [B](https://e.org/docs/b.html.md): words\n- [App](app): more\n- broken\n",
    "llms-full.txt": "# b\n\nx\n",
    "sitemap.xml":
      "<urlset><url><loc>https://e.org/docs/</loc></url><url><loc>https://e.org/docs/b</loc></url></urlset>",
  });
  assertSameBuild(folder, ["--no-web"]);
});

test("the site's own assistant is the same", () => {
  assertSameBuild(copyFolder(join(TOP, "site/assistant")));
});

// The whole of each was compared once, too: 1,169, 3,185 and 3,302 pages, no difference.
const manuals = [
  ["PostgreSQL's manual", "/usr/share/doc/postgresql-doc-15/html", 150],
  ["the kernel's documentation", "/usr/share/doc/linux-doc-6.1/html", 60],
  ["a handbook in many languages", "/usr/share/doc/debian-handbook/html", 90],
];

for (const [name, folder, count] of manuals) {
  const skip = existsSync(folder) ? false : `no ${folder} (its package is not installed)`;
  test(`pages of ${name} are the same`, { skip }, () => {
    const { status, files } = assertSameBuild(copySlice(folder, count), ["--no-compress"]);
    assert.equal(status, 0);
    assert.ok(Object.keys(files).length > 10);
  });
}

for (const [name, html] of Object.entries(hostilePages)) {
  test(`parsers agree on ${name}`, () => {
    assertSameBuild(newFolder({ [name]: html }), ["--no-compress", "--no-web"]);
  });
}

for (const [name, html] of Object.entries(knownDifferences)) {
  test(`known difference: ${name}`, () => {
    const folder = newFolder({ "page.html": `<title>T</title><h1>A</h1><p>words</p>${html}` });
    const { native, wasm } = buildBoth(folder, ["--no-compress", "--no-web"]);
    assert.equal(wasm.status, native.status);
    assert.equal(wasm.stderr, native.stderr);
    assert.notDeepEqual(wasm.files, native.files, "the parsers agree now: make it a page they must agree on");
  });
}

test("Markdown that takes more memory than a document may is refused alike, and the rest is built", () => {
  const folder = newFolder({ "bad.md": "[".repeat(400_000), "good.md": "# Good\n\nSome words.\n" });
  const { status, stderr } = assertSameBuild(folder, ["--no-compress"]);
  assert.equal(status, 1);
  assert.match(stderr, /bad\.md.*E107/);
});

test("mistakes are told in the same words", () => {
  const folder = newFolder({
    "bot.json": '{"titel": "x", "locale": "zz-", "suggestions": [1]}',
    "knowledge/latin1.html": Buffer.from("<meta charset=latin1><p>caf\xe9", "latin1"),
    "knowledge/binary.txt": Buffer.from([1, 0, 2]),
    "knowledge/empty.md": "",
    "knowledge/table.csv": "question,answer\nonly one\n",
    "knowledge/lines.jsonl": '{"question": 1}\nnot json\n',
  });
  for (const words of [["check", "."], ["check", ".", "--json"], ["check", "gone"], ["build", "gone"], ["bild"], []]) {
    const { native, wasm } = askBoth(folder, words);
    assert.deepEqual(wasm, native, words.join(" "));
    assert.notEqual(native.status, 0, words.join(" "));
  }
});

test("a built folder is searched, talked to and dumped alike", () => {
  const folder = copyFolder(join(CORPUS, "bots/garden"));
  assert.equal(askBoth(folder, ["build", ".", "--out", "built"]).native.status, 0);
  const asked = [
    ["search", "built", "when do I plant tomatoes"],
    ["search", "built", "tomatoes", "--json"],
    ["search", "built", "quantum chromodynamics"],
    ["dump", "built"],
    ["dump", "built", "--json"],
    ["search", "gone", "x"],
    ["help", "build"],
    ["--help"],
    ["--version"],
  ];
  for (const words of asked) {
    const { native, wasm } = askBoth(folder, words);
    assert.deepEqual(wasm, native, words.join(" "));
    assert.notEqual(native.stdout + native.stderr, "", words.join(" "));
  }
});
