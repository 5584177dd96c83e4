// The npm package `chatlet`: the engine alone, for Node, bundlers and workers. It fetches, stores and times nothing.

export { Engine } from "../engine/session.ts";
export type { BundleInfo, EngineFailure, EngineStatus, OpenResult } from "../engine/session.ts";
export type { StepDone, StepResult, SuggestDone, SuggestResult } from "../engine/session.ts";
export type { Ask, Citation, Effect, Errand, Event, Field, Media, Option, Part } from "../engine/events.ts";
export type { Suggestions, Target, Token, Value } from "../engine/events.ts";
export { loadRuntime, type RuntimeSource } from "../engine/load.ts";

/** Address of a runtime module inside this package. `language` is what the bot was built with ("en", "es", …).
 * In Node: `loadRuntime(await readFile(runtimeUrl()))`. */
export function runtimeUrl(language = "en"): URL {
  const name = language === "en" ? "chatlet-runtime.wasm" : `chatlet-runtime.${language}.wasm`;
  return new URL(`./runtime/${name}`, import.meta.url);
}
