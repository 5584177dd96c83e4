// Builds a printable page out of what an author put into `document.render` or `certificate.issue`: a title, text,
// tokens, fields, and lists of rows. Whatever name a value has, it is shown: nothing an author puts in is lost.

import type { Token, Value, Values } from "../../engine/events.ts";
import { isList, isValues, lineText } from "../../host/value.ts";
import type { DocumentWords } from "../../text/document-words.ts";
import { h } from "../view/h.ts";
import { tokenBlocks } from "../view/token-view.ts";

const HANDLED = ["title", "action", "tokens", "text", "body", "fields", "name"];

/** What stands in the page. */
export function documentParts(data: Value, words: DocumentWords): HTMLElement[] {
  const values = isValues(data) ? data : { text: data };
  return values["action"] === "certificate.issue" ? [certificate(values, words)] : plainParts(values);
}

function plainParts(values: Values): HTMLElement[] {
  const title = lineText(values["title"]);
  const name = values["name"] === undefined ? [] : [pairs({ name: values["name"] })];
  return [...(title ? [h("h1", { dir: "auto" }, title)] : []), ...name, ...content(values)];
}

function certificate(values: Values, words: DocumentWords): HTMLElement {
  const title = lineText(values["title"]);
  const name = lineText(values["name"]);
  return h(
    "section",
    { class: "certificate" },
    h("p", { class: "kind" }, words.certificate),
    ...(name ? [h("p", { class: "name", dir: "auto" }, name)] : []),
    ...(title ? [h("h1", { dir: "auto" }, title)] : []),
    ...content(values),
  );
}

function content(values: Values): HTMLElement[] {
  const texts = [values["text"], values["body"]].flatMap((value) => paragraphs(value));
  const others = Object.entries(values).filter(([name]) => !HANDLED.includes(name));
  const plain = others.filter(([, value]) => !isList(value) && !isValues(value));
  const nested = others.filter(([, value]) => isList(value) || isValues(value));
  return [
    ...blocks(values["tokens"]),
    ...texts,
    ...part(values["fields"]),
    ...(plain.length > 0 ? [pairs(Object.fromEntries(plain))] : []),
    ...nested.flatMap(([name, value]) => [h("h2", { dir: "auto" }, labelOf(name)), ...part(value)]),
  ];
}

function paragraphs(value: Value | undefined): HTMLElement[] {
  const lines = lineText(value).split(/\n{2,}/).filter((line) => line.trim() !== "");
  return lines.map((line) => h("p", { dir: "auto" }, line));
}

/** A map as names and values, a list of maps as a table, any other list as a list. */
function part(value: Value | undefined): HTMLElement[] {
  if (isValues(value)) return [pairs(value)];
  if (!isList(value)) return paragraphs(value);
  const rows = value.filter(isValues);
  if (rows.length === value.length && isPairList(rows)) return [pairs(fromPairs(rows))];
  if (rows.length === value.length && rows.length > 0) return [table(rows)];
  return [h("ul", {}, ...value.map((each) => h("li", { dir: "auto" }, lineText(each))))];
}

// [{label, value}, …] is how fields are often written.
function isPairList(rows: readonly Values[]): boolean {
  return rows.length > 0 && rows.every((row) => "label" in row && "value" in row && Object.keys(row).length === 2);
}

function fromPairs(rows: readonly Values[]): Values {
  return Object.fromEntries(rows.map((row) => [lineText(row["label"]), row["value"] ?? null]));
}

function pairs(values: Values): HTMLElement {
  const rows = Object.entries(values).map(([name, value]) => {
    const label = h("th", { scope: "row", dir: "auto" }, labelOf(name));
    const nested = isList(value) || isValues(value);
    return h("tr", {}, label, h("td", { dir: "auto" }, ...(nested ? part(value) : [lineText(value)])));
  });
  return h("table", { class: "pairs" }, h("tbody", {}, ...rows));
}

function table(rows: readonly Values[]): HTMLElement {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = names.map((name) => h("th", { scope: "col", dir: "auto" }, labelOf(name)));
  const lines = rows.map((row) => h("tr", {}, ...names.map((name) => cell(row[name]))));
  return h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...lines));
}

function cell(value: Value | undefined): HTMLElement {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  return h("td", isNumber ? { class: "number" } : { dir: "auto" }, lineText(value));
}

// "unit_price" is written for machines.
function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const WITH_TEXT = ["text", "mark", "code", "strong", "emphasis"] as const;
const ALONE = ["paragraph", "item", "row", "block", "heading", "quote", "break", "gap"] as const;

/** Tokens as a `say` has them; what is none of them is left out. */
function blocks(value: Value | undefined): HTMLElement[] {
  if (!isList(value)) return [];
  const tokens = value.flatMap((each) => tokenOf(each));
  return tokenBlocks(tokens, (url, label) => h("span", {}, label === url ? label : `${label} (${url})`));
}

function tokenOf(value: Value): Token[] {
  if (!isList(value)) return [];
  const [kind, text, url] = value;
  const withText = WITH_TEXT.find((each) => each === kind);
  const alone = ALONE.find((each) => each === kind);
  if (withText && typeof text === "string") return [[withText, text]];
  if (kind === "link" && typeof text === "string" && typeof url === "string") return [["link", text, url]];
  if (kind === "step" && typeof text === "number") return [["step", text]];
  return alone ? [[alone]] : [];
}
