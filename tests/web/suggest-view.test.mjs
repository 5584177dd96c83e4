// Which letters of a suggestion are marked: those that were typed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

// h() makes elements of the document it finds; here they become "[text]".
globalThis.document = {
  createElement: () => ({ text: "", setAttribute() {}, append(...children) { this.text = `[${children.join("")}]`; } }),
};
const { marked } = await importTs("widget/view/suggest-view.ts");

const ROWS = [
  { name: "the beginning of a word", text: "Migration guide", typed: "migra", expected: "[Migra]tion guide" },
  { name: "several words", text: "CREATE TABLE", typed: "create tab", expected: "[CREATE] [TAB]LE" },
  { name: "none in the middle", text: "Immigration", typed: "migra", expected: "Immigration" },
  { name: "the longest that fits", text: "Tablespace", typed: "tab tables", expected: "[Tables]pace" },
  { name: "accents typed or not", text: "Élan zürich", typed: "elan zur", expected: "[Élan] [zür]ich" },
  { name: "accents in marks of their own", text: "E\u0301lan", typed: "élan", expected: "[E\u0301lan]" },
  { name: "one letter marks nothing", text: "A table", typed: "a", expected: "A table" },
  { name: "another script", text: "Погода", typed: "пого", expected: "[Пого]да" },
  { name: "markup is text", text: "<b>bold</b>", typed: "bold", expected: "<b>[bold]</b>" },
  { name: "nothing typed", text: "Table", typed: " ", expected: "Table" },
];

for (const { name, text, typed, expected } of ROWS) {
  test(`marked: ${name}`, () => {
    assert.equal(marked(text, typed).map((piece) => piece.text ?? piece).join(""), expected);
  });
}
