// What a visitor can tap to answer a question that the panel itself asks: its options, or yes and no, and leaving it.

import type { Ask, Option, Values } from "../../engine/events.ts";
import type { Words } from "../../text/words.ts";

export interface AskOption extends Option {
  readonly values?: Values; // answers as a form does; without them as a choice
}

export function askOptions({ fields: [field] }: Ask, words: Words): AskOption[] {
  if (!field) return [];
  const { name } = field;
  const answer = (text: string, value: boolean | null): AskOption => ({ id: "", text, values: { [name]: value } });
  const yesNo = field.kind === "bool" ? [answer(words.yes, true), answer(words.no, false)] : [];
  const options: AskOption[] = field.options ?? yesNo;
  return field.required ? options : [...options, answer(words.skip, null)];
}
