// Chatlet as bench-flows drives it: the visitor's module in this process, a session held as nothing but its bytes.
//
//   compileBot()               bytes of the head that `chatlet build` makes of flow-bot
//   FlowModule.open(…)         a module with the bundle open in it
//   module.step(state, event)  bytes in, the new state as bytes of its own out
//   module.effects()           the effects' bytes, which stay in the module until the next step
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireFile, timeRun, top, withFolder } from './bench-tools.mjs';
import { importTs } from '../web/support/import-ts.mjs';

const { encodeEvent, decodeCbor } = await importTs('engine/cbor.ts');

const STATE_BYTES_MAX = 32 * 1024;
const EVENT_BYTES_MAX = 16 * 1024;

// Words of the module's replies, as wasm/wasm_runtime.c draws them.
const TAKEN = { status: 0, state: 1, effects: 3, message: 5 };

/** Builds a bot's folder; its head has all of it, since it has no documents. */
export function compileBot(folder = join(top, 'tests/bench/flow-bot')) {
  const program = requireFile(process.env.CHATLET_PROGRAM ?? join(top, 'build/bin/chatlet'), 'make build');
  return withFolder((out) => {
    const { status, stderr } = timeRun(program, ['build', folder, '--out', out, '--no-web']);
    if (status > 1) throw new Error(`chatlet build: exit ${status}\n${stderr}`);
    const { head } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    return readFileSync(join(out, head.file));
  });
}

export class FlowModule {
  #exports;
  #bundle;
  #state;
  #event;
  #reply = 0;
  #words;
  #bytes;

  static async open(head) {
    const folder = process.env.CHATLET_WASM_DIR ?? join(top, 'build/wasm');
    const wasm = requireFile(join(folder, 'chatlet-runtime.wasm'), 'make build');
    const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {});
    return new FlowModule(instance.exports, head);
  }

  constructor(exports, head) {
    this.#exports = exports;
    exports._initialize();
    this.#state = exports.runtime_allocate(STATE_BYTES_MAX);
    this.#event = exports.runtime_allocate(EVENT_BYTES_MAX);
    const copied = exports.runtime_allocate(head.length);
    this.#look();
    this.#bytes.set(head, copied);
    this.#bundle = exports.runtime_open(copied, head.length);
    exports.runtime_release(copied);
    this.#look();
    if (this.#words[this.#bundle >> 2] !== 0) throw new Error('the bundle does not open');
  }

  /** Memory that grew is another buffer. */
  #look() {
    const { buffer } = this.#exports.memory;
    if (this.#words?.buffer === buffer) return;
    this.#words = new Uint32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  get memoryBytes() {
    return this.#exports.memory.buffer.byteLength;
  }

  step(state, event) {
    if (this.#reply !== 0) this.#exports.runtime_step_free(this.#reply);
    this.#bytes.set(state, this.#state);
    this.#bytes.set(event, this.#event);
    this.#reply = this.#exports.runtime_step(this.#bundle, this.#state, state.length, this.#event, event.length);
    this.#look();
    const word = this.#reply >> 2;
    if (word === 0 || this.#words[word] !== 0) throw new Error(`a step failed: ${this.#text(word + TAKEN.message)}`);
    const begin = this.#words[word + TAKEN.state];
    return this.#bytes.slice(begin, begin + this.#words[word + TAKEN.state + 1]);
  }

  effects() {
    const word = (this.#reply >> 2) + TAKEN.effects;
    return this.#bytes.subarray(this.#words[word], this.#words[word] + this.#words[word + 1]);
  }

  #text(word) {
    const begin = this.#words[word];
    return new TextDecoder().decode(this.#bytes.slice(begin, begin + this.#words[word + 1]));
  }
}

export const NOTHING = new Uint8Array(0);

const NOW = 1772447400000;

export const startEvent = (seed) => encodeEvent({ kind: 'start', seq: 1, now: NOW, seed });
export const textEvent = (seq, text) => encodeEvent({ kind: 'text', seq, now: NOW + seq, text });

/** CBOR as objects, for who wants to use the effects. */
export function decodeEffects(bytes) {
  return decodeCbor(bytes);
}

/** A session as flow-script.mjs wants an engine. */
export function openSession(module) {
  let state = NOTHING;
  let seq = 1;
  const take = (event) => {
    state = module.step(state, event);
    return saidTexts(decodeCbor(module.effects()));
  };
  return {
    start: () => take(startEvent(42)),
    say: (text) => take(textEvent((seq += 1), text)),
    save: () => state,
  };
}

function saidTexts(effects) {
  const said = effects.filter((effect) => effect.get('kind') === 'say');
  return said.map((effect) => effect.get('tokens').map((token) => token[1] ?? '').join(''));
}
