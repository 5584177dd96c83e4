// manifest.json, which `chatlet build` writes beside chatlet.js: which files this bot is made of. It is the one small
// file of a bot whose name never changes, so it is checked here, where it enters.

export interface PinnedFile {
  readonly file: string; // relative to the manifest
  readonly integrity: string; // "sha256-…"
}

export interface Manifest {
  readonly title: string;
  readonly locale: string;
  readonly accent: string; // "#rrggbb", or empty: the widget's own
  readonly position: "start" | "end";
  readonly panel: PinnedFile;
  readonly runtime: PinnedFile;
  readonly head: string; // relative to the manifest
  readonly parts: string; // folder, ending in "/"
}

/** Checks a parsed manifest. Throws a TypeError that names the first field it cannot use. */
export function readManifest(value: unknown): Manifest {
  if (field(value, "version") !== 1) throw new TypeError("manifest: version");
  const theme = field(value, "theme");
  const accent = field(theme, "accent");
  return {
    title: text(value, "title"),
    locale: text(value, "locale"),
    accent: typeof accent === "string" ? accent : "",
    position: field(theme, "position") === "start" ? "start" : "end",
    panel: pinned(value, "panel"),
    runtime: pinned(value, "runtime"),
    head: text(field(value, "head"), "file"),
    parts: text(value, "parts"),
  };
}

function pinned(value: unknown, name: string): PinnedFile {
  const file = field(value, name);
  return { file: text(file, "file"), integrity: text(file, "integrity") };
}

function text(value: unknown, name: string): string {
  const found = field(value, name);
  if (typeof found !== "string") throw new TypeError("manifest: " + name);
  return found;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
