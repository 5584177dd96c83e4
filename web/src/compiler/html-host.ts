// The two calls by which a module has its host parse HTML (core/src/compile/html_host.c).

import { packHtml } from "./html-tree.ts";
import type { ModuleBytes } from "./module-bytes.ts";

const NOTHING = new Uint8Array();

/** The imports of core/src/compile/html_host.c. */
export function htmlImports(memory: ModuleBytes): Record<string, (...values: number[]) => number | void> {
  let kept: Uint8Array = NOTHING;
  return {
    html_parse(html = 0, size = 0): number {
      kept = packHtml(memory.view(html, size));
      return kept.length;
    },
    html_take(packed = 0): void {
      if (packed !== 0) memory.put(packed, kept);
      kept = NOTHING;
    },
  };
}
