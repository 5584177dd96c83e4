// Draws the message log: what is new is appended, so that a screen reader reads only that.

import type { WidgetState } from "../state.ts";
import { h } from "./h.ts";
import { createMessageView, type MessageContext, type MessageView } from "./message-view.ts";

export interface LogView {
  readonly element: HTMLElement;
  draw(state: WidgetState, previous: WidgetState): void;
}

export interface LogContext extends MessageContext {
  retry(): void;
}

export function createLogView(context: LogContext): LogView {
  const { words } = context;
  const element = h("div", { class: "log", role: "log", "aria-label": words.log, tabindex: "0" });
  const typing = h("div", { class: "typing", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const trouble = h("div", { class: "trouble", role: "alert" });
  const views = new Map<string, MessageView>();
  element.append(typing, trouble);

  function drawMessages(state: WidgetState): void {
    const kept = new Set(state.messages.map((message) => message.id));
    for (const [id, view] of views) {
      if (kept.has(id)) continue;
      view.element.remove();
      views.delete(id);
    }
    for (const message of state.messages) {
      const known = views.get(message.id);
      if (known) known.update(message);
      else views.set(message.id, append(createMessageView(message, context)));
    }
  }

  function append(view: MessageView): MessageView {
    typing.before(view.element);
    return view;
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
  return state.options === previous.options && state.phase === previous.phase;
}
