// An index of a large documentation site: bytes to fetch as brotli, and processor time to build it from docs.jsonl;
// Chatlet and peers over the same texts, scaled by megabytes of text to the site that the goals are set for.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { GOAL_TEXT_BYTES, buildSite, filesByKind, manualName, readPages, textBytes, writePages } from './linux-doc.mjs';
import { loadPeers, timeRun, top, withFolder } from './bench-tools.mjs';
import { join } from 'node:path';

export const title = `Index of a large site (${manualName}): brotli bytes, and CPU seconds from docs.jsonl`;

// Past this the highest quality takes minutes, so that a lower one is used, which gives larger figures.
const BEST_QUALITY_BYTES_MAX = 15e6;

export function measure() {
  const docs = readPages();
  const scale = GOAL_TEXT_BYTES / textBytes(docs);
  return withFolder(async (folder) => [
    { name: 'text', value: textBytes(docs), unit: 'B' },
    { name: `scale to ${GOAL_TEXT_BYTES / 1e6} MB of text`, value: scale, unit: '' },
    ...(await measureChatlet(writePages(docs, folder), scale)),
    ...(await measurePeers(docs, scale)),
  ]);
}

async function measureChatlet(path, scale) {
  const kinds = filesByKind(buildSite().folder);
  const isText = ([kind]) => kind.startsWith('text');
  const bytes = [];
  for (const [kind, files] of Object.entries(kinds)) {
    // Texts are many and only told beside: as the build compressed them is close enough.
    const read = () => files.map((file) => readFileSync(file));
    bytes.push([kind, isText([kind]) ? sizesOf(files.map(asServed)) : await compressAll(read())]);
  }
  const sum = (some) => some.reduce((total, [, size]) => total + size, 0);
  const index = sum(bytes.filter((one) => !isText(one)));
  const values = { 'index MB': index / 1e6, 'scaled MB': (index * scale) / 1e6, ...buildTimes(path, scale) };
  return [
    ...bytes.map(([kind, size]) => ({ name: `chatlet: ${kind}`, value: size, unit: 'B' })),
    { name: 'chatlet (from HTML; seconds from docs.jsonl)', values },
  ];
}

const asServed = (file) => (existsSync(`${file}.br`) ? `${file}.br` : file);
const sizesOf = (files) => files.reduce((sum, file) => sum + statSync(file).size, 0);

function buildTimes(path, scale) {
  const run = timeRun(join(top, 'build/bin/chatlet'), ['eval', '--docs', path, '--json']);
  if (run.status > 1) throw new Error(`chatlet eval: exit ${run.status}\n${run.stderr}`);
  const told = JSON.parse(run.stdout);
  const seconds = (key) => told[`${key}_us`] / 1e6;
  const [read, index, write] = ['read', 'index', 'write'].map(seconds);
  return { 'read s': read, 'index s': index, 'write s': write, 'scaled CPU s': (read + index + write) * scale };
}

// Built one after the other, for the sake of the times; compressed together at the end.
async function measurePeers(docs, scale) {
  const { codeFiles, peers } = await loadPeers();
  const lines = docs.map((doc) => JSON.stringify(doc));
  const built = [];
  for (const [name, { open }] of Object.entries(peers)) {
    const before = process.cpuUsage();
    const engine = await open(lines.map((line) => JSON.parse(line)));
    const saved = engine.save();
    const { user, system } = process.cpuUsage(before);
    engine.close();
    built.push({ name, saved, seconds: ((user + system) / 1e6) * scale });
  }
  return Promise.all(built.map((one) => rowOf(one, codeFiles(one.name), scale)));
}

async function rowOf({ name, saved, seconds }, code, scale) {
  const raw = saved.reduce((sum, one) => sum + one.length, 0);
  const [bytes, codeBytes] = [await compressAll(saved), await compressAll(code)];
  const values = { 'index MB': bytes / 1e6, 'scaled MB': (bytes * scale) / 1e6, 'raw MB': raw / 1e6 };
  // The whole index and the code are fetched before a first answer.
  const first = codeBytes > 0 ? { 'first answer MB': (bytes + codeBytes) / 1e6 } : {};
  return { name, values: { ...values, ...first, 'scaled CPU s': seconds } };
}

async function compressAll(list) {
  const sizes = await Promise.all(list.map((one) => compress(one)));
  return sizes.reduce((sum, one) => sum + one, 0);
}

const brotli = promisify(brotliCompress);

async function compress(bytes) {
  const quality = bytes.length <= BEST_QUALITY_BYTES_MAX ? 11 : 5;
  return (await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })).length;
}
