// What a page tells a flow's variables: its address's query, `data-var-<name>` of the script tag, and what it gave by
// `chatlet("vars", {…})`. All of it comes from outside and is cut to what an event may hold.

import type { Value, Values } from "../engine/events.ts";
import { isValues, toValue } from "../host/value.ts";

const LIMITS = { count: 32, length: 300, depth: 4 };
const PREFIX = "var";

export interface PageVars {
  url: Values;
  page: Values;
  host: Values;
}

export function pageVars(query: string, dataset: DOMStringMap, given: unknown): PageVars {
  const attributes = Object.entries(dataset).flatMap(([key, value]) => fromAttribute(key, value));
  const host = fromPage(given);
  return {
    url: values(fromPage(Object.fromEntries(new URLSearchParams(query)))),
    page: values(fromPage(Object.fromEntries(attributes))),
    host: values(host),
  };
}

/** Any value of a page's, cut to size. */
export function fromPage(given: unknown): Value {
  return toValue(given, LIMITS);
}

// A name of dataset, "varOrderNumber", is that of an attribute, data-var-order-number, and of a variable, order_number.
function fromAttribute(key: string, value: string | undefined): [string, string][] {
  if (!key.startsWith(PREFIX) || key === PREFIX || value === undefined) return [];
  const name = key.slice(PREFIX.length).replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
  return [[name.replace(/^_/, "").replaceAll("-", "_"), value]];
}

function values(value: Value): Values {
  return isValues(value) ? value : {};
}
