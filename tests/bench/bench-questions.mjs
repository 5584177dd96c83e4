// Sixty questions over PostgreSQL's manual, asked in Chromium as a page asks them: how long the engine computes, and
// what a visitor fetches before the first answer. Quality beside it: the same questions through the native program.
import { join } from 'node:path';
import { ask, firstAnswerBytes, readQuestions, summarize } from '../quality/ask.mjs';
import { requireFile, timeRun, top, withFolder } from './bench-tools.mjs';
import { askChatletInPage, launch, quantile, serveSite, timesOf } from './page-tools.mjs';

export const title = 'Questions over the PostgreSQL manual';

const manual = '/usr/share/doc/postgresql-doc-15/html';
const sets = ['ordinary', 'hard'];
const ROUNDS = 5;

export function measure() {
  requireFile(manual, 'install postgresql-doc-15');
  return withFolder(measureIn);
}

async function measureIn(out) {
  const chatlet = join(top, 'build/bin/chatlet');
  const built = timeRun(chatlet, ['build', manual, '--out', out, '--base-url', '/']);
  if (built.status > 1) throw new Error(`chatlet build: exit ${built.status}\n${built.stderr}`);
  const rows = [{ name: 'built, with compression', value: built.wall, unit: 's' }];
  for (const set of sets) {
    const answers = ask(chatlet, out, questionsOf(set));
    const figures = summarize(answers);
    rows.push({ name: `${set}: right page first, of ${figures.answerable}`, value: figures.rightPageFirst, unit: '' });
    rows.push({ name: `${set}: extract holds the answer`, value: figures.extractHolds, unit: '' });
    rows.push({ name: `${set}: honest misses, of ${figures.unanswerable}`, value: figures.honestMisses, unit: '' });
    rows.push({ name: `${set}: AUROC of confidence`, value: figures.auroc, unit: '' });
    const bytes = firstAnswerBytes(out, answers);
    rows.push({ name: `${set}: index bytes to a first answer, median`, value: quantile(bytes, 0.5), unit: 'B' });
    rows.push({ name: `${set}: the same, largest (limit 102400)`, value: bytes.at(-1), unit: 'B' });
  }
  return [...rows, ...(await measureInBrowser(out))];
}

function questionsOf(set) {
  return readQuestions(join(top, `tests/quality/postgresql_${set}.jsonl`));
}

async function measureInBrowser(out) {
  const chrome = await launch();
  const server = await serveSite(out);
  try {
    const page = await chrome.newPage();
    await page.goto(`${server.address}livez`);
    const texts = questionsOf('ordinary').map(({ question }) => question);
    const times = await page.evaluate(askChatletInPage, { texts, rounds: ROUNDS });
    return [{ name: 'warm query in Chromium (limit of p50: 5 ms)', values: timesOf(times) }];
  } finally {
    await chrome.close();
    server.stop();
  }
}
