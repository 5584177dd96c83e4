// Brings the index parts a question needs into the engine. A part whose fetch fails, or whose bytes are not the ones
// the bundle was built with, is fetched once more past every cache; then the question is told that its parts cannot
// be had.

import type { Part } from "../engine/events.ts";
import type { EngineStatus } from "../engine/session.ts";

const TIMEOUT_MS = 15000;
const PARALLEL_MAX = 6;
export const PARTS_BYTES_MAX = 8 * 1024 * 1024; // held in the engine between questions

/** What is asked of an engine here. */
export interface PartHolder {
  readonly partsBytes: number;
  hasPart(id: number): boolean;
  addPart(id: number, bytes: Uint8Array): "ok" | EngineStatus;
  dropPart(id: number): void;
}

export type FetchBytes = (name: string, cache: "default" | "reload") => Promise<Uint8Array>;

/** Fetches files of `folder`, an absolute address ending in "/". Rejects when one does not arrive whole and in time. */
export function bytesFetcher(folder: string): FetchBytes {
  return async (name, cache) => {
    const url = new URL(name, folder).href;
    const response = await fetch(url, { cache, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(url + ": " + response.status);
    return new Uint8Array(await response.arrayBuffer());
  };
}

export class PartSupply {
  #fetchBytes: FetchBytes;
  #underWay = new Map<string, Promise<Uint8Array | null>>(); // by name: typing and asking may want the same part
  #used = new Set<number>(); // ids the engine holds, the longest unused first

  constructor(fetchBytes: FetchBytes) {
    this.#fetchBytes = fetchBytes;
  }

  /** Adds every part of `parts` that `engine` lacks, in their order. Resolves to whether it now holds all of them. */
  async supply(engine: PartHolder, parts: readonly Part[]): Promise<boolean> {
    const missing = parts.filter((part) => !engine.hasPart(part.id));
    const fetched = await inParallel(missing, (part) => this.#fetchOnce(part.name));
    for (const [at, part] of missing.entries()) {
      if (!(await this.#add(engine, part, fetched[at] ?? null))) return false;
    }
    this.#touch(parts);
    this.#dropOldest(engine, parts.length);
    return true;
  }

  async #add(engine: PartHolder, part: Part, bytes: Uint8Array | null): Promise<boolean> {
    if (!bytes) return false;
    const status = engine.addPart(part.id, bytes);
    if (status !== "part") return status === "ok";
    const again = await this.#fetchBytes(part.name, "reload").catch(() => null);
    return again !== null && engine.addPart(part.id, again) === "ok";
  }

  #fetchOnce(name: string): Promise<Uint8Array | null> {
    const bytes = this.#underWay.get(name) ?? this.#fetchTwice(name).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, bytes);
    return bytes;
  }

  async #fetchTwice(name: string): Promise<Uint8Array | null> {
    try {
      return await this.#fetchBytes(name, "default");
    } catch {
      return this.#fetchBytes(name, "reload").catch(() => null);
    }
  }

  #touch(parts: readonly Part[]): void {
    for (const { id } of parts) {
      this.#used.delete(id);
      this.#used.add(id);
    }
  }

  // The parts of the question at hand are the newest `keep` and stay, whatever they weigh.
  #dropOldest(engine: PartHolder, keep: number): void {
    for (const id of [...this.#used].slice(0, -keep || undefined)) {
      if (engine.partsBytes <= PARTS_BYTES_MAX) return;
      engine.dropPart(id);
      this.#used.delete(id);
    }
  }
}

// Like Promise.all over `items`, with at most PARALLEL_MAX under way.
async function inParallel<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results[at] = await run(item);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_MAX }, worker));
  return results;
}
