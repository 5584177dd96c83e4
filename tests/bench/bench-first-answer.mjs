// What a visitor of a large site fetches before a first answer, code included, and for each further question of a
// session whose cache is kept; as brotli. 220 questions in one order; Pagefind over the same texts and questions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../quality/ask.mjs';
import { brotliBytes, loadPeers, top, withFolder } from './bench-tools.mjs';
import { buildSite, manualName, readPages, readQuestions } from './linux-doc.mjs';
import { buildPagefind, filesOf, launch, serveFiles } from './page-tools.mjs';

export const title = `Bytes to an answer (${manualName})`;

// A cold visit of Pagefind takes a page of its own: every eleventh question is enough for a mean.
const COLD_STEP = 11;

export async function measure() {
  const questions = readQuestions();
  return [...measureChatlet(questions), ...(await measurePagefind(questions))];
}

function measureChatlet(questions) {
  const { folder } = buildSite();
  const sizes = new Map();
  const sizeOf = (file) => {
    if (!sizes.has(file)) sizes.set(file, brotliBytes(readFileSync(join(folder, file))));
    return sizes.get(file);
  };
  const sum = (files) => files.reduce((total, file) => total + sizeOf(file), 0);
  const { head, panel, runtime } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const code = sum(['chatlet.js', panel.file, runtime.file, 'manifest.json']);
  const asked = questions.map((question) => ({ question, pages: [], holds: [] }));
  const answers = ask(join(top, 'build/bin/chatlet'), folder, asked);
  const needs = answers.map(({ parts }) => parts.map((name) => `files/${name}`));
  const cold = needs.map((files) => code + sum([head.file, ...files]));
  const held = new Set(needs[0]);
  const further = needs.slice(1).map((files) => {
    const missing = files.filter((file) => !held.has(file));
    missing.forEach((file) => held.add(file));
    return sum(missing);
  });
  const engine = sum([runtime.file, 'manifest.json']);
  const ours = { 'code B': code, 'code without panel B': engine, questions: needs.length };
  const values = { ...summary(cold, further), ...ours };
  return [
    { name: 'chatlet', values },
    { name: 'chatlet: head', value: sizeOf(head.file), unit: 'B' },
  ];
}

const mean = (list) => Math.round(list.reduce((sum, one) => sum + one, 0) / list.length);
const largest = (list) => Math.max(...list);

const summary = (cold, further) => ({
  'first answer B': mean(cold),
  'largest B': largest(cold),
  'further query B': mean(further),
});

async function measurePagefind(questions) {
  await loadPeers();
  const chrome = await launch();
  try {
    return await withFolder(async (folder) => {
      buildPagefind(readPages(), folder);
      const server = await serveFiles(filesOf(folder));
      const { cold, further, empty } = await visit(chrome, server, questions);
      server.stop();
      return [{ name: 'pagefind', values: { ...summary(cold, further), 'without a result': empty } }];
    });
  } finally {
    await chrome.close();
  }
}

async function visit(chrome, server, questions) {
  const cold = [];
  for (let i = 0; i < questions.length; i += COLD_STEP) {
    const page = await open(chrome, server);
    await page.evaluate(askPagefindInPage, questions[i]);
    cold.push(server.taken.bytes);
    await page.context().close();
  }
  const page = await open(chrome, server);
  const steps = [];
  let empty = 0;
  for (const question of questions) {
    empty += (await page.evaluate(askPagefindInPage, question)) === 0;
    steps.push(server.taken.bytes);
  }
  const further = steps.slice(1).map((bytes, i) => bytes - steps[i]);
  return { cold, further, empty };
}

async function open(chrome, server) {
  const page = await (await chrome.newContext()).newPage();
  await page.goto(server.address);
  server.taken.bytes = 0;
  return page;
}

// Runs in the page: a search, and the text of its first page, which an answer shows.
async function askPagefindInPage(question) {
  const pagefind = await import('/pagefind/pagefind.js');
  const { results } = await pagefind.search(question);
  if (results.length > 0) await results[0].data();
  return results.length;
}
