// Draws a link. An address is followed only if it is one of the web; anything else stays text.

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

/** Pages of this site open in the same tab, where the conversation goes on; others in a new one. An author's text may
 * also link to a mail address or a telephone. */
export function linkTo(url: string, label: string, manifestUrl: string, words: Words): HTMLElement {
  const address = webAddress(url, manifestUrl);
  if (!address) return /^(mailto|tel):/i.test(url) ? h("a", { href: url, dir: "auto" }, label) : plain(label);
  const link = h("a", { href: address.href, dir: "auto" }, label);
  if (address.origin !== location.origin) {
    link.target = "_blank";
    link.rel = "noopener";
    link.append(h("span", { class: "unseen" }, ` (${words.newTab})`));
  }
  return link;
}

function plain(label: string): HTMLElement {
  return h("span", { dir: "auto" }, label);
}
