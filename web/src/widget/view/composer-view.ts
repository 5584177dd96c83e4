// The field the visitor writes in. Enter sends, Shift+Enter breaks the line; keys that an input method still needs to
// compose a word with do neither.

import { icon } from "../../loader/icon.ts";
import type { Words } from "../../text/words.ts";
import { h } from "./h.ts";
import { addSuggestions, type SuggestContext } from "./suggest-view.ts";

const SEND_ICON = "M12 19V5M5.500 11.500 12 5l6.500 6.500";
const TEXT_LENGTH_MAX = 2000; // CHATLET_QUERY_BYTES_MAX; more would be cut
const COMPOSING_KEY_CODE = 229; // what Safari sends for the Enter that ends a composition

export interface ComposerView {
  readonly element: HTMLElement;
  focus(): void;
  /** Says what to write: the field's name, and what stands in it while it is empty. */
  invite(label: string): void;
  /** From now on suggests while the visitor types. */
  suggestFrom(context: SuggestContext): void;
}

export function createComposerView(words: Words, send: (text: string) => void): ComposerView {
  const field = h("textarea", {
    rows: "1",
    maxlength: String(TEXT_LENGTH_MAX),
    enterkeyhint: "send",
    dir: "auto",
  });
  const button = h("button", { type: "submit", "aria-label": words.send, title: words.send }, icon(SEND_ICON, "icon"));
  const element = h("form", { class: "composer" }, field, button);

  function grow(): void {
    field.style.height = "auto";
    field.style.height = field.scrollHeight + "px";
    button.classList.toggle("ready", field.value.trim() !== "");
  }

  let closeSuggestions = (): void => {};

  function submit(): void {
    const text = field.value.trim();
    if (!text) return field.focus();
    field.value = "";
    closeSuggestions();
    grow();
    send(text);
    field.focus();
  }

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING_KEY_CODE) return;
    event.preventDefault();
    submit();
  });
  return {
    element,
    focus: () => field.focus({ preventScroll: true }),
    invite(label) {
      field.placeholder = field.ariaLabel = label;
    },
    suggestFrom(context) {
      const ask = (text: string): void => {
        field.value = text;
        submit();
      };
      closeSuggestions = addSuggestions(field, element, ask, context);
    },
  };
}
