// The token by which the server knows this visitor again: asked for once, kept, refreshed before it ends, and asked for
// by one of the browser's tabs for all of them.

import { member, memberText, type QuotaState, quotaState, replyJson, retryAfterMs } from "./reply-json.ts";

export interface KeptVisitor {
  readonly visitor: string;
  readonly token: string;
  readonly endsAt: number; // ms since 1970 by this browser's clock
  readonly consent: boolean; // as it was told the server
  readonly stores: boolean; // the server keeps what is said
}

/** "again": not now, at the earliest after so many ms. "never": not on this page. */
export type TokenAnswer =
  | { readonly kind: "token"; readonly kept: KeptVisitor }
  | { readonly kind: "again"; readonly afterMs: number }
  | { readonly kind: "never" };

export interface VisitorTokenContext {
  readonly url: string; // of the server, without a slash at its end
  readonly bot: string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  now(): number;
  consent(): boolean;
  identity(): string; // what the site's own server says of its visitor, signed; empty: nothing
  load(): Promise<unknown>;
  save(kept: KeptVisitor): Promise<void>;
  /** Runs alone in all tabs. */
  alone(run: () => Promise<TokenAnswer>): Promise<TokenAnswer>;
  quota(state: QuotaState): void;
}

const EARLY_MS = 60000; // a token that ends sooner is asked for anew
const LIFE_MIN_MS = 300000; // where the browser's clock runs ahead of the server's
const TIMEOUT_MS = 15000;

export class VisitorToken {
  #with: VisitorTokenContext;
  #kept: KeptVisitor | null = null;
  #asking: Promise<TokenAnswer> | null = null;

  constructor(context: VisitorTokenContext) {
    this.#with = context;
  }

  /** As last known, good or not; for a page that is left and cannot wait. */
  get known(): KeptVisitor | null {
    return this.#kept;
  }

  /** A token that is good, but not `refused`, which the server did not take. Never rejects. */
  get(refused = ""): Promise<TokenAnswer> {
    if (this.#kept && this.#isGood(this.#kept, refused)) return Promise.resolve({ kind: "token", kept: this.#kept });
    this.#asking ??= this.#with
      .alone(() => this.#find(refused))
      .catch((): TokenAnswer => ({ kind: "again", afterMs: 0 }))
      .finally(() => (this.#asking = null));
    return this.#asking;
  }

  #isGood(kept: KeptVisitor, refused: string): boolean {
    const { now, consent } = this.#with;
    return kept.token !== refused && kept.endsAt - EARLY_MS > now() && kept.consent === consent();
  }

  // Another tab may have asked meanwhile, or an earlier page.
  async #find(refused: string): Promise<TokenAnswer> {
    const found = await this.#with.load();
    const kept = isKeptVisitor(found) ? found : null;
    if (!kept || !this.#isGood(kept, refused)) return this.#ask(kept);
    this.#kept = kept;
    return { kind: "token", kept };
  }

  async #ask(before: KeptVisitor | null): Promise<TokenAnswer> {
    const consent = this.#with.consent();
    const identity = this.#with.identity();
    const known = { consent, ...(before && { visitor: before.visitor, previous_token: before.token }) };
    let response = await this.#post({ ...known, ...(identity && { identity }) });
    // What the site signed has ended meanwhile, as on a page that stayed open; the visitor is who they were.
    if (response.status === 422 && identity) response = await this.#post(known);
    if (!response.ok) return refusalOf(response);
    const kept = this.#read(await replyJson(response), consent);
    if (!kept) return { kind: "again", afterMs: 0 };
    this.#kept = kept;
    await this.#with.save(kept);
    return { kind: "token", kept };
  }

  #post(asked: object): Promise<Response> {
    const { url, bot } = this.#with;
    return this.#with.fetch(`${url}/v1/bots/${encodeURIComponent(bot)}/visitors`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
      credentials: "omit",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  #read(reply: unknown, consent: boolean): KeptVisitor | null {
    const visitor = memberText(reply, "visitor");
    const token = memberText(reply, "token");
    if (!visitor || !token) return null;
    const quota = quotaState(reply);
    if (quota) this.#with.quota(quota);
    const endsAt = Math.max(Date.parse(memberText(reply, "expires_at")) || 0, this.#with.now() + LIFE_MIN_MS);
    return { visitor, token, endsAt, consent, stores: member(reply, "stores") === true };
  }
}

// A bot that is not there, a site that is not allowed and a request that is not understood stay so; the rest passes.
function refusalOf(response: Response): TokenAnswer {
  const { status } = response;
  const passes = status >= 500 || status === 408 || status === 425 || status === 429;
  return passes ? { kind: "again", afterMs: retryAfterMs(response) } : { kind: "never" };
}

function isKeptVisitor(value: unknown): value is KeptVisitor {
  return memberText(value, "visitor") !== "" && memberText(value, "token") !== "" && !!member(value, "endsAt");
}
