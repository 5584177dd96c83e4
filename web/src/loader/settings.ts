// What the page's script tag says.
//
//   <script async src="https://host/chatlet.js" data-bot data-lang data-theme data-position data-accent
//           data-filter-version="15"></script>

export interface Settings {
  readonly manifestUrl: string; // absolute; every other file is found from it
  readonly language: string; // BCP 47 from data-lang, or empty: the bot's own
  readonly theme: "light" | "dark" | "auto";
  readonly position: "start" | "end" | ""; // empty: the bot's own
  readonly accent: string; // "#rrggbb", or empty: the bot's own
  filter: unknown; // which pages may answer: the tag's data, until a page says otherwise; web/src/widget/filter-text.ts
  vars?: unknown; // that a page gives: web/src/widget/page-vars.ts
  readonly nonce: string; // handed on to the panel's script, for pages whose policy asks for one
}

/** Reads the tag this script came from, or null when it cannot be told. `src` is absolute already, <base> or not. */
export function readSettings(): Settings | null {
  const script = ownScript();
  if (!script) return null;
  const { bot = "", lang = "", theme = "", position = "", accent = "" } = script.dataset;
  // A bot is a folder beside the script and never a path, so no attribute can point to another place.
  const folder = /^[\w-]+$/.test(bot) ? bot + "/" : "";
  return {
    manifestUrl: new URL(folder + "manifest.json", script.src).href,
    language: lang,
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    position: position === "start" || position === "end" ? position : "",
    accent,
    filter: script.dataset,
    nonce: script.nonce ?? "",
  };
}

// Bundlers that evaluate this file as a module leave no current script; the tag in the page says the same.
function ownScript(): HTMLScriptElement | null {
  const script = document.currentScript ?? document.querySelector("script[src*='chatlet.js']");
  return script instanceof HTMLScriptElement && script.src ? script : null;
}
