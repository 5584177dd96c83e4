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

/** Adds the button to `root`. `click` is the visitor's wish to open or close, also from the note's "try again";
 * `intent` is called when that wish seems near, as often as it does. */
export function createLauncher(root: HTMLElement, language: string, click: () => void, intent: () => void): Launcher {
  const words = launcherWords(language);
  const button = clickable(click);
  button.className = "launcher";
  button.append(icon(CHAT_ICON, "chat"), icon(DOWN_ICON, "down"));
  for (const name of ["pointerenter", "focus", "touchstart"]) button.addEventListener(name, intent, { passive: true });

  const retry = clickable(click);
  retry.textContent = words.retry;
  const note = document.createElement("div");
  note.className = "note";
  note.role = "alert"; // read when it is put into the page
  note.append(words.failed, retry);

  function show(look: LauncherLook): void {
    const isOpen = look === "open";
    button.ariaLabel = isOpen ? words.close : words.open;
    button.ariaExpanded = String(isOpen);
    button.ariaBusy = String(look === "loading");
    if (look === "failed") root.prepend(note);
    else note.remove();
  }

  show("closed");
  root.append(button);
  return { button, show };
}

function clickable(click: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.onclick = click;
  return button;
}
