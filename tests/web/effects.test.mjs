// Every effect of core/include/chatlet/session.h is read as it is written there, and none that lacks something.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { readEffects } = await importTs("engine/effects.ts");

const FIELD = {
  name: "age",
  kind: "integer",
  label: "Your age?",
  required: true,
  personal: false,
  min: 0,
  max: 150,
  value: 30,
  error: "Too old.",
};
const CARD = { kind: "card", src: "a.png", alt: "A", title: "T", tokens: [["text", "t"]] };
const MAIL = { name: "m", mailto: "a@b.c" };
const TO = { name: "leads", url: "https://a.example/", method: "POST", format: "json", headers: { A: "b" } };
const OPTIONS = [{ id: "a", text: "A", description: "d", image: "a.png" }];
const ACTIONS = [{ id: "x", text: "X" }, { id: "y", text: "Y", url: "/y" }];
const TOKENS = [
  ["text", "t"],
  ["mark", "m"],
  ["code", "c"],
  ["strong", "s"],
  ["emphasis", "e"],
  ["link", "l", "/l"],
  ["step", 1],
  ...["paragraph", "item", "row", "block", "heading", "quote", "break", "gap"].map((kind) => [kind]),
];

const EFFECTS = [
  { kind: "say", id: "1", engine: "flow", confidence: 1, tokens: TOKENS, citations: [] },
  { kind: "say", id: "1", engine: "flow", confidence: 1, tokens: [], citations: [], media: [CARD], delay: 300 },
  { kind: "choices", id: "1", options: [{ id: "a", text: "A" }] },
  { kind: "ask", id: "1", layout: "form", fields: [FIELD, { ...FIELD, kind: "choice", options: OPTIONS }], back: true },
  { kind: "ask", id: "1", layout: "one", fields: [{ ...FIELD, kind: "file", accept: ["image/*"] }], back: false },
  { kind: "typing", id: "1", ms: 500 },
  { kind: "need", id: "1", parts: [{ id: 0, name: "0.part" }] },
  {
    kind: "http",
    id: "1",
    method: "POST",
    url: "/lead",
    headers: { "X-A": "b" },
    body: { score: 1.5, big: 2n ** 60n, tags: ["a", null, true] },
    format: "form",
    side: "browser",
    retries: 3,
    once: false,
    timeout: 5000,
  },
  { kind: "llm", id: "1", connection: "gpt", system: "", prompt: "Hi", schema: { type: "object" }, max_tokens: 9 },
  { kind: "do", id: "1", action: "crm.upsert", args: { name: "Ada" }, to: TO },
  { kind: "do", id: "1", action: "open_url", args: { url: "/a" } },
  { kind: "handoff", id: "1", what: "ticket", team: "", summary: "s", data: { a: 1 }, to: MAIL },
  { kind: "timer", id: "1", at: 1764633600000 },
  { kind: "cancel", id: "1", effect: "0" },
  { kind: "set", id: "1", name: "plan", value: null },
  { kind: "emit", id: "1", name: "flow_ended", data: { node: "main.end", outcome: "won", score: 7.5 } },
  { kind: "end", id: "1", outcome: "limit" },
  {
    ...{ kind: "say", id: "1", engine: "flow", confidence: 1, tokens: [], citations: [] },
    media: [{ kind: "carousel", items: [{ ...CARD, actions: ACTIONS }] }],
  },
];

const OPTIONAL = ["media", "delay", "body", "timeout", "schema", "max_tokens", "to"];

/** As decodeCbor gives it. */
function cbor(value) {
  if (Array.isArray(value)) return value.map(cbor);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([name, each]) => [name, cbor(each)]));
}

const without = (effect, name) => Object.fromEntries(Object.entries(effect).filter(([key]) => key !== name));

for (const [at, effect] of EFFECTS.entries()) {
  test(`effect ${at}: ${effect.kind} is read whole`, () => assert.deepEqual(readEffects(cbor([effect])), [effect]));

  for (const name of Object.keys(effect)) {
    const isOptional = OPTIONAL.includes(name);
    test(`effect ${at}: ${effect.kind} ${isOptional ? "may" : "must not"} lack ${name}`, () => {
      const read = readEffects(cbor([without(effect, name)]));
      assert.deepEqual(read, isOptional ? [without(effect, name)] : undefined);
    });
    test(`effect ${at}: ${effect.kind} with bytes for ${name} is refused`, () => {
      const fields = cbor(effect).set(name, new Uint8Array(1));
      assert.equal(readEffects([fields]), undefined);
    });
  }
}

for (const [name, effects] of [
  ["an unknown kind", [{ kind: "explode", id: "1" }]],
  ["a second one that is none", [EFFECTS[2], { kind: "say", id: "2" }]],
  ["a token of an unknown kind", [{ ...EFFECTS[0], tokens: [["html", "<b>"]] }]],
  ["a token with more than its kind has", [{ ...EFFECTS[0], tokens: [["text", "a", "b"]] }]],
  ["a link without an address", [{ ...EFFECTS[0], tokens: [["link", "a"]] }]],
  ["a field of an unknown kind", [{ ...EFFECTS[3], fields: [{ ...FIELD, kind: "color" }] }]],
  ["headers that are no texts", [{ ...EFFECTS[7], headers: { A: 1 } }]],
]) {
  test(`effects with ${name} are refused whole`, () => assert.equal(readEffects(cbor(effects)), undefined));
}
