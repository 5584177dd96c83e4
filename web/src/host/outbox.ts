// Sends what a flow wants sent, and keeps it until it is answered: a page that is left, or a network that is gone,
// loses nothing. What cannot be sent now is sent when the browser is online again, or on the visitor's next page.
//
// A request that only reads is not kept. One that must not be taken twice is tried again only when it surely was not
// taken: before anything was sent, or where the answer says so.

import type { Values } from "../engine/events.ts";
import { isRead, type Order, replyOf, requestOf } from "./request.ts";

export type Reply = { readonly ok: true; readonly value: Values } | { readonly ok: false; readonly error: string };

export interface KeptOrder<Note> {
  readonly order: Order;
  readonly begun: boolean; // it may have been taken already
  readonly note: Note; // what its sender wants to know of it later
}

export interface OutboxContext<Note> {
  fetch(url: string, init: RequestInit): Promise<Response>;
  isOnline(): boolean;
  /** Resolves when the browser may be online. */
  online(): Promise<void>;
  wait(ms: number): Promise<void>;
  keep(kept: KeptOrder<Note>): Promise<void>;
  forget(id: string): Promise<void>;
  /** Runs alone of its name in all pages of the browser. */
  alone(name: string, run: () => Promise<Reply>): Promise<Reply>;
}

const BACKOFF_MS = 1000; // doubled each time
const BACKOFF_MAX_MS = 30000;
const AGAIN = [408, 425, 429, 500, 502, 503, 504];
const NOT_TAKEN = [429, 503];

export class Outbox<Note> {
  #with: OutboxContext<Note>;
  constructor(context: OutboxContext<Note>) {
    this.#with = context;
  }

  /** Sends it. Calls `held` each time it has to wait for the network. Never rejects. */
  async send({ order, begun, note }: KeptOrder<Note>, held: () => void): Promise<Reply> {
    const { id } = order;
    try {
      return await this.#with.alone(id, () => this.#send({ order, begun, note }, held));
    } catch (error) {
      return { ok: false, error: String(error) };
    } finally {
      await this.#with.forget(id);
    }
  }

  async #send({ order, begun, note }: KeptOrder<Note>, held: () => void): Promise<Reply> {
    if (begun && order.once) return { ok: false, error: "it is not known whether this was taken" };
    for (let tries = 0; ; ) {
      if (!this.#with.isOnline()) {
        if (isRead(order)) return { ok: false, error: "offline" };
        await this.#with.keep({ order, begun: false, note });
        held();
        await this.#with.online();
        continue;
      }
      if (!isRead(order)) await this.#with.keep({ order, begun: true, note });
      const { reply, isFinal, after } = await this.#try(order);
      if (isFinal) return reply;
      if (this.#with.isOnline() && tries++ >= order.retries) return reply;
      if (this.#with.isOnline()) await this.#with.wait(Math.max(after, backoff(tries)));
    }
  }

  async #try(order: Order): Promise<{ reply: Reply; isFinal: boolean; after: number }> {
    const [url, init] = await requestOf(order);
    try {
      const response = await this.#with.fetch(url, { ...init, signal: AbortSignal.timeout(order.timeout) });
      const reply: Reply = { ok: true, value: await replyOf(response) };
      const isFinal = !(order.once ? NOT_TAKEN : AGAIN).includes(response.status);
      return { reply, isFinal, after: retryAfter(response) };
    } catch (error) {
      return { reply: { ok: false, error: String(error) }, isFinal: order.once, after: 0 };
    }
  }
}

function backoff(tries: number): number {
  return Math.min(BACKOFF_MS * 2 ** (tries - 1), BACKOFF_MAX_MS);
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds * 1000), BACKOFF_MAX_MS) : 0;
}
