// Random walks through a bot: two instances of the WebAssembly engine, between which the saved state goes to and fro,
// and the native one. Each step's status, state and effects must be equal; sums of them are compared, so that a walk is
// one line to the native program.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importTs } from "../../web/support/import-ts.mjs";
import { Chance } from "./chance.mjs";
import { readCbor } from "./cbor-bytes.mjs";
import { NativeEngine, STATUSES } from "./native-engine.mjs";
import { randomEvent } from "./random-event.mjs";
import { loadRuntime, runtimeBytes } from "./wasm-engine.mjs";

const { ModuleMemory } = await importTs("engine/memory.ts");

const STATE_BYTES_MAX = 32 * 1024; // as CHATLET_STATE_BYTES_MAX in limits.h
const BEGIN_MS = Date.parse("2026-03-02T10:00:00Z");
const SLOW_MS = 2000; // no step is near that: it means a loop without end

export class Walker {
  /** @param bot {head, folder, language, names, sentences, events}: paths of a built bundle, and words of its author */
  static async open(bot) {
    const walker = new Walker();
    walker.bot = bot;
    walker.runtime = await loadRuntime(runtimeBytes(bot.language));
    walker.native = new NativeEngine(bot.head);
    walker.engines = [await walker.#openEngine(), await walker.#openEngine()];
    walker.parts = new Map();
    walker.counts = { walks: 0, steps: 0, taken: 0, refused: 0, restored: 0, nodes: new Set(), kinds: {} };
    return walker;
  }

  /** One walk; throws at the first difference, with all that is needed to see it again. */
  async walk(seed) {
    const chance = new Chance(seed);
    const view = this.#newView();
    const events = [];
    const sums = [];
    const length = chance.from(4, 30);
    let state = new Uint8Array();
    if (chance.is(0.01)) await this.#reopen(chance.below(2));
    for (let step = 0; step < length; step++) {
      const bytes = randomEvent(chance, view, step === 0 || (state.length === 0 && chance.is(0.8)));
      const taken = this.#step(chance.below(2), state, bytes, seed, step);
      events.push(bytes);
      sums.push(sumOf(taken));
      if (!taken.ok) continue;
      this.#check(taken, view, state, bytes);
      state = taken.state;
      const need = this.#look(view, readCbor(taken.effects), bytes);
      if (need && chance.is(0.9)) await this.#addParts(need);
    }
    await this.#compare(seed, events, sums);
    this.counts.walks++;
  }

  /** Ends both; the native program's exit code, which the sanitizers make other than 0. */
  close() {
    for (const engine of this.engines) engine.memory.close(engine.bundle);
    return this.native.close();
  }

  async #openEngine() {
    const memory = await ModuleMemory.start(this.runtime);
    const bundle = memory.open(readFileSync(this.bot.head));
    assert.ok(bundle.ok, bundle.message);
    return { memory, bundle };
  }

  /** Another instance goes on from nothing but the state and the parts. */
  async #reopen(index) {
    const old = this.engines[index];
    old.memory.close(old.bundle);
    this.engines[index] = await this.#openEngine();
    for (const [id, bytes] of this.parts) this.engines[index].memory.addPart(this.engines[index].bundle, id, bytes);
    this.counts.restored++;
  }

  #step(index, state, bytes, seed, step) {
    const { memory, bundle } = this.engines[index];
    const begin = performance.now();
    const taken = memory.step(bundle, state, bytes);
    const spent = performance.now() - begin;
    assert.ok(spent < SLOW_MS, `seed ${seed}, step ${step}: ${spent} ms`);
    assert.notEqual(taken.status, "stopped", `seed ${seed}, step ${step}: the module stopped`);
    this.counts.steps++;
    this.counts[taken.ok ? "taken" : "refused"]++;
    return taken;
  }

  #newView() {
    const { names, sentences, events } = this.bot;
    return {
      ask: undefined, options: [], oldOptions: [], waits: [], timers: [], ids: [], seq: 0, nowMs: BEGIN_MS,
      last: undefined, names, sentences, events,
    };
  }

  #check(taken, view, state, bytes) {
    assert.ok(taken.state.length <= STATE_BYTES_MAX, "the state is larger than it may be");
    if (bytes !== view.last) return;
    assert.deepEqual(Buffer.from(taken.state), Buffer.from(state), "an event that came twice changes nothing");
    assert.deepEqual(readCbor(taken.effects), [], "an event that came twice has no effects");
  }

  /** What a host keeps of the effects; the parts needed, if any. */
  #look(view, effects, bytes) {
    const event = readCbor(bytes);
    let need;
    if (event.seq <= view.seq && effects.length === 0) return undefined;
    view.last = bytes;
    view.seq = event.seq;
    view.nowMs = event.now;
    view.waits = view.waits.filter((one) => one.id !== event.effect);
    view.timers = view.timers.filter((one) => one.id !== event.timer);
    if (["choice", "form", "file"].includes(event.kind)) this.#close(view);
    for (const effect of effects) {
      assert.ok(!view.ids.includes(effect.id), `the id ${effect.id} comes twice`);
      this.counts.kinds[effect.kind] = (this.counts.kinds[effect.kind] ?? 0) + 1;
      if (["http", "llm", "do", "handoff", "need"].includes(effect.kind)) view.waits.push(effect);
      if (effect.kind === "timer") view.timers.push(effect);
      if (effect.kind === "need") need = effect;
      if (effect.kind === "cancel") {
        view.waits = view.waits.filter((one) => one.id !== effect.effect);
        view.timers = view.timers.filter((one) => one.id !== effect.effect);
      }
      if (effect.kind === "ask" || effect.kind === "choices") this.#open(view, effect);
      if (effect.kind === "say") for (const one of effect.media ?? []) view.options.push(...buttonsOf(one));
      // Nothing is open behind the end of a flow, but it is tried now and then.
      if (effect.name === "flow_ended") this.#close(view);
      if (effect.kind === "end") Object.assign(view, { ask: undefined, options: [], waits: [], timers: [] });
      if (effect.name === "nodes_entered") for (const node of effect.data.nodes.split(" ")) this.counts.nodes.add(node);
      view.ids.push(effect.id);
    }
    return need;
  }

  #close(view) {
    if (view.options.length > 0) view.oldOptions = view.options;
    view.ask = undefined;
    view.options = [];
  }

  #open(view, effect) {
    this.#close(view);
    view.ask = effect.kind === "ask" ? effect : undefined;
    const options = effect.options ?? (effect.fields.length === 1 ? effect.fields[0].options : undefined) ?? [];
    view.options = options.map((option) => option.id);
  }

  async #addParts(need) {
    for (const part of need.parts) {
      if (this.parts.has(part.id)) continue;
      const bytes = new Uint8Array(readFileSync(join(this.bot.folder, part.name)));
      this.parts.set(part.id, bytes);
      for (const { memory, bundle } of this.engines) assert.equal(memory.addPart(bundle, part.id, bytes), "ok");
      this.partsAdded = true;
    }
  }

  /** The same events natively; where parts came meanwhile, step by step is no use, since a step's effects never depend
   *  on parts that came before it, but a result's do: those walks are taken again by both, with all parts there. */
  async #compare(seed, events, sums) {
    if (this.partsAdded) {
      for (const [id, bytes] of this.parts) assert.equal(await this.native.addPart(id, bytes), "ok");
      this.partsAdded = false;
      sums = this.#again(events);
    }
    const native = await this.native.walk(events, seed % 2 === 0);
    assert.equal(native.length, sums.length, `seed ${seed}: the native engine took other steps`);
    for (let step = 0; step < sums.length; step++) {
      if (native[step] !== sums[step]) await this.#tell(seed, events.slice(0, step + 1));
    }
  }

  #again(events) {
    let state = new Uint8Array();
    return events.map((bytes) => {
      const { memory, bundle } = this.engines[0];
      const taken = memory.step(bundle, state, bytes);
      if (taken.ok) state = taken.state;
      return sumOf(taken);
    });
  }

  /** Steps once more, one by one, to show how they differ. */
  async #tell(seed, events) {
    const { memory, bundle } = this.engines[0];
    let state = new Uint8Array();
    for (const [step, bytes] of events.entries()) {
      const fromWasm = memory.step(bundle, state, bytes);
      const fromNative = await this.native.stepBytes(state, bytes);
      const place = `seed ${seed}, step ${step}, event ${Buffer.from(bytes).toString("hex").slice(0, 400)}`;
      assert.deepEqual(plain(fromWasm), plain({ ...fromNative, effects: fromNative.effectBytes }), place);
      if (fromWasm.ok) state = fromWasm.state;
    }
    assert.fail(`seed ${seed}: a walk differs, but not when its steps are taken one by one: state is kept outside`);
  }
}

function buttonsOf(media) {
  return [media, ...(media.items ?? [])].flatMap((one) => (one.actions ?? []).map((action) => action.id));
}

function plain(taken) {
  if (!taken.ok) return { status: taken.status, message: taken.message };
  return { state: Buffer.from(taken.state).toString("hex"), effects: readCbor(taken.effects) };
}

/** As walk_sum in parity_native.c. */
function sumOf(taken) {
  let first = 2166136261;
  let second = 2166136261 ^ 0x5bd1e995;
  const addByte = (byte) => {
    first = Math.imul(first ^ byte, 16777619);
    second = (Math.imul(second ^ byte, 16777619) + 1) | 0;
  };
  const add = (bytes) => {
    for (const byte of bytes) addByte(byte);
    addByte(0xff);
  };
  addByte(taken.ok ? 0 : STATUSES.indexOf(taken.status));
  if (taken.ok) {
    add(taken.state);
    add(taken.effects);
  } else add(new TextEncoder().encode(taken.message));
  const hex = (number) => (number >>> 0).toString(16).padStart(8, "0");
  return hex(first) + hex(second);
}

