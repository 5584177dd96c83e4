// Imports a TypeScript module of web/src into Node, bundled on the fly like the build does it.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { cssText } from "../../../web/build.mjs";

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), "../../../web/src");

/** @param path relative to web/src, as "widget/state.ts" */
export async function importTs(path) {
  const entryPoints = [join(SOURCE, path)];
  const result = await esbuild.build({ entryPoints, bundle: true, write: false, format: "esm", plugins: [cssText] });
  return import("data:text/javascript;base64," + Buffer.from(result.outputFiles[0].contents).toString("base64"));
}
