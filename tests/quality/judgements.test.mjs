// The judgements themselves: every page named exists, and every phrase an answer may hold stands in one of its pages.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { readQuestions } from "./ask.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const postgresql = "/usr/share/doc/postgresql-doc-15/html";
const handbook = "/usr/share/doc/debian-handbook/html/en-US";
const sets = [
  ["postgresql_ordinary", postgresql],
  ["postgresql_hard", postgresql],
  ["postgresql_fresh", postgresql],
  ["postgresql_unseen", postgresql],
  ["debian_handbook", handbook],
];

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

function textOf(path) {
  return readFileSync(path, "utf8")
    .replace(/<\/(td|th)>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name) => {
      if (name[0] !== "#") return entities[name] ?? whole;
      return String.fromCodePoint(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
    })
    .replace(/\s+/g, " ")
    .toLowerCase();
}

for (const [set, manual] of sets) {
  const skip = existsSync(manual) ? false : `${manual} is not installed`;
  test(`${set}: pages exist and hold the phrases of their questions`, { skip }, () => {
    const questions = readQuestions(join(here, `${set}.jsonl`));
    assert.equal(new Set(questions.map(({ id }) => id)).size, questions.length);
    const wrong = questions.flatMap(({ id, pages, holds }) => {
      const texts = pages.map((page) => textOf(join(manual, page)));
      const lost = holds.filter((phrase) => !texts.some((text) => text.includes(phrase)));
      const isWhole = (pages.length > 0) === (holds.length > 0) && (pages.length > 0) === id.startsWith("a");
      return isWhole ? lost.map((phrase) => `${id}: ${phrase}`) : [`${id}: pages or phrases are missing`];
    });
    assert.deepEqual(wrong, []);
  });
}
