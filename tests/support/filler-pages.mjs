// Pages of made-up words, alike on every run: with them a small bot's bundle is too large for one file and comes in
// parts (CHATLET_BUNDLE_WHOLE_BYTES_MAX). No word is an edit away from one that people use.

const PAGES = 40;
const WORDS = 500; // of a page

/** @returns an object of file names and Markdown texts, some 180 kB together */
export function fillerPages() {
  const random = mulberry32(7);
  const part = (letters) => letters[Math.floor(random() * letters.length)];
  const syllable = () => part(["zv", "xq", "qv", "vx", "zq", "kx"]) + part(["aa", "uo", "oe", "iu", "eo"]);
  const word = () => syllable() + syllable() + (random() < 0.5 ? syllable() : "");
  const sentence = () => Array.from({ length: 10 }, word).join(" ") + ".";
  const page = () => Array.from({ length: WORDS / 10 }, sentence).join("\n\n");
  const file = (_, number) => [`filler-${number}.md`, `# Zqaa ${number}\n\n${page()}\n`];
  return Object.fromEntries(Array.from({ length: PAGES }, file));
}

// Tommy Ettinger's generator: enough to look varied.
function mulberry32(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
