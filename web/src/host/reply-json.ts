// Answers of the server, read field by field where they enter: what is not as expected is as if it were not there.

export function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

export function memberText(value: unknown, name: string): string {
  const found = member(value, name);
  return typeof found === "string" ? found : "";
}

/** The body of an answer as JSON; undefined when it is none. */
export async function replyJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** What the server says of the plan: "limited": it stores nothing more, and the bot answers all the same. */
export type QuotaState = "ok" | "notice" | "limited";

/** Of an answer's "quota"; null when it says nothing of it. */
export function quotaState(reply: unknown): QuotaState | null {
  const state = memberText(member(reply, "quota"), "state");
  return state === "ok" || state === "notice" || state === "limited" ? state : null;
}

/** `Retry-After` in ms; 0 when it is absent. Given as seconds, as our server does. */
export function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
