import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

// Node has no DOM; what counts is that the tag's own data is told from an object of the page's.
globalThis.DOMStringMap = class {
  constructor(entries) {
    Object.assign(this, entries);
  }
};

const { filterText } = await importTs("widget/filter-text.ts");

const ATTRIBUTES = [
  ["no filter", { lang: "en", bot: "x" }, ""],
  ["one", { filterVersion: "15", lang: "en" }, "version=15"],
  ["several", { filterVersion: "15, 16", filterProductLine: "chat" }, "version=15, 16;product-line=chat"],
  ["a name with a low line", { filterDocusaurus_tag: "docs" }, "docusaurus_tag=docs"],
  ["a name that begins with a digit", { "filter-2x": "a" }, "2x=a"],
  ["no value", { filterVersion: " " }, ""],
  ["data-filter alone", { filter: "15" }, ""],
  ["a value that would end the condition", { filterVersion: "15;product=x" }, "version=15,product=x"],
];

for (const [name, data, expected] of ATTRIBUTES) {
  test(`attributes: ${name}`, () => assert.equal(filterText(new DOMStringMap(data)), expected));
}

const OBJECTS = [
  ["nothing", undefined, ""],
  ["null", null, ""],
  ["a text", "version=15", ""],
  ["names and values", { version: "15", product: ["chat", "desk"] }, "version=15;product=chat,desk"],
  ["numbers", { version: 15 }, "version=15"],
  ["empty ones", { version: "", product: [], lang: null, beta: undefined }, ""],
];

for (const [name, object, expected] of OBJECTS) {
  test(`an object: ${name}`, () => assert.equal(filterText(object), expected));
}
