import type { Words } from "./words.ts";

export const it: Words = {
  restart: "Ricomincia",
  close: "Chiudi la chat",
  log: "Conversazione",
  input: "Fai una domanda…",
  send: "Invia",
  youSaid: "Hai scritto:",
  botSaid: "L’assistente ha risposto:",
  looking: "Ricerca di una risposta…",
  sources: "Fonti",
  newTab: "si apre in una nuova scheda",
  suggestions: "Domande suggerite",
  typed: "Suggerimenti durante la digitazione",
  helpful: "Utile",
  unhelpful: "Non utile",
  thanks: "Grazie.",
  failed: "Non è stato possibile caricare l’assistente.",
  retry: "Riprova",
};
