// window.chatlet: `chatlet("open")` and `chatlet.open()` are the same. A page may call it before this script arrives:
//
//   window.chatlet = window.chatlet || ((...a) => (chatlet.q ||= []).push(a));
//
// What was queued that way is carried out on arrival.

export type Method = (...values: unknown[]) => unknown;
export type Methods = Readonly<Record<string, Method>>;

interface PublicApi {
  q?: unknown; // calls a page made before this script arrived
  version?: number; // present once this script is here
}

declare global {
  interface Window {
    chatlet?: PublicApi;
  }
}

const VERSION = 1;

/** True when another copy of this script already serves the page. */
export function isInstalled(): boolean {
  return window.chatlet?.version !== undefined;
}

/** Installs the methods and plays what was queued. Each returns a promise; none rejects, since pages rarely listen. */
export function installApi(methods: Methods): void {
  const queued = window.chatlet?.q;
  const call = async (name: string, ...values: unknown[]): Promise<unknown> => {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method) return method(...values);
    return console.warn("chatlet: no method " + name);
  };
  const named = Object.keys(methods).map((name) => [name, (...values: unknown[]) => call(name, ...values)]);
  window.chatlet = Object.assign(call, Object.fromEntries(named), { version: VERSION });
  if (!Array.isArray(queued)) return;
  for (const entry of queued) if (Array.isArray(entry)) void call(String(entry[0]), ...entry.slice(1));
}

/** Takes the interface away, so that the script may be loaded anew. */
export function uninstallApi(): void {
  delete window.chatlet;
}
