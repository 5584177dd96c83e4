// The panel's script: hands its one function to the loader, which then makes a panel with it.

import type { Ask, Effect, Media } from "../engine/events.ts";
import { bytesFetcher } from "../host/parts.ts";
import { Conversation, type ConversationEngine } from "../host/conversation.ts";
import { ConversationStore } from "../host/storage.ts";
import { Engine } from "../engine/session.ts";
import { loadRuntime } from "../engine/load.ts";
import { type CreatePanel, openKey, PANEL_EVENT, type Panel, type PanelContext } from "../loader/panel-contract.ts";
import { styleSheet } from "../loader/style-sheet.ts";
import { wordsFor } from "../text/words.ts";
import { isPlainAsk } from "./ask/ask-part.ts";
import { type Chunk, createChunks } from "./chunks.ts";
import type { Errands } from "./errand/errand-part.ts";
import { filterText } from "./filter-text.ts";
import { fromPage, pageVars } from "./page-vars.ts";
import css from "./panel.css";
import { type Action, INITIAL_STATE, nextState } from "./state.ts";
import type { ServerLink } from "./server/server-part.ts";
import type { DrawnAsk } from "./view/log-view.ts";
import { linkTo } from "./view/link-view.ts";
import type { Drawn } from "./view/message-view.ts";
import { createPanelView, type PanelView } from "./view/panel-view.ts";

const PAGE_LENGTH_MAX = 2000; // an address can be longer than a whole event may be

/** Opens engines for one bundle; the compiled module and the head are kept for the next one. */
function engineOpener(context: PanelContext): () => Promise<ConversationEngine> {
  let files: Promise<[WebAssembly.Module, Uint8Array]> | null = null;
  const fetchFiles = () => Promise.all([loadRuntime(context.fetchRuntime()), bytesOf(context.fetchHead())]);
  async function open(): Promise<ConversationEngine> {
    files ??= fetchFiles();
    try {
      const opened = await Engine.open(...(await files));
      if (opened.ok) return opened.engine;
      throw new Error(opened.status + ": " + opened.message);
    } catch (error) {
      files = null; // whatever was wrong with them, the next try begins with fresh ones
      throw error;
    }
  }
  return open;
}

async function bytesOf(response: Promise<Response>): Promise<Uint8Array> {
  return new Uint8Array(await (await response).arrayBuffer());
}

// 53 bits of chance; ids of effects are made of it and must not meet those of another visitor.
function randomSeed(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high >>> 11) * 2 ** 32 + low;
}

// The page's tag for this bot. The loader has no room to read all of it, and a page has one tag of ours for a folder.
function tagData(manifestUrl: string): DOMStringMap {
  const tags = document.querySelectorAll<HTMLScriptElement>("script[src]");
  return [...tags].find((tag) => manifestUrl.startsWith(new URL(".", tag.src).href))?.dataset ?? {};
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

function pageAddress(): string {
  return (location.href.split("#", 1)[0] ?? "").slice(0, PAGE_LENGTH_MAX);
}

/** What a chunk draws, now or once it is there. */
function drawnBy<Part, Element>(chunk: Chunk<Part>, draw: (part: Part) => Element): Element | Promise<Element | null> {
  return chunk.part ? draw(chunk.part) : chunk.load().then((part) => part && draw(part));
}

const createPanel: CreatePanel = (context: PanelContext): Panel => {
  const { words, language } = wordsFor(context.language);
  const { manifest, manifestUrl } = context;
  let state = INITIAL_STATE;
  let started = false;
  let suggesting = false;
  let errands: Errands | null = null;
  let link: ServerLink | null = null;
  const chunks = createChunks(manifest.panel.file, context.loadScript);
  const heard: Parameters<ServerLink["hear"]>[] = []; // and not told the server's script yet
  const waiting = new Set<Chunk<unknown>>(); // whose script has something to send
  const drawLink = (url: string, label: string): HTMLElement => linkTo(url, label, manifestUrl, words);
  const { shadow } = context;
  const common = { shadow, language: context.language, manifestUrl, drawLink };

  function act(action: Action): void {
    const previous = state;
    state = nextState(state, action);
    view.draw(state, previous);
    if (action.kind === "ready") suggestFirst();
    if (action.kind === "asked" || action.kind === "cleared") rememberOpen(true);
  }

  const conversation = new Conversation({
    openEngine: engineOpener(context),
    fetchBytes: bytesFetcher(new URL(manifest.parts, manifestUrl).href),
    store: new ConversationStore(manifestUrl, Date.now),
    head: manifest.head,
    locale: context.language,
    page: pageAddress,
    zone: () => 0 - new Date().getTimezoneOffset(), // a negative zero is no integer
    vars: () => pageVars(location.search, tagData(manifestUrl), context.settings.vars),
    filter: () => filterText(context.settings.filter),
    now: Date.now,
    seed: randomSeed,
    later,
    pauses: () => !matchMedia("(prefers-reduced-motion: reduce)").matches,
    prepare,
    run: (errand, tell) => {
      const missing = { ok: false, error: "the script that sends could not be loaded" };
      void loadErrands().then((loaded) => (loaded ? loaded.run(errand, tell) : tell(missing)));
    },
    cancel: (errand) => errands?.cancel(errand),
    messages: () => state.messages,
    act,
    tell(name, detail) {
      context.emit(name, detail);
      heard.push([name, detail, Date.now()]);
      void loadLink();
    },
  });

  const view: PanelView = createPanelView({
    words,
    language,
    title: manifest.title,
    manifestUrl,
    send: (text) => conversation.say(text),
    choose: (option) => conversation.choose(option),
    fill: (values, text) => conversation.fill(values, text),
    back: (text) => conversation.back(text),
    drawAsk,
    drawMedia,
    drawNote: (note): Drawn => errands?.draw(note) ?? loadErrands().then((loaded) => loaded && loaded.draw(note)),
    rate: (id, rating) => conversation.rate(id, rating),
    retry: () => void conversation.start(),
    restart: () => conversation.restart(),
    close: context.close,
  });

  function drawAsk(ask: Ask): DrawnAsk | Promise<DrawnAsk | null> {
    return drawnBy(chunks.ask, (createAskView) =>
      createAskView(ask, {
        ...common,
        choose: (option) => conversation.choose(option),
        fill: (values, text) => conversation.fill(values, text),
        attach: (file) => conversation.attach(file),
      }),
    );
  }

  function drawMedia(media: readonly Media[]): Drawn {
    const choose: Conversation["choose"] = (option) => conversation.choose(option);
    return drawnBy(chunks.media, (createMediaView) => createMediaView(media, { ...common, choose }));
  }

  // So that what an effect needs is drawn in one go, and nothing moves under the visitor's eyes.
  function prepare(effect: Effect): Promise<void> | null {
    const isRich = effect.kind === "ask" && !isPlainAsk(effect);
    const chunk = isRich ? chunks.ask : effect.kind === "say" && effect.media ? chunks.media : null;
    return chunk && !chunk.part ? chunk.load().then(() => {}) : null;
  }

  /** What carries errands out; null when its script cannot be had. */
  async function loadErrands(): Promise<Errands | null> {
    const createErrands = await chunks.errand.load();
    errands ??= createErrands && createErrands({
      ...common,
      mayKeep: () => conversation.mayKeep,
      note: (message) => {
        conversation.note(message);
        if (message.what === "document") void chunks.document.load(); // so that a tap opens a window at once
      },
      remember: (isWaiting) => rememberWaiting(chunks.errand, isWaiting),
      lead: (fields) => link?.lead(fields) ?? null,
      host: () => link?.host ?? "",
      openDocument: (data, how) => void drawnBy(chunks.document, (open) => open(data, how, common)),
    });
    return errands;
  }

  /** Brings what talks to the author's server; what it has to hear waits for it. */
  async function loadLink(): Promise<void> {
    const { server } = manifest;
    const createLink = server ? await chunks.server.load() : null;
    if (server && !createLink) return; // the next try may have it
    link ??= createLink && createLink(server, {
      ...common,
      tag: tagData(manifestUrl),
      place: (element) => view.element.lastElementChild?.before(element),
      mayKeep: () => conversation.mayKeep,
      remember: (isWaiting) => rememberWaiting(chunks.server, isWaiting),
    });
    for (const each of heard.splice(0)) link?.hear(...each);
  }

  // Only the opened bundle tells whether its author wants suggestions.
  function suggestFirst(): void {
    if (suggesting || !conversation.suggests || tagData(manifestUrl)["suggest"] === "off") return;
    suggesting = true;
    const suggest = (...call: Parameters<Conversation["suggest"]>): void => void conversation.suggest(...call);
    view.suggestFrom({ words, manifestUrl, suggest });
  }

  // The next page opens the panel again; only once the visitor has written something, since nothing is stored before.
  function rememberOpen(isOpen: boolean): void {
    const hasWritten = state.messages.some((message) => message.kind === "visitor");
    remember(() => sessionStorage, isOpen && hasWritten);
  }

  // By a function, since even naming a storage that the visitor forbade throws.
  function remember(storage: () => Storage, isSet: boolean): void {
    try {
      if (isSet) storage().setItem(openKey(manifestUrl), "1");
      else storage().removeItem(openKey(manifestUrl));
    } catch {
      // Then the panel stays closed on the next page, and what waits to be sent waits until it is opened.
    }
  }

  function rememberWaiting(who: Chunk<unknown>, isWaiting: boolean): void {
    if (isWaiting) waiting.add(who);
    else waiting.delete(who);
    remember(() => localStorage, waiting.size > 0);
  }

  /** Whether an earlier page left something to be sent. */
  function isWaitingToSend(): boolean {
    try {
      return localStorage.getItem(openKey(manifestUrl)) !== null;
    } catch {
      return false;
    }
  }

  async function begin(): Promise<void> {
    started = true;
    void loadLink();
    const isLate = isWaitingToSend();
    if (isLate && manifest.server) waiting.add(chunks.server);
    await conversation.start();
    if (isLate) (await loadErrands())?.resume();
  }

  context.shadow.adoptedStyleSheets = [...context.shadow.adoptedStyleSheets, styleSheet(css)];
  context.root.append(view.element);
  if (isWaitingToSend()) void begin();
  return {
    open(focus) {
      if (!started) void begin();
      view.open(focus);
      rememberOpen(true);
    },
    close() {
      view.close();
      rememberOpen(false);
    },
    send: (text) => conversation.say(text),
    event(name, data) {
      conversation.happen(name, fromPage(data));
      if (name === "consent") void loadLink().then(() => link?.consent(data === true));
    },
    destroy() {
      conversation.close();
      errands?.close();
      link?.close();
      view.element.remove();
    },
  };
};

document.currentScript?.dispatchEvent(new CustomEvent(PANEL_EVENT, { detail: createPanel }));
