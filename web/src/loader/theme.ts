// Colors and side of the launcher and the panel: what the tag says, else what the bot's author said in bot.json, else
// ours. A page overrules all of them by the CSS properties --chatlet-accent and --chatlet-on-accent.

import type { Manifest } from "./manifest.ts";
import type { Settings } from "./settings.ts";

/** Sets them on `root`. `manifest` is null until it has arrived. */
export function applyTheme(root: HTMLElement, settings: Settings, manifest: Manifest | null): void {
  root.dataset["theme"] = settings.theme;
  root.dataset["position"] = settings.position || manifest?.position || "end";
  root.dir = isRightToLeft(settings.language || manifest?.locale || document.documentElement.lang) ? "rtl" : "ltr";
  const accent = settings.accent || manifest?.accent || "";
  if (!/^#[\da-f]{6}$/i.test(accent)) return;
  root.style.setProperty("--bot-accent", accent);
  root.style.setProperty("--bot-on-accent", isLight(accent) ? "#14161b" : "#fff");
}

function isRightToLeft(language: string): boolean {
  return /^(ar|arc|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/i.test(language);
}

// Relative luminance of WCAG 2.2, with its exponent rounded to 2.2. At 0.18 black and white stand out equally well.
function isLight(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18;
}
