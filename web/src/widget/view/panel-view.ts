// The window of the chat: header, log, suggested questions, composer. It only draws; what happens is the caller's.

import type { Ask, Values } from "../../engine/events.ts";
import { icon } from "../../loader/icon.ts";
import { isPlainAsk } from "../ask/ask-part.ts";
import { INITIAL_STATE, type WidgetState } from "../state.ts";
import { askOptions } from "./ask-options.ts";
import { type ComposerView, createComposerView } from "./composer-view.ts";
import { h } from "./h.ts";
import { createLogView, type LogContext } from "./log-view.ts";
import { followVisualViewport } from "./visual-viewport.ts";

const CLOSE_ICON = "M6 6l12 12M18 6 6 18";
const PHONE = "(max-width: 520px), (max-height: 480px)"; // as in panel.css
const BACK_ICON = "M9.500 5.500 3 12l6.500 6.500M3.500 12H21";
const RESTART_ICON = "M4 5v5h5M4.600 14.500a8 8 0 1 0 1.400-8.100L4 9.500";

export interface PanelViewContext extends Omit<LogContext, "write"> {
  readonly title: string;
  readonly language: string; // of `words`
  send(text: string): void;
  fill(values: Values, text: string): void;
  back(text: string): void;
  restart(): void;
  close(): void;
}

export interface PanelView extends Pick<ComposerView, "suggestFrom"> {
  readonly element: HTMLElement;
  draw(state: WidgetState, previous: WidgetState): void;
  open(focus: boolean): void;
  close(): void;
}

export function createPanelView(context: PanelViewContext): PanelView {
  const { words, title } = context;
  const composer = createComposerView(words, context.send);
  // Buttons that go away when they are clicked leave the focus where the visitor goes on.
  const thenWrite = (click: () => void) => () => {
    click();
    composer.focus();
  };
  const log = createLogView({ ...context, retry: thenWrite(context.retry), write: () => composer.focus() });
  const options = h("div", { class: "options", role: "group", "aria-label": words.suggestions });
  const status = h("div", { class: "unseen", role: "status" });
  const heading = h("h2", { id: "title" }, h("bdi", {}, title));
  const back = headerButton(words.back, BACK_ICON, thenWrite(() => context.back(words.back)));
  back.className = "back";
  const restart = headerButton(words.restart, RESTART_ICON, thenWrite(context.restart));
  const header = h("header", {}, heading, back, restart, headerButton(words.close, CLOSE_ICON, context.close));
  const element = h(
    "section",
    { class: "panel", role: "dialog", "aria-labelledby": "title", lang: context.language },
    header,
    log.element,
    options,
    status,
    composer.element,
  );
  element.hidden = true;
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    context.close();
  });
  // On a phone the panel covers the page a source opens, so it makes way.
  log.element.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link && !link.target && matchMedia(PHONE).matches) context.close();
  });
  let leaveViewport = (): void => {};

  function optionButton(text: string, choose: () => void): HTMLButtonElement {
    const button = h("button", { type: "button", dir: "auto" }, text);
    button.addEventListener("click", thenWrite(choose));
    return button;
  }

  function askButtons(ask: Ask): HTMLElement[] {
    const error = ask.fields[0]?.error;
    const buttons = askOptions(ask, words).map((option) => {
      const { text, values } = option;
      return optionButton(text, () => (values ? context.fill(values, text) : context.choose(option)));
    });
    return error ? [h("p", { class: "error", role: "alert", dir: "auto" }, error), ...buttons] : buttons;
  }

  function drawOptions({ ask, options: offered }: WidgetState): void {
    const isPlain = ask !== null && isPlainAsk(ask);
    const choices = offered.map((option) => optionButton(option.text, () => context.choose(option)));
    options.replaceChildren(...(isPlain ? askButtons(ask) : choices));
    options.setAttribute("aria-label", ask ? words.choices : words.suggestions);
    options.hidden = !options.hasChildNodes();
    composer.invite(isPlain ? words.answer : words.input);
    back.hidden = !ask?.back;
  }

  function draw(state: WidgetState, previous: WidgetState): void {
    if (state.options !== previous.options || state.ask !== previous.ask) drawOptions(state);
    if (state.waiting !== previous.waiting) status.textContent = state.waiting ? words.looking : "";
    log.draw(state, previous);
  }

  drawOptions(INITIAL_STATE);
  return {
    element,
    draw,
    suggestFrom: composer.suggestFrom,
    open(focus) {
      element.hidden = false;
      leaveViewport();
      leaveViewport = followVisualViewport(element);
      log.element.scrollTop = log.element.scrollHeight;
      if (focus) composer.focus();
    },
    close() {
      element.hidden = true;
      leaveViewport();
    },
  };
}

function headerButton(label: string, path: string, click: () => void): HTMLButtonElement {
  const button = h("button", { type: "button", "aria-label": label, title: label }, icon(path, "icon"));
  button.addEventListener("click", click);
  return button;
}
