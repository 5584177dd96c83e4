import type { Words } from "./words.ts";

export const de: Words = {
  restart: "Von vorn beginnen",
  close: "Chat schließen",
  log: "Unterhaltung",
  input: "Stellen Sie eine Frage…",
  send: "Senden",
  youSaid: "Sie haben geschrieben:",
  botSaid: "Der Assistent hat geschrieben:",
  looking: "Antwort wird gesucht…",
  sources: "Quellen",
  newTab: "öffnet sich in einem neuen Tab",
  suggestions: "Vorgeschlagene Fragen",
  typed: "Vorschläge beim Tippen",
  helpful: "Hilfreich",
  unhelpful: "Nicht hilfreich",
  thanks: "Danke.",
  failed: "Der Assistent konnte nicht geladen werden.",
  retry: "Noch einmal versuchen",
};
