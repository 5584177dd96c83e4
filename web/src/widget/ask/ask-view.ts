// Draws an open question as a form of native inputs. Whether an answer fits is the engine's to say, by the same rules
// everywhere: here nothing is refused but what an input itself cannot read, and a file too large to keep.

import type { Ask, Field, Value } from "../../engine/events.ts";
import { askWords, type AskWords } from "../../text/ask-words.ts";
import { styleSheet } from "../../loader/style-sheet.ts";
import { h } from "../view/h.ts";
import css from "./ask.css";
import type { AskContext, AskView } from "./ask-part.ts";
import { createFieldView, type FieldView } from "./field-view.ts";

const styled = new WeakSet<ShadowRoot>();
let draft = new Map<string, Value>(); // what stands in the fields of the last question, by their names

/** Draws an open question. What was typed into the last one is kept where this one asks the same. */
export function createAskView(ask: Ask, context: AskContext): AskView {
  addStyle(context.shadow);
  const words = askWords(context.language);
  const isForm = ask.layout === "form";
  const kept = draft;
  draft = new Map();
  const views = ask.fields.map((field, at) => {
    const value = field.value ?? kept.get(field.name);
    const known = value === undefined ? field : { ...field, value };
    return createFieldView(known, { ...context, words, id: `ask-${at}`, isForm });
  });
  const send = h("button", { type: "submit", class: "send" }, words.send);
  const end = h("div", { class: "ask-end" }, send);
  const element = h("form", { class: "ask", autocomplete: "on" }, ...views.map((view) => view.element), end);
  element.noValidate = true;

  const [only] = ask.fields;
  if (!isForm && only && !only.required) end.append(skipButton(only, words, context));
  if (!isForm && views[0]?.answersItself) end.hidden = only?.required ?? true;

  const keepDraft = (): void => views.forEach((view, at) => draft.set(ask.fields[at]?.name ?? "", view.draft()));
  element.addEventListener("input", keepDraft);
  element.addEventListener("change", keepDraft);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    send.disabled = true;
    void submit(ask, views, context).finally(() => (send.disabled = false));
  });
  return { element, focus: () => (views.find((view) => view.isWrong) ?? views[0])?.focus() };
}

/** Sends the answers, or stays at the first field that cannot be read. */
async function submit(ask: Ask, views: readonly FieldView[], context: AskContext): Promise<void> {
  const wrong = views.filter((view) => !view.check());
  if (wrong[0]) return wrong[0].focus();
  const file = ask.layout === "one" ? await views[0]?.attached() : null;
  if (file) return context.attach(file);
  const values: Record<string, Value> = {};
  const lines: string[] = [];
  for (const [at, field] of ask.fields.entries()) {
    const view = views[at];
    if (!view) continue;
    values[field.name] = await view.value();
    const said = view.said();
    if (said) lines.push(ask.layout === "form" && field.label ? `${field.label}: ${said}` : said);
  }
  context.fill(values, lines.join("\n") || "–");
}

function skipButton(field: Field, words: AskWords, context: AskContext): HTMLButtonElement {
  const button = h("button", { type: "button" }, words.skip);
  button.addEventListener("click", () => context.fill({ [field.name]: null }, words.skip));
  return button;
}

function addStyle(shadow: ShadowRoot): void {
  if (styled.has(shadow)) return;
  styled.add(shadow);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, styleSheet(css)];
}
