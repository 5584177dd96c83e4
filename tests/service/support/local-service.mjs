// The backend's module in this process, over SQLite in memory.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { importTs } from "../../web/support/import-ts.mjs";

const top = fileURLToPath(new URL("../../../", import.meta.url));
/** Where `make build` leaves the module. */
export const moduleFile = process.env.CHATLET_SERVICE_MODULE ?? join(top, "build/wasm/chatlet-service.wasm");

export const { DatabaseHost, Service } = await importTs("package/service-entry.ts");

/** Why these tests cannot run here, in words; false when they can. */
export function reasonToSkip() {
  return existsSync(moduleFile) ? false : `no ${moduleFile} (run make build)`;
}

let sqlite;
let module;

/** SQLite as its package gives it; one for all tests of a file. */
export async function loadSqlite() {
  const { default: start } = await import("@sqlite.org/sqlite-wasm");
  return (sqlite ??= await start());
}

export function loadModule() {
  return (module ??= new WebAssembly.Module(readFileSync(moduleFile)));
}

/** Chance that a seed decides, and a clock that only goes when it is told to. */
export function virtualWorld(now = Date.UTC(2026, 10, 5), seed = 1) {
  let state = seed;
  return {
    clock: { now },
    settings: {
      baseUrl: "https://chat.example",
      secret: new Uint8Array(32).fill(7),
      fillRandom(bytes) {
        for (let at = 0; at < bytes.length; at++) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          bytes[at] = state >>> 24;
        }
      },
    },
  };
}

/** A new database in memory and a service over it, closed when the test `context` ends; `advance(ms)` moves its
 * clock. */
export async function openService(context, options = {}) {
  const world = virtualWorld();
  const database = options.database ?? DatabaseHost.open(await loadSqlite(), { path: ":memory:" });
  if (typeof database === "string") throw new Error(database);
  const settings = { ...world.settings, now: () => world.clock.now, ...options.settings };
  const service = await Service.open(loadModule(), database, settings);
  if (typeof service === "string") throw new Error(service);
  context.after(() => {
    service.close();
    if (options.database === undefined) database.close();
  });
  const advance = (ms) => void (world.clock.now += ms);
  return { service, database, advance, clock: world.clock };
}

/** An answer, and its body where that is JSON. */
export async function ask(service, method, target, body, fields = []) {
  const bytes = body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
  const type = body === undefined ? [] : [["Content-Type", "application/json"]];
  const answer = await service.request({ method, target, fields: [...type, ...fields], body: bytes });
  const text = new TextDecoder().decode(answer.body);
  const isJson = /[/+]json\b/.test(new Headers(answer.fields.map((field) => [...field])).get("content-type") ?? "");
  return { ...answer, json: isJson && text !== "" ? JSON.parse(text) : undefined };
}
