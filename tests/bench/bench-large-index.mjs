// An index of a large documentation site: bytes to fetch as brotli, and processor time to build it from docs.jsonl;
// Chatlet and peers over the same texts, scaled by megabytes of text to the site that the goals are set for.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { GOAL_TEXT_BYTES, buildSite, filesByKind, manualName, readPages, textBytes, writePages } from './linux-doc.mjs';
import { loadPeers, timeRun, top, withFolder } from './bench-tools.mjs';
import { join } from 'node:path';

export const title = `Index of a large site (${manualName}): brotli bytes, and CPU seconds from docs.jsonl`;

// Past this, the highest quality takes minutes; the lower one gives some 15 % more.
const BEST_QUALITY_BYTES_MAX = 15e6;

export function measure() {
  const docs = readPages();
  const scale = GOAL_TEXT_BYTES / textBytes(docs);
  return withFolder(async (folder) => [
    { name: 'text', value: textBytes(docs), unit: 'B' },
    { name: `scale to ${GOAL_TEXT_BYTES / 1e6} MB of text`, value: scale, unit: '' },
    ...measureChatlet(writePages(docs, folder), scale),
    ...(await measurePeers(docs, scale)),
  ]);
}

function measureChatlet(path, scale) {
  const kinds = filesByKind(buildSite().folder);
  const bytesOf = (files) => files.reduce((sum, file) => sum + compress(readFileSync(file)), 0);
  const bytes = Object.entries(kinds).map(([kind, files]) => [kind, bytesOf(files)]);
  const isText = ([kind]) => kind.startsWith('text');
  const sum = (some) => some.reduce((total, [, size]) => total + size, 0);
  const index = sum(bytes.filter((one) => !isText(one)));
  const values = { 'index MB': index / 1e6, 'scaled MB': (index * scale) / 1e6, ...buildTimes(path, scale) };
  return [
    ...bytes.map(([kind, size]) => ({ name: `chatlet: ${kind}`, value: size, unit: 'B' })),
    { name: 'chatlet (from HTML; seconds from docs.jsonl)', values },
  ];
}

function buildTimes(path, scale) {
  const run = timeRun(join(top, 'build/bin/chatlet'), ['eval', '--docs', path, '--json']);
  if (run.status > 1) throw new Error(`chatlet eval: exit ${run.status}\n${run.stderr}`);
  const told = JSON.parse(run.stdout);
  const seconds = (key) => told[`${key}_us`] / 1e6;
  const [read, index, write] = ['read', 'index', 'write'].map(seconds);
  return { 'read s': read, 'index s': index, 'write s': write, 'scaled CPU s': (read + index + write) * scale };
}

async function measurePeers(docs, scale) {
  const { codeFiles, peers } = await loadPeers();
  const lines = docs.map((doc) => JSON.stringify(doc));
  const rows = [];
  for (const [name, { open }] of Object.entries(peers)) {
    const before = process.cpuUsage();
    const engine = await open(lines.map((line) => JSON.parse(line)));
    const saved = engine.save();
    const { user, system } = process.cpuUsage(before);
    const raw = saved.reduce((sum, one) => sum + one.length, 0);
    const bytes = saved.reduce((sum, one) => sum + compress(one), 0);
    engine.close();
    const seconds = (user + system) / 1e6;
    const values = { 'index MB': bytes / 1e6, 'scaled MB': (bytes * scale) / 1e6, 'raw MB': raw / 1e6 };
    const code = codeFiles(name).reduce((sum, one) => sum + compress(one), 0);
    // The whole index and the code are fetched before a first answer.
    const first = code > 0 ? { 'first answer MB': (bytes + code) / 1e6 } : {};
    rows.push({ name, values: { ...values, ...first, 'scaled CPU s': seconds * scale } });
  }
  return rows;
}

function compress(bytes) {
  const quality = bytes.length <= BEST_QUALITY_BYTES_MAX ? 11 : 5;
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;
}
