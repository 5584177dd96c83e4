// What the panel shows, as a value, and the one function that changes it. No DOM, no engine, no time.

import type { Citation, Option, Token } from "../engine/events.ts";

export const MESSAGES_MAX = 200; // older ones are let go

export type Rating = 1 | -1;

export interface VisitorMessage {
  readonly kind: "visitor";
  readonly id: string;
  readonly text: string;
}

export interface AnswerMessage {
  readonly kind: "answer";
  readonly id: string; // the `say` effect's, which feedback names
  readonly rateable: boolean; // made from documents, not the author's own words
  readonly tokens: readonly Token[];
  readonly citations: readonly Citation[];
  readonly rating: Rating | 0;
}

export type Message = VisitorMessage | AnswerMessage;

export interface WidgetState {
  readonly phase: "loading" | "ready" | "failed";
  readonly messages: readonly Message[];
  readonly options: readonly Option[];
  readonly waiting: boolean; // the assistant owes an answer
}

export type Action =
  | { kind: "loading" }
  | { kind: "ready" }
  | { kind: "failed" } // the engine or the bundle could not be had
  | { kind: "restored"; messages: readonly Message[]; options: readonly Option[]; waiting: boolean }
  | { kind: "asked"; id: string; text: string }
  | { kind: "answered"; message: AnswerMessage }
  | { kind: "offered"; options: readonly Option[] }
  | { kind: "settled" } // nothing more will come for what was asked
  | { kind: "rated"; id: string; rating: Rating }
  | { kind: "cleared" };

export const INITIAL_STATE: WidgetState = { phase: "loading", messages: [], options: [], waiting: false };

export function nextState(state: WidgetState, action: Action): WidgetState {
  switch (action.kind) {
    case "loading":
    case "ready":
    case "failed":
      return { ...state, phase: action.kind };
    case "restored": {
      // What was typed while the saved conversation was being read stands below it.
      const messages = newest([...action.messages, ...state.messages]);
      const options = state.waiting ? [] : action.options; // a new text closed them
      return { ...state, messages, options, waiting: state.waiting || action.waiting };
    }
    case "asked": {
      const asked: VisitorMessage = { kind: "visitor", id: action.id, text: action.text };
      return { ...state, messages: newest([...state.messages, asked]), options: [], waiting: true };
    }
    case "answered":
      return { ...state, messages: newest([...state.messages, action.message]), waiting: false };
    case "offered":
      return { ...state, options: action.options };
    case "settled":
      return { ...state, waiting: false };
    case "rated":
      return { ...state, messages: state.messages.map((message) => rated(message, action.id, action.rating)) };
    case "cleared":
      return { ...state, messages: [], options: [], waiting: false };
    default:
      return unreachable(action);
  }
}

function newest(messages: readonly Message[]): readonly Message[] {
  return messages.slice(-MESSAGES_MAX);
}

function rated(message: Message, id: string, rating: Rating): Message {
  return message.kind === "answer" && message.id === id ? { ...message, rating } : message;
}

function unreachable(action: never): never {
  throw new Error("unknown action " + JSON.stringify(action));
}
