// The backend inside a page's worker or Node: the same routes, services and store as `chatletd`, compiled to
// WebAssembly, over a DatabaseHost. The other side is wasm/wasm_service.c, which draws what crosses.
//
// It opens no connection. What must happen outside (a mail, a call of another server) comes out of `deliver`, and the
// caller makes the call or shows it. After a failed assertion inside the module a service only answers 503: close it
// and open another one over the same database.

import { ModuleBytes } from "../compiler/module-bytes.ts";
import type { DatabaseHost } from "./database-host.ts";

export interface ServiceSettings {
  /** Where the service says it is, without a slash at its end; origins are compared with it. */
  readonly baseUrl: string;
  /** 32 bytes of chance from which keys are derived. The caller keeps them as long as the database. */
  readonly secret: Uint8Array;
  /** A table of plans that ships: "default" unless given, "visitor-caps", "seats". */
  readonly plans?: string;
  /** Of the organization that signIn makes; a name of the plan table, "enterprise" unless given. */
  readonly plan?: string;
  /** Milliseconds since 1970; the clock unless given. */
  readonly now?: () => number;
  /** Fills bytes with chance fit for secrets; crypto.getRandomValues unless given, which Node has from 19 on. */
  readonly fillRandom?: (bytes: Uint8Array<ArrayBuffer>) => void;
}

export interface ServiceRequest {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  readonly fields?: readonly (readonly [string, string])[];
  readonly body?: Uint8Array;
  /** The client's address as text. */
  readonly address?: string;
  /** A stranger's, although signIn was called. */
  readonly isUnsigned?: boolean;
}

export interface ServiceResponse {
  readonly status: number;
  readonly fields: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What the outbox wants done outside. */
export type Delivery =
  | {
      readonly kind: "http";
      readonly method: string;
      readonly url: string;
      readonly fields: readonly (readonly [string, string])[];
      readonly body: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: "mail"; readonly to: string; readonly text: string };

/** What came of it: an answer, or why there was none. */
export type DeliveryOutcome =
  | { readonly arrived: true; readonly status: number; readonly body?: Uint8Array; readonly retryAfterSeconds?: number }
  | { readonly arrived: false; readonly failure: string };

const SERVICE_VERSION = 1;
// Words (32 bits) of a service_answer and a service_delivery; a text takes two, address and size.
const ANSWER = { status: 0, waits: 1, fieldCount: 2, fields: 3, body: 4 } as const;
const DELIVERY = { kind: 0, fieldCount: 1, fields: 2, method: 3, url: 5, body: 7, mailTo: 9, mailText: 11 } as const;
const DELIVERY_KIND = { http: 0, mail: 1 } as const;
const FIELD_BYTES = 16;
const OWNER = { secret: 0, organization: 2 } as const;
const NEVER = 2n ** 63n - 1n;
const NOTHING = new Uint8Array(0);

// What wasm/exports_service.txt lists.
interface Exports {
  _initialize(): void;
  service_version(): number;
  service_allocate(size: number): number;
  service_release(address: number): void;
  service_new(): number;
  service_open(service: number, settings: number, size: number): number;
  service_migrate(service: number, now: bigint): number;
  service_failure(service: number): number;
  service_free(service: number): void;
  service_open_owner(service: number, now: bigint): number;
  service_request(service: number, bytes: number, size: number, now: bigint): number;
  service_finish(exchange: number, now: bigint): void;
  service_end(exchange: number): void;
  service_take_delivery(service: number, now: bigint): number;
  service_delivered(
    delivery: number,
    now: bigint,
    arrived: number,
    status: number,
    retryAfter: number,
    body: number,
    bodySize: number,
    failure: number,
    failureSize: number,
  ): void;
  service_next_due(service: number, now: bigint): bigint;
  service_tidy(service: number, now: bigint): number;
}

const FUNCTION_NAMES = [
  "_initialize",
  "service_version",
  "service_allocate",
  "service_release",
  "service_new",
  "service_open",
  "service_migrate",
  "service_failure",
  "service_free",
  "service_open_owner",
  "service_request",
  "service_finish",
  "service_end",
  "service_take_delivery",
  "service_delivered",
  "service_next_due",
  "service_tidy",
] as const;

function areExports(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Exports {
  return FUNCTION_NAMES.every((name) => typeof exports[name] === "function");
}

export class Service {
  readonly #exports: Exports;
  readonly #memory: ModuleBytes;
  readonly #settings: ServiceSettings;
  readonly #address: number;
  #isAlive = true;
  #requests = 0;
  #cookie: string | undefined;

  private constructor(exports: Exports, memory: ModuleBytes, settings: ServiceSettings, address: number) {
    this.#exports = exports;
    this.#memory = memory;
    this.#settings = settings;
    this.#address = address;
  }

  /**
   * Starts the module over `database`, which must outlive the service, and brings its tables up to date. A sentence
   * when that fails. The caller ends the service with close().
   */
  static async open(
    module: WebAssembly.Module,
    database: DatabaseHost,
    settings: ServiceSettings,
  ): Promise<Service | string> {
    const memory = new ModuleBytes();
    try {
      const { exports } = await WebAssembly.instantiate(module, importsFor(memory, database, settings));
      if (!memory.attach(exports) || !areExports(exports)) return "the module is not the service's";
      exports._initialize();
      if (exports.service_version() !== SERVICE_VERSION) return "the module is of another version";
      const address = exports.service_new() >>> 0;
      if (address === 0) return "out of memory";
      const service = new Service(exports, memory, settings, address);
      const failure = service.#start();
      return failure ?? service;
    } catch (error) {
      return `the module could not be started: ${String(error)}`;
    }
  }

  /** Frees what the module holds; closing twice is harmless. */
  close(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#exports.service_free(this.#address);
  }

  /**
   * Signs the one local person in, whose account and organization are made the first time; there is no password, since
   * nobody else reaches this database. From now on requests without an Authorization field are theirs. The
   * organization's name in paths; undefined when the database failed.
   */
  signIn(): string | undefined {
    return this.#guard(undefined, () => {
      const owner = this.#exports.service_open_owner(this.#address, this.#now()) >>> 0;
      const text = (index: number): string =>
        this.#memory.text(this.#memory.word(owner + index * 4), this.#memory.word(owner + index * 4 + 4));
      const secret = text(OWNER.secret);
      if (secret === "") return undefined;
      const name = this.#settings.baseUrl.startsWith("https:") ? "__Host-chatlet_session" : "chatlet_session";
      this.#cookie = `${name}=${secret}`;
      return text(OWNER.organization);
    });
  }

  /** Answers a request. One that waits for something outside gets that done by `send` first. */
  async request(request: ServiceRequest, send?: DeliverySender): Promise<ServiceResponse> {
    const exchange = this.#guard(0, () => this.#begin(request));
    if (exchange === 0) return stopped();
    const waits = this.#guard(false, () => this.#memory.word(exchange + ANSWER.waits * 4) !== 0);
    if (waits && send !== undefined) await this.deliver(send);
    return this.#guard(stopped(), () => {
      if (waits) this.#exports.service_finish(exchange, this.#now());
      const answer = this.#readAnswer(exchange);
      this.#exports.service_end(exchange);
      return answer;
    });
  }

  /** The same with what pages know; only the path of the address counts. */
  async fetch(request: Request, send?: DeliverySender): Promise<Response> {
    const url = new URL(request.url);
    const answer = await this.request(
      {
        method: request.method,
        target: url.pathname + url.search,
        fields: [...request.headers],
        body: new Uint8Array(await request.arrayBuffer()),
      },
      send,
    );
    const hasBody = answer.status !== 204 && answer.status !== 304;
    const headers = answer.fields.map(([name, value]): [string, string] => [name, value]);
    return new Response(hasBody ? answer.body : null, { status: answer.status, headers });
  }

  /** Has `send` do all that is due outside, one after another; how many there were. */
  async deliver(send: DeliverySender): Promise<number> {
    let count = 0;
    for (;;) {
      const taken = this.#guard(undefined, () => this.#takeDelivery());
      if (taken === undefined) return count;
      const { address, call } = taken;
      const outcome: DeliveryOutcome = call === undefined ? { arrived: true, status: 200 } : await attempt(send, call);
      this.#guard(undefined, () => this.#note(address, outcome));
      count++;
    }
  }

  /** When `deliver` has something to do, in milliseconds since 1970; undefined: nothing waits. */
  nextDelivery(): number | undefined {
    const due = this.#guard(NEVER, () => this.#exports.service_next_due(this.#address, this.#now()));
    return due === NEVER ? undefined : Number(due);
  }

  // A failed assertion, or a host's function that throws, leaves the module's memory in an unknown state, so nothing is
  // called in it again.
  #guard<Result>(fallback: Result, call: () => Result): Result {
    if (!this.#isAlive) return fallback;
    try {
      return call();
    } catch {
      this.#isAlive = false;
      return fallback;
    }
  }

  #takeDelivery(): { address: number; call: Delivery | undefined } | undefined {
    const address = this.#exports.service_take_delivery(this.#address, this.#now()) >>> 0;
    return address === 0 ? undefined : { address, call: this.#readDelivery(address) };
  }

  /**
   * Does what must be done from time to time, a part in each call: ends silent conversations, throws away what was kept
   * long enough. True when there is more to do. A worker calls it now and then.
   */
  tidy(): boolean {
    return this.#guard(false, () => this.#exports.service_tidy(this.#address, this.#now()) !== 0);
  }

  #start(): string | undefined {
    const { baseUrl, secret, plan = "enterprise", plans = "default" } = this.#settings;
    const values = { base_url: baseUrl, secret: hex(secret), plan, plans };
    const settings = new TextEncoder().encode(JSON.stringify(values));
    const copy = this.#copyIn(settings);
    const isOpen =
      copy !== 0 &&
      this.#exports.service_open(this.#address, copy, settings.length) !== 0 &&
      this.#exports.service_migrate(this.#address, this.#now()) !== 0;
    if (copy !== 0) this.#exports.service_release(copy);
    if (isOpen) return undefined;
    const failure = this.#memory.terminatedText(this.#exports.service_failure(this.#address));
    this.close();
    return failure || "out of memory";
  }

  // Address of an exchange, 0 without memory for it.
  #begin(request: ServiceRequest): number {
    const packed = packRequest(request, this.#signedFields(request), `local-${++this.#requests}`);
    const copy = this.#copyIn(packed);
    if (copy === 0) return 0;
    const exchange = this.#exports.service_request(this.#address, copy, packed.length, this.#now());
    this.#exports.service_release(copy);
    return exchange >>> 0;
  }

  // Scripts of a page may not set the field Cookie, and need not: it is this side's.
  #signedFields(request: ServiceRequest): readonly (readonly [string, string])[] {
    const fields = request.fields ?? [];
    const isSigned = fields.some(([name]) => /^(authorization|cookie)$/i.test(name));
    if (isSigned || request.isUnsigned || this.#cookie === undefined) return fields;
    return [...fields, ["Cookie", this.#cookie], ["X-Chatlet-Request", "1"]];
  }

  #readAnswer(exchange: number): ServiceResponse {
    const word = (index: number): number => this.#memory.word(exchange + index * 4);
    return {
      status: word(ANSWER.status),
      fields: this.#readFields(word(ANSWER.fields), word(ANSWER.fieldCount)),
      body: this.#memory.copy(word(ANSWER.body), word(ANSWER.body + 1)),
    };
  }

  // Undefined for a row that is out of date and needs no call.
  #readDelivery(delivery: number): Delivery | undefined {
    const word = (index: number): number => this.#memory.word(delivery + index * 4);
    const text = (index: number): string => this.#memory.text(word(index), word(index + 1));
    switch (word(DELIVERY.kind)) {
      case DELIVERY_KIND.http:
        return {
          kind: "http",
          method: text(DELIVERY.method),
          url: text(DELIVERY.url),
          fields: this.#readFields(word(DELIVERY.fields), word(DELIVERY.fieldCount)),
          body: this.#memory.copy(word(DELIVERY.body), word(DELIVERY.body + 1)),
        };
      case DELIVERY_KIND.mail:
        return { kind: "mail", to: text(DELIVERY.mailTo), text: text(DELIVERY.mailText) };
      default:
        return undefined;
    }
  }

  #note(delivery: number, outcome: DeliveryOutcome): void {
    const body = outcome.arrived ? (outcome.body ?? NOTHING) : NOTHING;
    const failure = new TextEncoder().encode(outcome.arrived ? "" : outcome.failure);
    const both = new Uint8Array(body.length + failure.length);
    both.set(body);
    both.set(failure, body.length);
    const copy = this.#copyIn(both);
    // Without memory nothing is noted, and the row is due again after a minute.
    if (copy === 0) return;
    this.#exports.service_delivered(
      delivery,
      this.#now(),
      outcome.arrived ? 1 : 0,
      outcome.arrived ? outcome.status : 0,
      outcome.arrived ? (outcome.retryAfterSeconds ?? 0) : 0,
      copy,
      body.length,
      copy + body.length,
      failure.length,
    );
    this.#exports.service_release(copy);
  }

  #readFields(address: number, count: number): [string, string][] {
    const text = (at: number): string => this.#memory.text(this.#memory.word(at), this.#memory.word(at + 4));
    return Array.from({ length: count }, (_, index): [string, string] => {
      const at = address + index * FIELD_BYTES;
      return [text(at), text(at + 8)];
    });
  }

  #copyIn(bytes: Uint8Array): number {
    const address = this.#exports.service_allocate(bytes.length) >>> 0;
    if (address !== 0) this.#memory.put(address, bytes);
    return address;
  }

  #now(): bigint {
    return BigInt(Math.floor((this.#settings.now ?? Date.now)()));
  }
}

/** Makes the call, or shows it; never throws for an answer it does not like. */
export type DeliverySender = (delivery: Delivery) => Promise<DeliveryOutcome>;

async function attempt(send: DeliverySender, call: Delivery): Promise<DeliveryOutcome> {
  try {
    return await send(call);
  } catch (error) {
    return { arrived: false, failure: String(error) };
  }
}

function importsFor(memory: ModuleBytes, database: DatabaseHost, settings: ServiceSettings): WebAssembly.Imports {
  const fill = settings.fillRandom ?? ((bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes));
  return {
    chatlet: {
      random_fill: (address: number, size: number): void => {
        // crypto fills at most 65,536 bytes at a time.
        for (let at = 0; at < size >>> 0; at += 65536) {
          fill(memory.view(address + at, Math.min(65536, (size >>> 0) - at)));
        }
      },
    },
    chatlet_db: database.imports(memory),
    // Of a response that is a file, which none is here; 8: no such descriptor.
    wasi_snapshot_preview1: { fd_close: (): number => 8 },
  };
}

/** As wasm_service.c draws it. */
function packRequest(
  request: ServiceRequest,
  fields: readonly (readonly [string, string])[],
  id: string,
): Uint8Array {
  const encoder = new TextEncoder();
  const texts = [
    encoder.encode(request.method),
    encoder.encode(request.target),
    encoder.encode(request.address ?? ""),
    encoder.encode(id),
    request.body ?? NOTHING,
    ...fields.flatMap(([name, value]) => [encoder.encode(name), encoder.encode(value)]),
  ];
  const head = (1 + texts.length) * 4;
  const packed = new Uint8Array(texts.reduce((size, text) => size + text.length, head));
  const view = new DataView(packed.buffer);
  view.setUint32(0, texts.length, true);
  let at = head;
  texts.forEach((text, index) => {
    view.setUint32((1 + index) * 4, text.length, true);
    packed.set(text, at);
    at += text.length;
  });
  return packed;
}

function stopped(): ServiceResponse {
  const problem = { type: "about:blank", title: "The service has stopped", status: 503 };
  return {
    status: 503,
    fields: [["Content-Type", "application/problem+json"]],
    body: new TextEncoder().encode(JSON.stringify(problem)),
  };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
