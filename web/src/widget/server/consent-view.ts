// Asks whether what is said may be stored. It stands above the composer until it is answered, and is in nobody's way.

import { serverWords } from "../../text/server-words.ts";
import { h } from "../view/h.ts";

export function createConsentView(language: string, host: string, answer: (isGiven: boolean) => void): HTMLElement {
  const words = serverWords(language);
  const question = words.ask.replace("{host}", host);
  const element = h("div", { class: "consent", role: "group", "aria-label": question }, h("p", {}, question));
  for (const [label, isGiven] of [[words.yes, true], [words.no, false]] as const) {
    const button = h("button", { type: "button" }, label);
    button.addEventListener("click", () => answer(isGiven));
    element.append(button);
  }
  return element;
}
