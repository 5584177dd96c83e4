// Values of the flow language: from what a page or a server gave, and to what one reads.

import type { Value, Values } from "../engine/events.ts";

export interface ValueLimits {
  readonly count: number; // of items of a list, and names of a map
  readonly length: number; // of a text
  readonly depth: number;
}

/** What JSON has of `given`, cut to size; what is no value, or stands too deep, is null. */
export function toValue(given: unknown, limits: ValueLimits, depth = 0): Value {
  if (typeof given === "string") return given.slice(0, limits.length);
  if (typeof given === "number" || typeof given === "boolean" || typeof given === "bigint") return given;
  if (typeof given !== "object" || given === null || depth >= limits.depth) return null;
  const convert = (each: unknown): Value => toValue(each, limits, depth + 1);
  if (Array.isArray(given)) return given.slice(0, limits.count).map(convert);
  const pairs: [string, unknown][] = Object.entries(given);
  return Object.fromEntries(pairs.slice(0, limits.count).map(([name, value]) => [name, convert(value)]));
}

export function isValues(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON, with integers of any size, which JSON.stringify refuses. Numbers that JSON does not have become null. */
export function jsonText(value: Value): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return "[" + value.map(jsonText).join(",") + "]";
  return "{" + Object.entries(value).map(([name, each]) => JSON.stringify(name) + ":" + jsonText(each)).join(",") + "}";
}

/** A value as one line of text; what has parts is JSON, and nothing is empty. */
export function lineText(value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? jsonText(value) : String(value);
}

/** A value as lines for people: "name: value" for each name, what is within indented. */
export function linesText(value: Value | undefined, indent = ""): string {
  if (isList(value)) return value.map((each) => `${indent}- ${linesText(each, indent + "  ").trimStart()}`).join("\n");
  if (!isValues(value)) return indent + lineText(value);
  return Object.entries(value).map(([name, each]) => {
    const isNested = isValues(each) || isList(each);
    return `${indent}${name}:${isNested ? "\n" + linesText(each, indent + "  ") : " " + lineText(each)}`;
  }).join("\n");
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
