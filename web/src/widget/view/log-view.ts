// Draws the message log: what is new is appended, so that a screen reader reads only that. A question that wants more
// than the panel's text field stands at its end.

import { isPlainAsk } from "../ask/ask-part.ts";
import type { Ask } from "../../engine/events.ts";
import type { WidgetState } from "../state.ts";
import { h } from "./h.ts";
import { createMessageView, type MessageContext, type MessageView } from "./message-view.ts";

export interface LogView {
  readonly element: HTMLElement;
  draw(state: WidgetState, previous: WidgetState): void;
}

/** A question as it is drawn, and how it takes the focus. */
export interface DrawnAsk {
  readonly element: HTMLElement;
  focus(): void;
}

export interface LogContext extends MessageContext {
  retry(): void;
  /** Takes the focus, when what had it is gone. */
  write(): void;
  /** Null when the script that draws it cannot be had. */
  drawAsk(ask: Ask): DrawnAsk | Promise<DrawnAsk | null>;
}

export function createLogView(context: LogContext): LogView {
  const { words } = context;
  const element = h("div", { class: "log", role: "log", "aria-label": words.log, tabindex: "0" });
  const typing = h("div", { class: "typing", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const trouble = h("div", { class: "trouble", role: "alert" });
  // Not read as a message: who gets to its fields has them read one by one.
  const question = h("div", { class: "question", "aria-live": "off" });
  const views = new Map<string, MessageView>();
  let asking: Ask | null = null;
  element.append(question, typing, trouble);

  function drawMessages(state: WidgetState): void {
    const kept = new Set(state.messages.map((message) => message.id));
    for (const [id, view] of views) {
      if (kept.has(id)) continue;
      view.element.remove();
      views.delete(id);
    }
    const asked = state.messages.map(({ kind }) => kind).lastIndexOf("visitor");
    for (const [at, message] of state.messages.entries()) {
      const known = views.get(message.id);
      if (known) known.update(message, at > asked);
      else views.set(message.id, append(createMessageView(message, context)));
    }
  }

  function append(view: MessageView): MessageView {
    question.before(view.element);
    return view;
  }

  // The focus follows only where it is in the panel already.
  function drawAsk(ask: Ask | null, focused: Element | null): void {
    const hadFocus = focused !== null;
    if (question.contains(focused)) context.write();
    question.replaceChildren();
    if (!ask || isPlainAsk(ask)) return;
    const show = (drawn: DrawnAsk | null): void => {
      if (asking !== ask || !drawn) return;
      question.replaceChildren(drawn.element);
      const isLong = question.offsetHeight > element.clientHeight - 80; // then its beginning is shown, and its prompt
      element.scrollTop = isLong ? question.offsetTop - 80 : element.scrollHeight;
      if (hadFocus) drawn.focus();
    };
    const drawn = context.drawAsk(ask);
    if (drawn instanceof Promise) void drawn.then((later) => show(later));
    else show(drawn);
  }

  function drawTrouble(state: WidgetState): void {
    const isFailed = state.phase === "failed";
    if (isFailed === trouble.hasChildNodes()) return;
    trouble.replaceChildren(...(isFailed ? [h("p", {}, words.failed), retryButton()] : []));
  }

  function retryButton(): HTMLButtonElement {
    const button = h("button", { type: "button" }, words.retry);
    button.addEventListener("click", context.retry);
    return button;
  }

  function draw(state: WidgetState, previous: WidgetState): void {
    // A restored conversation was read once already.
    const isBulk = state.messages.length - previous.messages.length > 2;
    element.setAttribute("aria-live", isBulk ? "off" : "polite");
    if (state.messages !== previous.messages) drawMessages(state);
    typing.hidden = state.phase === "failed" || (state.phase === "ready" && !state.waiting);
    drawTrouble(state);
    showNewest(state, previous);
    if (state.ask !== asking) {
      asking = state.ask;
      const root = element.getRootNode();
      drawAsk(asking, root instanceof ShadowRoot ? root.activeElement : null);
    }
  }

  // A long answer is shown from its beginning, everything else to its end.
  function showNewest(state: WidgetState, previous: WidgetState): void {
    const last = state.messages.at(-1);
    const isNew = last && last.id !== previous.messages.at(-1)?.id;
    const view = last && views.get(last.id);
    if (isNew && view && last.kind === "answer" && view.element.offsetHeight > element.clientHeight - 80) {
      element.scrollTop = view.element.offsetTop - 16;
    } else if (state !== previous && !isSameEnd(state, previous)) {
      element.scrollTop = element.scrollHeight;
    }
  }

  return { element, draw };
}

// A rating changes a message in the middle and must not move what the visitor reads.
function isSameEnd(state: WidgetState, previous: WidgetState): boolean {
  if (state.messages.at(-1)?.id !== previous.messages.at(-1)?.id || state.waiting !== previous.waiting) return false;
  return state.options === previous.options && state.ask === previous.ask && state.phase === previous.phase;
}
