// Draws the media of a message. What lies on another site is fetched by a tap and not before: asking for it would tell
// that site of the visitor. Room is kept for a picture before it comes, so that nothing moves.

import type { Media, MediaAction } from "../../engine/events.ts";
import { mediaWords, type MediaWords } from "../../text/media-words.ts";
import { styleSheet } from "../../loader/style-sheet.ts";
import { h } from "../view/h.ts";
import { webAddress } from "../view/link-view.ts";
import { tokenBlocks } from "../view/token-view.ts";
import css from "./media.css";
import type { MediaContext } from "./media-part.ts";

interface Drawing extends MediaContext {
  readonly words: MediaWords;
}

const styled = new WeakSet<ShadowRoot>();

export function createMediaView(media: readonly Media[], context: MediaContext): HTMLElement {
  addStyle(context.shadow);
  const drawing = { ...context, words: mediaWords(context.language) };
  return h("div", { class: "media" }, ...media.map((each) => draw(each, drawing)));
}

function draw(media: Media, drawing: Drawing): HTMLElement {
  switch (media.kind) {
    case "image":
      return figure(media, picture(media, drawing));
    case "video":
    case "audio":
      return figure(media, recording(media.kind, media, drawing));
    case "file":
      return fileLink(media, drawing);
    case "embed":
      return embedLink(media, drawing);
    case "card":
      return card(media, drawing);
    case "carousel":
      return carousel(media, drawing);
    case "list":
      return h("ul", { class: "cards" }, ...(media.items ?? []).map((item) => h("li", {}, card(item, drawing))));
    default:
      return unreachable(media.kind);
  }
}

function figure({ title }: Media, element: HTMLElement): HTMLElement {
  const caption = title ? [h("figcaption", { dir: "auto" }, title)] : [];
  return h("figure", {}, element, ...caption);
}

/** Draws now what is of this site or of the bot's, else a button that does. */
function whenAllowed(src: string, drawing: Drawing, show: (address: URL) => HTMLElement): HTMLElement {
  const address = webAddress(src, drawing.manifestUrl);
  if (!address) return h("span");
  if (isOwn(address, drawing)) return show(address);
  const button = h("button", { type: "button", class: "load" }, drawing.words.load.replace("{host}", address.host));
  button.addEventListener("click", () => button.replaceWith(show(address)));
  return button;
}

function isOwn({ origin }: URL, { manifestUrl }: Drawing): boolean {
  return origin === location.origin || origin === new URL(manifestUrl).origin;
}

function picture({ src = "", alt = "" }: Media, drawing: Drawing): HTMLElement {
  const shown = whenAllowed(src, drawing, ({ href }) => {
    const image = h("img", { src: href, alt, decoding: "async" });
    // A strict policy of the page, or no network: the words for it are all there is.
    image.addEventListener("error", () => image.replaceWith(h("p", { dir: "auto" }, alt || drawing.words.missing)));
    return image;
  });
  return h("div", { class: "picture" }, shown);
}

function recording(name: "video" | "audio", { src = "", alt, title }: Media, drawing: Drawing): HTMLElement {
  const label = alt || title || "";
  const shown = whenAllowed(src, drawing, ({ href }) => {
    const player = h(name, { src: href, controls: "", preload: "none", "aria-label": label });
    player.addEventListener("error", () => player.replaceWith(drawing.drawLink(href, label || href)));
    return player;
  });
  return name === "video" ? h("div", { class: "picture" }, shown) : shown;
}

function fileLink({ src = "", title, alt }: Media, drawing: Drawing): HTMLElement {
  const name = title || alt || src.slice(src.lastIndexOf("/") + 1);
  const address = webAddress(src, drawing.manifestUrl);
  if (!address) return h("p", { dir: "auto" }, name);
  const label = h("span", { class: "unseen" }, drawing.words.download + ": ");
  const link = h("a", { class: "file", href: address.href, download: "", dir: "auto" }, label, name);
  if (!isOwn(address, drawing)) [link.target, link.rel] = ["_blank", "noopener"];
  return link;
}

// Another site's page in a frame would bring its scripts and its cookies with it; a link does not.
function embedLink({ src = "", title, alt }: Media, drawing: Drawing): HTMLElement {
  const address = webAddress(src, drawing.manifestUrl);
  const name = title || alt || "";
  if (!address) return h("p", { dir: "auto" }, name);
  const open = drawing.words.open.replace("{host}", address.host);
  const link = h("a", { class: "file", href: address.href, target: "_blank", rel: "noopener", dir: "auto" });
  link.append(name || open, h("span", { class: "unseen" }, ` (${drawing.words.newTab})`));
  return link;
}

function card(media: Media, drawing: Drawing): HTMLElement {
  const { src, title, tokens = [], actions = [] } = media;
  const parts: HTMLElement[] = [];
  if (src) parts.push(picture(media, drawing));
  if (title) parts.push(h("h3", { dir: "auto" }, title));
  parts.push(...tokenBlocks(tokens, drawing.drawLink));
  const buttons = actions.map((action) => actionOf(action, drawing));
  if (buttons.length > 0) parts.push(h("div", { class: "actions" }, ...buttons));
  const element = h("div", { class: "card" }, ...parts);
  if (title) element.ariaLabel = title;
  element.role = "group";
  return element;
}

function actionOf(action: MediaAction, drawing: Drawing): HTMLElement {
  if (action.url !== undefined) return drawing.drawLink(action.url, action.text);
  const button = h("button", { type: "button", class: "action", dir: "auto" }, action.text);
  button.addEventListener("click", () => drawing.choose({ id: action.id, text: action.text }));
  return button;
}

/** A row that scrolls and snaps, by touch, wheel and keys as anything that scrolls, and by two buttons. */
function carousel({ items = [], title, alt }: Media, drawing: Drawing): HTMLElement {
  const { words } = drawing;
  const cards = items.map((item) => h("li", {}, card(item, drawing)));
  const row = h("ul", { class: "row-of-cards", tabindex: "0", "aria-label": title || alt || words.carousel }, ...cards);
  const step = (direction: 1 | -1) => () => {
    const width = (cards[0]?.offsetWidth ?? row.clientWidth) + 10;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const left = direction * width * (getComputedStyle(row).direction === "rtl" ? -1 : 1);
    row.scrollBy({ left, behavior: isStill ? "auto" : "smooth" });
  };
  const previous = turner("‹", words.previous, step(-1));
  const next = turner("›", words.next, step(1));
  const look = (): void => {
    const at = Math.abs(row.scrollLeft);
    previous.disabled = at < 2;
    next.disabled = at > row.scrollWidth - row.clientWidth - 2;
  };
  row.addEventListener("scroll", look, { passive: true });
  requestAnimationFrame(look);
  const element = h("div", { class: "carousel" }, row, h("div", { class: "turners" }, previous, next));
  element.role = "group";
  element.ariaRoleDescription = words.carousel;
  element.ariaLabel = title || alt || words.carousel;
  return element;
}

function turner(sign: string, label: string, click: () => void): HTMLButtonElement {
  const button = h("button", { type: "button", "aria-label": label, title: label }, sign);
  button.addEventListener("click", click);
  return button;
}

function addStyle(shadow: ShadowRoot): void {
  if (styled.has(shadow)) return;
  styled.add(shadow);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, styleSheet(css)];
}

function unreachable(kind: never): never {
  throw new Error("unknown media " + String(kind));
}
