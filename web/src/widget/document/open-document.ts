// Opens a printable page in a window of its own, or hands it as a file. Both are built as a tree: no text becomes
// markup.

import { isValues, lineText } from "../../host/value.ts";
import { documentWords } from "../../text/document-words.ts";
import { h } from "../view/h.ts";
import css from "./document.css";
import { documentParts } from "./document-page.ts";
import type { OpenDocument } from "./document-part.ts";

export const openDocument: OpenDocument = (data, how, { language }) => {
  const words = documentWords(language);
  const parts = documentParts(data, words);
  const title = (isValues(data) && lineText(data["title"])) || words.certificate;
  const opened = how === "open" ? window.open("", "_blank") : null;
  // Who forbids windows gets the file.
  if (!opened) return download(title, language, parts);
  const print = h("button", { type: "button", class: "print" }, words.print);
  print.addEventListener("click", () => opened.print());
  fill(opened.document, title, language, [print, ...parts]);
  addStyle(opened);
};

function fill(page: Document, title: string, language: string, parts: readonly HTMLElement[]): void {
  page.title = title;
  page.documentElement.lang = language;
  page.body.replaceChildren(...parts);
}

// A sheet belongs to the window it was made in. A policy that forbids style elements does not forbid it.
function addStyle(opened: Window): void {
  const make: unknown = Reflect.get(opened, "CSSStyleSheet");
  if (typeof make !== "function") return;
  const sheet: unknown = Reflect.construct(make, []);
  if (typeof sheet !== "object" || sheet === null) return;
  Reflect.apply(CSSStyleSheet.prototype.replaceSync, sheet, [css]);
  Reflect.set(opened.document, "adoptedStyleSheets", [sheet]);
}

function download(title: string, language: string, parts: readonly HTMLElement[]): void {
  const page = document.implementation.createHTMLDocument(title);
  fill(page, title, language, parts);
  page.head.prepend(h("meta", { charset: "utf-8" }));
  // As text, and a constant of ours: a style element would be held against this page's policy.
  const tree = new XMLSerializer().serializeToString(page.documentElement);
  const text = "<!doctype html>\n" + tree.replace("</head>", () => `<style>${css}</style></head>`);
  const address = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  const name = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "document";
  h("a", { href: address, download: name + ".html" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
