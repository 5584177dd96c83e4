// Conformance cases of google/cel-spec, read where they lie beside the repository (their form: core/cli/README.md), run
// by the real `chatlet expr --cases`. Every case must pass but those known-failures.txt names, which must fail.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const CASES = join(HERE, "../../../shared/data/cel");
const PROGRAM = process.env.CHATLET_PROGRAM;
const missing = existsSync(CASES) ? false : `no ${CASES}: the conformance cases are not part of this repository`;
const CORE = "basic comparisons conversions fields fp_math integer_math lists logic macros parse plumbing string";

/** Lines "file name"; `#` begins a comment. */
function readKnown() {
  const lines = readFileSync(join(HERE, "known-failures.txt"), "utf8").split("\n");
  return new Set(lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean));
}

function run(path) {
  const { status, stdout, stderr } = spawnSync(PROGRAM, ["expr", "--json", "--cases", path], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  assert.ok(status === 0 || status === 1, stderr);
  return JSON.parse(stdout);
}

const files = missing ? [] : readdirSync(CASES).filter((file) => file.endsWith(".json"));
const known = readKnown();

test("the core of the suite is there", { skip: missing }, () => {
  for (const name of CORE.split(" ")) assert.ok(files.includes(`${name}.json`), name);
});

for (const file of files) {
  test(`${file} passes`, (context) => {
    const { cases, passed, failed } = run(join(CASES, file));
    const nameOf = (one) => `${basename(file, ".json")} ${one.name}`;
    const unknown = cases.filter((one) => !one.passed && !known.has(nameOf(one)));
    const mended = cases.filter((one) => one.passed && known.has(nameOf(one)));
    context.diagnostic(`${passed} passed, ${failed} failed`);
    assert.equal(cases.length, JSON.parse(readFileSync(join(CASES, file), "utf8")).length);
    assert.deepEqual(unknown, [], "cases fail");
    assert.deepEqual(mended.map(nameOf), [], "cases pass now: take them off known-failures.txt");
  });
}

test("a wrong value, a wrong type and a missing error are failures", () => {
  const { passed, failed } = run(join(HERE, "must-fail.json"));
  assert.deepEqual([passed, failed], [0, JSON.parse(readFileSync(join(HERE, "must-fail.json"), "utf8")).length]);
});
