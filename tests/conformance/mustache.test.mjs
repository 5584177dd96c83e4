// Cases of github.com/mustache/spec (the six core modules), read where they lie beside the repository, run by the real
// `chatlet render --cases`. Every case must pass.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const CASES = join(HERE, "../../../shared/data/mustache");
const PROGRAM = process.env.CHATLET_PROGRAM;
const missing = existsSync(CASES) ? false : `no ${CASES}: the specification's cases are not part of this repository`;
const MODULES = "comments delimiters interpolation inverted partials sections".split(" ");

function run(path) {
  return spawnSync(PROGRAM, ["render", "--cases", path], { encoding: "utf8" });
}

for (const name of MODULES) {
  test(`${name} of Mustache's specification passes`, { skip: missing }, () => {
    const path = join(CASES, `${name}.json`);
    const { length } = JSON.parse(readFileSync(path, "utf8")).tests;
    const { status, stdout, stderr } = run(path);
    assert.equal(stdout, `${length} passed, 0 failed\n`);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.ok(length > 10);
  });
}

test("a text that differs, one that does not compile and data that does not read are failures", () => {
  const { status, stdout } = run(join(HERE, "mustache-must-fail.json"));
  assert.match(stdout, /\n0 passed, 3 failed\n$/);
  assert.match(stdout, /is never closed/);
  assert.equal(status, 1);
});
