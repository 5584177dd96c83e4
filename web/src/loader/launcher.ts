// The button that opens the panel, and the note that stands in for a panel which did not arrive.

import { launcherWords } from "../text/launcher-words.ts";
import { icon } from "./icon.ts";

const CHAT_ICON = "M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.6A8.4 8.4 0 1 1 21 11.5Z";
const DOWN_ICON = "m6 9 6 6 6-6";

export type LauncherLook = "closed" | "loading" | "open" | "failed";

export interface Launcher {
  readonly button: HTMLButtonElement;
  show(look: LauncherLook): void;
}

/** Adds button and note to `root`. `click` is the visitor's wish to open or close, also from the note's "try again";
 * `intent` is called when that wish seems near, as often as it does. */
export function createLauncher(root: HTMLElement, language: string, click: () => void, intent: () => void): Launcher {
  const words = launcherWords(language);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "launcher";
  button.append(icon(CHAT_ICON, "chat"), icon(DOWN_ICON, "down"));
  button.addEventListener("click", click);
  for (const name of ["pointerenter", "focus", "touchstart"]) button.addEventListener(name, intent, { passive: true });

  const note = document.createElement("div");
  note.className = "note";
  note.setAttribute("role", "status");

  function show(look: LauncherLook): void {
    const open = look === "open";
    button.setAttribute("aria-label", open ? words.close : words.open);
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-busy", String(look === "loading"));
    note.replaceChildren(...(look === "failed" ? [words.failed, retryButton(words.retry, click)] : []));
  }

  show("closed");
  root.append(note, button);
  return { button, show };
}

function retryButton(label: string, click: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", click);
  return button;
}
