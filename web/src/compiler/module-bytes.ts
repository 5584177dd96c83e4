// The memory of a module that calls its host while it runs: bytes in and out by address. It may grow in any call, so
// every access looks at it anew, and a view is good until the module goes on.

export class ModuleBytes {
  #memory: WebAssembly.Memory | undefined;

  /** Takes the memory of a started module; false when it has none. */
  attach(exports: WebAssembly.Exports): boolean {
    return this.attachMemory(exports.memory);
  }

  /** Takes a memory that came another way; false when it is none. */
  attachMemory(memory: unknown): boolean {
    if (memory instanceof WebAssembly.Memory) this.#memory = memory;
    return this.#memory !== undefined;
  }

  /** The bytes where they are, until the module goes on. */
  view(address: number, size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer(), address >>> 0, size >>> 0);
  }

  /** The same bytes as numbers, until the module goes on. */
  data(address: number, size: number): DataView {
    return new DataView(this.#buffer(), address >>> 0, size >>> 0);
  }

  copy(address: number, size: number): Uint8Array<ArrayBuffer> {
    return this.view(address, size).slice();
  }

  text(address: number, size: number): string {
    return new TextDecoder().decode(this.view(address, size));
  }

  /** Text up to its zero byte. */
  terminatedText(address: number): string {
    const all = new Uint8Array(this.#buffer(), address >>> 0);
    const end = all.indexOf(0);
    return new TextDecoder().decode(all.subarray(0, Math.max(end, 0)));
  }

  put(address: number, bytes: Uint8Array): void {
    this.view(address, bytes.length).set(bytes);
  }

  word(address: number): number {
    return new DataView(this.#buffer()).getUint32(address >>> 0, true);
  }

  putWord(address: number, value: number): void {
    new DataView(this.#buffer()).setUint32(address >>> 0, value, true);
  }

  putLong(address: number, value: bigint): void {
    new DataView(this.#buffer()).setBigInt64(address >>> 0, BigInt.asIntN(64, value), true);
  }

  #buffer(): ArrayBuffer {
    if (this.#memory === undefined) throw new Error("the module was not started");
    const buffer = this.#memory.buffer;
    if (!(buffer instanceof ArrayBuffer)) throw new Error("a memory of one thread only");
    return buffer;
  }
}
