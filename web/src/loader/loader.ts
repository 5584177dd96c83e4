// chatlet.js: takes one script tag in, draws the launcher, answers window.chatlet. It makes no request and stores
// nothing before the visitor shows intent; everything else comes later, from the folder this file came from.

import { type Delivery, fetchAssistant, loadScript } from "./delivery.ts";
import { Emitter, type Listener } from "./emitter.ts";
import { createHostElement, type HostElement } from "./host-element.ts";
import { createLauncher, type Launcher } from "./launcher.ts";
import { type EventName, openKey, type Panel } from "./panel-contract.ts";
import { installApi, isInstalled, uninstallApi } from "./public-api.ts";
import { readSettings, type Settings } from "./settings.ts";
import { applyTheme } from "./theme.ts";

class Widget {
  #settings: Settings;
  #emitter = new Emitter();
  #host: HostElement;
  #launcher: Launcher;
  #panel: Promise<Panel> | null = null;
  #failed = false; // the last try to load did
  #open = false; // as wished; the panel may still be on its way
  #drawn: () => void = () => {};
  readonly #ready = new Promise<void>((resolve) => (this.#drawn = resolve));

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#host = createHostElement(() => this.#drawn());
    applyTheme(this.#host.root, settings, null);
    this.#launcher = createLauncher(
      this.#host.root,
      pageLanguage(settings),
      () => void (this.#open ? this.#close() : this.#show(true)),
      () => this.#preload(),
    );
    void this.#ready.then(() => this.#emit("ready", null));
    installApi(this.#methods());
    if (isKept(settings, "sessionStorage")) void this.#show(false);
    else if (isKept(settings, "localStorage")) void this.#load(); // to send what could not be sent
  }

  #methods() {
    const emitter = this.#emitter;
    return {
      open: (focus: unknown) => this.#show(focus !== false),
      close: () => this.#close(),
      toggle: () => (this.#open ? this.#close() : this.#show(true)),
      send: (text: unknown) => this.#send(text),
      on: (name: unknown, listener: unknown) => isListener(listener) && emitter.on(String(name), listener),
      off: (name: unknown, listener: unknown) => isListener(listener) && emitter.off(String(name), listener),
      once: (name: unknown, listener: unknown) => isListener(listener) && emitter.on(String(name), listener, true),
      filter: (fields: unknown) => void (this.#settings.filter = fields),
      vars: (values: unknown) => void (this.#settings.vars = values),
      // The assistant is loaded for it, and stays closed.
      event: (name: unknown, data: unknown) => this.#event(String(name), data),
      ready: () => this.#ready,
      destroy: () => this.#destroy(),
    };
  }

  #emit(name: EventName, detail: unknown): void {
    this.#emitter.emit(name, detail, this.#host.element);
  }

  /** Begins to load on the first sign of intent, unless the visitor asked to save data. */
  #preload(): void {
    const connection: unknown = Reflect.get(navigator, "connection");
    const saveData = typeof connection === "object" && connection && Reflect.get(connection, "saveData") === true;
    if (!saveData && !this.#failed) void this.#load(); // a failure is told when the visitor really opens
  }

  /** Nobody has to catch what it rejects with. */
  #load(): Promise<Panel> {
    if (this.#panel) return this.#panel;
    const settings = this.#settings;
    const panel = fetchAssistant(settings, pageLanguage(settings), this.#failed).then((delivery) =>
      this.#createPanel(delivery),
    );
    panel.catch(() => {
      this.#failed = true;
      this.#panel = null;
    });
    this.#panel = panel;
    return panel;
  }

  #createPanel({ manifest, createPanel, fetchRuntime, fetchHead }: Delivery): Panel {
    const settings = this.#settings;
    applyTheme(this.#host.root, settings, manifest);
    return createPanel({
      root: this.#host.root,
      shadow: this.#host.shadow,
      manifest,
      manifestUrl: settings.manifestUrl,
      language: settings.language || manifest.locale,
      settings,
      loadScript: (file) => loadScript(file, settings),
      fetchRuntime,
      fetchHead,
      close: () => void this.#close(),
      emit: (name, detail) => this.#emit(name, detail),
    });
  }

  /** Resolves to whether the panel is open now; a file that did not arrive is a false, a note and an `error` event. */
  async #show(focus: boolean): Promise<boolean> {
    if (this.#open && this.#panel) return true;
    this.#open = true;
    this.#launcher.show("loading");
    try {
      const panel = await this.#load();
      if (!this.#open) return false; // closed again meanwhile
      this.#launcher.show("open");
      panel.open(focus);
      this.#emit("open", null);
      return true;
    } catch (error) {
      this.#open = false;
      this.#launcher.show("failed");
      this.#emit("error", { message: String(error) });
      return false;
    }
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    const hadFocus = this.#host.shadow.activeElement !== null;
    this.#launcher.show("closed");
    const panel = await this.#loaded();
    if (this.#open || !panel) return;
    panel.close();
    if (hadFocus) this.#launcher.button.focus();
    this.#emit("close", null);
  }

  async #send(text: unknown): Promise<boolean> {
    if (typeof text !== "string" || !text.trim() || !(await this.#show(true))) return false;
    const panel = await this.#loaded();
    panel?.send(text.trim());
    return panel !== null;
  }

  /** The assistant is loaded for it, and stays closed. */
  async #event(name: string, data: unknown): Promise<void> {
    void this.#load();
    (await this.#loaded())?.event(name, data);
  }

  async #destroy(): Promise<void> {
    this.#open = false;
    uninstallApi();
    this.#host.remove();
    (await this.#loaded())?.destroy();
  }

  /** The panel if it came or is coming; null when nothing was asked for, or it could not be had. */
  async #loaded(): Promise<Panel | null> {
    return (await this.#panel?.catch(() => null)) ?? null;
  }
}

function pageLanguage(settings: Settings): string {
  return settings.language || document.documentElement.lang;
}

function isListener(value: unknown): value is Listener {
  return typeof value === "function";
}

// Reading a storage the visitor forbade throws. Reading is all the loader does with it.
function isKept(settings: Settings, storage: "sessionStorage" | "localStorage"): boolean {
  try {
    return openKey(settings.manifestUrl) in window[storage];
  } catch {
    return false;
  }
}

const settings = readSettings();
if (settings && !isInstalled()) new Widget(settings);
