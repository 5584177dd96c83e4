// CBOR (RFC 8949), the part of it that events and effects use: integers of 64 bits, doubles of eight bytes, texts, byte
// strings, arrays, maps with text keys, booleans, null; definite lengths only. core/src/base/cbor.h is the other end.

import type { Event, Value } from "./events.ts";

/** An integer is a number where a number holds it exactly, else a bigint. */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array<ArrayBuffer>
  | CborValue[]
  | Map<string, CborValue>;

// As CHATLET_CBOR_DEPTH_MAX in limits.h.
const DEPTH_MAX = 32;

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, simple: 7 };
const SIMPLE = { false: 20, true: 21, null: 22 };
const DOUBLE = 0xfb;
const WORD = 2n ** 32n;

/** An event as the engine reads it. Absent optional fields are left out. */
export function encodeEvent(event: Event): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  writePairs(bytes, Object.entries(event));
  return Uint8Array.from(bytes);
}

export function isCborMap(value: CborValue | undefined): value is Map<string, CborValue> {
  return value instanceof Map;
}

/** The one value that `bytes` are, or undefined when they are anything else. */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  const reader = new Reader(bytes);
  try {
    const value = reader.value(0);
    return reader.atEnd ? value : undefined;
  } catch (error) {
    if (error instanceof Malformed || error instanceof TypeError) return undefined;
    throw error;
  }
}

class Malformed extends Error {}

class Reader {
  #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#offset === this.#view.byteLength;
  }

  value(depth: number): CborValue {
    if (depth > DEPTH_MAX) throw new Malformed();
    const first = this.#view.getUint8(this.#take(1));
    if (first === DOUBLE) return this.#view.getFloat64(this.#take(8));
    const major = first >> 5;
    const wide = this.#argument(first & 31);
    if (major === MAJOR.unsigned) return plain(wide);
    if (major === MAJOR.negative) return plain(typeof wide === "bigint" ? -1n - wide : -1 - wide);
    if (typeof wide === "bigint") throw new Malformed();
    const argument = wide;
    if (major === MAJOR.bytes) return this.#bytes(argument);
    if (major === MAJOR.text) {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.#bytes(argument));
    }
    if (major === MAJOR.array) return this.#array(argument, depth);
    if (major === MAJOR.map) return this.#map(argument, depth);
    if (major === MAJOR.simple && first === simpleByte(argument)) return simpleValue(argument);
    throw new Malformed();
  }

  #array(count: number, depth: number): CborValue[] {
    const items: CborValue[] = [];
    for (let i = 0; i < count; i++) items.push(this.value(depth + 1));
    return items;
  }

  #map(count: number, depth: number): Map<string, CborValue> {
    const map = new Map<string, CborValue>();
    for (let i = 0; i < count; i++) {
      const key = this.value(depth + 1);
      if (typeof key !== "string" || map.has(key)) throw new Malformed();
      map.set(key, this.value(depth + 1));
    }
    return map;
  }

  #argument(low: number): number | bigint {
    if (low < 24) return low;
    if (low === 24) return this.#view.getUint8(this.#take(1));
    if (low === 25) return this.#view.getUint16(this.#take(2));
    if (low === 26) return this.#view.getUint32(this.#take(4));
    if (low !== 27) throw new Malformed();
    const place = this.#take(8);
    return plain(this.#view.getBigUint64(place));
  }

  // Nothing is allocated by a count or length before the bytes for it were seen to be there.
  #bytes(size: number): Uint8Array<ArrayBuffer> {
    const begin = this.#view.byteOffset + this.#take(size);
    const copy = new Uint8Array(size);
    copy.set(new Uint8Array(this.#view.buffer, begin, size));
    return copy;
  }

  #take(size: number): number {
    const begin = this.#offset;
    if (size > this.#view.byteLength - begin) throw new Malformed();
    this.#offset = begin + size;
    return begin;
  }
}

// Only the one-byte forms of true, false and null exist here; f8 14 and the like do not.
function simpleByte(argument: number): number {
  return (MAJOR.simple << 5) | argument;
}

function simpleValue(argument: number): boolean | null {
  if (argument === SIMPLE.false) return false;
  if (argument === SIMPLE.true) return true;
  if (argument === SIMPLE.null) return null;
  throw new Malformed();
}

/** A number wherever one holds the integer exactly. */
function plain(integer: number | bigint): number | bigint {
  const near = Number(integer);
  return Number.isSafeInteger(near) ? near : integer;
}

function writeValue(bytes: number[], value: Value): void {
  if (typeof value === "string") writeText(bytes, value);
  else if (typeof value === "bigint") writeInteger(bytes, value);
  else if (typeof value === "number") writeNumber(bytes, value);
  else if (typeof value === "boolean") bytes.push(simpleByte(value ? SIMPLE.true : SIMPLE.false));
  else if (value === null) bytes.push(simpleByte(SIMPLE.null));
  else if (isList(value)) {
    writeHead(bytes, MAJOR.array, value.length);
    for (const each of value) writeValue(bytes, each);
  } else writePairs(bytes, Object.entries(value));
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** What is undefined is left out. */
function writePairs(bytes: number[], pairs: readonly [string, Value | undefined][]): void {
  const given = pairs.filter((pair): pair is [string, Value] => pair[1] !== undefined);
  writeHead(bytes, MAJOR.map, given.length);
  for (const [key, value] of given) {
    writeText(bytes, key);
    writeValue(bytes, value);
  }
}

// A whole number is an integer, as it is in JSON; a negative zero is none.
function writeNumber(bytes: number[], value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return writeInteger(bytes, value);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  bytes.push(DOUBLE, ...new Uint8Array(view.buffer));
}

function writeInteger(bytes: number[], value: number | bigint): void {
  if (value >= 0) writeHead(bytes, MAJOR.unsigned, value);
  else writeHead(bytes, MAJOR.negative, typeof value === "bigint" ? -1n - value : -1 - value);
}

function writeText(bytes: number[], text: string): void {
  const utf8 = new TextEncoder().encode(text);
  writeHead(bytes, MAJOR.text, utf8.length);
  for (const byte of utf8) bytes.push(byte);
}

function writeHead(bytes: number[], major: number, wide: number | bigint): void {
  const top = major << 5;
  const argument = Number(wide);
  if (argument < 24) bytes.push(top | argument);
  else if (argument < 2 ** 8) bytes.push(top | 24, argument);
  else if (argument < 2 ** 16) bytes.push(top | 25, argument >> 8, argument & 255);
  else if (argument < 2 ** 32) {
    bytes.push(top | 26);
    writeWord(bytes, argument);
  } else {
    const exact = BigInt(wide);
    bytes.push(top | 27);
    writeWord(bytes, Number(exact / WORD));
    writeWord(bytes, Number(exact % WORD));
  }
}

function writeWord(bytes: number[], word: number): void {
  for (let shift = 24; shift >= 0; shift -= 8) bytes.push((word >>> shift) & 255);
}
