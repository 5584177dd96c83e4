// The panel's own words. What a bot says comes from its bundle.

import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { nl } from "./nl.ts";
import { pt } from "./pt.ts";

export interface Words {
  readonly restart: string;
  readonly close: string;
  readonly log: string;
  readonly input: string; // placeholder and name of the text field
  readonly send: string;
  readonly youSaid: string; // read before a message
  readonly botSaid: string;
  readonly looking: string;
  readonly sources: string;
  readonly newTab: string; // read after a link that opens one
  readonly suggestions: string;
  readonly typed: string; // name of the list of suggestions while typing
  readonly helpful: string;
  readonly unhelpful: string;
  readonly thanks: string;
  readonly failed: string;
  readonly retry: string;
  readonly back: string; // to the question before
  readonly answer: string; // placeholder and name of the text field while a question is open
  readonly choices: string; // name of the answers there are to tap
  readonly yes: string;
  readonly no: string;
  readonly skip: string; // leaves a question that need not be answered
}

const LANGUAGES: Readonly<Record<string, Words>> = { de, en, es, fr, it, nl, pt };

/** Words for a BCP 47 tag, and the tag they are in; English where we have none. */
export function wordsFor(language: string): { words: Words; language: string } {
  const base = language.slice(0, 2).toLowerCase();
  const words = LANGUAGES[base];
  return words ? { words, language } : { words: en, language: "en" };
}
