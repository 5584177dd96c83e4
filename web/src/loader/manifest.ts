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
  readonly server?: unknown; // of ours, where the author named one; web/src/widget/server checks it
}

/** Checks a parsed manifest and gives what it has for a page at `path` in `language`, a BCP 47 tag; empty: the page
 * does not say. A site in several languages has an index for each: of the page's tag, else of its language, else the
 * manifest's own. A page that does not say is in the language of the folder it stands in. Throws a TypeError that
 * names the first field it cannot use. */
export function readManifest(value: unknown, language: string, path: string): Manifest {
  if (field(value, "version") !== 1) throw new TypeError("manifest: version");
  const theme = field(value, "theme");
  const { locale, from } = choose(value, language, path);
  return {
    title: text(from, "title"),
    locale,
    accent: String(field(theme, "accent") ?? ""),
    position: field(theme, "position") === "start" ? "start" : "end",
    panel: pinned(value, "panel"),
    runtime: pinned(from, "runtime"),
    head: text(field(from, "head"), "file"),
    parts: text(value, "parts"),
    server: field(value, "server"),
  };
}

const baseOf = (tag: string) => tag.split("-", 1)[0];

/** The locale for a page, and the part of the manifest that has its files. */
function choose(value: unknown, language: string, path: string): { locale: string; from: unknown } {
  const own = text(value, "locale");
  const others = field(value, "locales") ?? {};
  const tags = [own, ...Object.keys(others)];
  const folders = path.toLowerCase().replaceAll("_", "-").split("/");
  const wanted = language.toLowerCase();
  const found = wanted
    ? (tags.find((tag) => tag.toLowerCase() === wanted) ??
      tags.find((tag) => baseOf(tag.toLowerCase()) === baseOf(wanted)))
    : tags.find((tag) => folders.includes(tag.toLowerCase()));
  const locale = found ?? own;
  return { locale, from: locale === own ? value : field(others, locale) };
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

// What is no object has no fields.
function field(value: unknown, name: string): unknown {
  return Reflect.get(Object(value), name);
}
