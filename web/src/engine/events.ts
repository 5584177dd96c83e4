// What goes into the engine and what comes out. The meaning of every field, and the rules between them, stand in
// core/include/chatlet/session.h; these are the same values as the host sees them.

export type Event =
  | { kind: "start"; seq: number; now: number; seed: number; locale?: string; page?: string; filter?: string }
  | { kind: "text"; seq: number; now: number; text: string; filter?: string }
  | { kind: "choice"; seq: number; now: number; choice: string; filter?: string }
  | { kind: "result"; seq: number; now: number; effect: string; ok: boolean }
  | { kind: "feedback"; seq: number; now: number; message: string; value: 1 | -1 }
  | { kind: "restart"; seq: number; now: number; seed: number; filter?: string };

export type Token =
  | readonly ["text" | "mark" | "code", string]
  | readonly ["paragraph" | "item" | "row" | "block" | "gap"];

export interface Citation {
  title: string;
  path: string;
  url: string;
}

export interface Option {
  id: string;
  text: string;
}

export interface Part {
  id: number;
  name: string;
}

export type Effect =
  | {
      kind: "say";
      id: string;
      engine: "flow" | "retrieval" | "none";
      confidence: number;
      tokens: Token[];
      citations: Citation[];
    }
  | { kind: "choices"; id: string; options: Option[] }
  | { kind: "need"; id: string; parts: Part[] }
  | { kind: "emit"; id: string; name: string; data: Record<string, string | number | boolean> }
  | { kind: "end"; id: string; outcome: "restarted" | "limit" };

/** What a text that is still being typed may become: core/include/chatlet/suggest.h. A citation without a url is a
 * question of the author's. */
export interface Suggestions {
  items: Citation[];
  parts: Part[]; // missing yet
}
