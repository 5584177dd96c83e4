// The one element the widget adds to a page, with its shadow root, and the care that it stays in the page.

import css from "./launcher.css";
import { styleSheet } from "./style-sheet.ts";

// A page that throws the widget out as often as this wins; one that only navigates a lot never comes near it.
const ATTACH_PER_SECOND_MAX = 20;

export interface HostElement {
  readonly element: HTMLElement;
  readonly shadow: ShadowRoot;
  readonly root: HTMLElement; // everything drawn stands in here
  remove(): void;
}

/** Makes the element and puts it at the end of <body>, as soon as there is one; again whenever it is taken out or
 * <body> is exchanged, as Turbo, Astro and htmx do on navigation. `drawn` is called once, when it first stands. */
export function createHostElement(drawn: () => void): HostElement {
  const element = document.createElement("chatlet-widget");
  const shadow = element.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [styleSheet(css)];
  const root = document.createElement("div");
  root.className = "root";
  shadow.append(root);
  const stop = keepAttached(element, drawn);
  return {
    element,
    shadow,
    root,
    remove() {
      stop();
      element.remove();
    },
  };
}

function keepAttached(element: HTMLElement, drawn: () => void): () => void {
  let attached = 0; // since `since`
  let since = -Infinity;
  let isDrawn = false;
  let body: HTMLElement | null = null;
  const observer = new MutationObserver(attach);
  function attach(): void {
    if (body !== document.body) {
      body = document.body;
      observer.disconnect();
      observer.observe(document.documentElement, { childList: true });
      if (body) observer.observe(body, { childList: true });
    }
    if (!body || element.parentNode === body) return;
    const now = performance.now();
    if (now - since > 1000) [attached, since] = [0, now];
    if (attached++ === ATTACH_PER_SECOND_MAX) return observer.disconnect();
    body.append(element);
    if (!isDrawn) drawn();
    isDrawn = true;
  }
  observer.observe(document.documentElement, { childList: true });
  attach();
  return () => observer.disconnect();
}
