// Expressions give the same values, errors, costs and words natively and in WebAssembly: those of tests/corpus, and the
// conformance cases where they are there.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { CORPUS, TOP } from "./support/corpus-bots.mjs";
import { COMMAND, askBoth, newFolder } from "./support/command-pair.mjs";

assert.ok(existsSync(COMMAND), `no ${COMMAND}: run make build`);
const folder = newFolder();

const sources = [
  ["the corpus", join(CORPUS, "expressions")],
  ["the suite", join(TOP, "../shared/data/cel")],
];

for (const [name, from] of sources) {
  const skip = existsSync(from) ? false : `no ${from}`;
  test(`cases of ${name} are the same, and pass`, { skip }, () => {
    const files = readdirSync(from).filter((file) => file.endsWith(".json")).map((file) => join(from, file));
    const { native, wasm } = askBoth(folder, ["expr", "--json", "--cases", ...files]);
    assert.deepEqual(wasm, native);
    const { cases, failed } = JSON.parse(native.stdout);
    assert.ok(cases.length > 40);
    assert.equal(failed, 0, JSON.stringify(cases.filter((one) => !one.passed), null, 1));
  });
}

test("values and mistakes are told in the same words", () => {
  const asked = [
    ["expr", "[1, 2u, 2.50, 'a\\n', b'\\xff', null, {'k': [true]}, duration('90s'), timestamp(0), int]"],
    ["expr", "seats + 1", "--var", "seats=3"],
    ["expr", "seats + 1", "--var", "seats:int=3", "--json"],
    ["expr", "1 / 0"],
    ["expr", "1 +"],
    ["expr"],
    ["help", "expr"],
  ];
  for (const words of asked) {
    const { native, wasm } = askBoth(folder, words);
    assert.deepEqual(wasm, native, words.join(" "));
    assert.notEqual(native.stdout + native.stderr, "", words.join(" "));
  }
});
