// Checks what the engine wrote into the union type of events.ts, where it enters. All or nothing: one effect of an
// unknown form and the whole answer is refused, since a host that carries out half a step would be worse off than one
// that stops.

import type { CborValue } from "./cbor.ts";
import type { Citation, Effect, Option, Part, Suggestions, Token } from "./events.ts";

type Fields = Map<string, CborValue>;

/** The effects of a step in their order, or undefined when `value` is not an array of them. */
export function readEffects(value: CborValue | undefined): Effect[] | undefined {
  return readList(value, readEffect);
}

/** What runtime_suggest wrote, or undefined when `value` is anything else. */
export function readSuggestions(value: CborValue | undefined): Suggestions | undefined {
  if (!(value instanceof Map)) return undefined;
  const items = readList(value.get("items"), readCitation);
  const parts = readList(value.get("parts"), readPart);
  return items && parts && { items, parts };
}

function readEffect(value: CborValue): Effect | undefined {
  if (!(value instanceof Map)) return undefined;
  const id = value.get("id");
  if (typeof id !== "string") return undefined;
  switch (value.get("kind")) {
    case "say":
      return readSay(id, value);
    case "choices":
      return readChoices(id, value);
    case "need":
      return readNeed(id, value);
    case "emit":
      return readEmit(id, value);
    case "end":
      return readEnd(id, value);
    default:
      return undefined;
  }
}

function readSay(id: string, fields: Fields): Effect | undefined {
  const engine = fields.get("engine");
  const confidence = fields.get("confidence");
  const tokens = readList(fields.get("tokens"), readToken);
  const citations = readList(fields.get("citations"), readCitation);
  if (engine !== "flow" && engine !== "retrieval" && engine !== "none") return undefined;
  if (typeof confidence !== "number" || tokens === undefined || citations === undefined) return undefined;
  return { kind: "say", id, engine, confidence, tokens, citations };
}

function readChoices(id: string, fields: Fields): Effect | undefined {
  const options = readList(fields.get("options"), readOption);
  return options && { kind: "choices", id, options };
}

function readNeed(id: string, fields: Fields): Effect | undefined {
  const parts = readList(fields.get("parts"), readPart);
  return parts && { kind: "need", id, parts };
}

function readEmit(id: string, fields: Fields): Effect | undefined {
  const name = fields.get("name");
  const values = fields.get("data");
  if (typeof name !== "string" || !(values instanceof Map)) return undefined;
  const data: Record<string, string | number | boolean> = {};
  for (const [key, value] of values) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
    data[key] = value;
  }
  return { kind: "emit", id, name, data };
}

function readEnd(id: string, fields: Fields): Effect | undefined {
  const outcome = fields.get("outcome");
  if (outcome !== "restarted" && outcome !== "limit") return undefined;
  return { kind: "end", id, outcome };
}

function readToken(value: CborValue): Token | undefined {
  if (!Array.isArray(value) || value.length > 2) return undefined;
  const [kind, text] = value;
  switch (kind) {
    case "text":
    case "mark":
    case "code":
      return typeof text === "string" ? [kind, text] : undefined;
    case "paragraph":
    case "item":
    case "row":
    case "block":
    case "gap":
      return value.length === 1 ? [kind] : undefined;
    default:
      return undefined;
  }
}

function readCitation(value: CborValue): Citation | undefined {
  if (!(value instanceof Map)) return undefined;
  const title = value.get("title");
  const path = value.get("path");
  const url = value.get("url");
  if (typeof title !== "string" || typeof path !== "string" || typeof url !== "string") return undefined;
  return { title, path, url };
}

function readOption(value: CborValue): Option | undefined {
  if (!(value instanceof Map)) return undefined;
  const id = value.get("id");
  const text = value.get("text");
  return typeof id === "string" && typeof text === "string" ? { id, text } : undefined;
}

function readPart(value: CborValue): Part | undefined {
  if (!(value instanceof Map)) return undefined;
  const id = value.get("id");
  const name = value.get("name");
  return typeof id === "number" && typeof name === "string" ? { id, name } : undefined;
}

function readList<Item>(value: CborValue | undefined, read: (item: CborValue) => Item | undefined): Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: Item[] = [];
  for (const entry of value) {
    const item = read(entry);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
