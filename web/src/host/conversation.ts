// Drives one conversation: visitor's wishes in, engine steps taken, effects carried out, actions for the panel out.
//
// The engine's state is a value, so every trouble has the same way out: keep the last good state, get a working engine
// and take the step again. An engine that stopped is replaced; a state it refuses (the site was rebuilt) is restarted,
// while what was said stays on the screen.

import type { Ask, Citation, Effect, Errand, Event, Option, Token, Value, Values } from "../engine/events.ts";
import type { EngineStatus, StepResult, SuggestResult } from "../engine/session.ts";
import type { Action, AnswerMessage, Message, NoteMessage, Rating } from "../widget/state.ts";
import { type FetchBytes, type PartHolder, PartSupply } from "./parts.ts";
import type { Need, SavedConversation, Visitor } from "./storage.ts";

/** An engine as this file uses it; web/src/engine/session.ts is one. */
export interface ConversationEngine extends PartHolder {
  readonly info: { readonly suggests: boolean };
  step(state: Uint8Array, event: Event): StepResult;
  suggest(text: string, limit: number): SuggestResult;
  close(): void;
}

type Start = Extract<Event, { kind: "start" }>;

/** How an errand went. "held": it is kept until there is a network, so that nobody need wait for it now. */
export type Outcome = { readonly ok: boolean; readonly value?: Value; readonly error?: string } | "held";

export interface ConversationParts {
  /** Starts a fresh engine with the bundle open. Called again after a trap; owned and closed by the conversation. */
  openEngine(): Promise<ConversationEngine>;
  readonly fetchBytes: FetchBytes;
  readonly store: {
    load(): Promise<SavedConversation | null>;
    save(conversation: SavedConversation): Promise<void>;
    clear(): Promise<void>;
    loadVisitor(): Promise<Visitor | null>;
    saveVisitor(visitor: Visitor): Promise<void>;
    close(): void;
  };
  readonly head: string; // names the bundle's build
  readonly locale: string;
  page(): string; // where the visitor is
  zone(): number; // minutes east of UTC
  vars(): NonNullable<Start["vars"]>;
  filter(): string; // of the pages that may answer now; empty: all
  now(): number;
  seed(): number; // 0 to 2^53 - 1
  /** Runs it after so many ms, until the returned function is called. */
  later(ms: number, run: () => void): () => void;
  /** Whether the visitor likes pauses before a message; not who asked for less motion. */
  pauses(): boolean;
  /** Fetches what is needed to draw `effect`; null when it is there. Never rejects. */
  prepare(effect: Effect): Promise<void> | null;
  /** Begins an errand, or goes on with it after a page load. Tells how it went, in time. */
  run(errand: Errand, tell: (outcome: Outcome) => void): void;
  /** Nobody waits for it any more. */
  cancel(errand: string): void;
  messages(): readonly Message[]; // what the panel shows, to be kept
  act(action: Action): void;
  /** Something the page's own listeners may want to know. */
  tell(name: "message" | "error" | "track", detail: unknown): void;
}

type Unnumbered = Event extends infer Each ? (Each extends Event ? Omit<Each, "seq" | "now"> : never) : never;
type Shown = Extract<Effect, { kind: "say" | "choices" | "ask" | "typing" }>;

const EMPTY = new Uint8Array();
const SUGGESTIONS_MAX = 5; // more hide the conversation and are not read
const SUGGEST_ROUNDS_MAX = 4; // CHATLET_SUGGEST_STAGES_MAX, and the call that has it all
const PAUSE_MAX_MS = 5000; // a visitor who waits longer takes it for broken
const TIMER_MAX_MS = 2 ** 31 - 1; // of setTimeout

export class Conversation {
  #with: ConversationParts;
  #engine: ConversationEngine | null = null;
  #supply: PartSupply;
  #state: Uint8Array = EMPTY;
  #seq = 0;
  #visitor: Visitor | null = null;
  #page = ""; // where the engine believes the visitor to be
  #pending: Need | null = null;
  #options: readonly Option[] = [];
  #ask: Ask | null = null;
  #timers = new Map<string, { at: number; stop: () => void }>();
  #errands = new Map<string, { errand: Errand; isHeld: boolean }>();
  #line: Shown[] = []; // what is to be shown, in its order
  #showing: symbol | null = null; // what shows the line now, and may be waiting
  #asked = 0; // keeps the ids of one millisecond apart
  #replaced = false; // the engine was, since the last good step
  #isVisitorKept = true; // as known, or nothing of the visitor is worth keeping
  #mayKeep = false; // true from the visitor's first message: nothing is stored before it
  #ended = false; // only restart is taken
  #isForeign = false; // the state is of another build, which the engine may or may not move on from
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

  /** Answers the open ask; `text` is what the visitor sees of it. */
  fill(values: Values, text: string): void {
    this.#showAsked(text);
    this.#send({ kind: "form", values });
  }

  /** Answers the open ask with a file that stays here. */
  attach(file: { ref: string; name: string; type: string; size: number }): void {
    this.#showAsked(file.name);
    this.#send({ kind: "file", ...file });
  }

  /** To the question before; `text` is what the visitor sees of it. */
  back(text: string): void {
    this.#showAsked(text);
    this.#send({ kind: "back" });
  }

  /** Tells the engine what happened in the page. */
  happen(name: string, data: Value): void {
    this.#send({ kind: "event", name, data });
  }

  /** Shows what became of an errand, in place of what was said of it before. */
  note(message: NoteMessage): void {
    this.#with.act({ kind: "noted", message });
    if (this.#mayKeep) this.#keep();
  }

  /** Whether the visitor has said or chosen something: nothing is stored before. */
  get mayKeep(): boolean {
    return this.#mayKeep;
  }

  /** Whether the bundle that is open has suggestions while the visitor types. */
  get suggests(): boolean {
    return this.#engine?.info.suggests ?? false;
  }

  /** Looks up what `text` may become. The conversation does not change, and nothing is kept; parts are fetched as for a
   * question. `show` gets what is known, whole or not yet, until `signal` is aborted. Trouble means no suggestions, and
   * an answer to the assistant is not suggested. */
  async suggest(
    text: string,
    signal: AbortSignal,
    show: (items: readonly Citation[], isWhole: boolean) => void,
  ): Promise<void> {
    const engine = this.#ask ? null : this.#engine;
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

  /** Forgets everything but the visitor, here and in the store, and greets anew. */
  restart(): void {
    this.#waiting = [];
    this.#mayKeep = false;
    this.#line = [];
    this.#showing = null;
    this.#stopTimers();
    this.#errands.clear();
    this.#with.act({ kind: "cleared" });
    void this.#with.store.clear();
    if (this.#state.length === 0) return void this.start();
    this.#send(this.#restarter());
  }

  /** Ends it and frees the engine. What was kept stays kept. */
  close(): void {
    this.#closed = true;
    this.#stopTimers();
    this.#with.store.close();
    this.#engine?.close();
    this.#engine = null;
  }

  #showAsked(text: string): void {
    this.#mayKeep = true;
    this.#showing = null; // who answers has no patience for pauses
    for (const effect of this.#line.splice(0)) this.#show(effect);
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
    const { store, seed, head } = this.#with;
    const [saved, visitor] = await Promise.all([store.load(), store.loadVisitor()]);
    if (this.#closed) return;
    this.#visitor = visitor ?? { id: seed(), values: {} };
    this.#page = saved?.page ?? this.#with.page();
    const isAsked = this.#waiting.some((event) => isVisitors(event)); // who already asks is past greetings
    if (!saved) return isAsked ? this.#beginQuietly(this.#opener(), false) : this.#take(this.#opener());
    const { messages, seq, options, ask } = saved;
    this.#mayKeep = true;
    this.#seq = seq;
    this.#isForeign = saved.head !== head;
    if (this.#isForeign && !ask && saved.errands.length === 0) {
      this.#with.act({ kind: "restored", messages, options: [], ask: null, waiting: false });
      return this.#beginQuietly(this.#restarter(), !isAsked);
    }
    this.#state = saved.state;
    this.#pending = saved.pending;
    this.#options = options;
    this.#ask = ask;
    this.#with.act({ kind: "restored", messages, options, ask, waiting: saved.pending !== null });
    for (const effect of [...saved.timers.map(timerEffect), ...saved.errands, ...saved.unshown]) this.#carryOut(effect);
    this.#tellPage();
    void this.#showLine();
  }

  #opener(): Unnumbered {
    const { seed, locale, page, zone, vars } = this.#with;
    const { id = 0, values = {} } = this.#visitor ?? {};
    const visitor = { ...values, id };
    return { kind: "start", seed: seed(), locale, page: page(), zone: zone(), visitor, vars: vars() };
  }

  #restarter(): Unnumbered {
    return { kind: "restart", seed: this.#with.seed() };
  }

  // The engine begins, but nobody is greeted: what was said before still stands above, or a question waits already. A
  // flow that asks something is shown all the same, since what the visitor writes next may answer it.
  #beginQuietly(event: Unnumbered, showOptions: boolean): void {
    const step = this.#step(event);
    if (!step.ok) return this.#trouble(step.status, step.message);
    this.#ended = false;
    this.#isForeign = false;
    this.#accept(step.state);
    this.#forgetOpenEnds();
    this.#stopTimers();
    this.#errands.clear();
    const asks = step.effects.some((effect) => effect.kind === "ask");
    for (const effect of step.effects) {
      if (asks || (effect.kind === "choices" ? showOptions : effect.kind !== "say")) this.#carryOut(effect);
    }
    void this.#showLine();
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
    const isAsked = isVisitors(event);
    if (this.#ended && event.kind !== "restart") this.#beginQuietly(this.#restarter(), false);
    if (isAsked) this.#tellPage();
    let step = this.#step(event);
    if (!step.ok && step.status === "state" && event.kind === "text") {
      this.#beginQuietly(this.#restarter(), false);
      step = this.#step(event);
    }
    if (!step.ok && step.status === "stopped") return this.#replaceEngine(event);
    if (!step.ok && this.#isForeign && isAsked) return this.#take(this.#restarter());
    if (!step.ok) return UNASKED.includes(event.kind) ? undefined : this.#trouble(step.status, step.message);
    this.#accept(step.state);
    this.#isForeign = false;
    if (isAsked || event.kind === "restart") this.#forgetOpenEnds();
    if (event.kind === "result" && event.effect === this.#pending?.id) this.#pending = null;
    for (const effect of step.effects) this.#carryOut(effect);
    void this.#showLine();
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

  // What a visitor says or chooses closes what was left open; the engine does the same on its side.
  #forgetOpenEnds(): void {
    this.#pending = null;
    this.#options = [];
    this.#ask = null;
  }

  // Pages change under a conversation: by a load, or without one in single-page applications.
  #tellPage(): void {
    const url = this.#with.page();
    if (url === this.#page) return;
    this.#page = url;
    this.#take({ kind: "event", name: "page", data: { url } });
  }

  // Twice in a row means that this event stops every engine: it is given up, and the conversation goes on without it.
  #replaceEngine(event: Unnumbered): void {
    this.#engine?.close();
    this.#engine = null;
    this.#supply = new PartSupply(this.#with.fetchBytes);
    const isBroughtAnew = event.kind === "result" && event.effect === this.#pending?.id;
    if (this.#replaced) this.#trouble("stopped", "the engine stopped twice");
    else if (!isBroughtAnew) this.#waiting.unshift(event);
    this.#replaced = true;
    // Not at once: the loop over the waiting events that may have led here ends first.
    void Promise.resolve(this.#opening).then(() => this.start());
  }

  // The last good state still waits for the same answer.
  #trouble(status: EngineStatus, message: string): void {
    this.#pending = null;
    if (this.#ask) this.#with.act({ kind: "inquired", ask: this.#ask });
    this.#settle();
    this.#with.tell("error", { status, message });
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case "say":
      case "choices":
      case "ask":
      case "typing":
        return void this.#line.push(effect);
      case "need":
        this.#pending = effect;
        return void this.#bring(effect);
      case "http":
      case "llm":
      case "do":
      case "handoff":
        this.#errands.set(effect.id, { errand: effect, isHeld: false });
        return this.#with.run(effect, (outcome) => this.#heard(effect.id, outcome));
      case "timer":
        return this.#startTimer(effect.id, effect.at);
      case "cancel":
        return this.#cancel(effect.effect);
      case "set":
        return this.#remember(effect.name, effect.value);
      case "emit":
        // An arm once chosen by visitor is chosen again, as long as the visitor is known.
        if (effect.name === "arm_chosen") this.#keepVisitor();
        return this.#with.tell("track", { name: effect.name, data: effect.data });
      case "end":
        this.#ended = effect.outcome === "limit";
        return;
      default:
        return unreachable(effect);
    }
  }

  /** Shows what is in line, each after its pause; at once where nothing has to be waited for. */
  async #showLine(): Promise<void> {
    if (this.#showing) return;
    const showing = (this.#showing = Symbol("showing"));
    for (let effect = this.#line[0]; effect; effect = this.#line[0]) {
      const wait = this.#wait(effect);
      if (wait) {
        this.#with.act({ kind: "working" });
        await wait;
      }
      if (this.#closed || this.#showing !== showing) return; // shown or cleared meanwhile
      this.#line.shift();
      this.#show(effect);
      if (wait && this.#mayKeep) this.#keep();
    }
    this.#showing = null;
    this.#settle();
  }

  #wait(effect: Shown): Promise<unknown> | null {
    const asked = effect.kind === "typing" ? effect.ms : effect.kind === "say" ? (effect.delay ?? 0) : 0;
    const pause = this.#with.pauses() ? Math.min(asked, PAUSE_MAX_MS) : 0;
    const ready = this.#with.prepare(effect);
    if (pause <= 0) return ready;
    return Promise.all([ready, new Promise<void>((resolve) => this.#with.later(pause, resolve))]);
  }

  #show(effect: Shown): void {
    switch (effect.kind) {
      case "say":
        return this.#showSay(effect);
      case "choices":
        this.#options = effect.options;
        this.#ask = null;
        return this.#with.act({ kind: "offered", options: effect.options });
      case "ask":
        this.#options = [];
        this.#ask = effect;
        return this.#with.act({ kind: "inquired", ask: effect });
      case "typing":
        return;
      default:
        return unreachable(effect);
    }
  }

  #showSay({ id, engine, tokens, citations, media }: Extract<Effect, { kind: "say" }>): void {
    const rateable = engine === "retrieval";
    const shown: AnswerMessage = { kind: "answer", id, rateable, tokens, citations, rating: 0 };
    this.#with.act({ kind: "answered", message: media ? { ...shown, media } : shown });
    this.#with.tell("message", { role: "assistant", text: plainText(tokens), citations: citations.map(copyCitation) });
  }

  /** Whether the assistant owes something, as the panel shows it. */
  #settle(): void {
    const isBusy = this.#pending !== null || [...this.#errands.values()].some(({ isHeld }) => !isHeld);
    if (this.#line.length === 0) this.#with.act({ kind: isBusy ? "working" : "settled" });
  }

  async #bring(need: Need): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const ok = await this.#supply.supply(engine, need.parts);
    // Another question, a restart or a new engine may have come meanwhile.
    if (this.#closed || this.#pending !== need || engine !== this.#engine) return;
    this.#take({ kind: "result", effect: need.id, ok });
  }

  #heard(id: string, outcome: Outcome): void {
    const known = this.#errands.get(id);
    if (this.#closed || !known) return; // canceled, or begun before a restart
    if (outcome === "held") {
      known.isHeld = true;
      return this.#settle();
    }
    this.#errands.delete(id);
    this.#send({ kind: "result", effect: id, ...outcome });
  }

  #startTimer(id: string, at: number): void {
    const left = at - this.#with.now();
    const ring = (): void => {
      if (left > TIMER_MAX_MS) return this.#startTimer(id, at);
      this.#timers.delete(id);
      this.#send({ kind: "timer", timer: id });
    };
    this.#timers.set(id, { at, stop: this.#with.later(Math.max(0, Math.min(left, TIMER_MAX_MS)), ring) });
  }

  #stopTimers(): void {
    for (const { stop } of this.#timers.values()) stop();
    this.#timers.clear();
  }

  #cancel(id: string): void {
    this.#timers.get(id)?.stop();
    this.#timers.delete(id);
    if (this.#errands.delete(id)) this.#with.cancel(id);
  }

  #remember(name: string, value: Value): void {
    if (!this.#visitor) return;
    const { [name]: _, ...others } = this.#visitor.values;
    this.#visitor = { ...this.#visitor, values: value === null ? others : { ...others, [name]: value } };
    this.#keepVisitor();
  }

  #keepVisitor(): void {
    this.#isVisitorKept = false;
    if (this.#mayKeep) this.#keep();
  }

  #keep(): void {
    const { head, messages, store } = this.#with;
    const timers = [...this.#timers].map(([id, { at }]) => ({ id, at }));
    const errands = [...this.#errands.values()].map(({ errand }) => errand);
    const open = { pending: this.#pending, options: this.#options, ask: this.#ask, timers, errands };
    const kept = { head, page: this.#page, state: this.#state, seq: this.#seq, unshown: [...this.#line], ...open };
    void store.save({ ...kept, messages: messages() });
    if (!this.#isVisitorKept && this.#visitor) void store.saveVisitor(this.#visitor);
    this.#isVisitorKept = true;
  }
}

// What nobody waits for: a step that the engine does not take then is no trouble.
const UNASKED = ["timer", "event", "feedback"];
const VISITORS = ["text", "choice", "form", "file", "back"];

function isVisitors(event: Unnumbered): boolean {
  return VISITORS.includes(event.kind);
}

function timerEffect({ id, at }: { id: string; at: number }): Effect {
  return { kind: "timer", id, at };
}

/** The words of a message without their marks, for listeners that want text. */
export function plainText(tokens: readonly Token[]): string {
  return tokens.map(plainToken).join("").trim();
}

function plainToken(token: Token): string {
  if (token[0] === "gap") return "…";
  if (token[0] === "step") return `\n${token[1]}. `;
  return token[1] ?? "\n";
}

function copyCitation({ title, path, url }: Citation): Citation {
  return { title, path, url };
}

function unreachable(effect: never): never {
  throw new Error("unknown effect " + JSON.stringify(effect));
}
