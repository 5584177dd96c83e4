// The WebAssembly engine through web/src/engine, from what `make build` leaves.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importTs } from "../../web/support/import-ts.mjs";
import { TOP } from "./corpus-bots.mjs";

export const { Engine } = await importTs("engine/session.ts");
export const { loadRuntime } = await importTs("engine/load.ts");
export const { encodeEvent, decodeCbor } = await importTs("engine/cbor.ts");

const WASM = process.env.CHATLET_WASM_DIR ?? join(TOP, "build/wasm");

/** Bytes of the runtime module that carries `language`. */
export function runtimeBytes(language = "en") {
  const name = language === "en" ? "chatlet-runtime.wasm" : `chatlet-runtime.${language}.wasm`;
  const file = join(WASM, name);
  if (!existsSync(file)) throw new Error(`${file} is missing: make build`);
  return new Uint8Array(readFileSync(file));
}

/** An engine over the head at `path`; the caller closes it. */
export async function openWasm(path, language) {
  const opened = await Engine.open(await loadRuntime(runtimeBytes(language)), readFileSync(path));
  if (!opened.ok) throw new Error(`${opened.status}: ${opened.message}`);
  return opened.engine;
}
