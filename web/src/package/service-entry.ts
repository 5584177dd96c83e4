// The npm package's backend for Node, workers and tests: `chatlet/service`.

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
