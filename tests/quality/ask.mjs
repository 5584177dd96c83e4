// Asks the sixty judged questions of a built assistant, through the same session a visitor has, and judges the answers.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

import { auroc } from "./auroc.mjs";

/** One line of postgresql_ordinary.jsonl. */
export function readQuestions(path) {
  return readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line));
}

/** Text of a `say` effect's tokens, as a reader sees it. */
function textOf(say) {
  return say.tokens
    .map(([kind, text]) => text ?? (kind === "gap" ? "…" : "\n"))
    .join("")
    .toLowerCase()
    .replace(/\s+/g, " ");
}

/** The file an answer's first citation opens, without folder and anchor; "" when it cites nothing. */
function pageOf(say) {
  const url = say.citations[0]?.url ?? "";
  return url.split("#")[0].split("/").pop();
}

/** Asks every question in one conversation; gives one judged row each. */
export function ask(chatlet, site, questions) {
  const events = [{ kind: "start" }, ...questions.map(({ question }) => ({ kind: "text", text: question }))];
  const input = events.map((event) => JSON.stringify(event)).join("\n") + "\n";
  const output = execFileSync(chatlet, ["chat", site, "--json", "--seed", "1"], { input, maxBuffer: 1 << 28 });
  const effects = output.toString().trim().split("\n").map((line) => JSON.parse(line));
  const answers = answersOf(effects).slice(1); // behind the greeting
  if (answers.length !== questions.length) {
    throw new Error(`${questions.length} questions, but ${answers.length} answers`);
  }
  return questions.map((question, i) => judge(question, answers[i]));
}

/** Each `say` with the names of the parts that were asked for before it. */
function answersOf(effects) {
  const answers = [];
  let parts = new Set();
  for (const effect of effects) {
    if (effect.kind === "need") effect.parts.forEach(({ name }) => parts.add(name));
    if (effect.kind !== "say") continue;
    answers.push({ say: effect, parts: [...parts] });
    parts = new Set();
  }
  return answers;
}

function judge({ id, question, pages, holds }, { say, parts }) {
  const answered = say.engine === "retrieval";
  const page = answered ? pageOf(say) : "";
  const text = textOf(say);
  return {
    id,
    question,
    answerable: pages.length > 0,
    answered,
    confidence: say.confidence,
    page,
    parts,
    wanted: pages,
    rightPage: answered && pages.includes(page),
    holds: answered && holds.some((phrase) => text.includes(phrase)),
  };
}

/** Bytes of index (brotli) that a visitor whose first question is `row` fetches: the head and the question's parts. */
export function firstAnswerBytes(site, rows) {
  const sizes = new Map();
  const sizeOf = (file) => {
    if (!sizes.has(file)) sizes.set(file, brotliCompressSync(readFileSync(join(site, file))).length);
    return sizes.get(file);
  };
  const { head } = JSON.parse(readFileSync(join(site, "manifest.json"), "utf8"));
  return rows
    .filter(({ parts }) => parts.length > 0)
    .map(({ parts }) => parts.reduce((sum, name) => sum + sizeOf(join("files", name)), sizeOf(head.file)))
    .sort((a, b) => a - b);
}

/** The figures that are gated and printed. */
export function summarize(rows) {
  const answerable = rows.filter((row) => row.answerable);
  const unanswerable = rows.filter((row) => !row.answerable);
  const confidences = [answerable, unanswerable].map((some) => some.map(({ confidence }) => confidence));
  return {
    answerable: answerable.length,
    rightPageFirst: answerable.filter((row) => row.rightPage).length,
    extractHolds: answerable.filter((row) => row.holds).length,
    unanswerable: unanswerable.length,
    honestMisses: unanswerable.filter((row) => !row.answered).length,
    auroc: Number(auroc(...confidences).toFixed(3)),
  };
}
