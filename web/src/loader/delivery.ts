// Brings the bot's files: manifest first, then panel script, wasm module and bundle head side by side.

import { type Manifest, type PinnedFile, readManifest } from "./manifest.ts";
import { type CreatePanel, PANEL_EVENT } from "./panel-contract.ts";
import type { Settings } from "./settings.ts";

const TIMEOUT_MS = 30000;

export interface Delivery {
  readonly manifest: Manifest;
  readonly createPanel: CreatePanel;
  fetchRuntime(): Promise<Response>;
  fetchHead(): Promise<Response>;
}

/** Fetches everything the panel needs on a page in `language`. `again` is true after a failure: then no cached copy is
 * believed.
 * Rejects when manifest or panel cannot be had; wasm and head reject later, to the panel, which has its own words. */
export async function fetchAssistant(settings: Settings, language: string, again: boolean): Promise<Delivery> {
  const base = settings.manifestUrl;
  const response = await fetchFile(base, { cache: again ? "reload" : "default" });
  const manifest = readManifest(await response.json(), language, location.pathname);
  const { runtime, head } = manifest;
  const fetchRuntime = firstUnderWay((cache) =>
    fetchFile(new URL(runtime.file, base).href, { cache, integrity: runtime.integrity }),
  );
  const fetchHead = firstUnderWay((cache) => fetchFile(new URL(head, base).href, { cache }));
  return { manifest, fetchRuntime, fetchHead, createPanel: await loadScript(manifest.panel, settings) };
}

type CacheMode = "default" | "reload";

// Starts at once and gives that response to the first caller; later callers mistrust the cache.
function firstUnderWay(get: (cache: CacheMode) => Promise<Response>): () => Promise<Response> {
  let first: Promise<Response> | null = get("default");
  first.catch(() => {}); // told to whoever asks; nobody may ask
  return () => {
    const response = first ?? get("reload");
    first = null;
    return response;
  };
}

async function fetchFile(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(url + ": " + response.status);
  return response;
}

/* A script element and not import(): only the element can carry the integrity the manifest pins, and the page's nonce.
 * CORS mode is what integrity asks for from another origin. */
export function loadScript<Part>(file: PinnedFile, settings: Settings): Promise<Part> {
  const url = new URL(file.file, settings.manifestUrl).href;
  const script = document.createElement("script");
  return new Promise<Part>((resolve, reject) => {
    const fail = () => reject(new Error(url));
    script.addEventListener(PANEL_EVENT, (event) => {
      if (event instanceof CustomEvent && isPart<Part>(event.detail)) resolve(event.detail);
    });
    script.onload = script.onerror = fail; // after PANEL_EVENT this does nothing
    setTimeout(fail, TIMEOUT_MS);
    script.crossOrigin = "anonymous";
    script.integrity = file.integrity;
    script.nonce = settings.nonce;
    Reflect.set(script, "src", trusted(url, settings.manifestUrl));
    document.head.append(script);
  }).finally(() => script.remove());
}

// The script is pinned by its hash: that it hands a function is all there is to see.
function isPart<Part>(value: unknown): value is Part {
  return typeof value === "function";
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedPolicy;
}

interface TrustedPolicy {
  createScriptURL(url: string): unknown;
}

declare global {
  interface Window {
    trustedTypes?: TrustedTypes;
  }
}

let policy: TrustedPolicy | undefined;

// Under `require-trusted-types-for 'script'` a script's address needs the blessing of a policy. Ours blesses nothing
// but files beside the manifest. Where the page forbids policies of this name, the assignment itself then says no.
function trusted(url: string, manifestUrl: string): unknown {
  const folder = new URL(".", manifestUrl).href;
  if (!url.startsWith(folder)) throw new Error(url + ": outside " + folder);
  try {
    policy ??= window.trustedTypes?.createPolicy("chatlet", { createScriptURL: (address) => address });
  } catch {
    return url;
  }
  return policy ? policy.createScriptURL(url) : url;
}
