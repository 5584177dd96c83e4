// `chatlet/compiler`: the compiler without files, for browsers, workers and Node. It fetches, stores and times nothing.

export { Compiler } from "../compiler/compiler.ts";
export type {
  BotInfo,
  CompileReport,
  CompilerListener,
  CompilerStatus,
  Diagnostic,
  OutputFile,
  SourceDocument,
} from "../compiler/compiler.ts";

/** Address of the compiler's module inside this package. In Node: `WebAssembly.compile(await readFile(compilerUrl()))`;
 * in a page: `WebAssembly.compileStreaming(fetch(compilerUrl()))`. */
export function compilerUrl(): URL {
  return new URL("./compiler/chatlet-compiler.wasm", import.meta.url);
}
