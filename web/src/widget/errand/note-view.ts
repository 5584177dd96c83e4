// Draws a note: what became of something that was to leave the device, or what waits for a tap of the visitor.

import type { Value } from "../../engine/events.ts";
import type { ErrandWords } from "../../text/errand-words.ts";
import type { NoteMessage } from "../state.ts";
import { h } from "../view/h.ts";

export interface NoteContext {
  readonly words: ErrandWords;
  readonly manifestUrl: string;
  decide(id: string, title: string, text: string, approved: boolean): void;
  openDocument(data: Value, how: "open" | "download"): void;
}

export function drawNote(note: NoteMessage, context: NoteContext): HTMLElement {
  const element = h("div", { class: "note-line", "data-what": note.what }, ...partsOf(note, context));
  element.role = "note";
  return element;
}

function partsOf(note: NoteMessage, context: NoteContext): HTMLElement[] {
  const { words } = context;
  const { title = "", text = "" } = note;
  switch (note.what) {
    case "kept":
      return [line(words.kept), ...details(title, text, words)];
    case "queued":
    case "sent":
    case "refused":
      return [line(words[note.what].replace("{host}", title))];
    case "mail":
      return mailParts(note, words);
    case "link":
      return [anchor(title || words.openPage, note.href ?? "", words)];
    case "document":
      return documentParts(note, context);
    case "approve":
      return approvalParts(note, context);
    default:
      return unreachable(note.what);
  }
}

function line(text: string): HTMLElement {
  return h("p", { dir: "auto" }, text);
}

function details(title: string, text: string, words: ErrandWords): HTMLElement[] {
  if (!text) return title ? [line(title)] : [];
  return [h("details", {}, h("summary", {}, words.details), h("pre", { dir: "auto", tabindex: "0" }, text))];
}

function mailParts({ title = "", text = "", href = "", isCut }: NoteMessage, words: ErrandWords): HTMLElement[] {
  const open = h("a", { class: "button", href }, words.openMail);
  const copy = button(words.copy, () => {
    const done = (): void => void (copy.textContent = words.copied);
    void navigator.clipboard?.writeText(text).then(done, () => {});
  });
  const end = h("div", { class: "note-end" }, open, ...(navigator.clipboard ? [copy] : []));
  return [line(title), ...details("", text, words), line(isCut ? words.cut : words.mail), end];
}

function anchor(label: string, href: string, words: ErrandWords): HTMLElement {
  const link = h("a", { class: "button", href, target: "_blank", rel: "noopener", dir: "auto" }, label);
  link.append(h("span", { class: "unseen" }, ` (${words.newTab})`));
  return link;
}

function documentParts({ title = "", data = null }: NoteMessage, { words, openDocument }: NoteContext): HTMLElement[] {
  const print = button(words.print, () => openDocument(data, "open"));
  const download = button(words.download, () => openDocument(data, "download"));
  return [h("p", { class: "title", dir: "auto" }, title), h("div", { class: "note-end" }, print, download)];
}

function approvalParts(note: NoteMessage, { words, decide }: NoteContext): HTMLElement[] {
  const { id, title = "", text = "", decided } = note;
  const parts = [line(decided === undefined ? words.approve : words.kept), ...details(title, text, words)];
  if (decided !== undefined) return [...parts, line(decided ? words.yes : words.no)];
  const yes = button(words.yes, () => decide(id, title, text, true));
  const no = button(words.no, () => decide(id, title, text, false));
  return [...parts, h("div", { class: "note-end" }, yes, no)];
}

function button(label: string, click: () => void): HTMLButtonElement {
  const element = h("button", { type: "button" }, label);
  element.addEventListener("click", click);
  return element;
}

function unreachable(what: never): never {
  throw new Error("unknown note " + String(what));
}
