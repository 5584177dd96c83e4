// What the panel and the script that draws questions promise each other.

import type { Ask, Option, Values } from "../../engine/events.ts";

export interface AttachedFile {
  readonly ref: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export interface AskContext {
  readonly shadow: ShadowRoot; // for its stylesheet
  readonly language: string;
  readonly manifestUrl: string;
  choose(option: Option): void;
  /** `text` is what the visitor sees of the answer. */
  fill(values: Values, text: string): void;
  attach(file: AttachedFile): void;
}

export interface AskView {
  readonly element: HTMLElement;
  /** To the first field that is wrong, else to the first one. */
  focus(): void;
}

/** Draws an open question. What was typed into the last one is kept where this one asks the same. */
export type CreateAskView = (ask: Ask, context: AskContext) => AskView;

/** Whether the panel itself can ask it: by its text field, and a few words to tap. */
export function isPlainAsk({ layout, fields: [field, ...others] }: Ask): boolean {
  if (layout !== "one" || !field || others.length > 0) return false;
  if (field.options?.some((option) => option.image || option.description)) return false;
  return field.kind === "text" || field.kind === "choice" || field.kind === "bool";
}
