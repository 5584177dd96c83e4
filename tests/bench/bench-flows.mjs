// A conversation of six turns (menu, three questions with one answered wrong, condition, confirmation, summary) in
// Chatlet's module and in xstate, inkjs and rivescript, in one process. Each engine first proves on three scripts that
// it plays it right. Then: turns per processor second, the median time of a turn, what a session that waits takes in
// memory, and what it takes when saved.
//
// Ours begins every turn with a session's bytes and ends it with bytes, as a host does that keeps many; the others keep
// theirs as objects and are saved for their size only. A session's own beginning, `start`, is played but not counted.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { requireFile, top } from './bench-tools.mjs';
import { compileBot, decodeEffects, FlowModule, NOTHING, openSession, startEvent, textEvent } from './flow-engine.mjs';
import { prove, script } from './flow-script.mjs';

export const title = 'Flows: a conversation of six turns (WebAssembly built for size, in Node)';

const texts = script.map(([text]) => text);
const RATE_CPU_MICROSECONDS = 1_000_000; // for each figure, after as much to warm up
const CONVERSATIONS_AT_ONCE = 50;
const TIMED_CONVERSATIONS = 2000;
const PARKED_SESSIONS = 2000;
const PARKED_TURNS = 3; // they wait in the midst of the questions

export async function measure() {
  requireFile(`${top}tests/bench/peers/node_modules/xstate`, 'cmake/setup.sh bench installs the peers');
  const { engines } = await import('./peers/flow-engines.mjs');
  const rows = await ourRows();
  for (const [name, { open }] of Object.entries(engines)) {
    await prove(name, open);
    rows.push(await rowOf(name, peerPlayer(open)));
  }
  return rows;
}

async function ourRows() {
  const module = await FlowModule.open(await compileBot());
  await prove('chatlet', () => openSession(module));
  return [
    await rowOf('chatlet, events and effects as bytes', bytesPlayer(module)),
    await rowOf('chatlet, both as objects', objectsPlayer(module)),
  ];
}

/** What can be measured of an engine: open() gives {start(), say(text), save()}, perhaps with promises. */
async function rowOf(name, player) {
  const turns = await turnsPerCpuSecond(player);
  const median = await medianMicroseconds(player);
  const [live, saved] = [await liveBytes(player), await savedBytes(player)];
  const values = { 'turns/CPU s': Math.round(turns), 'p50 us': median, 'live B': Math.round(live), 'saved B': saved };
  return { name, values };
}

function bytesPlayer(module) {
  const events = [startEvent(42), ...texts.map((text, index) => textEvent(index + 2, text))];
  return {
    open() {
      let state = NOTHING;
      let index = 0;
      const take = () => {
        state = module.step(state, events[index++]);
      };
      return { start: take, say: take, save: () => state, parked: () => state };
    },
  };
}

function objectsPlayer(module) {
  return {
    open() {
      let state = NOTHING;
      let seq = 1;
      const take = (event) => {
        state = module.step(state, event);
        return decodeEffects(module.effects());
      };
      const say = (text) => take(textEvent((seq += 1), text));
      return { start: () => take(startEvent(42)), say, save: () => state, parked: () => state };
    },
  };
}

function peerPlayer(open) {
  return {
    async open() {
      const session = await open();
      return { ...session, parked: () => session };
    },
  };
}

// Promises are waited for only where there are some, so that engines without them do not pay for it.
const isPromise = (value) => typeof value?.then === 'function';

async function playOne({ open }) {
  const opened = open();
  const session = isPromise(opened) ? await opened : opened;
  const begun = session.start();
  if (isPromise(begun)) await begun;
  for (const text of texts) {
    const said = session.say(text);
    if (isPromise(said)) await said;
  }
  session.close?.();
}

async function playFor(player, microseconds) {
  const before = process.cpuUsage();
  for (let conversations = 0; ; ) {
    for (let i = 0; i < CONVERSATIONS_AT_ONCE; i++) await playOne(player);
    conversations += CONVERSATIONS_AT_ONCE;
    const { user, system } = process.cpuUsage(before);
    if (user + system > microseconds) return (conversations * texts.length * 1e6) / (user + system);
  }
}

async function turnsPerCpuSecond(player) {
  await playFor(player, RATE_CPU_MICROSECONDS);
  return playFor(player, RATE_CPU_MICROSECONDS);
}

async function medianMicroseconds({ open }) {
  const times = [];
  for (let i = 0; i < TIMED_CONVERSATIONS; i++) {
    const session = await open();
    await session.start();
    for (const text of texts) {
      const begin = performance.now();
      const said = session.say(text);
      if (isPromise(said)) await said;
      times.push((performance.now() - begin) * 1000);
    }
    session.close?.();
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)];
}

async function advance(session, turns) {
  await session.start();
  for (const text of texts.slice(0, turns)) await session.say(text);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

function usedBytes() {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes that one more session takes while it waits; the first round is for what is made once only. */
async function liveBytes(player) {
  await parkedBytes(player);
  return parkedBytes(player);
}

async function parkedBytes({ open }) {
  const parked = [];
  const before = usedBytes();
  for (let i = 0; i < PARKED_SESSIONS; i++) {
    const session = await open();
    await advance(session, PARKED_TURNS);
    parked.push(session.parked());
  }
  const bytes = (usedBytes() - before) / parked.length;
  for (const session of parked) session.close?.();
  return bytes;
}

/** The largest of what a session is saved as, after each turn. */
async function savedBytes({ open }) {
  let most = 0;
  for (let turns = 0; turns <= texts.length; turns++) {
    const session = await open();
    await advance(session, turns);
    most = Math.max(most, Buffer.byteLength(await session.save()));
    session.close?.();
  }
  return most;
}
