// What the panel and the script that carries errands out promise each other.

import type { Errand, Value } from "../../engine/events.ts";
import type { Outcome } from "../../host/conversation.ts";
import type { NoteMessage } from "../state.ts";

export interface ErrandContext {
  readonly shadow: ShadowRoot; // for its stylesheet
  readonly language: string;
  readonly manifestUrl: string;
  /** Whether the visitor has said or chosen something: nothing is kept before. */
  mayKeep(): boolean;
  /** Shows what became of an errand, and keeps it with the conversation. */
  note(message: NoteMessage): void;
  /** Remembers across page loads whether something waits to be sent. */
  remember(isWaiting: boolean): void;
  /** Hands what the visitor gave to the author's server. Resolves when it is there; null when none takes it now. */
  lead(fields: object): Promise<void> | null;
  /** That server, as the visitor is told it. */
  host(): string;
  /** Opens a page to print, or hands it as a file. */
  openDocument(data: Value, how: "open" | "download"): void;
}

export interface Errands {
  /** Tells how it went, in time, and never before this returns. */
  run(errand: Errand, tell: (outcome: Outcome) => void): void;
  /** Nobody waits for it any more. What was to be sent is sent all the same. */
  cancel(id: string): void;
  /** Sends what earlier pages could not. */
  resume(): void;
  /** Draws a note of the log. */
  draw(note: NoteMessage): HTMLElement;
  close(): void;
}

export type CreateErrands = (context: ErrandContext) => Errands;
