// Bytes that grow: single bytes, varints (LEB128), texts with their size before them.

const FIRST_BYTES = 16 * 1024;
const encoder = new TextEncoder();

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #size = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#size++] = value;
  }

  /** A whole number from 0 to 2^32 - 1, in as few bytes as it takes. */
  varint(value: number): void {
    let left = value;
    while (left > 0x7f) {
      this.byte((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    this.byte(left);
  }

  text(value: string): void {
    // Three bytes of UTF-8 for a unit of UTF-16 at most.
    this.#reserve(value.length * 3);
    if (value.length < 128 && this.#putAscii(value)) return;
    const bytes = encoder.encode(value);
    this.varint(bytes.length);
    this.append(bytes);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  // Most texts are short and ASCII; an encoder for each costs more than all the rest.
  #putAscii(value: string): boolean {
    this.#reserve(1 + value.length);
    const begin = this.#size + 1;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) return false;
      this.#bytes[begin + i] = unit;
    }
    this.#bytes[begin - 1] = value.length;
    this.#size = begin + value.length;
    return true;
  }

  #reserve(size: number): void {
    const needed = this.#size + size;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }
}
