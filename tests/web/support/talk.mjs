// A conversation over fakes, and what is seen of it.

import { FakeEngine } from "./fake-engine.mjs";
import { importTs } from "./import-ts.mjs";

const { Conversation } = await importTs("host/conversation.ts");
const { INITIAL_STATE, nextState } = await importTs("widget/state.ts");

const fourBytes = async () => new Uint8Array(4);

/** `given`: engines  handed out in order, the last one for good; an Error fails to open
 *           saved, visitor  what an earlier page kept
 *           errands  gets each errand and how to tell its outcome
 * `seen`:   state, kept, visitor, saves, told, canceled
 *           clock  the time, which `pass(ms)` moves on */
export function talk(given = {}) {
  const { engines = [new FakeEngine()], saved = null, visitor = null, head = "a.head" } = given;
  const { fetchBytes = fourBytes, filter = () => "", errands = () => {}, pauses = false } = given;
  const { page = () => "https://example.org/", prepare = () => null } = given;
  const seen = { state: INITIAL_STATE, kept: saved, visitor, saves: 0, told: [], canceled: [], clock: 1000 };
  let timers = [];
  let seed = 7;
  const conversation = new Conversation({
    openEngine: async () => {
      const engine = engines.length > 1 ? engines.shift() : engines[0];
      if (engine instanceof Error) throw engine;
      return engine;
    },
    fetchBytes,
    store: {
      load: async () => seen.kept,
      save: async (kept) => void ((seen.kept = structuredClone(kept)), seen.saves++),
      clear: async () => void (seen.kept = null),
      loadVisitor: async () => seen.visitor,
      saveVisitor: async (kept) => void (seen.visitor = structuredClone(kept)),
      close: () => {},
    },
    head,
    locale: "en",
    page,
    zone: () => 60,
    vars: () => ({ url: { plan: "pro" }, page: {}, host: {} }),
    filter,
    now: () => seen.clock,
    seed: () => seed++,
    later: (ms, run) => {
      const timer = { at: seen.clock + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((each) => each !== timer));
    },
    pauses: () => pauses,
    prepare,
    run: (errand, tell) => errands(errand, tell),
    cancel: (id) => void seen.canceled.push(id),
    messages: () => seen.state.messages,
    act: (action) => void (seen.state = nextState(seen.state, action)),
    tell: (name, detail) => void seen.told.push([name, detail]),
  });
  async function pass(ms) {
    seen.clock += ms;
    const due = timers.filter(({ at }) => at <= seen.clock);
    timers = timers.filter(({ at }) => at > seen.clock);
    for (const { run } of due) run();
    await settle();
  }
  return { conversation, seen, pass };
}

/** Until everything that was begun has ended: no timer is involved, so turns of the loop are enough. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}
