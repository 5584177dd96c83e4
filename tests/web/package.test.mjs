// The npm package as it was built, used from Node on the site's own assistant, as its README shows.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PACKAGE = join(process.env.CHATLET_WEB ?? join(ROOT, "build/web"), "package");
const FOLDER = join(process.env.CHATLET_SITE ?? join(ROOT, "build/site"), "assistant");
const missing = [PACKAGE, FOLDER].find((path) => !existsSync(path));
const skip = missing ? `no ${missing} (run make build)` : false;

test("the package answers a question in Node", { skip }, async () => {
  const { Engine, loadRuntime, runtimeUrl } = await import(pathToFileURL(join(PACKAGE, "index.js")).href);
  const manifest = JSON.parse(await readFile(join(FOLDER, "manifest.json"), "utf8"));
  const runtime = await loadRuntime(await readFile(runtimeUrl(manifest.language)));
  const opened = await Engine.open(runtime, await readFile(join(FOLDER, manifest.head.file)));
  assert.ok(opened.ok, opened.message);
  const { engine } = opened;

  let seq = 0;
  let state = new Uint8Array();
  const says = [];
  async function send(event) {
    const step = engine.step(state, { ...event, seq: ++seq, now: Date.now() });
    assert.ok(step.ok, step.message);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === "say") says.push(effect);
      if (effect.kind !== "need") continue;
      for (const part of effect.parts) {
        const bytes = await readFile(join(FOLDER, manifest.parts, part.name));
        assert.equal(engine.addPart(part.id, bytes), "ok");
      }
      await send({ kind: "result", effect: effect.id, ok: true });
    }
  }

  await send({ kind: "start", seed: 1 });
  await send({ kind: "text", text: "How do I put the assistant on my site?" });
  assert.deepEqual(says.map((say) => say.engine), ["flow", "retrieval"]);
  assert.match(says[1].citations[0].url, /README\.html#/);
  engine.close();
});

test("the package carries its types, its runtimes and its papers", { skip }, async () => {
  const described = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8"));
  assert.equal(described.name, "chatlet");
  assert.equal(described.dependencies, undefined);
  for (const file of ["README.md", "LICENSE", "NOTICE", "runtime/chatlet-runtime.wasm", described.exports["."].types]) {
    assert.ok(existsSync(join(PACKAGE, file)), file);
  }
});

test("a build for a first run has the engines of the demo alone, and no package", { skip }, async (context) => {
  const out = await mkdtemp(join(tmpdir(), "chatlet-web-"));
  context.after(() => rm(out, { recursive: true, force: true }));
  execFileSync(process.execPath, [join(ROOT, "web/build.mjs"), "--demo", "--out", out]);
  const demo = JSON.parse(await readFile(join(out, "files.json"), "utf8"));
  const all = JSON.parse(await readFile(join(dirname(PACKAGE), "files.json"), "utf8"));
  const ofDemo = ({ en, es, pt }) => ({ en, es, pt });
  assert.deepEqual(demo, { ...all, runtimes: ofDemo(all.runtimes), search: ofDemo(all.search) });
  assert.equal(existsSync(join(out, "package")), false);
  for (const file of [demo.loader, demo.notices, demo.panel.file, demo.chunks[0].file, demo.runtimes.es.file])
    assert.deepEqual(await readFile(join(out, file)), await readFile(join(dirname(PACKAGE), file)));
});

test("package and site carry the licenses of what the modules hold of others", { skip }, async () => {
  const notice = await readFile(join(PACKAGE, "NOTICE"), "utf8");
  assert.ok(notice.startsWith((await readFile(join(FOLDER, "notices.txt"), "utf8")).trimEnd()));
  assert.ok(JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8")).files.includes("NOTICE"));
  const holders = ["Dr Martin Porter", "Rich Felker", "The Emscripten Authors", "Public Software Group"];
  const terms = ["Redistributions in binary form must reproduce", "Permission is hereby granted", "Unicode, Inc."];
  for (const words of [...holders, ...terms]) assert.ok(notice.includes(words), words);
});
