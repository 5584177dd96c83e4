// The panel's script: hands its one function to the loader, which then makes a panel with it.

import { bytesFetcher } from "../host/parts.ts";
import { Conversation, type ConversationEngine } from "../host/conversation.ts";
import { ConversationStore } from "../host/storage.ts";
import { Engine } from "../engine/session.ts";
import { loadRuntime } from "../engine/load.ts";
import { type CreatePanel, openKey, PANEL_EVENT, type Panel, type PanelContext } from "../loader/panel-contract.ts";
import { styleSheet } from "../loader/style-sheet.ts";
import { wordsFor } from "../text/words.ts";
import { filterText } from "./filter-text.ts";
import css from "./panel.css";
import { type Action, INITIAL_STATE, nextState } from "./state.ts";
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

// data-suggest="off" on the script tag. The loader has no room to read it, and a page has one tag of ours for a folder.
function isTurnedOff(manifestUrl: string): boolean {
  const tags = document.querySelectorAll<HTMLScriptElement>("script[src][data-suggest=off]");
  return [...tags].some((tag) => manifestUrl.startsWith(new URL(".", tag.src).href));
}

const createPanel: CreatePanel = (context: PanelContext): Panel => {
  const { words, language } = wordsFor(context.language);
  const { manifest, manifestUrl } = context;
  let state = INITIAL_STATE;
  let started = false;
  let suggesting = false;

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
    page: (location.href.split("#", 1)[0] ?? "").slice(0, PAGE_LENGTH_MAX),
    filter: () => filterText(context.settings.filter),
    now: Date.now,
    seed: randomSeed,
    messages: () => state.messages,
    act,
    tell: context.emit,
  });

  const view: PanelView = createPanelView({
    words,
    language,
    title: manifest.title,
    manifestUrl,
    send: (text) => conversation.say(text),
    choose: (option) => conversation.choose(option),
    rate: (id, rating) => conversation.rate(id, rating),
    retry: () => void conversation.start(),
    restart: () => conversation.restart(),
    close: context.close,
  });

  // Only the opened bundle tells whether its author wants suggestions.
  function suggestFirst(): void {
    if (suggesting || !conversation.suggests || isTurnedOff(manifestUrl)) return;
    suggesting = true;
    const suggest = (...call: Parameters<Conversation["suggest"]>): void => void conversation.suggest(...call);
    view.suggestFrom({ words, manifestUrl, suggest });
  }

  // The next page opens the panel again; only once the visitor has written something, since nothing is stored before.
  function rememberOpen(isOpen: boolean): void {
    try {
      const hasWritten = state.messages.some((message) => message.kind === "visitor");
      if (isOpen && hasWritten) sessionStorage.setItem(openKey(manifestUrl), "1");
      else sessionStorage.removeItem(openKey(manifestUrl));
    } catch {
      // The visitor forbade storage; then the panel stays closed on the next page.
    }
  }

  context.shadow.adoptedStyleSheets = [...context.shadow.adoptedStyleSheets, styleSheet(css)];
  context.root.append(view.element);
  return {
    open(focus) {
      if (!started) void conversation.start();
      started = true;
      view.open(focus);
      rememberOpen(true);
    },
    close() {
      view.close();
      rememberOpen(false);
    },
    send: (text) => conversation.say(text),
    destroy() {
      conversation.close();
      view.element.remove();
    },
  };
};

document.currentScript?.dispatchEvent(new CustomEvent(PANEL_EVENT, { detail: createPanel }));
