import type { Words } from "./words.ts";

export const fr: Words = {
  restart: "Recommencer",
  close: "Fermer le chat",
  log: "Conversation",
  input: "Posez une question…",
  send: "Envoyer",
  youSaid: "Vous avez écrit :",
  botSaid: "L’assistant a répondu :",
  looking: "Recherche d’une réponse…",
  sources: "Sources",
  newTab: "s’ouvre dans un nouvel onglet",
  suggestions: "Questions suggérées",
  typed: "Suggestions pendant la saisie",
  helpful: "Utile",
  unhelpful: "Pas utile",
  thanks: "Merci.",
  failed: "L’assistant n’a pas pu être chargé.",
  retry: "Réessayer",
};
