// Draws one message of the log.

import { icon } from "../../loader/icon.ts";
import type { Words } from "../../text/words.ts";
import type { AnswerMessage, Message, Rating, VisitorMessage } from "../state.ts";
import { citationList } from "./citation-view.ts";
import { h } from "./h.ts";
import { tokenBlocks } from "./token-view.ts";

const THUMB_UP = "M7 11v10H4V11zM7 11l4-8a2.5 2.5 0 0 1 2.5 3L13 9h6a2 2 0 0 1 2 2.4l-1.5 8A2 2 0 0 1 17.5 21H7";
const THUMB_DOWN = "M17 13V3h3v10zM17 13l-4 8a2.5 2.5 0 0 1-2.5-3l.5-3H5a2 2 0 0 1-2-2.4l1.5-8A2 2 0 0 1 6.500 3H17";

export interface MessageContext {
  readonly words: Words;
  readonly manifestUrl: string;
  rate(id: string, rating: Rating): void;
}

export interface MessageView {
  readonly element: HTMLElement;
  /** Draws what can change of a message: its rating. */
  update(message: Message): void;
}

export function createMessageView(message: Message, context: MessageContext): MessageView {
  return message.kind === "visitor" ? visitorView(message, context) : answerView(message, context);
}

function visitorView({ text }: VisitorMessage, { words }: MessageContext): MessageView {
  const bubble = h("p", { class: "bubble", dir: "auto" }, text);
  return { element: h("div", { class: "visitor" }, unseen(words.youSaid), bubble), update() {} };
}

function answerView(message: AnswerMessage, context: MessageContext): MessageView {
  const { words, manifestUrl } = context;
  const bubble = h("div", { class: "bubble" }, ...tokenBlocks(message.tokens));
  const sources = citationList(message.citations, manifestUrl, words);
  if (sources) bubble.append(sources);
  const element = h("div", { class: "answer" }, unseen(words.botSaid), bubble);
  if (!message.rateable) return { element, update() {} };
  const rating = ratingView(message.id, context);
  element.append(rating.element);
  rating.update(message);
  return { element, update: rating.update };
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
