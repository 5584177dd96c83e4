// Events that a host might send, and that none would: what fits the open question, what was open before, what was never
// offered, what came twice, and bytes that are no event. `view` is what a host knows of the conversation.

import { encodeCbor } from "./cbor-bytes.mjs";

const DAY_MS = 86_400_000;

const TEXTS = [
  "hello", "yes", "no", "sí", "não", "skip", "omitir", "pular", "cancel", "help", "back", "restart", "person", "agent",
  "what does it cost?", "price", "precio", "preço", "where is my order AB-1234?", "I want to talk to somebody", "1",
    "2",
  "3", "7.5", "7,5", "-1", "0", "10", "99999999999999999999", "1e308", "NaN", "Ada Lovelace", "ada@example.com",
  "not an address", "+1 555 010 0199", "https://example.com/a?b=c", "javascript:alert(1)", "2026-02-30", "2026-03-31",
  "14:30", "25:61", "next Tuesday", "mañana", "", " ", "\t\n", "\0", "{{name}}", "{{#a}}{{/b}}",
    "*bold* [x](http://e.org)",
  "<b>x</b>", "\u202e\u0301\u{1f600}", "ÄÖÜ ß ſ ﬃ", "مرحبا", "你好", "a".repeat(64), "word ".repeat(300),
    "x".repeat(2001),
  "é".repeat(1500), '"quoted', "-minus word", "\ufeffmark",
];

const VALUES = [
  null, true, false, 0, 1, -1, 7, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1), 0.5, -0, 1e300, NaN, Infinity, "", "x", [], {},
  [1, "a", null], { a: { b: [1.5] } }, { status: 200, body: { id: "T-1", slots: ["09:00", "10:30"] } },
  { status: 503, body: "" }, { status: "x" }, "2026-03-02T10:00:00Z", { $bytes: "00" }, Array(50).fill(1),
];

function deep(chance) {
  let value = chance.pick(VALUES);
  for (let depth = chance.from(1, 40); depth > 0; depth--) value = chance.is(0.5) ? [value] : { d: value };
  return value;
}

/** Some value; mostly small. */
function someValue(chance) {
  return chance.is(0.03) ? deep(chance) : chance.is(0.3) ? chance.pick(TEXTS) : chance.pick(VALUES);
}

const GOOD = {
  text: ["Ada", "a longer answer with words", "x"],
  email: ["ada@example.com", "a.b+c@sub.example.org"],
  phone: ["+1 555 010 0199", "030 1234567"],
  url: ["https://example.com/path", "example.org"],
  number: ["1.5", "-3", "1,5", "1000000"],
  integer: ["1", "42", "-7", "3"],
  rating: ["1", "5", "3", "9", "10"],
  date: ["2026-03-31", "tomorrow", "31/12/2026"],
  time: ["14:30", "9:05 pm"],
  datetime: ["2026-03-31T14:30:00Z", "2026-03-31 14:30"],
  bool: ["yes", "no", "sí", "não"],
  location: ["52.52,13.40"],
  signature: ["data:image/png;base64,AAAA", "Ada"],
  address: ["1 Main Street, Springfield"],
};

function goodValue(chance, field) {
  const ids = (field.options ?? []).map((option) => option.id);
  if (field.kind === "multichoice") return ids.filter(() => chance.is(0.5));
  if (ids.length > 0) return chance.pick(ids);
  if (field.kind === "file") return { ref: "f1", name: "a.pdf", type: "application/pdf", size: 1000 };
  if (field.kind === "bool" && chance.is(0.5)) return chance.is(0.5);
  return chance.pick(GOOD[field.kind] ?? TEXTS);
}

function answer(chance, ask) {
  const fields = ask.fields;
  const ids = fields.length === 1 ? (fields[0].options ?? []).map((option) => option.id) : [];
  if (ask.layout === "form" || fields[0]?.kind === "multichoice" || chance.is(0.2)) {
    const chosen = fields.filter(() => chance.is(0.9));
    return { kind: "form", values: Object.fromEntries(chosen.map((field) => [field.name, goodValue(chance, field)])) };
  }
  if (ids.length > 0 && chance.is(0.8)) return { kind: "choice", choice: chance.pick(ids) };
  const value = fields.length > 0 ? goodValue(chance, fields[0]) : "x";
  if (typeof value === "object" && "ref" in value) return { kind: "file", ...value };
  return { kind: "text", text: typeof value === "string" ? value : String(value) };
}

function wrongForm(chance, view) {
  const names = [...(view.ask?.fields ?? []).map((field) => field.name), "nothing", "", "now"];
  const members = Array.from({ length: chance.below(4) }, () => [chance.pick(names), someValue(chance)]);
  return { kind: "form", values: chance.is(0.1) ? someValue(chance) : Object.fromEntries(members) };
}

function result(chance, view) {
  const waiting = view.waits.length > 0 && chance.is(0.9) ? chance.pick(view.waits) : undefined;
  const effect = waiting?.id ?? chance.pick([...view.ids, "00000000000001-1-0", "x"]);
  const ok = chance.is(0.7);
  const good = { http: VALUES[21], handoff: true, llm: "A sentence.", do: null }[waiting?.kind];
  const value = chance.is(0.6) ? good : someValue(chance);
  return { kind: "result", effect, ok, value, error: ok ? undefined : chance.pick(["timeout", "refused", ""]) };
}

function start(chance, view) {
  const part = () => Object.fromEntries(view.names.filter(() => chance.is(0.2)).map((name) => [name,
    someValue(chance)]));
  return {
    kind: "start",
    seed: chance.below(2 ** 31),
    locale: chance.is(0.3) ? chance.pick(["en", "es", "pt-BR", "x-y"]) : undefined,
    page: chance.is(0.3) ? chance.pick(["/", "/pricing", "https://example.com/pricing?x=1"]) : undefined,
    zone: chance.is(0.3) ? chance.from(-720, 840) : undefined,
    visitor: chance.is(0.5) ? { id: chance.below(1000), ...part() } : undefined,
    vars: chance.is(0.3) ? { url: part(), page: part(), host: part() } : undefined,
  };
}

function event(chance, view) {
  const wrong = ["s1", "retry", "yes", "no", "", "x".repeat(65), ...view.oldOptions];
  const make = chance.weighted([
    [view.ask ? 40 : 0, () => answer(chance, view.ask)],
    [view.options.length > 0 ? 12 : 0, () => ({ kind: "choice", choice: chance.pick(view.options) })],
    [view.waits.length > 0 ? 25 : 1, () => result(chance, view)],
    [10, () => ({ kind: "text", text: chance.pick(chance.is(0.5) ? view.sentences.concat(TEXTS) : TEXTS) })],
    [3, () => ({ kind: "choice", choice: chance.pick(wrong) })],
    [4, () => wrongForm(chance, view)],
    [view.timers.length === 0 ? 1 : view.ask ? 8 : 20, () => ({ kind: "timer",
      timer: chance.pick([...view.timers.map((one) => one.id), "x"]) })],
    [5, () => ({ kind: "event", name: chance.pick([...view.events, "nothing"]), data: someValue(chance) })],
    [2, () => ({ kind: "event", name: "page", data: { url: chance.pick(["/pricing", "/a",
      "https://example.com/docs/x"]) } })],
    [2, () => ({ kind: "feedback", message: chance.pick([...view.ids, "x"]), value: chance.pick([1, -1, 0, 2]) })],
    [4, () => ({ kind: "back" })],
    [1, () => ({ kind: "restart", seed: chance.below(2 ** 31) })],
    [1, () => start(chance, view)],
    [1, () => ({ kind: "file", ref: "f", name: "a.exe", type: "x/y", size: chance.pick([0, 10, 2 ** 40]) })],
    [1, () => ({ kind: chance.pick(["dance", "", "say", 5, null]) })],
  ]);
  return make();
}

/** Bytes that are no event, or hardly one. */
function broken(chance, bytes) {
  const copy = Uint8Array.from(bytes);
  const at = chance.below(copy.length);
  return chance.weighted([
    [3, () => copy.subarray(0, at)],
    [4, () => copy.fill(chance.below(256), at, at + 1)],
    [1, () => Uint8Array.from([...copy, chance.below(256)])],
    [1, () => Uint8Array.from({ length: chance.below(40) }, () => chance.below(256))],
    [1, () => new Uint8Array(0)],
    [1, () => encodeCbor(deep(chance))],
    [1, () => Uint8Array.from([...copy.subarray(0, at), ...Array(20_000).fill(0x61)])],
  ])();
}

/**
 * The next event of a walk, as CBOR.
 * @param view {ask, options, oldOptions, waits, timers, ids, seq, nowMs, last, names, sentences, events}
 */
export function randomEvent(chance, view, isFirst) {
  if (view.last && chance.is(0.03)) return view.last; // the same event twice
  const made = isFirst ? start(chance, view) : event(chance, view);
  const due = made.kind === "timer" ? view.timers.find((one) => one.id === made.timer) : undefined;
  const seq = chance.weighted([[95, view.seq + 1], [2, view.seq], [1, view.seq + chance.from(2, 1000)], [1, 1], [1,
    0]]);
  const pause = chance.weighted([[80, chance.below(20_000)], [10, chance.below(DAY_MS)], [3, -5000], [2,
    400 * DAY_MS]]);
  const now = Math.max(0, due && chance.is(0.8) ? due.at : view.nowMs + pause);
  const bytes = encodeCbor({ kind: made.kind, seq, now, ...made });
  return chance.is(0.02) ? broken(chance, bytes) : bytes;
}
