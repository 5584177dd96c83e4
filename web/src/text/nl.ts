import type { Words } from "./words.ts";

export const nl: Words = {
  restart: "Opnieuw beginnen",
  close: "Chat sluiten",
  log: "Gesprek",
  input: "Stel een vraag…",
  send: "Versturen",
  youSaid: "U schreef:",
  botSaid: "De assistent schreef:",
  looking: "Antwoord wordt gezocht…",
  sources: "Bronnen",
  newTab: "opent in een nieuw tabblad",
  suggestions: "Voorgestelde vragen",
  typed: "Suggesties tijdens het typen",
  helpful: "Nuttig",
  unhelpful: "Niet nuttig",
  thanks: "Bedankt.",
  failed: "De assistent kon niet worden geladen.",
  retry: "Opnieuw proberen",
};
