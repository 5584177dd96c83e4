// What one seeded edit in one or two words of five or more letters costs: nDCG@10 with it over nDCG@10 without.
import { collectionNames, misspell, rankByChatlet, rankByPeer, readCollection, score } from './collections.mjs';
import { loadPeers, withFolder } from './bench-tools.mjs';

export const title = 'Misspelt queries (share of clean nDCG@10 kept)';

const SEEDS = [1, 2, 3];

export function measure() {
  return withFolder(async (folder) => {
    const rows = [];
    for (const name of collectionNames) rows.push(...(await measureCollection(readCollection(name), folder)));
    return rows;
  });
}

async function measureCollection(collection, folder) {
  const rows = [await rowOf(collection, 'chatlet', (queries) => rankByChatlet(collection, queries, folder))];
  const { peers } = await loadPeers();
  for (const [name, { open }] of Object.entries(peers)) {
    const engine = await open(collection.docs);
    rows.push(await rowOf(collection, name, (queries) => rankByPeer(engine, queries)));
    engine.close();
  }
  return rows;
}

async function rowOf(collection, name, rank) {
  const quality = async (queries) => score(await rank(queries), collection.qrels)['nDCG@10'];
  const clean = await quality(collection.queries);
  const misspelt = [];
  for (const seed of SEEDS) misspelt.push(await quality(misspell(collection.queries, seed)));
  const mean = misspelt.reduce((sum, one) => sum + one, 0) / SEEDS.length;
  const spread = (Math.max(...misspelt) - Math.min(...misspelt)) / 2;
  const values = { clean, misspelt: mean, 'seeds ±': spread, kept: mean / clean };
  return { name: `${collection.name}: ${name}`, values };
}
