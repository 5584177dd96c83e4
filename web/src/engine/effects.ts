// Checks what the engine wrote into the union type of events.ts, where it enters. All or nothing: one effect of an
// unknown form and the whole answer is refused, since a host that carries out half a step would be worse off than one
// that stops.

import { type CborValue, isCborMap } from "./cbor.ts";
import {
  type Citation,
  type Effect,
  type Field,
  FIELD_KINDS,
  type FieldOption,
  type Media,
  type MediaAction,
  type Option,
  type Part,
  type Suggestions,
  type Target,
  type Token,
  type Value,
  type Values,
} from "./events.ts";

type Fields = Map<string, CborValue>;
type Read<Item> = (value: CborValue | undefined) => Item;

/** The effects of a step in their order, or undefined when `value` is not an array of them. */
export function readEffects(value: CborValue | undefined): Effect[] | undefined {
  return attempt(() => listOf(readEffect)(value));
}

/** What runtime_suggest wrote, or undefined when `value` is anything else. */
export function readSuggestions(value: CborValue | undefined): Suggestions | undefined {
  return attempt(() => {
    const fields = map(value);
    return { items: listOf(readCitation)(fields.get("items")), parts: listOf(readPart)(fields.get("parts")) };
  });
}

// Thrown by the readers below and caught above: nothing of it leaves this file.
class Unfit extends Error {}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unfit) return undefined;
    throw error;
  }
}

function readEffect(value: CborValue | undefined): Effect {
  const fields = map(value);
  const id = text(fields.get("id"));
  const get = <Item>(name: string, read: Read<Item>): Item => read(fields.get(name));
  const kind = fields.get("kind");
  switch (kind) {
    case "say":
      return {
        kind,
        id,
        engine: get("engine", oneOf("flow", "retrieval", "llm", "none")),
        confidence: get("confidence", number),
        tokens: get("tokens", listOf(readToken)),
        citations: get("citations", listOf(readCitation)),
        ...optional(fields, "media", listOf(readMedia)),
        ...optional(fields, "delay", number),
      };
    case "choices":
      return { kind, id, options: get("options", listOf(readOption)) };
    case "ask":
      return {
        kind,
        id,
        layout: get("layout", oneOf("one", "form")),
        fields: get("fields", listOf(readField)),
        back: get("back", boolean),
      };
    case "typing":
      return { kind, id, ms: get("ms", number) };
    case "need":
      return { kind, id, parts: get("parts", listOf(readPart)) };
    case "http":
      return {
        kind,
        id,
        method: get("method", text),
        url: get("url", text),
        headers: get("headers", texts),
        ...optional(fields, "body", readValue),
        format: get("format", oneOf("json", "form")),
        side: get("side", oneOf("browser", "server")),
        retries: get("retries", number),
        once: get("once", boolean),
        ...optional(fields, "timeout", number),
      };
    case "llm":
      return {
        kind,
        id,
        connection: get("connection", text),
        system: get("system", text),
        prompt: get("prompt", text),
        ...optional(fields, "schema", readValue),
        ...optional(fields, "max_tokens", number),
      };
    case "do":
      return {
        kind,
        id,
        action: get("action", text),
        args: get("args", readValues),
        ...optional(fields, "to", readTarget),
      };
    case "handoff":
      return {
        kind,
        id,
        what: get("what", oneOf("handoff", "ticket", "approve")),
        team: get("team", text),
        summary: get("summary", text),
        data: get("data", readValue),
        ...optional(fields, "to", readTarget),
      };
    case "timer":
      return { kind, id, at: get("at", number) };
    case "cancel":
      return { kind, id, effect: get("effect", text) };
    case "set":
      return { kind, id, name: get("name", text), value: get("value", readValue) };
    case "emit":
      return { kind, id, name: get("name", text), data: get("data", readValues) };
    case "end":
      return { kind, id, outcome: get("outcome", oneOf("restarted", "limit")) };
    default:
      throw new Unfit();
  }
}

function readToken(value: CborValue | undefined): Token {
  const [kind, first, second, ...rest] = list(value);
  const is = (count: number): boolean => rest.length === 0 && list(value).length === count;
  switch (kind) {
    case "text":
    case "mark":
    case "code":
    case "strong":
    case "emphasis":
      if (is(2)) return [kind, text(first)];
      break;
    case "link":
      if (is(3)) return [kind, text(first), text(second)];
      break;
    case "step":
      if (is(2)) return [kind, number(first)];
      break;
    case "paragraph":
    case "item":
    case "row":
    case "block":
    case "heading":
    case "quote":
    case "break":
    case "gap":
      if (is(1)) return [kind];
  }
  throw new Unfit();
}

function readCitation(value: CborValue | undefined): Citation {
  const fields = map(value);
  return { title: text(fields.get("title")), path: text(fields.get("path")), url: text(fields.get("url")) };
}

function readOption(value: CborValue | undefined): Option {
  const fields = map(value);
  return { id: text(fields.get("id")), text: text(fields.get("text")) };
}

function readFieldOption(value: CborValue | undefined): FieldOption {
  const fields = map(value);
  return { ...readOption(value), ...optional(fields, "description", text), ...optional(fields, "image", text) };
}

function readAction(value: CborValue | undefined): MediaAction {
  return { ...readOption(value), ...optional(map(value), "url", text) };
}

function readMedia(value: CborValue | undefined): Media {
  const fields = map(value);
  return {
    kind: oneOf("image", "video", "audio", "file", "embed", "card", "carousel", "list")(fields.get("kind")),
    ...optional(fields, "src", text),
    ...optional(fields, "alt", text),
    ...optional(fields, "title", text),
    ...optional(fields, "tokens", listOf(readToken)),
    ...optional(fields, "actions", listOf(readAction)),
    ...optional(fields, "items", listOf(readMedia)),
  };
}

function readField(value: CborValue | undefined): Field {
  const fields = map(value);
  return {
    name: text(fields.get("name")),
    kind: oneOf(...FIELD_KINDS)(fields.get("kind")),
    label: text(fields.get("label")),
    required: boolean(fields.get("required")),
    personal: boolean(fields.get("personal")),
    ...optional(fields, "min", number),
    ...optional(fields, "max", number),
    ...optional(fields, "accept", listOf(text)),
    ...optional(fields, "options", listOf(readFieldOption)),
    ...optional(fields, "value", readValue),
    ...optional(fields, "error", text),
  };
}

function readPart(value: CborValue | undefined): Part {
  const fields = map(value);
  return { id: number(fields.get("id")), name: text(fields.get("name")) };
}

function readTarget(value: CborValue | undefined): Target {
  const fields = map(value);
  return {
    name: text(fields.get("name")),
    ...optional(fields, "url", text),
    ...optional(fields, "method", text),
    ...optional(fields, "format", oneOf("json", "form")),
    ...optional(fields, "headers", texts),
    ...optional(fields, "mailto", text),
  };
}

/** A value of the flow language; bytes are none. */
function readValue(value: CborValue | undefined): Value {
  if (value === undefined || value instanceof Uint8Array) throw new Unfit();
  if (Array.isArray(value)) return value.map(readValue);
  return isCborMap(value) ? readValues(value) : value;
}

function readValues(value: CborValue | undefined): Values {
  return Object.fromEntries([...map(value)].map(([name, each]) => [name, readValue(each)]));
}

function texts(value: CborValue | undefined): Record<string, string> {
  return Object.fromEntries([...map(value)].map(([name, each]) => [name, text(each)]));
}

/** `{[name]: …}` when the map has that key, `{}` when it does not. */
function optional<Name extends string, Item>(
  fields: Fields,
  name: Name,
  read: Read<Item>,
): { [Key in Name]?: Item } | undefined {
  const found: { [Key in Name]?: Item } = {};
  if (fields.has(name)) found[name] = read(fields.get(name));
  return found;
}

function map(value: CborValue | undefined): Fields {
  if (isCborMap(value)) return value;
  throw new Unfit();
}

function list(value: CborValue | undefined): CborValue[] {
  if (Array.isArray(value)) return value;
  throw new Unfit();
}

function listOf<Item>(read: Read<Item>): Read<Item[]> {
  return (value) => list(value).map(read);
}

function text(value: CborValue | undefined): string {
  if (typeof value === "string") return value;
  throw new Unfit();
}

function number(value: CborValue | undefined): number {
  if (typeof value === "number") return value;
  throw new Unfit();
}

function boolean(value: CborValue | undefined): boolean {
  if (typeof value === "boolean") return value;
  throw new Unfit();
}

function oneOf<Word extends string>(...words: readonly Word[]): Read<Word> {
  return (value) => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new Unfit();
  };
}
