// A runtime module that opens any head and traps at the first step or suggestion: what a failed assertion looks like
// from outside. Written byte by byte, since nothing that compiles to WebAssembly is at hand where tests run.

// Name, number of 32-bit arguments, number of results, body (instructions, or the number returned).
const TRAP = "trap";
const REPLY = 1024; // a page of zeros: status 0 and empty texts
const FUNCTIONS = [
  ["_initialize", 0, 0],
  ["runtime_version", 0, 1, 2],
  ["runtime_allocate", 1, 1, 4096],
  ["runtime_release", 1, 0],
  ["runtime_open", 2, 1, REPLY],
  ["runtime_close", 1, 0],
  ["runtime_add_part", 4, 1, 0],
  ["runtime_has_part", 2, 1, 1],
  ["runtime_drop_part", 2, 0],
  ["runtime_parts_size_bytes", 1, 1, 7],
  ["runtime_step", 5, 1, TRAP],
  ["runtime_step_free", 1, 0],
  ["runtime_suggest", 4, 1, TRAP],
  ["runtime_suggest_free", 1, 0],
];

/** @param changes {name: body} that replace a body, or {name: null} that leave a function out */
export function trappingModule(changes = {}) {
  const functions = FUNCTIONS.filter(([name]) => changes[name] !== null).map(([name, args, results, body]) => ({
    name,
    type: [0x60, ...vector(Array(args).fill([0x7f])), ...vector(Array(results).fill([0x7f]))],
    code: code(changes[name] ?? body),
  }));
  const exports = functions.map(({ name }, index) => [...text(name), 0, ...leb(index)]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(functions.map(({ type }) => type))),
    ...section(3, vector(functions.map((_, index) => leb(index)))),
    ...section(5, vector([[0, 1]])),
    ...section(7, vector([[...text("memory"), 2, 0], ...exports])),
    ...section(10, vector(functions.map((one) => one.code))),
  ]);
}

function code(body) {
  const instructions = body === TRAP ? [0x00] : body === undefined ? [] : [0x41, ...signedLeb(body)];
  const whole = [0, ...instructions, 0x0b];
  return [...leb(whole.length), ...whole];
}

function section(id, content) {
  return [id, ...leb(content.length), ...content];
}

function vector(items) {
  return [...leb(items.length), ...items.flat()];
}

function text(name) {
  return vector([...Buffer.from(name)].map((byte) => [byte]));
}

function leb(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

function signedLeb(value) {
  return value < 64 ? [value] : [(value & 127) | 128, ...signedLeb(value >>> 7)];
}
