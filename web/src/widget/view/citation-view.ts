// Draws where an answer comes from.

import type { Citation } from "../../engine/events.ts";
import type { Words } from "../../text/words.ts";
import { h } from "./h.ts";
import { linkTo, webAddress } from "./link-view.ts";

/** One list of links, or null when there is nothing to cite. */
export function citationList(citations: readonly Citation[], manifestUrl: string, words: Words): HTMLElement | null {
  if (citations.length === 0) return null;
  const items = citations.map((citation) => h("li", {}, citationLine(citation, manifestUrl, words)));
  return h("div", { class: "sources" }, h("span", {}, words.sources), h("ol", {}, ...items));
}

function citationLine({ title, path, url }: Citation, manifestUrl: string, words: Words): HTMLElement {
  const label = path ? `${title} › ${path}` : title || (webAddress(url, manifestUrl)?.pathname ?? url);
  return linkTo(url, label, manifestUrl, words);
}
