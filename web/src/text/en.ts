import type { Words } from "./words.ts";

export const en: Words = {
  restart: "Start over",
  close: "Close chat",
  log: "Conversation",
  input: "Ask a question…",
  send: "Send",
  youSaid: "You said:",
  botSaid: "The assistant said:",
  looking: "Looking for an answer…",
  sources: "Sources",
  newTab: "opens in a new tab",
  suggestions: "Suggested questions",
  typed: "Suggestions while you type",
  helpful: "Helpful",
  unhelpful: "Not helpful",
  thanks: "Thank you.",
  failed: "The assistant could not be loaded.",
  retry: "Try again",
};
