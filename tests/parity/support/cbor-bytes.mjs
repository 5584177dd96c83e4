// CBOR as events and effects use it, also what no event may be: for tests that send anything. An integer is a number
// without fraction, a double any other or {double: n}; `raw` bytes stand as they are.

const text = new TextEncoder();
const words = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function head(bytes, major, value) {
  if (value < 24) bytes.push((major << 5) | value);
  else if (value < 0x100) bytes.push((major << 5) | 24, value);
  else if (value < 0x10000) bytes.push((major << 5) | 25, value >> 8, value & 255);
  else if (value < 0x100000000) bytes.push((major << 5) | 26, value >>> 24, (value >> 16) & 255, (value >> 8) & 255,
    value & 255);
  else {
    bytes.push((major << 5) | 27);
    const big = BigInt(value);
    for (let shift = 56n; shift >= 0n; shift -= 8n) bytes.push(Number((big >> shift) & 255n));
  }
}

function writeDouble(bytes, value) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  bytes.push(0xfb, ...new Uint8Array(view.buffer));
}

function write(bytes, value) {
  if (value === null || value === undefined) bytes.push(0xf6);
  else if (typeof value === "boolean") bytes.push(value ? 0xf5 : 0xf4);
  else if (typeof value === "string") {
    const utf8 = text.encode(value);
    head(bytes, 3, utf8.length);
    for (const byte of utf8) bytes.push(byte);
  } else if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) writeDouble(bytes, value);
    else if (value >= 0) head(bytes, 0, value);
    else head(bytes, 1, -1 - value);
  } else if (Array.isArray(value)) {
    head(bytes, 4, value.length);
    for (const item of value) write(bytes, item);
  } else if (value instanceof Uint8Array) {
    for (const byte of value) bytes.push(byte);
  } else if (Object.keys(value).length === 1 && typeof value.double === "number") writeDouble(bytes, value.double);
  else {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    head(bytes, 5, members.length);
    for (const [key, member] of members) {
      write(bytes, key);
      write(bytes, member);
    }
  }
}

export function encodeCbor(value) {
  const bytes = [];
  write(bytes, value);
  return Uint8Array.from(bytes);
}

/** The value of bytes that the engine wrote; throws when they are none. Maps become objects. */
export function readCbor(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  const size = (low) => {
    if (low < 24) return low;
    offset += 1 << (low - 24);
    if (low === 24) return view.getUint8(offset - 1);
    if (low === 25) return view.getUint16(offset - 2);
    if (low === 26) return view.getUint32(offset - 4);
    if (low === 27) return Number(view.getBigUint64(offset - 8));
    throw new Error("no definite length");
  };
  const value = () => {
    const first = view.getUint8(offset++);
    if (first === 0xfb) {
      offset += 8;
      return view.getFloat64(offset - 8);
    }
    if (first === 0xf4 || first === 0xf5) return first === 0xf5;
    if (first === 0xf6) return null;
    const major = first >> 5;
    const count = size(first & 31);
    if (major === 0) return count;
    if (major === 1) return -1 - count;
    if (major === 3) {
      offset += count;
      return words.decode(bytes.subarray(offset - count, offset));
    }
    if (major === 4) return Array.from({ length: count }, value);
    if (major !== 5) throw new Error(`CBOR ${first} at ${offset - 1}`);
    const map = {};
    for (let i = 0; i < count; i++) {
      const key = value();
      map[key] = value();
    }
    return map;
  };
  const read = value();
  if (offset !== bytes.length) throw new Error("bytes behind the value");
  return read;
}
