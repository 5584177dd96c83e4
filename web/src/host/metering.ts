// Turns what happens in the panel into the events that the server counts and keeps. A conversation begins with the
// visitor's first message or choice; what came before it (a greeting) is told with it or not at all. Words leave only
// with consent; without it an event says that something was said, and not what.

import type { EventType, MeteredEvent } from "./event-queue.ts";
import { member, memberText } from "./reply-json.ts";

/** What the panel hears; `detail` is as listeners of the page get it. */
export type HeardName = "message" | "track" | "error";

export interface RunningConversation {
  readonly id: string; // UUIDv7
  readonly beganAt: number;
  readonly lastAt: number;
  readonly isTold: boolean; // its beginning is among the events
}

export interface MeteringContext {
  uuid(): string;
  /** Whether words may leave now. */
  mayTell(): boolean;
  load(): Promise<unknown>;
  save(running: RunningConversation): Promise<void>;
  /** Runs alone in all tabs, so that two of them do not begin a conversation each. */
  alone(run: () => Promise<string>): Promise<string>;
  add(event: MeteredEvent): Promise<void>;
}

/** What is told of an event beside its type, time and conversation. */
type Told = Pick<MeteredEvent, "id" | "author" | "text" | "data">;

const IDLE_MS = 30 * 60_000; // so long silent, a conversation is over
const LENGTH_MS = 24 * 3_600_000; // and after so long in any case
const TEXT_LENGTH_MAX = 2000; // of 8 KiB that an event's text may have
const NODES_MAX = 50;

export class Metering {
  #with: MeteringContext;
  #line: Promise<unknown> = Promise.resolve(); // events in the order in which things happened
  #nodes: string[] = []; // entered, and not told yet
  #conversation = ""; // that this page is in
  #askedAt = 0; // by the visitor, and not answered yet

  constructor(context: MeteringContext) {
    this.#with = context;
  }

  /** Takes note of what happened at `at`; the event it becomes is called `id`. Resolves once it is kept. */
  hear(name: HeardName, detail: unknown, at: number, id: string): Promise<unknown> {
    if (name === "message") return this.#hearMessage(detail, at, id);
    if (name === "track") return this.#hearTrack(memberText(detail, "name"), member(detail, "data"), at, id);
    return Promise.resolve();
  }

  /** A ticket or hand-over with all its words. Only with consent. Gives the event's id once it is kept. */
  lead(fields: object, at: number): Promise<string> {
    return this.#add("lead", at, { id: this.#with.uuid(), data: fields });
  }

  #hearMessage(detail: unknown, at: number, id: string): Promise<unknown> {
    const isVisitor = member(detail, "role") === "visitor";
    const text = memberText(detail, "text");
    if (!isVisitor) return this.#hearAnswer(text, at, id);
    this.#askedAt = at;
    return this.#add("message", at, { id, author: "visitor", text }, true);
  }

  // A greeting is nobody's conversation.
  #hearAnswer(text: string, at: number, id: string): Promise<unknown> {
    if (!this.#conversation && !this.#askedAt) return Promise.resolve();
    const data = this.#askedAt ? { response_ms: Math.max(0, Math.round(at - this.#askedAt)) } : undefined;
    this.#askedAt = 0;
    return this.#add("message", at, { id, author: "bot", text, ...(data && { data }) });
  }

  #hearTrack(name: string, data: unknown, at: number, id: string): Promise<unknown> {
    switch (name) {
      case "nodes_entered":
        this.#nodes.push(...memberText(data, "nodes").split(" ").filter(Boolean));
        this.#nodes = this.#nodes.slice(-NODES_MAX);
        return this.#conversation ? this.#tellNodes(at) : Promise.resolve();
      case "question_unanswered":
        return this.#add("unanswered", at, { id, text: memberText(data, "question") });
      case "feedback_given":
        return this.#add("feedback", at, { id, data: { value: member(data, "value") === 1 ? 1 : -1 } });
      case "flow_ended":
        return this.#add("end", at, { id, data: { outcome: memberText(data, "outcome") || "ended" } });
      default:
        return Promise.resolve();
    }
  }

  /** Adds an event once the conversation it belongs to is known. `begins`: the visitor's own act, which may begin one;
   * anything else outside a conversation is not told. */
  #add(type: EventType, at: number, rest: Told, begins = false): Promise<string> {
    const added = this.#line.then(async () => {
      if (begins) this.#conversation = await this.#with.alone(() => this.#enter(at));
      if (!this.#conversation) this.#conversation = await this.#running(at);
      if (!this.#conversation) return "";
      const id = await this.#put(type, at, rest);
      if (begins) await this.#putNodes(at);
      return id;
    });
    this.#line = added.catch(() => {});
    return added;
  }

  #tellNodes(at: number): Promise<unknown> {
    this.#line = this.#line.then(() => this.#putNodes(at)).catch(() => {});
    return this.#line;
  }

  async #putNodes(at: number): Promise<void> {
    const nodes = this.#nodes.splice(0);
    if (nodes.length > 0) await this.#put("node", at, { id: this.#with.uuid(), data: { nodes } });
  }

  async #put(type: EventType, at: number, rest: Told): Promise<string> {
    const { text, ...others } = rest;
    const words = text && this.#with.mayTell() ? { text: text.slice(0, TEXT_LENGTH_MAX) } : {};
    const common = { type, time: new Date(at).toISOString(), conversation: this.#conversation };
    const event: MeteredEvent = { ...common, ...others, ...words };
    await this.#with.add(event);
    return event.id;
  }

  /** The conversation at `at`: the one that runs, in whichever tab, or a new one. Its beginning has its own id, so that
   * a page which was left in the middle of this tells it again, and it is counted once. */
  async #enter(at: number): Promise<string> {
    const found = await this.#with.load();
    const running = isRunning(found) && isOn(found, at) ? found : null;
    const { id, beganAt, isTold } = running ?? { id: this.#with.uuid(), beganAt: at, isTold: false };
    await this.#with.save({ id, beganAt, lastAt: at, isTold });
    if (isTold) return id;
    this.#conversation = id;
    await this.#put("conversation", beganAt, { id });
    await this.#with.save({ id, beganAt, lastAt: at, isTold: true });
    return id;
  }

  async #running(at: number): Promise<string> {
    const found = await this.#with.load();
    return isRunning(found) && isOn(found, at) ? found.id : "";
  }
}

function isOn({ beganAt, lastAt }: RunningConversation, at: number): boolean {
  return at - lastAt < IDLE_MS && at - beganAt < LENGTH_MS && at >= beganAt - IDLE_MS;
}

function isRunning(value: unknown): value is RunningConversation {
  return memberText(value, "id") !== "" && ["beganAt", "lastAt"].every((name) => Number.isFinite(member(value, name)));
}
