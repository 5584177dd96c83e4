// What the panel and the script that makes printable pages promise each other.

import type { Value } from "../../engine/events.ts";

export interface DocumentContext {
  readonly language: string;
  readonly manifestUrl: string;
}

/** Opens a page with what stands in `data` to print it, or hands it as a file. Called while a click is dealt with, or
 * the browser takes the window for unwanted. */
export type OpenDocument = (data: Value, how: "open" | "download", context: DocumentContext) => void;
