// Test collections: documents, queries, judgements, what a ranking is worth by them, and misspelt queries.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Skip, timeRun, top } from './bench-tools.mjs';

const shared = join(top, '../shared/data/retrieval');
const DEPTH = 10;

export const collectionNames = ['cranfield', 'stackfaq'];

/** {name, folder, docs, queries, qrels}; qrels: query id -> Map of document id -> gain. */
export function readCollection(name) {
  const folder = join(shared, name);
  if (!existsSync(folder)) throw new Skip(`${folder} is not there: the shared test data is not on this machine`);
  const lines = (file) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
  const objects = (file) => lines(file).map((line) => JSON.parse(line));
  const qrels = new Map();
  for (const line of lines('qrels.tsv')) {
    const [query, document, gain] = line.split('\t');
    if (!qrels.has(query)) qrels.set(query, new Map());
    qrels.get(query).set(document, Number(gain));
  }
  return { name, folder, docs: objects('docs.jsonl'), queries: objects('queries.jsonl'), qrels };
}

export const measures = ['nDCG@10', 'MRR@10', 'recall@10', 'recall@100'];

/** Means of `measures` over the judged queries. rankings: query id -> ids, best first. */
export function score(rankings, qrels) {
  const sums = measures.map(() => 0);
  let judged = 0;
  for (const [query, gains] of qrels) {
    if (!rankings.has(query) || ![...gains.values()].some((gain) => gain > 0)) continue;
    judged++;
    scoreOne(rankings.get(query), gains).forEach((value, i) => (sums[i] += value));
  }
  return Object.fromEntries(measures.map((name, i) => [name, sums[i] / judged]));
}

function scoreOne(ranking, gains) {
  const discounted = (all) => all.slice(0, DEPTH).reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
  const found = ranking.map((id) => Math.max(0, gains.get(id) ?? 0));
  const ideal = [...gains.values()].filter((gain) => gain > 0).sort((a, b) => b - a);
  const first = found.slice(0, DEPTH).findIndex((gain) => gain > 0);
  const share = (depth) => found.slice(0, depth).filter((gain) => gain > 0).length / ideal.length;
  return [discounted(found) / discounted(ideal), first < 0 ? 0 : 1 / (first + 1), share(DEPTH), share(100)];
}

/** Rankings by `chatlet eval`, which asks through the code that answers in a browser. */
export function rankByChatlet(collection, queries, folder, more = []) {
  const paths = writeQueries(queries, folder);
  const run = timeRun(join(top, 'build/bin/chatlet'), [
    ...['eval', '--docs', join(collection.folder, 'docs.jsonl'), '--queries', paths.queries],
    ...['--out', paths.run, ...more],
  ]);
  if (run.status > 1) throw new Error(`chatlet eval: exit ${run.status}\n${run.stderr}`);
  return readRun(paths.run, queries);
}

function writeQueries(queries, folder) {
  mkdirSync(folder, { recursive: true });
  const paths = { queries: join(folder, 'queries.jsonl'), run: join(folder, 'run.tsv') };
  writeFileSync(paths.queries, queries.map((query) => `${JSON.stringify(query)}\n`).join(''));
  return paths;
}

function readRun(path, queries) {
  const rankings = new Map(queries.map(({ id }) => [id, []]));
  for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const [query, document] = line.split('\t');
    rankings.get(query).push(document);
  }
  return rankings;
}

/** Rankings by an engine of peers/peer-engines.mjs. */
export async function rankByPeer(engine, queries) {
  const rankings = new Map();
  for (const { id, text } of queries) rankings.set(id, await engine.rank(text));
  return rankings;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LEAST_LETTERS = 5;
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** The queries with one edit (a letter dropped, doubled, replaced, or swapped with the next) in one or two words. */
export function misspell(queries, seed) {
  const random = randomOf(seed);
  const below = (count) => Math.floor(random() * count);
  return queries.map(({ id, text }) => {
    const words = [...text.matchAll(/\p{L}+/gu)].filter(([word]) => [...word].length >= LEAST_LETTERS);
    const wanted = Math.min(words.length, 1 + below(2));
    const chosen = new Set();
    while (chosen.size < wanted) chosen.add(below(words.length));
    let result = text;
    for (const i of [...chosen].sort((a, b) => b - a)) {
      const { 0: word, index } = words[i];
      result = result.slice(0, index) + edit([...word], below) + result.slice(index + word.length);
    }
    return { id, text: result };
  });
}

// An edit always changes the word: equal neighbors are not swapped, a letter is not replaced by itself.
function edit(word, below) {
  for (;;) {
    const at = below(word.length);
    const kind = below(4);
    const edited = [...word];
    if (kind === 0) edited.splice(at, 1);
    if (kind === 1) edited.splice(at, 0, letters[below(letters.length)]);
    if (kind === 2) edited[at] = letters[below(letters.length)];
    if (kind === 3 && at + 1 < word.length) [edited[at], edited[at + 1]] = [word[at + 1], word[at]];
    if (edited.join('') !== word.join('')) return edited.join('');
  }
}
