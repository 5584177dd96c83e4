// What the panel shows, as a value, and the one function that changes it. No DOM, no engine, no time.

import type { Ask, Citation, Media, Option, Token, Value } from "../engine/events.ts";

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
  readonly media?: readonly Media[];
  readonly rating: Rating | 0;
}

/** What became of something that was to leave the device, or of a page to open. Its words are the widget's. */
export interface NoteMessage {
  readonly kind: "note";
  readonly id: string; // the effect's
  readonly what: "kept" | "queued" | "sent" | "refused" | "mail" | "link" | "document" | "approve";
  readonly title?: string;
  readonly text?: string; // what it is about, in full
  readonly href?: string; // of mail and link
  readonly isCut?: boolean; // the mail holds not all of `text`
  readonly data?: Value; // of a document: what stands in it
  readonly decided?: boolean; // of approve
}

export type Message = VisitorMessage | AnswerMessage | NoteMessage;

export interface WidgetState {
  readonly phase: "loading" | "ready" | "failed";
  readonly messages: readonly Message[];
  readonly options: readonly Option[];
  readonly ask: Ask | null; // what the assistant wants to know
  readonly waiting: boolean; // the assistant owes an answer
}

export type Action =
  | { kind: "loading" }
  | { kind: "ready" }
  | { kind: "failed" } // the engine or the bundle could not be had
  | { kind: "restored"; messages: readonly Message[]; options: readonly Option[]; ask: Ask | null; waiting: boolean }
  | { kind: "asked"; id: string; text: string } // by the visitor
  | { kind: "answered"; message: AnswerMessage }
  | { kind: "noted"; message: NoteMessage } // new, or in place of the one with its id
  | { kind: "offered"; options: readonly Option[] }
  | { kind: "inquired"; ask: Ask } // by the assistant
  | { kind: "working" } // more will come
  | { kind: "settled" } // nothing more will come for what was asked
  | { kind: "rated"; id: string; rating: Rating }
  | { kind: "cleared" };

export const INITIAL_STATE: WidgetState = { phase: "loading", messages: [], options: [], ask: null, waiting: false };

export function nextState(state: WidgetState, action: Action): WidgetState {
  switch (action.kind) {
    case "loading":
    case "ready":
    case "failed":
      return { ...state, phase: action.kind };
    case "restored": {
      // What was typed while the saved conversation was being read stands below it.
      const messages = newest([...action.messages, ...state.messages]);
      const { options, ask } = state.waiting ? state : action; // a new text closed them
      return { ...state, messages, options, ask, waiting: state.waiting || action.waiting };
    }
    case "asked": {
      const asked: VisitorMessage = { kind: "visitor", id: action.id, text: action.text };
      return { ...state, messages: newest([...state.messages, asked]), options: [], ask: null, waiting: true };
    }
    case "answered":
      return { ...state, messages: newest([...state.messages, action.message]), waiting: false };
    case "noted":
      return { ...state, messages: newest(withNote(state.messages, action.message)) };
    case "offered":
      return { ...state, options: action.options, ask: null };
    case "inquired":
      return { ...state, options: [], ask: action.ask };
    case "working":
      return state.waiting ? state : { ...state, waiting: true };
    case "settled":
      return state.waiting ? { ...state, waiting: false } : state;
    case "rated":
      return { ...state, messages: state.messages.map((message) => rated(message, action.id, action.rating)) };
    case "cleared":
      return { ...state, messages: [], options: [], ask: null, waiting: false };
    default:
      return unreachable(action);
  }
}

function newest(messages: readonly Message[]): readonly Message[] {
  return messages.slice(-MESSAGES_MAX);
}

function withNote(messages: readonly Message[], note: NoteMessage): readonly Message[] {
  const isKnown = messages.some((message) => message.id === note.id);
  return isKnown ? messages.map((message) => (message.id === note.id ? note : message)) : [...messages, note];
}

function rated(message: Message, id: string, rating: Rating): Message {
  return message.kind === "answer" && message.id === id ? { ...message, rating } : message;
}

function unreachable(action: never): never {
  throw new Error("unknown action " + JSON.stringify(action));
}
