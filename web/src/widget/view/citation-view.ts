// Draws where an answer comes from. An address is followed only if it is one of the web; anything else stays text.

import type { Citation } from "../../engine/events.ts";
import type { Words } from "../../text/words.ts";
import { h } from "./h.ts";

/** `url` as an absolute http or https address, read against the folder of the manifest; null when it is not one. */
export function webAddress(url: string, manifestUrl: string): URL | null {
  let address: URL;
  try {
    address = new URL(url, manifestUrl);
  } catch {
    return null;
  }
  return address.protocol === "https:" || address.protocol === "http:" ? address : null;
}

/** One list of links, or null when there is nothing to cite. Pages of this site open in the same tab, where the
 * conversation goes on; others in a new one. */
export function citationList(citations: readonly Citation[], manifestUrl: string, words: Words): HTMLElement | null {
  if (citations.length === 0) return null;
  const items = citations.map((citation) => h("li", {}, citationLine(citation, manifestUrl, words)));
  return h("div", { class: "sources" }, h("span", {}, words.sources), h("ol", {}, ...items));
}

function citationLine({ title, path, url }: Citation, manifestUrl: string, words: Words): HTMLElement {
  const address = webAddress(url, manifestUrl);
  const label = path ? `${title} › ${path}` : title || (address?.pathname ?? url);
  if (!address) return h("span", { dir: "auto" }, label);
  const link = h("a", { href: address.href, dir: "auto" }, label);
  if (address.origin !== location.origin) {
    link.target = "_blank";
    link.rel = "noopener";
    link.append(h("span", { class: "unseen" }, ` (${words.newTab})`));
  }
  return link;
}
