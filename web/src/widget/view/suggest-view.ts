// Suggestions while the visitor types: a listbox that belongs to the text field, as the combobox pattern of ARIA has
// it. The focus stays in the field, so a screen reader says what it always says there, and reads an option only when
// the visitor moves to one.
//
// An option asks: the visitor came to be answered, and the answer cites the page. With Ctrl, Cmd or the middle button
// it opens the page in a new tab, as they do with any link. Nothing is chosen for the visitor: Enter sends what was
// typed.

import type { Citation } from "../../engine/events.ts";
import type { Words } from "../../text/words.ts";
import { webAddress } from "./link-view.ts";
import { h } from "./h.ts";

const PAUSE_MS = 80; // of typing; who types on sees nothing flicker
const LIST_ID = "typed";

export interface SuggestContext {
  readonly words: Words;
  readonly manifestUrl: string;
  /** Calls `show` with what `text` may become, again when more is known, until `signal` is aborted. */
  suggest(text: string, signal: AbortSignal, show: (items: readonly Citation[], isWhole: boolean) => void): void;
}

/** Adds suggestions to `field`, which stands in `form`. `ask` sends a text in place of what was typed. Gives
 * what to call when the field is emptied or filled by other means than typing. */
export function addSuggestions(
  field: HTMLTextAreaElement,
  form: HTMLElement,
  ask: (text: string) => void,
  context: SuggestContext,
): () => void {
  const list = h("div", { class: "typed", role: "listbox", id: LIST_ID, "aria-label": context.words.typed });
  let items: readonly Citation[] = [];
  let active = -1;
  let shownFor = "";
  let round = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function show(next: readonly Citation[]): void {
    items = next;
    list.replaceChildren(...items.map(option));
    list.hidden = items.length === 0;
    list.scrollTop = 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    activate(-1);
  }

  function option(item: Citation, at: number): HTMLElement {
    const element = h("div", { role: "option", id: LIST_ID + at, dir: "auto" }, ...marked(item.title, field.value));
    if (item.path) element.append(h("span", {}, " › ", ...marked(item.path, field.value)));
    element.addEventListener("click", (event) => choose(at, isForPage(event)));
    element.addEventListener("auxclick", (event) => {
      if (event.button === 1) choose(at, true);
    });
    return element;
  }

  function activate(at: number): void {
    active = at;
    for (const [place, element] of [...list.children].entries()) {
      element.setAttribute("aria-selected", String(place === at));
      if (place === at) element.scrollIntoView({ block: "nearest" });
    }
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", LIST_ID + at);
  }

  function choose(at: number, opensPage: boolean): void {
    const item = items[at];
    if (!item) return;
    const address = opensPage && item.url ? webAddress(item.url, context.manifestUrl) : null;
    if (address) window.open(address.href, "_blank", "noopener");
    else ask(item.path ? `${item.title} › ${item.path}` : item.title);
    if (address) close();
  }

  /** Whatever is under way is no longer wanted. */
  function close(): void {
    clearTimeout(timer);
    round.abort();
    shownFor = "";
    show([]);
  }

  function look(): void {
    const text = field.value.trimStart();
    const { signal } = (round = new AbortController());
    // What is there suits a longer text until its own suggestions come; nothing else.
    if (!shownFor || !text.startsWith(shownFor)) show([]);
    context.suggest(text, signal, (found, isWhole) => {
      if (signal.aborted || (!isWhole && found.length === 0)) return;
      shownFor = text;
      show(found);
    });
  }

  function typed(event: Event): void {
    clearTimeout(timer);
    round.abort();
    if (event instanceof InputEvent && event.isComposing) return;
    if (field.value.trim()) timer = setTimeout(look, PAUSE_MS);
    else close();
  }

  // Before the composer's own keys, and before the panel closes.
  function pressed(event: KeyboardEvent): void {
    if (list.hidden || event.isComposing || event.target !== field) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && !event.shiftKey && !event.altKey) {
      const places = items.length + 1; // one of them is the field itself
      activate(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0) choose(active, isForPage(event));
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  list.hidden = true;
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the field
  field.addEventListener("input", typed);
  field.addEventListener("compositionend", typed);
  field.addEventListener("blur", close);
  form.addEventListener("keydown", pressed, true);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", LIST_ID);
  field.setAttribute("aria-expanded", "false");
  form.append(list);
  return close;
}

function isForPage(event: MouseEvent | KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** `text` with the letters marked that words of `typed` share with the beginnings of its own. */
export function marked(text: string, typed: string): (Node | string)[] {
  const beginnings = (typed.match(WORD) ?? []).map(folded).filter((word) => word.length > 1);
  const pieces: (Node | string)[] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const length = Math.max(0, ...beginnings.map((beginning) => sharedLength(word, beginning)));
    if (length === 0) continue;
    pieces.push(text.slice(end, index), h("mark", {}, word.slice(0, length)));
    end = index + length;
  }
  return [...pieces, text.slice(end)];
}

/** How much of `word` is `beginning`, in the word's own letters; 0 when it begins otherwise. */
function sharedLength(word: string, beginning: string): number {
  if (!folded(word).startsWith(beginning)) return 0;
  let length = beginning.length;
  while (folded(word.slice(0, length)).length < beginning.length) length++;
  return length;
}
