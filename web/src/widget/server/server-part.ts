// What the panel and the script that talks to a server of ours promise each other. It is loaded only where the bot's
// author named a server: without one the widget makes no request beyond its files and the addresses the author named.

import type { HeardName } from "../../host/metering.ts";

export interface ServerContext {
  readonly shadow: ShadowRoot; // for its stylesheet
  readonly language: string;
  readonly manifestUrl: string;
  readonly tag: DOMStringMap; // data of the page's script tag
  /** Puts the question for consent where the visitor sees it. */
  place(element: HTMLElement): void;
  /** Whether the visitor has said or chosen something: nothing is kept before. */
  mayKeep(): boolean;
  /** Remembers across page loads whether something waits to be sent. */
  remember(isWaiting: boolean): void;
}

export interface ServerLink {
  /** Takes note of what happened at `at`, in ms since 1970. */
  hear(name: HeardName, detail: unknown, at: number): void;
  /** The page says for its visitor whether words may be stored. */
  consent(isGiven: boolean): void;
  /** Hands a ticket or a request for a person over, with its words. Resolves when the server has it; null when it does
   * not take any now: without consent, or over the plan's limit. */
  lead(fields: object): Promise<void> | null;
  /** The server's host, as a visitor is told it. */
  readonly host: string;
  close(): void;
}

/** `server` is the manifest's member of that name, unchecked. Null when it is not to be understood. */
export type CreateServerLink = (server: unknown, context: ServerContext) => ServerLink | null;
