// The compiler of the npm package in a page and in a worker, under a strict policy: documents in, a bundle out, nothing
// sent anywhere.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fillerPages } from "../support/filler-pages.mjs";
import { launchBrowser, openPage, reasonToSkip } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const TESTS = join(dirname(fileURLToPath(import.meta.url)), "..");
const PACKAGE = join(TESTS, "../build/web/package");
const skip = reasonToSkip() || (existsSync(join(PACKAGE, "compiler.js")) ? false : `no ${PACKAGE} (run make build)`);
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

// Runs in a page or a worker; what it gives must be plain data.
const PROGRAM = `
  import { Compiler, compilerUrl } from "/package/compiler.js";

  export async function build(more = {}) {
    const files = [];
    const told = [];
    const compiler = await Compiler.open(await WebAssembly.compileStreaming(fetch(compilerUrl())), {
      output: (file) => Boolean(files.push(file)),
      diagnostic: ({ code, file, line }) => told.push([code, file, line].join(" ")),
    });
    const page = "<title>T</title><main><h1>Shipping</h1><table>stray<tr><td>Four dollars</table></main>";
    const add = (path, text, wantsPage) =>
      compiler.addDocument({ path, url: "/" + path, bytes: new TextEncoder().encode(text), wantsPage });
    const deep = "<b>".repeat(600);
    const statuses = [
      add("page.html", page, false),
      add("note.md", "# Note\\n\\nWords.", true),
      add("deep.html", deep, false),
    ];
    for (const [path, text] of Object.entries(more)) statuses.push(add(path, text, false));
    const { status, report } = compiler.finish();
    compiler.close();
    const kinds = [...new Set(files.map(({ kind }) => kind))].sort();
    return { statuses, status, documents: report.documents, told, kinds };
  }`;

const EXPECTED = {
  statuses: ["ok", "ok", "input"],
  status: "ok",
  documents: 2,
  told: ["E105 deep.html 1"],
  kinds: ["head", "page"],
};

let browser;
let site;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  site = await startServer();
  site.folder("/package/", PACKAGE);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

async function result(script, expected = EXPECTED) {
  const html = '<!doctype html><title>Build</title><script type="module" src="/run.js"></script>';
  site.page("/page", html, { "content-security-policy": POLICY });
  const type = { "content-type": "text/javascript" };
  site.page("/program.js", PROGRAM, type);
  site.page("/filler-pages.js", readFileSync(join(TESTS, "support/filler-pages.mjs"), "utf8"), type);
  site.page("/run.js", script, type);
  site.page("/worker.js", 'import { build } from "/program.js"; postMessage(await build());', type);
  const { page, context, problems } = await openPage(browser);
  await page.goto(site.origin + "/page");
  const title = await page.waitForFunction(() => document.title.startsWith("{") && document.title);
  const built = JSON.parse(await title.jsonValue());
  assert.deepEqual(problems, []);
  await context.close();
  assert.deepEqual(built, expected);
}

test("a page builds a bundle of documents", { skip }, async () => {
  await result('import { build } from "/program.js"; document.title = JSON.stringify(await build());');
});

test("a worker builds a bundle of documents", { skip }, async () => {
  await result(
    'const worker = new Worker("/worker.js", { type: "module" });' +
      "worker.onmessage = ({ data }) => (document.title = JSON.stringify(data));",
  );
});

test("a bundle too large for one file is given in parts", { skip }, async () => {
  const filler = Object.keys(fillerPages());
  await result(
    'import { build } from "/program.js"; import { fillerPages } from "/filler-pages.js";' +
      "document.title = JSON.stringify(await build(fillerPages()));",
    {
      ...EXPECTED,
      statuses: [...EXPECTED.statuses, ...filler.map(() => "ok")],
      documents: EXPECTED.documents + filler.length,
      kinds: ["head", "page", "part"],
    },
  );
});
