// Wires what the panel hears to the server: events are kept, one tab sends them, the visitor's token goes with them,
// and a page that is left says its last words.

import { Database } from "../../host/database.ts";
import { EventQueue } from "../../host/event-queue.ts";
import { EventStore } from "../../host/event-store.ts";
import { type HeardName, Metering } from "../../host/metering.ts";
import { member, memberText, type QuotaState } from "../../host/reply-json.ts";
import { uuidMaker } from "../../host/uuid.ts";
import { VisitorToken } from "../../host/visitor-token.ts";
import { styleSheet } from "../../loader/style-sheet.ts";
import { createConsentView } from "./consent-view.ts";
import css from "./server.css";
import type { CreateServerLink, ServerContext, ServerLink } from "./server-part.ts";

/** Whose decision it is that words are stored: the visitor is asked, the author says so for reasons of their own, or
 * nobody may. */
type ConsentRule = "ask" | "given" | "never";

interface ServerSettings {
  readonly url: string; // without a slash at its end
  readonly bot: string;
  readonly rule: ConsentRule;
}

/** Something that happened, and the id of the event that it becomes. */
interface Heard {
  readonly name: HeardName;
  readonly detail: unknown;
  readonly at: number;
  readonly id: string;
}

// Only this file writes them.
function isHeard(value: unknown): value is Heard {
  return memberText(value, "id") !== "" && memberText(value, "name") !== "" && Number.isFinite(member(value, "at"));
}

/** Checks what bot.json and the page's tag say. A tag may be stricter than the author, or say that its page asked. */
function readServer(server: unknown, tag: DOMStringMap): ServerSettings | null {
  const address = parsed(memberText(server, "url"));
  const bot = memberText(server, "bot");
  if (!address || !/^https?:$/.test(address.protocol) || !bot) return null;
  const rule = tag["consent"] ?? memberText(server, "consent");
  const url = (address.origin + address.pathname).replace(/\/+$/, "");
  return { url, bot, rule: rule === "given" || rule === "never" ? rule : "ask" };
}

function parsed(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

export const createServerLink: CreateServerLink = (server, context) => {
  const settings = readServer(server, context.tag);
  return settings && link(settings, context);
};

function link({ url, bot, rule }: ServerSettings, context: ServerContext): ServerLink {
  const { manifestUrl, tag, shadow } = context;
  const host = new URL(url).host;
  const closing = new AbortController();
  const database = new Database();
  const keyOf = (name: string): string => manifestUrl + "\n" + name;
  const store = new EventStore(database, keyOf(""));
  const channel = new BroadcastChannel("chatlet events " + manifestUrl);
  let quota: QuotaState = "ok";
  let answered: boolean | null = null; // by the visitor or the page; null: not yet
  let question: HTMLElement | null = null;
  let hasNews = true; // there may be events since the store was last looked into
  let wake = (): void => {};
  let running: AbortController | null = null; // while this tab may send
  let isSender = false;

  const inFlight = new Set<Heard>(); // not in the database yet
  const isConsented = (): boolean => rule === "given" || (rule === "ask" && answered === true);
  // Words that the server would throw away need not leave.
  const mayTell = (): boolean => isConsented() && quota !== "limited" && token.known?.stores !== false;

  /** Runs alone in all tabs. Pages without a secure origin have no locks; there two tabs may do the same at once. */
  async function alone<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
    const { locks } = navigator;
    return locks ? await locks.request(`chatlet ${name} ${manifestUrl}`, run) : await run();
  }

  const token = new VisitorToken({
    url,
    bot,
    fetch: (address, init) => fetch(address, init),
    now: Date.now,
    consent: isConsented,
    identity: () => tag["identity"] ?? "",
    load: () => database.get("server", keyOf("visitor")),
    async save(kept) {
      await database.put("server", keyOf("visitor"), kept);
    },
    alone: (run) => alone("visitor", run),
    quota: (state) => void (quota = state),
  });

  const queue = new EventQueue({
    url,
    fetch: (address, init) => fetch(address, init),
    token: (refused) => token.get(refused),
    isOnline: () => navigator.onLine,
    online: (signal) => happened(window, "online", signal),
    wait: (ms, signal) => within(ms, signal),
    woken: (signal) => {
      if (hasNews) return Promise.resolve();
      context.remember(false);
      return new Promise((resolve) => {
        wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
    random: Math.random,
    first(count) {
      hasNews = false;
      return store.first(count);
    },
    async remove(ids) {
      await store.remove(ids);
      channel.postMessage({ over: ids });
    },
    quota: (state) => void (quota = state),
  });

  const uuid = uuidMaker(Date.now, (bytes) => void crypto.getRandomValues(bytes));
  const metering = new Metering({
    uuid,
    mayTell,
    load: () => database.get("server", keyOf("conversation")),
    async save(conversation) {
      await database.put("server", keyOf("conversation"), conversation);
    },
    alone: (run) => alone("conversation", run),
    async add(event) {
      await store.add(event);
      tellNews();
      channel.postMessage({});
    },
  });

  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const over = member(data, "over");
    if (Array.isArray(over)) store.forget(over.filter((id) => typeof id === "string"));
    else tellNews();
  };

  function tellNews(): void {
    hasNews = true;
    wake();
  }

  // What is heard as a page is left has no time to reach the database. The next page hears it again, under the same id.
  const lateKey = "chatlet:late:" + manifestUrl;

  function hear(heard: Heard): void {
    inFlight.add(heard);
    const { name, detail, at, id } = heard;
    // Not before it is known whether an earlier page has consent.
    const kept = ready.then(() => metering.hear(name, detail, at, id)).catch(() => {});
    void kept.then(() => inFlight.delete(heard));
  }

  function keepLate(): void {
    if (inFlight.size === 0 || !context.mayKeep()) return;
    try {
      localStorage.setItem(lateKey, JSON.stringify([...inFlight]));
    } catch {
      // Storage is full or forbidden: then they are lost with the page.
    }
  }

  function hearLate(): void {
    try {
      const late: unknown = JSON.parse(localStorage.getItem(lateKey) ?? "[]");
      localStorage.removeItem(lateKey);
      if (Array.isArray(late)) late.filter(isHeard).forEach(hear);
    } catch {
      // As above.
    }
  }

  /** From now on this tab sends, once no other does. */
  function begin(): void {
    if (running || closing.signal.aborted) return;
    const run = (running = new AbortController());
    const send = async (): Promise<void> => {
      isSender = true;
      await queue.run(run.signal);
      isSender = false;
    };
    const { locks } = navigator;
    const sent = locks ? locks.request("chatlet events " + manifestUrl, { signal: run.signal }, send) : send();
    void sent.catch(() => {}); // given up before its turn came
  }

  // A page that goes away lets another tab send. What it did not get rid of it says all the same, without waiting; it
  // stays kept, and comes again under the same ids.
  function leave(): void {
    const known = token.known;
    const words = isSender && known?.consent === isConsented() ? store.lastWords(known.token) : "";
    const isSaid = words !== "" && navigator.onLine && navigator.sendBeacon(url + "/v1/events", words);
    if (!isSaid && store.hasPending && context.mayKeep()) context.remember(true);
    keepLate();
    running?.abort();
    running = null;
  }

  async function askFirst(): Promise<void> {
    const kept = await database.get("server", keyOf("consent"));
    if (answered === null && typeof kept === "boolean") answered = kept;
    if (answered !== null || closing.signal.aborted) return;
    question = createConsentView(context.language, host, consent);
    context.place(question);
  }

  function consent(isGiven: boolean): void {
    answered = isGiven;
    question?.remove();
    question = null;
    // An answer is an act of the visitor's, so it may be kept.
    void database.put("server", keyOf("consent"), isGiven);
  }

  const ready = rule === "ask" ? askFirst() : Promise.resolve();
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, styleSheet(css)];
  addEventListener("pagehide", leave, { signal: closing.signal });
  addEventListener("pageshow", ({ persisted }) => persisted && begin(), { signal: closing.signal });
  begin();
  hearLate();

  return {
    host,
    hear: (name, detail, at) => hear({ name, detail, at, id: uuid() }),
    consent,
    lead(fields) {
      if (!mayTell() || !context.mayKeep()) return null;
      return metering.lead(fields, Date.now()).then((id) => (id ? store.untilOver(id) : undefined));
    },
    close() {
      leave();
      closing.abort();
      channel.close();
      question?.remove();
      database.close();
    },
  };
}

function happened(target: EventTarget, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    target.addEventListener(name, () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function within(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
