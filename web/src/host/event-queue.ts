// Brings events to the server, each at least once: an event is kept from the moment it happened until the server said
// that it has it (or never takes it), over reloads and days without a network. Its id is made once, so the server
// counts it once however often it comes.

import { member, memberText, type QuotaState, quotaState, replyJson, retryAfterMs } from "./reply-json.ts";
import type { TokenAnswer } from "./visitor-token.ts";

export type EventType = "conversation" | "message" | "feedback" | "lead" | "node" | "unanswered" | "end";

export interface MeteredEvent {
  readonly id: string; // UUIDv7
  readonly type: EventType;
  readonly time: string; // RFC 3339
  readonly conversation: string; // UUIDv7
  readonly author?: "visitor" | "bot";
  readonly text?: string;
  readonly data?: unknown; // an object of JSON
}

export interface EventQueueContext {
  readonly url: string; // of the server, without a slash at its end
  fetch(url: string, init: RequestInit): Promise<Response>;
  token(refused: string): Promise<TokenAnswer>;
  isOnline(): boolean;
  /** Resolves when the browser may be online, or `signal` is aborted. */
  online(signal: AbortSignal): Promise<void>;
  /** Resolves after so many ms, or when `signal` is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Resolves when there may be new events, or `signal` is aborted. */
  woken(signal: AbortSignal): Promise<void>;
  random(): number; // 0 to 1
  /** The oldest events, at most `count`. */
  first(count: number): Promise<readonly MeteredEvent[]>;
  remove(ids: readonly string[]): Promise<void>;
  quota(state: QuotaState): void;
}

export const BATCH_MAX = 100;
const BODY_LENGTH_MAX = 200_000; // of texts in one request, whatever their number
const BACKOFF_MS = 1000; // doubled each time
const BACKOFF_MAX_MS = 300_000;
const TIMEOUT_MS = 30_000;

/** What came of one try. "less": the server does not take so much, or something of it, at once. */
type Outcome =
  | { readonly kind: "taken" }
  | { readonly kind: "again"; readonly afterMs: number }
  | { readonly kind: "stale" }
  | { readonly kind: "less" }
  | { readonly kind: "never" };

export class EventQueue {
  #with: EventQueueContext;
  #batch = BATCH_MAX;
  #tries = 0; // in a row that failed
  #refused = ""; // the token that the server did not take

  constructor(context: EventQueueContext) {
    this.#with = context;
  }

  /** Sends what there is and what comes, until `signal` is aborted or the server wants nothing of this page. Only one
   * tab should. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const events = await this.#with.first(this.#batch);
      if (signal.aborted) return;
      if (events.length === 0) await this.#with.woken(signal);
      else if (!this.#with.isOnline()) await this.#with.online(signal);
      else if (!(await this.#goOn(await this.#try(fitting(events), signal), events, signal))) return;
    }
  }

  async #goOn(outcome: Outcome, events: readonly MeteredEvent[], signal: AbortSignal): Promise<boolean> {
    switch (outcome.kind) {
      case "taken":
        this.#tries = 0;
        this.#batch = BATCH_MAX;
        return true;
      case "never":
        return false;
      case "less":
        // The one that stays when all others were set aside is what the server can't take.
        if (this.#batch === 1 && events[0]) await this.#with.remove([events[0].id]);
        this.#batch = Math.max(1, Math.floor(Math.min(this.#batch, events.length) / 2));
        return true;
      case "stale":
      case "again":
        await this.#with.wait(this.#pause(outcome.kind === "again" ? outcome.afterMs : 0), signal);
        return true;
      default:
        return unreachable(outcome);
    }
  }

  // The first token that is not taken is no trouble: it may have been made by an earlier key. Half of each pause is
  // chance, so that browsers which lost one server together do not come back together.
  #pause(afterMs: number): number {
    const tries = this.#tries++;
    if (tries === 0 && this.#refused) return 0;
    const backoff = Math.min(BACKOFF_MS * 2 ** tries, BACKOFF_MAX_MS);
    return Math.max(afterMs, backoff / 2) + (backoff / 2) * this.#with.random();
  }

  async #try(events: readonly MeteredEvent[], signal: AbortSignal): Promise<Outcome> {
    const answer = await this.#with.token(this.#refused);
    if (answer.kind !== "token") return answer;
    const { token } = answer.kept;
    try {
      const response = await this.#with.fetch(this.#with.url + "/v1/events", {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + token },
        body: JSON.stringify({ events }),
        credentials: "omit",
        signal: AbortSignal.any?.([signal, AbortSignal.timeout(TIMEOUT_MS)]) ?? AbortSignal.timeout(TIMEOUT_MS),
      });
      this.#refused = response.status === 401 ? token : "";
      return response.ok ? await this.#read(await replyJson(response), events) : refusalOf(response);
    } catch {
      return { kind: "again", afterMs: 0 };
    }
  }

  // Only what the answer names is over; an answer that names nothing of ours is no answer.
  async #read(reply: unknown, events: readonly MeteredEvent[]): Promise<Outcome> {
    const results = member(reply, "results");
    const sent = new Set(events.map(({ id }) => id));
    const ids = Array.isArray(results)
      ? results.filter((one) => memberText(one, "outcome") !== "").map((one) => memberText(one, "id"))
      : [];
    const over = ids.filter((id) => sent.has(id));
    const quota = quotaState(reply);
    if (quota) this.#with.quota(quota);
    if (over.length === 0) return { kind: "again", afterMs: 0 };
    await this.#with.remove(over);
    return { kind: "taken" };
  }
}

function refusalOf(response: Response): Outcome {
  const { status } = response;
  if (status === 401) return { kind: "stale" };
  if (status === 400 || status === 413 || status === 422) return { kind: "less" };
  if (status === 403 || status === 404 || status === 410) return { kind: "never" };
  return { kind: "again", afterMs: retryAfterMs(response) };
}

/** As many of the first as fit into one request; at least one. */
function fitting(events: readonly MeteredEvent[]): readonly MeteredEvent[] {
  let length = 0;
  const end = events.findIndex((event) => (length += JSON.stringify(event).length) > BODY_LENGTH_MAX);
  return end < 0 ? events : events.slice(0, Math.max(1, end));
}

function unreachable(outcome: never): never {
  throw new Error("unknown outcome " + JSON.stringify(outcome));
}
