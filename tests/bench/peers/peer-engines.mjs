// The search engines of others that benches stand beside Chatlet, each behind the same three calls:
//
//   open(docs)            builds an index of {id, title, text}; gives an engine
//   engine.rank(text)     up to 100 ids, best first
//   engine.save()         the index as a page would fetch it, as Buffers
//   engine.close()
//
// Settings are those their documentation names for whole questions; titles count twice where an engine can weigh
// fields. `code` names what a page would fetch of it, minified where the package has it so.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('node_modules', import.meta.url));
const RANKED_MAX = 100;
const TITLE_WEIGHT = 2;

export const peers = {
  minisearch: { open: (docs) => openMiniSearch(docs, {}), code: ['minisearch/dist/es/index.js'] },
  'minisearch, stemmed': {
    open: async (docs) => openMiniSearch(docs, { processTerm: await stemTerm() }),
    code: ['minisearch/dist/es/index.js', 'stemmer/index.js'],
  },
  lunr: { open: openLunr, code: ['lunr/lunr.min.js'] },
  'sqlite fts5': {
    open: openSqlite,
    code: ['sqlite3.wasm', 'sqlite3.mjs'].map((file) => `@sqlite.org/sqlite-wasm/sqlite-wasm/jswasm/${file}`),
  },
  orama: { open: openOrama, code: [] },
  flexsearch: { open: openFlexSearch, code: ['flexsearch/dist/flexsearch.bundle.module.min.mjs'] },
};

/** An engine's code, file by file; empty where its package has no file that a page could take as it is. */
export const codeFiles = (name) => peers[name].code.map((file) => readFileSync(join(modules, file)));

/** How a word is stemmed, and function words left out, for the engine that has neither of its own. */
async function stemTerm() {
  const { stemmer } = await import('stemmer');
  const { default: lunr } = await import('lunr');
  const stems = new Map();
  return (word) => {
    const lower = word.toLowerCase();
    if (!stems.has(lower)) stems.set(lower, lunr.stopWordFilter(lower) === undefined ? null : stemmer(lower));
    return stems.get(lower);
  };
}

async function openMiniSearch(docs, more) {
  const { default: MiniSearch } = await import('minisearch');
  const options = { fields: ['title', 'text'], ...more };
  const index = new MiniSearch(options);
  index.addAll(docs);
  const rank = (text) =>
    index
      .search(text, { boost: { title: TITLE_WEIGHT } })
      .slice(0, RANKED_MAX)
      .map(({ id }) => id);
  return { rank, save: () => [Buffer.from(JSON.stringify(index))], close() {}, index, options };
}

async function openLunr(docs) {
  const { default: lunr } = await import('lunr');
  const index = lunr(function build() {
    this.ref('id');
    this.field('title', { boost: TITLE_WEIGHT });
    this.field('text');
    for (const doc of docs) this.add(doc);
  });
  // Through the query builder: its query language would take signs in a question as commands.
  const rank = (text) =>
    index
      .query((query) => query.term(lunr.tokenizer(text), {}))
      .slice(0, RANKED_MAX)
      .map(({ ref }) => ref);
  return { rank, save: () => [Buffer.from(JSON.stringify(index))], close() {} };
}

async function openSqlite(docs) {
  const { default: init } = await import('@sqlite.org/sqlite-wasm');
  const { default: lunr } = await import('lunr');
  const sqlite = await init({ print: () => {}, printErr: () => {} });
  const db = new sqlite.oo1.DB(':memory:');
  // Without a copy of the texts, as a page that has them elsewhere would keep it.
  db.exec("CREATE VIRTUAL TABLE pages USING fts5(title, text, content='', tokenize='porter unicode61')");
  const insert = db.prepare('INSERT INTO pages (rowid, title, text) VALUES (?, ?, ?)');
  db.exec('BEGIN');
  docs.forEach((doc, i) => insert.bind([i + 1, doc.title, doc.text]).stepReset());
  db.exec('COMMIT');
  insert.finalize();
  db.exec("INSERT INTO pages (pages) VALUES ('optimize')");
  const select = db.prepare(
    `SELECT rowid FROM pages WHERE pages MATCH ? ORDER BY bm25(pages, ${TITLE_WEIGHT}.0, 1.0) LIMIT ${RANKED_MAX}`,
  );
  const rank = (text) => {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const wanted = words.filter((word) => lunr.stopWordFilter(word) !== undefined);
    if (wanted.length === 0) return [];
    select.bind([wanted.map((word) => `"${word}"`).join(' OR ')]);
    const found = [];
    while (select.step()) found.push(docs[select.get(0) - 1].id);
    select.reset();
    return found;
  };
  const save = () => {
    db.exec('VACUUM');
    return [Buffer.from(sqlite.capi.sqlite3_js_db_export(db))];
  };
  const close = () => {
    select.finalize();
    db.close();
  };
  return { rank, save, close };
}

async function openOrama(docs) {
  const { create, insertMultiple, save, search } = await import('@orama/orama');
  const db = create({ schema: { title: 'string', text: 'string' } });
  await insertMultiple(
    db,
    docs.map(({ id, title, text }) => ({ id, title, text })),
  );
  const rank = async (term) => {
    const found = await search(db, { term, limit: RANKED_MAX, boost: { title: TITLE_WEIGHT } });
    return found.hits.map(({ id }) => id);
  };
  return { rank, save: () => [Buffer.from(JSON.stringify(save(db)))], close() {} };
}

async function openFlexSearch(docs) {
  const { Document } = await import('flexsearch');
  const index = new Document({ document: { id: 'id', index: ['title', 'text'] }, tokenize: 'forward' });
  for (const doc of docs) index.add(doc);
  const rank = (text) => index.search(text, { limit: RANKED_MAX, suggest: true, merge: true }).map(({ id }) => id);
  const save = () => {
    const parts = [];
    index.export((key, data) => void (data !== undefined && parts.push(Buffer.from(`${key}\n${data}`))));
    return parts;
  };
  return { rank, save, close() {} };
}
