// One field of a question: its label, its native input, and why its last answer was not taken.

import type { Field, FieldOption, Option, Value } from "../../engine/events.ts";
import { FILE_BYTES_MAX, keepFile } from "../../host/file-store.ts";
import type { AskWords } from "../../text/ask-words.ts";
import { h } from "../view/h.ts";
import { webAddress } from "../view/link-view.ts";
import type { AttachedFile } from "./ask-part.ts";
import { localDateTime, shownTime } from "./field-time.ts";

export interface FieldContext {
  readonly words: AskWords;
  readonly language: string;
  readonly manifestUrl: string;
  readonly id: string; // of the input; ids made of it name label and error
  readonly isForm: boolean; // its label is seen; else the prompt was said
  choose(option: Option): void;
}

export interface FieldView {
  readonly element: HTMLElement;
  readonly isWrong: boolean;
  readonly answersItself: boolean; // a tap is the answer, so there is nothing to send
  focus(): void;
  /** Whether the input can be read; shows why not. */
  check(): boolean;
  /** As the engine gets it; null when nothing was given. */
  value(): Promise<Value>;
  /** As it may be filled in again. */
  draft(): Value;
  /** As the visitor sees it; empty when nothing was given. */
  said(): string;
  /** The file alone, kept; null when the field is of another kind or empty. */
  attached(): Promise<AttachedFile | null>;
}

/** The part of a field that differs by kind. */
interface Control {
  readonly element: HTMLElement;
  readonly first: HTMLElement; // takes the focus, and the error's description
  readonly isGroup?: boolean; // of inputs with labels of their own
  readonly answersItself?: boolean;
  value(): Value;
  said(): string;
  trouble?(): string;
  file?(): File | null;
}

export function createFieldView(field: Field, context: FieldContext): FieldView {
  const { id, isForm, words } = context;
  const control = createControl(field, context);
  const label = field.label || field.name;
  const error = h("p", { class: "error", id: id + "-error", dir: "auto" }, field.error ?? "");
  if (!isForm && field.error) error.setAttribute("role", "alert");
  const mark = field.required ? [h("span", { class: "mark", title: words.required, "aria-hidden": "true" }, " *")] : [];
  const { element, first } = control;
  const named = control.isGroup ? element : first;
  const caption = control.isGroup
    ? h("span", { class: "label", id: id + "-label", dir: "auto" }, label, ...mark)
    : h("label", { for: id, dir: "auto" }, label, ...mark);
  if (control.isGroup) named.setAttribute("aria-labelledby", id + "-label");
  if (field.required) named.setAttribute(control.isGroup ? "data-required" : "aria-required", "true");
  if (!isForm) caption.className = "unseen";
  const view = h("div", { class: "field", "data-kind": field.kind }, caption, element, error);

  function showError(text: string): void {
    error.textContent = text;
    error.hidden = text === "";
    if (text) {
      named.setAttribute("aria-describedby", error.id);
      first.setAttribute("aria-invalid", "true");
      return;
    }
    named.removeAttribute("aria-describedby");
    first.removeAttribute("aria-invalid");
  }
  showError(field.error ?? "");

  async function kept(): Promise<AttachedFile | null> {
    const file = control.file?.();
    if (!file) return null;
    return { ref: await keepFile(file), name: file.name, type: file.type, size: file.size };
  }

  return {
    element: view,
    isWrong: field.error !== undefined,
    answersItself: control.answersItself ?? false,
    focus: () => first.focus({ preventScroll: false }),
    check() {
      const trouble = control.trouble?.() ?? "";
      if (trouble) showError(trouble);
      return trouble === "";
    },
    value: async () => {
      const file = await kept();
      return file ? { ...file } : control.value();
    },
    draft: () => control.value(),
    said: () => control.said(),
    attached: kept,
  };
}

function createControl(field: Field, context: FieldContext): Control {
  switch (field.kind) {
    case "choice":
      return context.isForm && (field.options?.length ?? 0) > 5
        ? selectControl(field, context)
        : context.isForm
          ? choiceControl(field, context, "radio")
          : cardsControl(field, context);
    case "multichoice":
      return choiceControl(field, context, "checkbox");
    case "bool":
      return checkControl(field, context);
    case "rating":
      return ratingControl(field, context);
    case "file":
      return fileControl(field, context);
    case "address":
      return textControl(h("textarea", { rows: "3", autocomplete: "street-address" }), field, context);
    case "number":
    case "integer":
      return numberControl(field, context);
    case "date":
    case "time":
    case "datetime":
      return timeControl(field, context);
    case "text":
    case "email":
    case "phone":
    case "url":
    case "location":
    case "signature":
      return textControl(h("input", { type: inputType(field.kind), ...autocompleteOf(field) }), field, context);
    default:
      return unreachable(field.kind);
  }
}

function inputType(kind: "text" | "email" | "phone" | "url" | "location" | "signature"): string {
  if (kind === "phone") return "tel";
  return kind === "email" || kind === "url" ? kind : "text";
}

// What the visitor's browser knows already; WCAG 2.2, 1.3.5 asks for it. By kind, else by the variable's name.
const BY_KIND: Readonly<Record<string, string>> = { email: "email", phone: "tel", url: "url", signature: "name" };
const BY_NAME: Readonly<Record<string, string>> = {
  name: "name",
  full_name: "name",
  first_name: "given-name",
  last_name: "family-name",
  company: "organization",
  organization: "organization",
  city: "address-level2",
  country: "country-name",
  postcode: "postal-code",
  zip: "postal-code",
};

function autocompleteOf({ kind, name }: Field): Record<string, string> {
  const known = BY_KIND[kind] ?? BY_NAME[name];
  return known ? { autocomplete: known } : {};
}

function textControl(
  input: HTMLInputElement | HTMLTextAreaElement,
  field: Field,
  { id }: FieldContext,
): Control {
  input.id = id;
  input.dir = "auto";
  input.maxLength = field.kind === "text" && field.max !== undefined ? field.max : 2000;
  if (typeof field.value === "string") input.value = field.value;
  const value = (): string => input.value.trim();
  return { element: input, first: input, value: () => value() || null, said: value };
}

function numberControl({ kind, min, max, value }: Field, { id }: FieldContext): Control {
  const input = h("input", { type: "number", id, step: kind === "integer" ? "1" : "any" });
  if (min !== undefined) input.min = String(min);
  if (max !== undefined) input.max = String(max);
  if (typeof value === "number" || typeof value === "bigint") input.value = String(value);
  return {
    element: input,
    first: input,
    value: () => (input.value === "" ? null : input.valueAsNumber),
    said: () => input.value,
    trouble: () => (input.validity.badInput ? input.validationMessage : ""),
  };
}

function timeControl({ kind, value }: Field, { id, language }: FieldContext): Control {
  const input = h("input", { type: kind === "datetime" ? "datetime-local" : kind, id });
  if (typeof value === "string") input.value = kind === "datetime" ? localDateTime(value) : value;
  const instant = (): string => new Date(input.value).toISOString();
  return {
    element: input,
    first: input,
    value: () => (input.value === "" ? null : kind === "datetime" ? instant() : input.value),
    said: () => shownTime(kind, input.value, language),
    trouble: () => (input.validity.badInput ? input.validationMessage : ""),
  };
}

function selectControl({ options = [], value }: Field, { id, words }: FieldContext): Control {
  const lines = options.map((option) => h("option", { value: option.id }, option.text));
  const select = h("select", { id }, h("option", { value: "" }, words.choose), ...lines);
  select.value = isGiven(value) ? String(value) : "";
  const said = (): string => options.find((option) => option.id === select.value)?.text ?? "";
  return { element: select, first: select, value: () => select.value || null, said };
}

function choiceControl(
  { options = [], value, name }: Field,
  context: FieldContext,
  type: "radio" | "checkbox",
): Control {
  const chosen = (Array.isArray(value) ? value : [value]).map(String);
  const inputs = options.map((option, at) => {
    const input = h("input", { type, name: `${context.id}-${name}`, id: `${context.id}-${at}`, value: option.id });
    input.checked = chosen.includes(option.id);
    return input;
  });
  const rows = options.map((option, at) =>
    h("label", { class: "option", dir: "auto" }, inputs[at] ?? "", optionWords(option, context)),
  );
  const picked = (): FieldOption[] => options.filter((_, at) => inputs[at]?.checked);
  const role = type === "radio" ? "radiogroup" : "group";
  const element = h("div", { role, class: "rows" }, ...rows);
  const ids = (): string[] => picked().map((option) => option.id);
  return {
    element,
    first: inputs.find((input) => input.checked) ?? inputs[0] ?? element,
    isGroup: true,
    value: () => (type === "checkbox" ? ids() : (ids()[0] ?? null)),
    said: () => picked().map((option) => option.text).join(", "),
  };
}

/** A choice whose options say more than a word: each is a button, and a tap is the answer. */
function cardsControl({ options = [] }: Field, context: FieldContext): Control {
  const buttons = options.map((option) => {
    const button = h("button", { type: "button", class: "option", dir: "auto" }, optionWords(option, context));
    button.addEventListener("click", () => context.choose(option));
    return button;
  });
  const element = h("div", { role: "group", class: "rows" }, ...buttons);
  const nothing = { value: () => null, said: () => "" };
  return { element, first: buttons[0] ?? element, isGroup: true, answersItself: true, ...nothing };
}

function optionWords({ text, description, image }: FieldOption, { manifestUrl }: FieldContext): HTMLElement {
  const words = h("span", {}, text);
  if (description) words.append(h("small", {}, description));
  const address = image ? webAddress(image, manifestUrl) : null;
  // Another site's picture would tell that site of the visitor.
  if (!address || (address.origin !== location.origin && address.origin !== new URL(manifestUrl).origin)) return words;
  return h("span", { class: "pictured" }, h("img", { src: address.href, alt: "", loading: "lazy" }), words);
}

function checkControl({ value }: Field, { id, words }: FieldContext): Control {
  const input = h("input", { type: "checkbox", id });
  input.checked = value === true;
  const element = h("div", { class: "option" }, input);
  const said = (): string => (input.checked ? words.yes : words.no);
  return { element, first: input, value: () => input.checked, said };
}

const STARS_MAX = 7;

/** Stars for a scale that begins at 1, numbers for any other. */
function ratingControl({ min = 1, max = 5, value }: Field, { id, words }: FieldContext): Control {
  const isStars = min === 1 && max <= STARS_MAX;
  const say = (n: number): string => words.of.replace("{n}", String(n)).replace("{max}", String(max));
  const inputs: HTMLInputElement[] = [];
  const labels: HTMLElement[] = [];
  for (let n = min; n <= max; n++) {
    const input = h("input", { type: "radio", name: id, value: String(n), "aria-label": say(n) });
    input.checked = Number(value) === n && isGiven(value);
    inputs.push(input);
    labels.push(h("label", { title: say(n) }, input, h("span", { "aria-hidden": "true" }, isStars ? "★" : String(n))));
  }
  const element = h("div", { role: "radiogroup", class: isStars ? "stars" : "scale" }, ...labels);
  const picked = (): number | null => {
    const checked = inputs.find((input) => input.checked);
    return checked ? Number(checked.value) : null;
  };
  // Stars up to the chosen one are filled; CSS alone would need the newest browsers.
  const fill = (): void => {
    const upTo = picked() ?? -Infinity;
    for (const [at, label] of labels.entries()) label.classList.toggle("on", isStars && min + at <= upTo);
  };
  element.addEventListener("change", fill);
  fill();
  const said = (): string => (picked() === null ? "" : say(picked() ?? 0));
  const first = inputs.find((input) => input.checked) ?? inputs[0] ?? element;
  return { element, first, isGroup: true, value: picked, said };
}

function fileControl({ accept = [] }: Field, { id, words }: FieldContext): Control {
  const input = h("input", { type: "file", id });
  if (accept.length > 0) input.accept = accept.join(",");
  const file = (): File | null => input.files?.[0] ?? null;
  return {
    element: h("div", {}, input, h("small", {}, words.stays)),
    first: input,
    value: () => null,
    said: () => file()?.name ?? "",
    trouble: () => ((file()?.size ?? 0) > FILE_BYTES_MAX ? words.tooLarge : ""),
    file,
  };
}

function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null;
}

function unreachable(kind: never): never {
  throw new Error("unknown kind " + String(kind));
}
