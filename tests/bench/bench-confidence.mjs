// Whether confidence tells answerable questions from others, and the right page comes first: every judged set of
// tests/quality over its manual.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, readQuestions, summarize } from '../quality/ask.mjs';
import { Skip, timeRun, top, withFolder } from './bench-tools.mjs';

export const title = 'Confidence and right pages over judged questions (AUROC: bar 0.85, aim 0.92)';

const manuals = [
  ['/usr/share/doc/postgresql-doc-15/html', ['postgresql_ordinary', 'postgresql_hard', 'postgresql_fresh']],
  ['/usr/share/doc/debian-handbook/html/en-US', ['debian_handbook']],
];

export async function measure() {
  const there = manuals.filter(([folder]) => existsSync(folder));
  if (there.length === 0) throw new Skip('neither postgresql-doc-15 nor debian-handbook is installed');
  const rows = [];
  for (const [folder, sets] of there) rows.push(...(await withFolder((out) => measureManual(folder, sets, out))));
  return rows;
}

function measureManual(manual, sets, out) {
  const chatlet = join(top, 'build/bin/chatlet');
  const options = ['--no-web', '--no-compress', '--base-url', '/'];
  const built = timeRun(chatlet, ['build', manual, '--out', out, ...options]);
  if (built.status > 1) throw new Error(`chatlet build: exit ${built.status}\n${built.stderr}`);
  return sets
    .map((set) => [set, join(top, `tests/quality/${set}.jsonl`)])
    .filter(([, path]) => existsSync(path))
    .map(([set, path]) => ({ name: set, values: figuresOf(ask(chatlet, out, readQuestions(path))) }));
}

function figuresOf(rows) {
  const { auroc, rightPageFirst, answerable, extractHolds, honestMisses, unanswerable } = summarize(rows);
  return {
    AUROC: auroc,
    'right page': `${rightPageFirst} of ${answerable}`,
    'extract holds': `${extractHolds} of ${answerable}`,
    'honest misses': `${honestMisses} of ${unanswerable}`,
  };
}
