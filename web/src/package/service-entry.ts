// `chatlet/service`: the backend without a server, for workers, pages and Node. The caller brings SQLite.

export { Service } from "../service/service.ts";
export { DatabaseHost } from "../service/database-host.ts";
export type {
  Delivery,
  DeliveryOutcome,
  DeliverySender,
  ServiceRequest,
  ServiceResponse,
  ServiceSettings,
} from "../service/service.ts";
export type { DatabasePlace, SqliteWasm } from "../service/database-host.ts";

/** Address of the backend's module inside this package. In Node: `WebAssembly.compile(await readFile(serviceUrl()))`;
 * in a page: `WebAssembly.compileStreaming(fetch(serviceUrl()))`. */
export function serviceUrl(): URL {
  return new URL("./service/chatlet-service.wasm", import.meta.url);
}
