// The WebAssembly engine through web/src/engine, from what `make build` leaves.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importTs } from "../../web/support/import-ts.mjs";
import { TOP } from "./corpus-bots.mjs";

export const { Engine } = await importTs("engine/session.ts");
export const { loadRuntime } = await importTs("engine/load.ts");
export const { encodeEvent, decodeCbor } = await importTs("engine/cbor.ts");

const WASM = process.env.CHATLET_WASM_DIR ?? join(TOP, "build/wasm");

/** Path of the runtime module that carries `language`; kind: "runtime", or "search" for the one without flows. */
export function runtimeFile(kind, language = "en") {
  const file = join(WASM, language === "en" ? `chatlet-${kind}.wasm` : `chatlet-${kind}.${language}.wasm`);
  if (!existsSync(file)) throw new Error(`${file} is missing: make build`);
  return file;
}

export function runtimeBytes(language = "en") {
  return new Uint8Array(readFileSync(runtimeFile("runtime", language)));
}

/** An engine over the head at `path`; the caller closes it. */
export async function openWasm(path, language) {
  const opened = await Engine.open(await loadRuntime(runtimeBytes(language)), readFileSync(path));
  if (!opened.ok) throw new Error(`${opened.status}: ${opened.message}`);
  return opened.engine;
}
