// An engine of a few lines behind the interface of web/src/engine/session.ts, for tests of the host alone: every
// question needs two parts and is answered with its own words.

const text = new TextDecoder();
const bytes = new TextEncoder();

export class FakeEngine {
  parts = new Map(); // id → bytes
  events = [];
  closed = false;
  info = { suggests: true };
  /** @param plan {build, stopOn, badParts}: kinds of event that trap, part bytes that are refused */
  constructor(plan = {}) {
    this.plan = { build: "a", stopOn: [], badParts: [], ...plan };
  }

  get partsBytes() {
    return [...this.parts.values()].reduce((sum, part) => sum + part.length, 0);
  }
  hasPart(id) {
    return this.parts.has(id);
  }
  addPart(id, part) {
    if (this.plan.badParts.includes(text.decode(part))) return "part";
    this.parts.set(id, part);
    return "ok";
  }
  dropPart(id) {
    this.parts.delete(id);
  }
  close() {
    this.closed = true;
  }

  /** Suggests the text itself once parts 0 and 1 are there. */
  suggest(text) {
    if (this.plan.stopOn.includes("suggest")) return failure("stopped");
    const parts = [0, 1].filter((id) => !this.parts.has(id)).map((id) => ({ id, name: `${id}.part` }));
    const author = { title: "First?", path: "", url: "" };
    const page = { title: text, path: "", url: "page.html" };
    return { ok: true, parts, items: parts.length > 0 ? [author] : [author, page] };
  }

  step(state, event) {
    this.events.push(event);
    if (this.plan.stopOn.includes(event.kind)) return failure("stopped");
    const before = state.length === 0 ? null : JSON.parse(text.decode(state));
    const begins = event.kind === "start" || event.kind === "restart";
    if (!begins && before?.build !== this.plan.build) return failure("state");
    const after = { ...(before ?? {}), build: this.plan.build };
    const effects = this.#effects(event, after, before);
    if (!effects) return failure("state");
    return { ok: true, state: bytes.encode(JSON.stringify(after)), effects, effectBytes: new Uint8Array() };
  }

  #effects(event, after, before) {
    const id = String(event.seq);
    switch (event.kind) {
      case "start":
      case "restart":
        after.pending = null;
        return [say(id, "flow", "Hello"), choices(id, "1", "First?")];
      case "choice":
        return this.#need(id, after, event.choice === "retry" ? before.question : "First?");
      case "text":
        return this.#need(id, after, event.text);
      case "result":
        if (event.effect !== before.pending) return null;
        after.pending = null;
        if (event.ok) return [say(id, "retrieval", "Re: " + before.question)];
        return [say(id, "none", "Trouble"), choices(id, "retry", "Try again")];
      default:
        return [];
    }
  }

  #need(id, after, question) {
    after.pending = "n" + id;
    after.question = question;
    const parts = [0, 1].map((part) => ({ id: part, name: `${part}.part` }));
    return [{ kind: "need", id: after.pending, parts }];
  }
}

function failure(status) {
  return { ok: false, status, message: "fake: " + status };
}

function say(id, engine, words) {
  const citations = engine === "retrieval" ? [{ title: "Page", path: "", url: "page.html" }] : [];
  return { kind: "say", id: "s" + id, engine, confidence: 1, tokens: [["text", words]], citations };
}

function choices(id, option, words) {
  return { kind: "choices", id: "c" + id, options: [{ id: option, text: words }] };
}
