// Drives one conversation: visitor's wishes in, engine steps taken, effects carried out, actions for the panel out.
//
// The engine's state is a value, so every trouble has the same way out: keep the last good state, get a working engine
// and take the step again. An engine that stopped is replaced; a state it refuses (the site was rebuilt) is restarted,
// while what was said stays on the screen.

import type { Citation, Effect, Event, Option, Token } from "../engine/events.ts";
import type { EngineStatus, StepResult, SuggestResult } from "../engine/session.ts";
import type { Action, AnswerMessage, Message, Rating } from "../widget/state.ts";
import { type FetchBytes, type PartHolder, PartSupply } from "./parts.ts";
import type { Need, SavedConversation } from "./storage.ts";

/** An engine as this file uses it; web/src/engine/session.ts is one. */
export interface ConversationEngine extends PartHolder {
  readonly info: { readonly suggests: boolean };
  step(state: Uint8Array, event: Event): StepResult;
  suggest(text: string, limit: number): SuggestResult;
  close(): void;
}

export interface ConversationParts {
  /** Starts a fresh engine with the bundle open. Called again after a trap; owned and closed by the conversation. */
  openEngine(): Promise<ConversationEngine>;
  readonly fetchBytes: FetchBytes;
  readonly store: {
    load(): Promise<SavedConversation | null>;
    save(conversation: SavedConversation): Promise<void>;
    clear(): Promise<void>;
    close(): void;
  };
  readonly head: string; // names the bundle's build
  readonly locale: string;
  readonly page: string;
  filter(): string; // of the pages that may answer now; empty: all
  now(): number;
  seed(): number; // 0 to 2^53 - 1
  messages(): readonly Message[]; // what the panel shows, to be kept
  act(action: Action): void;
  /** Something the page's own listeners may want to know. */
  tell(name: "message" | "error", detail: unknown): void;
}

type Unnumbered = Event extends infer Each ? (Each extends Event ? Omit<Each, "seq" | "now"> : never) : never;

const EMPTY = new Uint8Array();
const SUGGESTIONS_MAX = 5; // more hide the conversation and are not read
const SUGGEST_ROUNDS_MAX = 4; // CHATLET_SUGGEST_STAGES_MAX, and the call that has it all

export class Conversation {
  #with: ConversationParts;
  #engine: ConversationEngine | null = null;
  #supply: PartSupply;
  #state: Uint8Array = EMPTY;
  #seq = 0;
  #pending: Need | null = null;
  #options: readonly Option[] = [];
  #asked = 0; // keeps the ids of one millisecond apart
  #replaced = false; // the engine was, since the last good step
  #mayKeep = false; // true from the visitor's first message: nothing is stored before it
  #ended = false; // only restart is taken
  #closed = false;
  #waiting: Unnumbered[] = []; // typed before the engine was there
  #opening: Promise<void> | null = null;

  constructor(parts: ConversationParts) {
    this.#with = parts;
    this.#supply = new PartSupply(parts.fetchBytes);
  }

  /** Opens the engine and the kept conversation, or greets. Never rejects; after a failure, call it to try anew. */
  start(): Promise<void> {
    this.#opening ??= this.#start().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /** Takes what the visitor wrote; shown at once, answered as soon as the engine can. */
  say(text: string): void {
    this.#showAsked(text);
    this.#send({ kind: "text", text, filter: this.#with.filter() });
  }

  choose(option: Option): void {
    this.#showAsked(option.text);
    this.#send({ kind: "choice", choice: option.id, filter: this.#with.filter() });
  }

  /** Whether the bundle that is open has suggestions while the visitor types. */
  get suggests(): boolean {
    return this.#engine?.info.suggests ?? false;
  }

  /** Looks up what `text` may become. The conversation does not change, and nothing is kept; parts are fetched as for a
   * question. `show` gets what is known, whole or not yet, until `signal` is aborted. Trouble means no suggestions. */
  async suggest(
    text: string,
    signal: AbortSignal,
    show: (items: readonly Citation[], isWhole: boolean) => void,
  ): Promise<void> {
    const engine = this.#engine;
    for (let round = 0; engine && round < SUGGEST_ROUNDS_MAX; round++) {
      const found = engine.suggest(text, SUGGESTIONS_MAX);
      if (!found.ok) return;
      show(found.items, found.parts.length === 0);
      if (found.parts.length === 0 || !(await this.#supply.supply(engine, found.parts))) return;
      if (signal.aborted || engine !== this.#engine) return;
    }
  }

  rate(message: string, value: Rating): void {
    this.#with.act({ kind: "rated", id: message, rating: value });
    this.#send({ kind: "feedback", message, value });
  }

  /** Forgets everything, here and in the store, and greets anew. */
  restart(): void {
    this.#waiting = [];
    this.#mayKeep = false;
    this.#with.act({ kind: "cleared" });
    void this.#with.store.clear();
    if (this.#state.length === 0) return void this.start();
    this.#send(this.#restarter());
  }

  /** Ends it and frees the engine. What was kept stays kept. */
  close(): void {
    this.#closed = true;
    this.#with.store.close();
    this.#engine?.close();
    this.#engine = null;
  }

  #showAsked(text: string): void {
    this.#mayKeep = true;
    this.#with.act({ kind: "asked", id: `v${this.#with.now()}-${this.#asked++}`, text });
    this.#with.tell("message", { role: "visitor", text });
  }

  async #start(): Promise<void> {
    this.#with.act({ kind: "loading" });
    try {
      this.#engine ??= await this.#with.openEngine();
    } catch (error) {
      this.#with.act({ kind: "failed" });
      this.#with.tell("error", { message: String(error) });
      return;
    }
    if (this.#state.length === 0) await this.#restoreOrGreet();
    if (this.#closed) return this.close();
    this.#with.act({ kind: "ready" });
    if (this.#pending) void this.#bring(this.#pending);
    while (this.#engine && this.#waiting[0]) this.#takeFirstWaiting();
  }

  #takeFirstWaiting(): void {
    const event = this.#waiting.shift();
    if (event) this.#take(event);
  }

  async #restoreOrGreet(): Promise<void> {
    const saved = await this.#with.store.load();
    if (this.#closed) return;
    const isAsked = this.#waiting.length > 0; // a visitor who already asks is past greetings
    if (!saved) return isAsked ? this.#beginQuietly(this.#opener(), false) : this.#take(this.#opener());
    const { messages, seq } = saved;
    this.#mayKeep = true;
    this.#seq = seq;
    if (saved.head !== this.#with.head) {
      this.#with.act({ kind: "restored", messages, options: [], waiting: false });
      return this.#beginQuietly(this.#restarter(), !isAsked);
    }
    this.#state = saved.state;
    this.#pending = saved.pending;
    this.#options = saved.options;
    this.#with.act({ kind: "restored", messages, options: saved.options, waiting: saved.pending !== null });
  }

  #opener(): Unnumbered {
    return { kind: "start", seed: this.#with.seed(), locale: this.#with.locale, page: this.#with.page };
  }

  #restarter(): Unnumbered {
    return { kind: "restart", seed: this.#with.seed() };
  }

  // The engine begins, but nobody is greeted: what was said before still stands above, or a question waits already.
  #beginQuietly(event: Unnumbered, showOptions: boolean): void {
    const step = this.#step(event);
    if (!step.ok) return this.#trouble(step.status, step.message);
    this.#ended = false;
    this.#accept(step.state);
    if (!showOptions) return;
    for (const effect of step.effects) if (effect.kind === "choices") this.#carryOut(effect);
  }

  #send(event: Unnumbered): void {
    if (this.#closed) return;
    if (this.#engine && !this.#opening) this.#take(event);
    else {
      this.#waiting.push(event);
      void this.start();
    }
  }

  /** One step and its effects. */
  #take(event: Unnumbered): void {
    if (this.#ended && event.kind !== "restart") this.#beginQuietly(this.#restarter(), false);
    if (event.kind === "text" || event.kind === "choice" || event.kind === "restart") this.#forgetOpenEnds();
    let step = this.#step(event);
    if (!step.ok && step.status === "state" && event.kind === "text") {
      this.#beginQuietly(this.#restarter(), false);
      step = this.#step(event);
    }
    if (!step.ok && step.status === "stopped") return this.#replaceEngine(event);
    if (!step.ok) return this.#trouble(step.status, step.message);
    this.#accept(step.state);
    if (event.kind === "result") this.#pending = null;
    for (const effect of step.effects) this.#carryOut(effect);
    if (this.#mayKeep) this.#keep();
  }

  #step(event: Unnumbered): StepResult {
    if (!this.#engine) return { ok: false, status: "stopped", message: "no engine" };
    const stamp = { seq: ++this.#seq, now: this.#with.now() };
    return this.#engine.step(this.#state, { ...event, ...stamp });
  }

  #accept(state: Uint8Array): void {
    this.#state = state;
    this.#replaced = false;
  }

  // A new text, choice or restart closes what the last one left open; the engine does the same on its side.
  #forgetOpenEnds(): void {
    this.#pending = null;
    this.#options = [];
  }

  // Twice in a row means that this event stops every engine: it is given up, and the conversation goes on without it.
  #replaceEngine(event: Unnumbered): void {
    this.#engine?.close();
    this.#engine = null;
    this.#supply = new PartSupply(this.#with.fetchBytes);
    if (this.#replaced) this.#trouble("stopped", "the engine stopped twice");
    else if (event.kind !== "result") this.#waiting.unshift(event); // a result's parts are brought anew
    this.#replaced = true;
    // Not at once: the loop over the waiting events that may have led here ends first.
    void Promise.resolve(this.#opening).then(() => this.start());
  }

  #trouble(status: EngineStatus, message: string): void {
    this.#pending = null;
    this.#with.act({ kind: "settled" });
    this.#with.tell("error", { status, message });
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case "say":
        return this.#show(effect);
      case "choices":
        this.#options = effect.options;
        return this.#with.act({ kind: "offered", options: effect.options });
      case "need":
        this.#pending = effect;
        return void this.#bring(effect);
      case "emit":
        return; // for analytics, which nobody has asked for
      case "end":
        this.#ended = effect.outcome === "limit";
        return;
      default:
        return unreachable(effect);
    }
  }

  #show({ id, engine, tokens, citations }: Extract<Effect, { kind: "say" }>): void {
    const rateable = engine === "retrieval";
    const message: AnswerMessage = { kind: "answer", id, rateable, tokens, citations, rating: 0 };
    this.#with.act({ kind: "answered", message });
    this.#with.tell("message", { role: "assistant", text: plainText(tokens), citations: citations.map(copyCitation) });
  }

  async #bring(need: Need): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const ok = await this.#supply.supply(engine, need.parts);
    // Another question, a restart or a new engine may have come meanwhile.
    if (this.#closed || this.#pending !== need || engine !== this.#engine) return;
    this.#take({ kind: "result", effect: need.id, ok });
  }

  #keep(): void {
    const { head, messages } = this.#with;
    const kept = { head, state: this.#state, seq: this.#seq, pending: this.#pending, options: this.#options };
    void this.#with.store.save({ ...kept, messages: messages() });
  }
}

/** The words of a message without their marks, for listeners that want text. */
export function plainText(tokens: readonly Token[]): string {
  return tokens.map((token) => token[1] ?? (token[0] === "gap" ? "…" : "\n")).join("").trim();
}

function copyCitation({ title, path, url }: Citation): Citation {
  return { title, path, url };
}

function unreachable(effect: never): never {
  throw new Error("unknown effect " + JSON.stringify(effect));
}
