// What a flow sends, as a request, and what comes back, as a value.

import type { Value, Values } from "../engine/events.ts";
import { findFile } from "./file-store.ts";
import { isValues, jsonText, lineText, toValue } from "./value.ts";

/** A request to be made, and made again after a failure. It is kept as it is until it is answered. */
export interface Order {
  readonly id: string; // the effect's, by which whoever takes it knows it again
  readonly url: string; // absolute
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Value;
  readonly format: "json" | "form";
  readonly retries: number;
  readonly once: boolean; // must not be taken twice
  readonly timeout: number; // ms
}

export const KEY_HEADER = "Idempotency-Key";
export const KEY_FIELD = "idempotency_key";

const KEEPALIVE_BYTES_MAX = 60000; // of 64 KiB that all such requests of a page share
const JSON_LENGTH_MAX = 12000; // an event holds 16 KiB
const TEXT_LENGTH_MAX = 2000;
const REPLY_LIMITS = { count: 1000, length: 8000, depth: 20 };

export function isRead({ method }: Order): boolean {
  return method === "GET" || method === "HEAD";
}

/** The address and what fetch is told. A form to another site goes without a header of ours: with one the browser asks
 * that site first, which plain form endpoints do not know how to answer. Its key is one of its fields then. */
export async function requestOf(order: Order): Promise<[url: string, init: RequestInit]> {
  const { id, method, format, once } = order;
  const url = new URL(order.url);
  const headers = new Headers(order.headers);
  const isPlain = format === "form" && url.origin !== location.origin;
  if (!once && !isPlain && !isRead(order)) headers.set(KEY_HEADER, id);
  if (isRead(order)) {
    for (const [name, value] of fieldsOf(order.body)) url.searchParams.append(name, lineText(value));
    return [url.href, { method, headers }];
  }
  const key: Values = once || !isPlain ? {} : { [KEY_FIELD]: id };
  const body = format === "form" ? await formOf({ ...asValues(order.body), ...key }) : jsonText(order.body);
  if (typeof body === "string") headers.set("Content-Type", "application/json");
  const isSmall = !(body instanceof FormData) && String(body).length < KEEPALIVE_BYTES_MAX;
  return [url.href, { method, headers, body, keepalive: isSmall }];
}

function asValues(body: Value): Values {
  if (isValues(body)) return body;
  return body === null ? {} : { value: body };
}

function fieldsOf(body: Value): [string, Value][] {
  return Object.entries(asValues(body));
}

/** Fields of a form; with files among them, as forms with files are sent. */
async function formOf(values: Values): Promise<URLSearchParams | FormData> {
  const form = new FormData();
  let hasFiles = false;
  for (const [name, value] of Object.entries(values)) {
    const ref = isValues(value) ? value["ref"] : undefined;
    const file = typeof ref === "string" ? await findFile(ref) : undefined;
    if (file) form.append(name, file, file.name);
    else form.append(name, lineText(value));
    hasFiles ||= file !== undefined;
  }
  if (hasFiles) return form;
  const lines = new URLSearchParams();
  for (const [name, value] of form) lines.append(name, String(value));
  return lines;
}

/** {status, body} of an answer: its JSON, else its text. What an event could not hold is left out or cut. */
export async function replyOf(response: Response): Promise<Values> {
  const { status } = response;
  const text = await response.text();
  if (!/\bjson\b/.test(response.headers.get("content-type") ?? "")) {
    return { status, body: text.slice(0, TEXT_LENGTH_MAX) };
  }
  if (text.length > JSON_LENGTH_MAX) return { status, body: null, cut: true };
  try {
    return { status, body: toValue(JSON.parse(text), REPLY_LIMITS) };
  } catch {
    return { status, body: text.slice(0, TEXT_LENGTH_MAX) };
  }
}
