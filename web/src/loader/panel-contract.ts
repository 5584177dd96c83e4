// What loader and panel promise each other. They are two scripts, loaded at different times, and share only these
// types.

import type { Manifest, PinnedFile } from "./manifest.ts";
import type { Settings } from "./settings.ts";

export type EventName = "ready" | "open" | "close" | "message" | "error" | "track";

/** What the loader hands the panel. Everything stays the loader's; the panel adds one element to `root`. */
export interface PanelContext {
  readonly root: HTMLElement; // inside the shadow root; carries theme, direction and colors
  readonly shadow: ShadowRoot; // for the panel's stylesheet
  readonly manifest: Manifest;
  readonly manifestUrl: string;
  readonly language: string; // BCP 47, of the interface
  readonly settings: Pick<Settings, "filter" | "vars">; // as they are when a question is asked
  /** Runs a script beside the panel and gives the function it hands by PANEL_EVENT. Rejects when it does not arrive. */
  loadScript<Part>(file: PinnedFile): Promise<Part>;
  /** The wasm module and the bundle's head: already under way the first time, fetched anew after that. */
  fetchRuntime(): Promise<Response>;
  fetchHead(): Promise<Response>;
  /** Asks the loader to close, which also gives the focus back to the launcher. */
  close(): void;
  emit(name: EventName, detail: unknown): void;
}

export interface Panel {
  /** Shows the panel. `focus` false when a page load reopens it, so that it never takes the focus from the page. */
  open(focus: boolean): void;
  close(): void;
  send(text: string): void;
  /** Tells the conversation what happened in the page; `data` is any value that JSON has. */
  event(name: string, data: unknown): void;
  destroy(): void;
}

export type CreatePanel = (context: PanelContext) => Panel;

/** Name of the event by which the panel's script hands its CreatePanel, as `detail`, to its own script element. */
export const PANEL_EVENT = "chatlet-panel";

/** sessionStorage key that says the panel was open when the page was left; made with the first message. The same in
 * localStorage says that something waits to be sent. */
export function openKey(manifestUrl: string): string {
  return "chatlet:open:" + manifestUrl;
}
