// An engine that answers as a test says, for what the host does with effects: `script` gets an event and how many steps
// were taken before, and gives effects without ids, or null to refuse the event.

const text = new TextDecoder();

export class ScriptedEngine {
  events = [];
  info = { suggests: false };
  partsBytes = 0;

  constructor(script, build = "a") {
    this.script = script;
    this.build = build;
  }

  hasPart() {
    return true;
  }
  close() {}
  suggest() {
    return { ok: true, items: [{ title: "Suggested", path: "", url: "" }], parts: [] };
  }

  step(state, event) {
    const [build, step] = state.length === 0 ? [this.build, 0] : JSON.parse(text.decode(state));
    this.events.push(event);
    const begins = event.kind === "start" || event.kind === "restart";
    const effects = build === this.build || begins ? this.script(event, step) : null;
    if (!effects) return { ok: false, status: "state", message: "scripted: refused" };
    const numbered = effects.map((effect, at) => ({ id: `${event.seq}-${at}`, ...effect }));
    const after = new TextEncoder().encode(JSON.stringify([this.build, step + 1]));
    return { ok: true, state: after, effects: numbered, effectBytes: new Uint8Array() };
  }
}

export function say(words, more = {}) {
  return { kind: "say", engine: "flow", confidence: 1e6, tokens: [["text", words]], citations: [], ...more };
}

export function field(name, kind, more = {}) {
  return { name, kind, label: name + "?", required: true, personal: false, ...more };
}

export function ask(...fields) {
  return { kind: "ask", layout: fields.length > 1 ? "form" : "one", fields, back: false };
}
