// One opened bundle in one instance of the engine's module: typed events in, typed effects out. It fetches nothing,
// stores nothing and knows no time; the host does all of that (web/src/host).
//
// Failures are values, never exceptions. After "stopped" (a failed assertion, or the stack or memory ran out inside the
// module) an engine only ever answers "stopped": close it, open another one, and go on from the last state, which is
// good.

import { decodeCbor, encodeEvent } from "./cbor.ts";
import { readEffects, readSuggestions } from "./effects.ts";
import type { Effect, Event, Suggestions, Values } from "./events.ts";
import { ModuleMemory, type EngineStatus, type OpenedBundle } from "./memory.ts";

export type { EngineStatus } from "./memory.ts";

// As CHATLET_QUERY_BYTES_MAX, CHATLET_URL_BYTES_MAX and CHATLET_FILTER_BYTES_MAX in limits.h.
const QUERY_BYTES_MAX = 2000;
const URL_BYTES_MAX = 2000;
const FILTER_BYTES_MAX = 1000;

/** Why something did not happen. `status` is for code, `message` a sentence for a developer's console. */
export interface EngineFailure {
  ok: false;
  status: EngineStatus;
  message: string;
}

/** What the head says of the bot. */
export interface BundleInfo {
  /** Names this build: 16 hex digits. */
  hash: string;
  id: string;
  title: string;
  /** Of the texts, as BCP 47. */
  locale: string;
  /** Stemmer the index was built with. */
  language: string;
  documents: number;
  passages: number;
  terms: number;
  parts: number;
  /** Whether its author wants suggestions while a visitor types. */
  suggests: boolean;
}

/** A step taken. Keep `state`, the whole conversation; carry `effects` out in their order. */
export interface StepDone {
  ok: true;
  state: Uint8Array<ArrayBuffer>;
  effects: Effect[];
  /** The effects as the engine wrote them (CBOR); equal on every machine. */
  effectBytes: Uint8Array<ArrayBuffer>;
}

/** Suggestions for a text, and the same as the engine wrote them (CBOR). */
export interface SuggestDone extends Suggestions {
  ok: true;
  bytes: Uint8Array<ArrayBuffer>;
}

export type SuggestResult = SuggestDone | EngineFailure;
export type OpenResult = { ok: true; engine: Engine } | EngineFailure;
export type StepResult = StepDone | EngineFailure;

export class Engine {
  readonly info: BundleInfo;
  #memory: ModuleMemory;
  #bundle: OpenedBundle;

  private constructor(memory: ModuleMemory, bundle: OpenedBundle) {
    this.#memory = memory;
    this.#bundle = bundle;
    this.info = bundle.info;
  }

  /**
   * Starts an instance of the module and opens a bundle's head in it. The caller owns the engine and ends it with
   * close().
   *
   * Fails with "runtime" (not our module, or of another version), "version", "bundle", "limit", "memory" or "stopped".
   */
  static async open(runtime: WebAssembly.Module, head: Uint8Array): Promise<OpenResult> {
    const memory = await ModuleMemory.start(runtime);
    if (memory === undefined) return failure("runtime", "not a runtime module of this version");
    const opened = memory.open(head);
    if (!opened.ok) return failure(opened.status, opened.message);
    return { ok: true, engine: new Engine(memory, opened) };
  }

  /**
   * Gives the engine the bytes of a part a `need` named; they are copied. "part": not the bytes the bundle was built
   * with.
   * "bundle": right bytes, broken content. "state": part 0, the map, must come first. "argument": no such part.
   */
  addPart(id: number, bytes: Uint8Array): "ok" | EngineStatus {
    return this.#memory.addPart(this.#bundle, id, bytes);
  }

  /** Whether the engine holds part `id`. */
  hasPart(id: number): boolean {
    return this.#memory.hasPart(this.#bundle, id);
  }

  /** Frees what part `id` holds; a later question asks for it again. */
  dropPart(id: number): void {
    this.#memory.dropPart(this.#bundle, id);
  }

  /** Bytes held by parts. */
  get partsBytes(): number {
    return this.#memory.partsBytes(this.#bundle);
  }

  /**
   * Takes one step from `state` (empty before `start`). All or nothing: after a failure the old state stays good. A
   * text counts up to 2000 bytes of UTF-8, and so do the page of `start` and each text of a form, a filter up to 1000;
   * what is longer is cut.
   *
   * Fails with "syntax" or "utf8" (the event is malformed), "state" (the state is of another bundle or corrupt, or the
   * event does not fit it), "limit", "memory" or "stopped".
   */
  step(state: Uint8Array, event: Event): StepResult {
    return this.stepBytes(state, encodeEvent(withinLimits(event)));
  }

  /** The same for an event already encoded as CBOR; for tests and recordings. */
  stepBytes(state: Uint8Array, event: Uint8Array): StepResult {
    const taken = this.#memory.step(this.#bundle, state, event);
    if (!taken.ok) return failure(taken.status, taken.message);
    const effects = readEffects(decodeCbor(taken.effects));
    if (effects === undefined) return failure("runtime", "the engine answered in an unknown form");
    return { ok: true, state: taken.state, effects, effectBytes: taken.effects };
  }

  /**
   * Suggests what a text that is still being typed may become, at most `limit` (1 to 10) pages, headings and questions
   * of the author's. It is no step: nothing changes. While `parts` has any, give the engine those and call again.
   *
   * Fails with "argument" (the limit), "version" (the bundle's language is another module's), "memory" or "stopped".
   */
  suggest(text: string, limit: number): SuggestResult {
    const found = this.#memory.suggest(this.#bundle, new TextEncoder().encode(cut(text, QUERY_BYTES_MAX)), limit);
    if (!found.ok) return failure(found.status, found.message);
    const suggestions = readSuggestions(decodeCbor(found.bytes));
    if (suggestions === undefined) return failure("runtime", "the engine answered in an unknown form");
    return { ok: true, ...suggestions, bytes: found.bytes };
  }

  /** Frees the bundle. The engine answers "stopped" afterwards; closing twice is harmless. */
  close(): void {
    this.#memory.close(this.#bundle);
  }
}

// A longer page or a pasted book would be refused with the whole event.
function withinLimits(event: Event): Event {
  const cutEvent: Event = { ...event };
  if (cutEvent.kind === "text") cutEvent.text = cut(cutEvent.text, QUERY_BYTES_MAX);
  if (cutEvent.kind === "start" && cutEvent.page) cutEvent.page = cut(cutEvent.page, URL_BYTES_MAX);
  if (cutEvent.kind === "form") cutEvent.values = cutTexts(cutEvent.values);
  if ("filter" in cutEvent && cutEvent.filter) cutEvent.filter = cut(cutEvent.filter, FILTER_BYTES_MAX);
  return cutEvent;
}

function cutTexts(values: Values): Values {
  const pairs = Object.entries(values);
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, typeof value === "string" ? cut(value, QUERY_BYTES_MAX) : value]),
  );
}

/** The longest beginning that takes at most `maximum` bytes of UTF-8 and ends at a character. */
function cut(text: string, maximum: number): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(maximum)).read);
}

function failure(status: EngineStatus, message: string): EngineFailure {
  return { ok: false, status, message };
}
