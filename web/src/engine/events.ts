// What goes into the engine and what comes out. The meaning of every field, and the rules between them, stand in
// core/include/chatlet/session.h; these are the same values as the host sees them.

/** A value of the flow language. An integer past what a number holds exactly is a bigint. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | Values;
export interface Values {
  readonly [name: string]: Value;
}

interface Stamp {
  seq: number;
  now: number;
}

interface Start extends Stamp {
  kind: "start";
  seed: number;
  locale?: string;
  page?: string;
  filter?: string;
  zone?: number; // minutes east of UTC
  visitor?: Values;
  vars?: { url?: Values; page?: Values; host?: Values };
}

interface FileEvent extends Stamp {
  kind: "file";
  ref: string;
  name?: string;
  type?: string;
  size?: number;
}

interface Result extends Stamp {
  kind: "result";
  effect: string;
  ok: boolean;
  value?: Value;
  error?: string;
}

export type Event =
  | Start
  | FileEvent
  | Result
  | ({ kind: "text"; text: string; filter?: string } & Stamp)
  | ({ kind: "choice"; choice: string; filter?: string } & Stamp)
  | ({ kind: "form"; values: Values } & Stamp)
  | ({ kind: "timer"; timer: string } & Stamp)
  | ({ kind: "event"; name: string; data?: Value } & Stamp)
  | ({ kind: "feedback"; message: string; value: 1 | -1 } & Stamp)
  | ({ kind: "back" } & Stamp)
  | ({ kind: "restart"; seed: number; filter?: string } & Stamp);

export type Token =
  | readonly ["text" | "mark" | "code" | "strong" | "emphasis", string]
  | readonly ["link", string, string]
  | readonly ["step", number]
  | readonly ["paragraph" | "item" | "row" | "block" | "heading" | "quote" | "break" | "gap"];

export interface Citation {
  title: string;
  path: string;
  url: string;
}

export interface Option {
  id: string;
  text: string;
}

export interface FieldOption extends Option {
  description?: string;
  image?: string;
}

export interface MediaAction extends Option {
  url?: string; // opens it; without one the action is chosen
}

export interface Media {
  kind: "image" | "video" | "audio" | "file" | "embed" | "card" | "carousel" | "list";
  src?: string;
  alt?: string;
  title?: string;
  tokens?: Token[];
  actions?: MediaAction[];
  items?: Media[];
}

export interface Field {
  name: string;
  kind: FieldKind;
  label: string;
  required: boolean;
  personal: boolean;
  min?: number;
  max?: number;
  accept?: string[];
  options?: FieldOption[];
  value?: Value; // filled in already
  error?: string; // why the answer was not taken
}

export const FIELD_KINDS = [
  "text",
  "email",
  "phone",
  "url",
  "number",
  "integer",
  "date",
  "time",
  "datetime",
  "bool",
  "choice",
  "multichoice",
  "rating",
  "file",
  "location",
  "signature",
  "address",
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export interface Part {
  id: number;
  name: string;
}

/** Where an author's connection leads. */
export interface Target {
  name: string;
  url?: string;
  method?: string;
  format?: "json" | "form";
  headers?: Record<string, string>;
  mailto?: string;
}

interface Say {
  kind: "say";
  id: string;
  engine: "flow" | "retrieval" | "llm" | "none";
  confidence: number;
  tokens: Token[];
  citations: Citation[];
  media?: Media[];
  delay?: number; // ms
}

export interface Ask {
  kind: "ask";
  id: string;
  layout: "one" | "form";
  fields: Field[];
  back: boolean;
}

interface Http {
  kind: "http";
  id: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: Value;
  format: "json" | "form";
  side: "browser" | "server";
  retries: number;
  once: boolean;
  timeout?: number; // ms
}

interface Llm {
  kind: "llm";
  id: string;
  connection: string;
  system: string;
  prompt: string;
  schema?: Value;
  max_tokens?: number;
}

interface Do {
  kind: "do";
  id: string;
  action: string;
  args: Values;
  to?: Target;
}

interface Handoff {
  kind: "handoff";
  id: string;
  what: "handoff" | "ticket" | "approve";
  team: string;
  summary: string;
  data: Value;
  to?: Target;
}

/** Effects that something outside the conversation answers with a `result`. */
export type Errand = Http | Llm | Do | Handoff;

export type Effect =
  | Say
  | Ask
  | Errand
  | { kind: "choices"; id: string; options: Option[] }
  | { kind: "typing"; id: string; ms: number }
  | { kind: "need"; id: string; parts: Part[] }
  | { kind: "timer"; id: string; at: number }
  | { kind: "cancel"; id: string; effect: string }
  | { kind: "set"; id: string; name: string; value: Value }
  | { kind: "emit"; id: string; name: string; data: Values }
  | { kind: "end"; id: string; outcome: "restarted" | "limit" };

/** What a text that is still being typed may become: core/include/chatlet/suggest.h. A citation without a url is a
 * question of the author's. */
export interface Suggestions {
  items: Citation[];
  parts: Part[]; // missing yet
}
