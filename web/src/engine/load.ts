// Compiles the engine's WebAssembly module from wherever its bytes are. The result is a plain WebAssembly.Module: it
// holds no memory of its own, may be kept, posted to a worker, and opened any number of times with Engine.open.

/** Where a module's bytes are: an address to fetch, an answer already fetched, or the bytes themselves. */
export type RuntimeSource = string | URL | Response | Promise<Response> | ArrayBuffer | Uint8Array<ArrayBuffer>;

/**
 * Compiles while the bytes arrive when the host allows it, otherwise from the whole bytes: a server that sends another
 * type than application/wasm costs time, not the assistant.
 *
 * Rejects with a TypeError when the bytes cannot be fetched, with a WebAssembly.CompileError when they are not a
 * module.
 */
export async function loadRuntime(source: RuntimeSource): Promise<WebAssembly.Module> {
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) return WebAssembly.compile(source);
  const response = await (typeof source === "string" || source instanceof URL ? fetch(source) : source);
  if (!response.ok) throw new TypeError(`engine not loaded: HTTP ${response.status}`);
  if (canStream(response)) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

// compileStreaming reads the body even when it then refuses the type, so the type is asked before, not tried.
function canStream(response: Response): boolean {
  return (
    typeof WebAssembly.compileStreaming === "function" &&
    response.headers.get("content-type") === "application/wasm"
  );
}
