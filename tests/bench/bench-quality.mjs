// How well questions find their pages, by judgements: Chatlet and peers over the shared test collections.
import { join } from 'node:path';
import { collectionNames, rankByChatlet, rankByPeer, readCollection, score } from './collections.mjs';
import { Skip, loadPeers, withFolder } from './bench-tools.mjs';
import { launch, rankByPagefind } from './page-tools.mjs';

export const title = 'Quality over judged collections (nDCG with linear gain)';

export function measure() {
  return withFolder(async (folder) => {
    const rows = [];
    for (const name of collectionNames) rows.push(...(await measureCollection(readCollection(name), folder)));
    return rows;
  });
}

async function measureCollection(collection, folder) {
  const ours = score(rankByChatlet(collection, collection.queries, folder), collection.qrels);
  const rows = [row(collection, 'chatlet', ours, ours)];
  const { peers } = await loadPeers();
  for (const [name, { open }] of Object.entries(peers)) {
    const engine = await open(collection.docs);
    const theirs = score(await rankByPeer(engine, collection.queries), collection.qrels);
    engine.close();
    rows.push(row(collection, name, theirs, ours));
  }
  return [...rows, ...(await measurePagefind(collection, ours, folder))];
}

// It runs in a browser only.
async function measurePagefind(collection, ours, folder) {
  let chrome;
  try {
    chrome = await launch();
    const rankings = await rankByPagefind(chrome, collection.docs, collection.queries, join(folder, collection.name));
    return [row(collection, 'pagefind', score(rankings, collection.qrels), ours)];
  } catch (error) {
    if (!(error instanceof Skip)) throw error;
    console.log(`  skipped: pagefind: ${error.message}`);
    return [];
  } finally {
    await chrome?.close();
  }
}

function row(collection, name, figures, ours) {
  const ratio = figures['nDCG@10'] / ours['nDCG@10'];
  return { name: `${collection.name}: ${name}`, values: { ...figures, 'of ours': ratio } };
}
