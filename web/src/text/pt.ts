import type { Words } from "./words.ts";

export const pt: Words = {
  restart: "Recomeçar",
  close: "Fechar o chat",
  log: "Conversa",
  input: "Faça uma pergunta…",
  send: "Enviar",
  youSaid: "Você disse:",
  botSaid: "O assistente disse:",
  looking: "Procurando uma resposta…",
  sources: "Fontes",
  newTab: "abre em outra aba",
  suggestions: "Perguntas sugeridas",
  typed: "Sugestões ao digitar",
  helpful: "Útil",
  unhelpful: "Não foi útil",
  thanks: "Obrigado.",
  failed: "Não foi possível carregar o assistente.",
  retry: "Tentar de novo",
};
