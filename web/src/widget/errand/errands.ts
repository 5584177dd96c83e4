// Carries out what leaves the conversation: requests, hand-overs, mails, pages to open or print. Each ends in an
// outcome for the engine; what the visitor has to know of it stands in the log as a note.

import type { Errand, Target, Value, Values } from "../../engine/events.ts";
import { Database } from "../../host/database.ts";
import { mailTo } from "../../host/mail.ts";
import { type KeptOrder, Outbox, type Reply } from "../../host/outbox.ts";
import type { Order } from "../../host/request.ts";
import { isValues, lineText, linesText } from "../../host/value.ts";
import { styleSheet } from "../../loader/style-sheet.ts";
import { errandWords } from "../../text/errand-words.ts";
import { webAddress } from "../view/link-view.ts";
import css from "./note.css";
import type { ErrandContext, Errands } from "./errand-part.ts";
import { drawNote } from "./note-view.ts";

type Run = Errands["run"];
type Tell = Parameters<Run>[1];
type Handoff = Extract<Errand, { kind: "handoff" }>;
type Do = Extract<Errand, { kind: "do" }>;

const TIMEOUT_MS = 15000;
const RETRIES = 3; // where the author did not say
const NO_SERVER = { ok: false, error: "no server is configured" };

/** What is kept of an errand with its order. */
interface Kept {
  readonly host: string; // where it goes, as the visitor is told
  readonly waits: boolean; // the flow does not go on before it is answered
}

export function createErrands(context: ErrandContext): Errands {
  const { shadow, manifestUrl } = context;
  const words = errandWords(context.language);
  const database = new Database();
  const closing = new AbortController();
  const keyOf = (id: string): string => manifestUrl + "\n" + id;
  const approvals = new Map<string, Tell>();
  const running = new Set<string>();
  const held = new Set<string>(); // of those: what waits for the network
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, styleSheet(css)];

  const outbox = new Outbox<Kept>({
    fetch: (url, init) => fetch(url, init),
    isOnline: () => navigator.onLine,
    online: () =>
      new Promise((resolve) => {
        addEventListener("online", () => resolve(), { once: true, signal: closing.signal });
      }),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async keep(kept) {
      if (context.mayKeep()) await database.put("outbox", keyOf(kept.order.id), kept);
    },
    forget: (id) => database.delete("outbox", keyOf(id)),
    // Pages without a secure origin have no locks; there two tabs may send the same, under the same key.
    alone: async (name, run) => (navigator.locks ? await navigator.locks.request("chatlet " + name, run) : await run()),
  });

  /** Sends it, notes where it waits for the network, and tells the outcome once. */
  async function send(kept: KeptOrder<Kept>, tell: Tell, read: (reply: Reply) => Parameters<Tell>[0]): Promise<void> {
    const { id } = kept.order;
    const { note } = kept;
    const about = { kind: "note", id, title: note.host } as const;
    // An earlier page may have begun it.
    const earlier = await database.get("outbox", keyOf(id));
    const reply = await outbox.send(isKeptOrder(earlier) ? earlier : kept, () => {
      held.add(id);
      context.remember(true);
      context.note({ ...about, what: "queued" });
      tell(note.waits ? "held" : { ok: true, value: { queued: true } });
    });
    if (held.delete(id)) context.note({ ...about, what: isTaken(reply) ? "sent" : "refused" });
    if (held.size === 0) context.remember(false);
    tell(read(reply));
  }

  function orderOf(id: string, to: Target & { url: string }, body: Value): Order {
    const { method = "POST", headers = {} } = to;
    const format: Order["format"] = to.format === "form" ? "form" : "json";
    const common = { id, method, headers, format, body, retries: RETRIES, once: false, timeout: TIMEOUT_MS };
    return { ...common, url: absolute(to.url) };
  }

  function absolute(url: string): string {
    const address = webAddress(url, manifestUrl);
    if (!address) throw new TypeError(url + ": no address of the web");
    return address.href;
  }

  const hostOf = ({ url }: Order): string => new URL(url).host;

  function runHttp(errand: Extract<Errand, { kind: "http" }>, tell: Tell): void {
    if (errand.side === "server") return tell(NO_SERVER);
    const { id, method, headers, body = null, format, retries, once, timeout = TIMEOUT_MS } = errand;
    const order = { id, url: absolute(errand.url), method, headers, body, format, retries, once, timeout };
    void send({ order, begun: false, note: { host: hostOf(order), waits: true } }, tell, (reply) => reply);
  }

  function runDo(errand: Do, tell: Tell): void {
    const { id, action, args, to } = errand;
    const title = lineText(args["title"]) || lineText(args["subject"]) || action;
    if (action === "open_url") return openUrl(id, lineText(args["url"]), lineText(args["title"]), tell);
    if (action === "document.render" || action === "certificate.issue") {
      context.note({ kind: "note", id, what: "document", title, data: { ...args, action } });
      return tell({ ok: true, value: { title } });
    }
    const address = to?.mailto ?? (action === "email.send" && !to ? lineText(args["to"]) : "");
    if (address) return mail(id, address, title, lineText(args["body"]) || linesText(args), tell);
    if (to) return sendTo(id, to, { action, ...args }, false, tell, (reply) => outcomeOf(reply));
    if (action === "email.send") return keepHere(id, title, lineText(args["body"]), tell);
    tell({ ok: false, error: "nothing here carries out " + action });
  }

  function sendTo(
    id: string,
    to: Target,
    body: Values,
    waits: boolean,
    tell: Tell,
    read: (reply: Reply) => Parameters<Tell>[0],
  ): void {
    const { url } = to;
    if (url === undefined) return tell(NO_SERVER);
    const order = orderOf(id, { ...to, url }, body);
    void send({ order, begun: false, note: { host: hostOf(order), waits } }, tell, read);
  }

  function runHandoff(errand: Handoff, tell: Tell): void {
    const { id, what, team, summary, data, to } = errand;
    const text = [summary, linesText(data)].filter(Boolean).join("\n\n");
    if (to?.mailto) return mail(id, to.mailto, summary.split("\n", 1)[0] || what, text, tell);
    const body = { id, what, team, summary, ...(to?.format === "form" && isValues(data) ? data : { data }) };
    if (what !== "approve" && (!to || to.format === "server")) {
      const taken = context.lead({ what, team, summary, fields: data });
      if (taken) return handOver(id, taken, tell);
    }
    if (to && what === "approve") return sendTo(id, to, body, true, tell, (reply) => decisionOf(reply));
    if (to) return sendTo(id, to, body, false, tell, (reply) => outcomeOf(reply));
    if (what !== "approve") return keepHere(id, summary, text, tell);
    approvals.set(id, tell);
    context.note({ kind: "note", id, what: "approve", title: summary, text });
    tell("held");
  }

  // The server's events are kept until it has them, so nobody need wait for it without a network.
  function handOver(id: string, taken: Promise<void>, tell: Tell): void {
    const note = { kind: "note", id, title: context.host() } as const;
    if (!navigator.onLine) {
      context.note({ ...note, what: "queued" });
      tell({ ok: true, value: { queued: true } });
    }
    void taken.then(() => {
      context.note({ ...note, what: "sent" });
      tell({ ok: true, value: { sent: true } });
    });
  }

  function keepHere(id: string, title: string, text: string, tell: Tell): void {
    context.note({ kind: "note", id, what: "kept", title, text });
    tell({ ok: true, value: { kept: true } });
  }

  function mail(id: string, to: string, subject: string, text: string, tell: Tell): void {
    const { href, isCut } = mailTo(to, subject, text);
    context.note({ kind: "note", id, what: "mail", title: subject, text, href, isCut });
    tell({ ok: true, value: { mailto: to } });
  }

  function openUrl(id: string, url: string, title: string, tell: Tell): void {
    const address = webAddress(url, manifestUrl);
    if (!address && !/^(mailto|tel):/i.test(url)) return tell({ ok: false, error: url + ": no address of the web" });
    const href = address?.href ?? url;
    context.note({ kind: "note", id, what: "link", href, title: title || address?.host || url });
    // Only right after a tap or a key; at other times browsers take it for unwanted, and the note is there.
    if (address && navigator.userActivation?.isActive) window.open(href, "_blank", "noopener");
    tell({ ok: true, value: { url: href } });
  }

  function dispatch(errand: Errand, tell: Tell): void {
    switch (errand.kind) {
      case "http":
        return runHttp(errand, tell);
      case "do":
        return runDo(errand, tell);
      case "handoff":
        return runHandoff(errand, tell);
      case "llm":
        return tell(NO_SERVER);
      default:
        return unreachable(errand);
    }
  }

  const run: Run = (errand, tell) => {
    if (running.has(errand.id)) return;
    running.add(errand.id);
    let isTold = false;
    const tellOnce: Tell = (outcome) => {
      if (closing.signal.aborted || isTold) return;
      isTold = outcome !== "held";
      queueMicrotask(() => tell(outcome)); // never before this returns
    };
    try {
      dispatch(errand, tellOnce);
    } catch (error) {
      tellOnce({ ok: false, error: String(error) });
    }
  };

  async function resume(): Promise<void> {
    const kept = (await database.getAll("outbox", keyOf(""))).filter(isKeptOrder);
    if (kept.length === 0) context.remember(false);
    for (const each of kept) {
      const { id } = each.order;
      if (running.has(id)) continue;
      running.add(id);
      held.add(id);
      void send(each, () => {}, (reply) => reply);
    }
  }

  function decide(id: string, title: string, text: string, approved: boolean): void {
    context.note({ kind: "note", id, what: "approve", title, text, decided: approved });
    approvals.get(id)?.({ ok: true, value: approved });
    approvals.delete(id);
  }

  return {
    run,
    cancel: (id) => void approvals.delete(id),
    resume: () => void resume(),
    draw: (note) => drawNote(note, { words, manifestUrl, decide, openDocument: context.openDocument }),
    close: () => closing.abort(),
  };
}

function isTaken(reply: Reply): boolean {
  const status = reply.ok ? Number(reply.value["status"]) : 0;
  return status >= 200 && status < 300;
}

/** Of an action or a hand-over: whether it was taken. */
function outcomeOf(reply: Reply): { ok: boolean; value?: Value; error?: string } {
  if (!reply.ok) return reply;
  const error = `HTTP ${lineText(reply.value["status"])}`;
  return isTaken(reply) ? { ok: true, value: reply.value } : { ok: false, value: reply.value, error };
}

/** Of a request for approval: who decides at once answers true or false, or {"approved": …}; else the decision comes
 * later, by somebody else. */
function decisionOf(reply: Reply): ReturnType<typeof outcomeOf> | "held" {
  if (!isTaken(reply) || !reply.ok) return outcomeOf(reply);
  const { body } = reply.value;
  const decided = isValues(body) ? body["approved"] : body;
  return typeof decided === "boolean" ? { ok: true, value: decided } : "held";
}

// Only this file writes them; a fetch would trip over the address alone.
function isKeptOrder(value: unknown): value is KeptOrder<Kept> {
  if (typeof value !== "object" || value === null) return false;
  const order: unknown = Reflect.get(value, "order");
  if (typeof order !== "object" || order === null) return false;
  return typeof Reflect.get(order, "id") === "string" && typeof Reflect.get(order, "url") === "string";
}

function unreachable(errand: never): never {
  throw new Error("unknown errand " + JSON.stringify(errand));
}
