// What each part of ranking is worth: the collections ranked without it, clean and misspelt.
import { collectionNames, misspell, rankByChatlet, readCollection, score } from './collections.mjs';
import { Skip, timeRun, top, withFolder } from './bench-tools.mjs';
import { join } from 'node:path';

export const title = 'Ablation (nDCG@10 without a part of ranking, and the difference)';

/** Names that `chatlet eval --without` takes; each row leaves these out. */
const variants = [
  ['title'],
  ['headings'],
  ['links'],
  ['section'],
  ['page'],
  ['passage'],
  ['proximity'],
  ['repair'],
  ['passage', 'proximity'],
];

const SEED = 1;

export function measure() {
  const probe = timeRun(join(top, 'build/bin/chatlet'), ['help', 'eval']);
  if (!probe.stdout.includes('--without')) throw new Skip('chatlet eval has no --without');
  return withFolder((folder) => collectionNames.flatMap((name) => measureCollection(readCollection(name), folder)));
}

function measureCollection(collection, folder) {
  const misspelt = misspell(collection.queries, SEED);
  const quality = (queries, more) => {
    const rankings = rankByChatlet(collection, queries, folder, more);
    return score(rankings, collection.qrels)['nDCG@10'];
  };
  const both = (more) => ({ clean: quality(collection.queries, more), misspelt: quality(misspelt, more) });
  const whole = both([]);
  const rows = variants.map((names) => {
    const part = both(['--without', names.join(',')]);
    const values = { ...part, 'clean lost': whole.clean - part.clean, 'misspelt lost': whole.misspelt - part.misspelt };
    return { name: `${collection.name}: without ${names.join(', ')}`, values };
  });
  return [{ name: `${collection.name}: whole`, values: whole }, ...rows];
}
