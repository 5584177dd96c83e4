import type { Words } from "./words.ts";

export const es: Words = {
  restart: "Empezar de nuevo",
  close: "Cerrar el chat",
  log: "Conversación",
  input: "Haz una pregunta…",
  send: "Enviar",
  youSaid: "Has dicho:",
  botSaid: "El asistente ha dicho:",
  looking: "Buscando una respuesta…",
  sources: "Fuentes",
  newTab: "se abre en otra pestaña",
  suggestions: "Preguntas sugeridas",
  typed: "Sugerencias al escribir",
  helpful: "Útil",
  unhelpful: "No es útil",
  thanks: "Gracias.",
  failed: "No se pudo cargar el asistente.",
  retry: "Reintentar",
};
