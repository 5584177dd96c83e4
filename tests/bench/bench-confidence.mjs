// Whether confidence tells answerable questions from others, and what is answered at the default threshold: as
// self-tests fit both while building, and beside it by coverage alone against a fixed threshold, as it was before.
// Judged: every set of tests/quality over its manual, and a FAQ without half of its entries, whose questions then have
// no answer. For sites without judgements: what was learned.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readQuestions } from '../quality/ask.mjs';
import { auroc } from '../quality/auroc.mjs';
import { Skip, timeRun, top, withFolder } from './bench-tools.mjs';
import { readCollection } from './collections.mjs';

export const title = 'Confidence fitted by self-tests beside coverage alone (AUROC: bar 0.85, aim 0.92)';

// The threshold that coverage had; it was chosen on the ordinary and Debian sets.
const FIXED = 475_000;
const HITS = 3; // as a session asks for
const handbook = '/usr/share/doc/debian-handbook/html';

const manuals = [
  [
    '/usr/share/doc/postgresql-doc-15/html',
    ['postgresql_ordinary', 'postgresql_hard', 'postgresql_fresh', 'postgresql_unseen'],
  ],
  [join(handbook, 'en-US'), ['debian_handbook']],
];

const unjudged = [
  ['debian handbook, Spanish', join(handbook, 'es-ES')],
  ['our own assistant, 10 pages', join(top, 'site/assistant')],
];

export async function measure() {
  const there = manuals.filter(([folder]) => existsSync(folder));
  if (there.length === 0) throw new Skip('neither postgresql-doc-15 nor debian-handbook is installed');
  const rows = [];
  for (const [folder, sets] of there) rows.push(...(await withFolder((out) => measureManual(folder, sets, out))));
  try {
    rows.push(...(await withFolder(measureFaq)));
  } catch (error) {
    if (!(error instanceof Skip)) throw error;
  }
  for (const [name, folder] of unjudged.filter(([, folder]) => existsSync(folder))) {
    rows.push(await withFolder((out) => ({ name, values: learned(build(folder, out)) })));
  }
  return rows;
}

const chatlet = () => join(top, 'build/bin/chatlet');

/** What self-tests came to. */
function build(source, out) {
  const run = timeRun(chatlet(), ['build', source, '--out', out, '--no-web', '--no-compress', '--json']);
  if (run.status > 1) throw new Error(`chatlet build: exit ${run.status}\n${run.stderr}`);
  return JSON.parse(run.stdout).report.self_tests[0];
}

function learned(tests) {
  const share = (found, count) => `${found} of ${count}`;
  return {
    threshold: tests.threshold / 1e6,
    queries: tests.queries,
    ms: tests.elapsed_ms,
    titles: share(tests.titles_found, tests.titles),
    links: share(tests.links_found, tests.links),
    words: share(tests.words_found, tests.words),
    sure: share(tests.paired_sure, tests.paired),
    missed: share(tests.hidden_missed, tests.hidden),
  };
}

function measureManual(manual, sets, out) {
  const tests = build(manual, out);
  const rows = sets
    .map((set) => [set, join(top, `tests/quality/${set}.jsonl`)])
    .filter(([, path]) => existsSync(path))
    .flatMap(([set, path]) => compare(set, askAll(out, readQuestions(path)), tests.threshold));
  return [...rows, { name: `${manual.split('/')[4]}, learned`, values: learned(tests) }];
}

/** Every second entry is left out; of each entry's ten questions, two are asked. */
function measureFaq(folder) {
  const { docs, queries, qrels } = readCollection('stackfaq');
  const kept = docs.filter((_, i) => i % 2 === 0);
  const isThere = new Set(kept.map(({ id }) => id));
  const entries = kept.map(({ id, title: question, text }) => ({ question, answer: text, url: `/${id}.html` }));
  writeFileSync(join(folder, 'faq.jsonl'), entries.map((entry) => JSON.stringify(entry)).join('\n') + '\n');
  const tests = build(join(folder, 'faq.jsonl'), join(folder, 'out'));
  const questions = queries
    .filter((_, i) => i % 5 === 3)
    .map(({ id, text }) => ({
      question: text,
      pages: [...qrels.get(id).keys()].filter((page) => isThere.has(page)).map((page) => `${page}.html`),
    }));
  const rows = compare('stackfaq, half of it', askAll(join(folder, 'out'), questions), tests.threshold);
  return [...rows, { name: 'stackfaq, learned', values: learned(tests) }];
}

/** The best hit of each question. */
function askAll(out, questions) {
  return questions.map(({ question, pages }) => {
    const run = timeRun(chatlet(), ['search', out, '--limit', String(HITS), '--json', '--', question]);
    if (run.status > 1) throw new Error(`chatlet search: exit ${run.status}\n${run.stderr}`);
    const best = JSON.parse(run.stdout).hits[0];
    const page = best?.url.split('#')[0].split('/').pop();
    return {
      answerable: pages.length > 0,
      isRight: pages.includes(page),
      coverage: best?.coverage ?? 0,
      confidence: best?.confidence ?? 0,
    };
  });
}

function compare(name, rows, threshold) {
  return [
    { name: `${name}, coverage alone`, values: figuresOf(rows, ({ coverage }) => coverage, FIXED) },
    { name: `${name}, fitted`, values: figuresOf(rows, ({ confidence }) => confidence, threshold) },
  ];
}

function figuresOf(rows, sureness, threshold) {
  const yes = rows.filter(({ answerable }) => answerable);
  const no = rows.filter(({ answerable }) => !answerable);
  const right = yes.filter((row) => row.isRight && sureness(row) >= threshold).length;
  const misses = no.filter((row) => sureness(row) < threshold).length;
  return {
    AUROC: auroc(yes.map(sureness), no.map(sureness)),
    'right page': `${right} of ${yes.length}`,
    'honest misses': `${misses} of ${no.length}`,
    threshold: threshold / 1e6,
  };
}
