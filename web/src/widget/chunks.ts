// The panel's further scripts, each fetched when something needs it for the first time: forms, media, what leaves the
// device, printable pages, a server of ours where the author named one. A visitor who only asks questions fetches none
// of them where there is no such server.

import type { PinnedFile } from "../loader/manifest.ts";
import type { PanelContext } from "../loader/panel-contract.ts";
import type { CreateAskView } from "./ask/ask-part.ts";
import type { OpenDocument } from "./document/document-part.ts";
import type { CreateErrands } from "./errand/errand-part.ts";
import type { CreateMediaView } from "./media/media-part.ts";
import type { CreateServerLink } from "./server/server-part.ts";

// web/build.mjs fills them in: each chunk's name and hash, so that what pins the panel pins them too.
declare const CHATLET_CHUNKS: Readonly<Record<"ask" | "media" | "errand" | "document" | "server", PinnedFile>>;

/** A script that hands one function. */
export class Chunk<Part> {
  #fetch: () => Promise<Part>;
  #coming: Promise<Part | null> | null = null;
  part: Part | null = null; // once it is here

  constructor(fetch: () => Promise<Part>) {
    this.#fetch = fetch;
  }

  /** Resolves to null when it cannot be had; the next call tries anew. Never rejects. */
  load(): Promise<Part | null> {
    this.#coming ??= this.#load();
    return this.#coming;
  }

  async #load(): Promise<Part | null> {
    try {
      this.part = await this.#fetch();
    } catch {
      this.#coming = null;
    }
    return this.part;
  }
}

export interface Chunks {
  readonly ask: Chunk<CreateAskView>;
  readonly media: Chunk<CreateMediaView>;
  readonly errand: Chunk<CreateErrands>;
  readonly document: Chunk<OpenDocument>;
  readonly server: Chunk<CreateServerLink>;
}

/** `panelFile` is the manifest's; the chunks stand beside it. */
export function createChunks(panelFile: string, loadScript: PanelContext["loadScript"]): Chunks {
  const folder = panelFile.slice(0, panelFile.lastIndexOf("/") + 1);
  const chunk = <Part>({ file, integrity }: PinnedFile): Chunk<Part> =>
    new Chunk<Part>(() => loadScript({ file: folder + file, integrity }));
  const { ask, media, errand, document, server } = CHATLET_CHUNKS;
  return {
    ask: chunk(ask),
    media: chunk(media),
    errand: chunk(errand),
    document: chunk(document),
    server: chunk(server),
  };
}
