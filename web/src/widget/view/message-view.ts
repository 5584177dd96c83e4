// Draws one message of the log.

import type { Media, Option } from "../../engine/events.ts";
import { icon } from "../../loader/icon.ts";
import type { Words } from "../../text/words.ts";
import type { AnswerMessage, Message, NoteMessage, Rating, VisitorMessage } from "../state.ts";
import { citationList } from "./citation-view.ts";
import { h } from "./h.ts";
import { linkTo } from "./link-view.ts";
import { tokenBlocks } from "./token-view.ts";

const THUMB_UP = "M7 11v10H4V11zM7 11l4-8a2.5 2.5 0 0 1 2.5 3L13 9h6a2 2 0 0 1 2 2.4l-1.5 8A2 2 0 0 1 17.5 21H7";
const THUMB_DOWN = "M17 13V3h3v10zM17 13l-4 8a2.5 2.5 0 0 1-2.5-3l.5-3H5a2 2 0 0 1-2-2.4l1.5-8A2 2 0 0 1 6.500 3H17";

/** An element that is there now, or once its script has come; null when that cannot be had. */
export type Drawn = HTMLElement | Promise<HTMLElement | null>;

export interface MessageContext {
  readonly words: Words;
  readonly manifestUrl: string;
  rate(id: string, rating: Rating): void;
  choose(option: Option): void;
  drawMedia(media: readonly Media[]): Drawn;
  drawNote(note: NoteMessage): Drawn;
}

export interface MessageView {
  readonly element: HTMLElement;
  /** Draws what can change of a message: its rating, a note, and whether its buttons still choose anything. */
  update(message: Message, isOpen: boolean): void;
}

export function createMessageView(message: Message, context: MessageContext): MessageView {
  if (message.kind === "visitor") return visitorView(message, context);
  return message.kind === "note" ? noteView(message, context) : answerView(message, context);
}

function visitorView({ text }: VisitorMessage, { words }: MessageContext): MessageView {
  const bubble = h("p", { class: "bubble", dir: "auto" }, text);
  return { element: h("div", { class: "visitor" }, unseen(words.youSaid), bubble), update() {} };
}

function answerView(message: AnswerMessage, context: MessageContext): MessageView {
  const { words, manifestUrl } = context;
  const element = h("div", { class: "answer" }, unseen(words.botSaid));
  const drawLink = (url: string, label: string): HTMLElement => linkTo(url, label, manifestUrl, words);
  const blocks = tokenBlocks(message.tokens, drawLink);
  const sources = citationList(message.citations, manifestUrl, words);
  if (sources) blocks.push(sources);
  if (blocks.length > 0) element.append(h("div", { class: "bubble" }, ...blocks));
  if (message.media) fill(element, context.drawMedia(message.media), () => fallback(message.media ?? [], drawLink));
  const rating = message.rateable ? ratingView(message.id, context) : null;
  if (rating) element.append(rating.element);
  function update(changed: Message, isOpen: boolean): void {
    for (const action of element.querySelectorAll<HTMLButtonElement>("button.action")) action.disabled = !isOpen;
    rating?.update(changed, isOpen);
  }
  update(message, true);
  return { element, update };
}

// What can be said of media without the script that draws them.
function fallback(media: readonly Media[], drawLink: (url: string, label: string) => HTMLElement): HTMLElement {
  const lines = media.flatMap(({ src, alt, title, items }) => {
    const label = title || alt || src || "";
    return [h("p", {}, src ? drawLink(src, label) : label), ...(items ? [fallback(items, drawLink)] : [])];
  });
  return h("div", {}, ...lines);
}

function noteView(message: NoteMessage, context: MessageContext): MessageView {
  const element = h("div", { class: "answer" });
  let drawn: Message | null = null;
  function update(changed: Message): void {
    if (changed === drawn || changed.kind !== "note") return;
    drawn = changed;
    element.replaceChildren();
    fill(element, context.drawNote(changed), () => h("p", { dir: "auto" }, changed.title ?? changed.text ?? ""));
  }
  update(message);
  return { element, update };
}

/** Puts what was drawn at the end of `parent` as it now is. */
function fill(parent: HTMLElement, drawn: Drawn, instead: () => HTMLElement): void {
  if (drawn instanceof HTMLElement) return parent.append(drawn);
  const place = h("div");
  parent.append(place);
  void drawn.then((element) => place.replaceWith(element ?? instead()));
}

function ratingView(id: string, { words, rate }: MessageContext): MessageView {
  const up = thumb(words.helpful, THUMB_UP, () => rate(id, 1));
  const down = thumb(words.unhelpful, THUMB_DOWN, () => rate(id, -1));
  const thanks = h("span", { role: "status" });
  const update = (message: Message): void => {
    const rating = message.kind === "answer" ? message.rating : 0;
    up.setAttribute("aria-pressed", String(rating === 1));
    down.setAttribute("aria-pressed", String(rating === -1));
    thanks.textContent = rating === 0 ? "" : words.thanks;
  };
  return { element: h("div", { class: "rating" }, up, down, thanks), update };
}

function thumb(label: string, path: string, click: () => void): HTMLButtonElement {
  const button = h("button", { type: "button", "aria-label": label, title: label }, icon(path, "icon"));
  button.addEventListener("click", click);
  return button;
}

function unseen(text: string): HTMLElement {
  return h("span", { class: "unseen" }, text);
}
