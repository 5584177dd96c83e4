// Names of events: UUIDs of version 7 (RFC 9562, section 5.7), made once and sent as often as needed.

const COUNTER_MAX = 0xfff;

/** Makes UUIDs that sort in the order in which they were made, also within a millisecond and when the clock is set
 * back. `now` gives ms since 1970; `chance` fills bytes. */
export function uuidMaker(now: () => number, chance: (bytes: Uint8Array<ArrayBuffer>) => void): () => string {
  let time = 0;
  let counter = 0;
  return () => {
    const bytes = new Uint8Array(16);
    chance(bytes);
    const next = now();
    if (next > time || counter === COUNTER_MAX) {
      time = Math.max(next, time + 1);
      counter = (bytes[6] ?? 0) & 0x7f; // low, so that there is room to count
    } else {
      counter++;
    }
    const view = new DataView(bytes.buffer);
    view.setUint16(0, Math.floor(time / 2 ** 32));
    view.setUint32(2, time % 2 ** 32);
    view.setUint16(6, 0x7000 | counter);
    view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
}
