// Stands in for web/src/engine/session.ts and load.ts in bots of scripted-bot.mjs.

const text = new TextDecoder();

export async function loadRuntime() {
  return {};
}

export class Engine {
  info = { suggests: false };
  partsBytes = 0;

  static async open() {
    return { ok: true, engine: new Engine() };
  }

  hasPart() {
    return true;
  }
  close() {}
  suggest() {
    return { ok: true, items: [], parts: [] };
  }

  step(state, event) {
    const step = state.length === 0 ? 0 : Number(text.decode(state));
    (window.events ??= []).push(event);
    const effects = window.script(event, step);
    if (!effects) return { ok: false, status: "state", message: "scripted: refused" };
    const numbered = effects.map((effect, at) => ({ id: `${event.seq}-${at}`, ...effect }));
    return { ok: true, state: new TextEncoder().encode(String(step + 1)), effects: numbered };
  }
}
