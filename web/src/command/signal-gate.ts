// Signals for a worker that never waits for events: the program's main thread notes one in shared memory, where the
// worker looks while it rests.

/** What the main thread is told by its worker. */
export type WorkerMessage = { kind: "catch"; signal: number } | { kind: "exit"; code: number };

const WORDS = { signal: 0, caught: 1 } as const;
const ANSWER_MS = 2000;

export function newGateMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(8);
}

/** The worker's side. */
export class SignalGate {
  #words: Int32Array;
  #tell: (message: WorkerMessage) => void;

  constructor(memory: SharedArrayBuffer, tell: (message: WorkerMessage) => void) {
    this.#words = new Int32Array(memory);
    this.#tell = tell;
  }

  /** From now on the signal is noted instead of ending the program; waits until that is so. */
  catch(signal: number): void {
    Atomics.store(this.#words, WORDS.caught, 0);
    this.#tell({ kind: "catch", signal });
    Atomics.wait(this.#words, WORDS.caught, 0, ANSWER_MS);
  }

  /** Waits; the number of a signal that came, at once when one is noted, or 0. */
  rest(durationMs: number): number {
    Atomics.wait(this.#words, WORDS.signal, 0, durationMs);
    return Atomics.exchange(this.#words, WORDS.signal, 0);
  }
}

/** The main thread's side. */
export function noteSignal(memory: SharedArrayBuffer, signal: number): void {
  const words = new Int32Array(memory);
  Atomics.store(words, WORDS.signal, signal);
  Atomics.notify(words, WORDS.signal);
}

export function confirmCaught(memory: SharedArrayBuffer): void {
  const words = new Int32Array(memory);
  Atomics.store(words, WORDS.caught, 1);
  Atomics.notify(words, WORDS.caught);
}
