// The sixty questions over PostgreSQL's manual: the right page first for at least 32 of 40, "I don't know" for at least
// 14 of 20; what is shown holds the answer for at least 28.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { ask, firstAnswerBytes, readQuestions, summarize } from "./ask.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const manual = "/usr/share/doc/postgresql-doc-15/html";
const chatlet = process.env.CHATLET_BIN ?? join(here, "../../build/bin/chatlet");
const site = join(process.env.CHATLET_TEST_DIR ?? join(here, "../../build/quality"), "postgresql");

const skip = existsSync(manual) ? false : "the package postgresql-doc-15 is not installed";

test("sixty questions over the PostgreSQL manual", { skip }, (t) => {
  mkdirSync(site, { recursive: true });
  execFileSync(chatlet, ["build", manual, "--out", site, "--no-web", "--no-compress", "--base-url", "/"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const rows = ask(chatlet, site, readQuestions(join(here, "postgresql_ordinary.jsonl")));
  const hardRows = ask(chatlet, site, readQuestions(join(here, "postgresql_hard.jsonl"))); // long ones cost most
  const largestFirstAnswerBytes = firstAnswerBytes(site, [...rows, ...hardRows]).at(-1);
  const figures = { ...summarize(rows), largestFirstAnswerBytes };
  for (const row of rows) {
    const good = row.answerable ? row.rightPage : !row.answered;
    const shown = row.answered ? row.page : "(I don't know)";
    const wanted = row.wanted.join(" or ") || "none";
    if (!good) t.diagnostic(`${row.id} ${row.confidence} ${row.question} -> ${shown}, wanted ${wanted}`);
  }
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.rightPageFirst >= 32, `right page first for ${figures.rightPageFirst} of ${figures.answerable}`);
  assert.ok(figures.extractHolds >= 28, `the extract holds the answer for ${figures.extractHolds}`);
  assert.ok(figures.auroc >= 0.92, `confidence tells answerable from not with an AUROC of ${figures.auroc}`);
  assert.ok(figures.honestMisses >= 14, `honest misses: ${figures.honestMisses} of ${figures.unanswerable}`);
  const largest = figures.largestFirstAnswerBytes;
  assert.ok(largest <= 100 * 1024, `a first answer costs ${largest} bytes`);
});
