// The stand-in for a large documentation site: the pages of Debian's linux-doc-6.1 as {id, title, text}, and questions
// about them. `id` is the page's path below the html folder.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { randomOf } from './collections.mjs';
import { listFiles, requireFile, timeRun, top } from './bench-tools.mjs';

export const manual = '/usr/share/doc/linux-doc-6.1/html';
export const manualName = 'linux-doc-6.1';

/** Megabytes of text of the site that the goals are set for; figures are scaled to it. */
export const GOAL_TEXT_BYTES = 34e6;

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', mdash: '—', ndash: '–', copy: '©' };

function plain(html) {
  return html
    .replace(/<a class="headerlink"[^>]*>.*?<\/a>/gs, '')
    .replace(/<(script|style|svg)\b.*?<\/\1>/gs, '')
    .replace(/<\/?(p|div|li|ul|ol|pre|h\d|section|table|tr|dt|dd|dl|blockquote|br)\b[^>]*>/g, '\u0001')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name) => {
      if (name[0] !== '#') return entities[name] ?? whole;
      return String.fromCodePoint(name[1].toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
    })
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\u0001[\s\u0001]*/g, '\n\n')
    .trim();
}

let pages;

/** Every page that holds a document; read once. */
export function readPages() {
  pages ??= readAll();
  return pages;
}

function readAll() {
  requireFile(manual, `install ${manualName}`);
  return listFiles(manual)
    .filter((path) => path.endsWith('.html') && !path.includes('/_'))
    .sort()
    .flatMap((path) => readPage(relative(manual, path), readFileSync(path, 'utf8')));
}

function readPage(id, html) {
  const body = /<div itemprop="articleBody">(.*?)<footer>/s.exec(html)?.[1];
  if (body === undefined) return [];
  const title = plain(/<h1>(.*?)<\/h1>/s.exec(body)?.[1] ?? '');
  const text = plain(body.replace(/<h1>.*?<\/h1>/s, ''));
  return text === '' ? [] : [{ id, title, text }];
}

export const textBytes = (docs) => docs.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

/** Writes docs.jsonl into `folder`; gives its path. */
export function writePages(docs, folder) {
  const path = join(folder, 'docs.jsonl');
  writeFileSync(path, docs.map((doc) => `${JSON.stringify(doc)}\n`).join(''));
  return path;
}

const SEED = 6;
const FROM_TITLES = 120;
const forms = [
  (title) => title,
  (title) => `What is ${title}?`,
  (title) => `How do I use ${title}?`,
  (title) => `where is ${title.toLowerCase()} described`,
];

/** 220 questions: 100 written by hand (linux-doc-questions.txt), 120 made of page titles by a seeded rule, mixed. */
export function readQuestions() {
  const random = randomOf(SEED);
  const written = readFileSync(new URL('linux-doc-questions.txt', import.meta.url), 'utf8').split('\n').filter(Boolean);
  const titles = readPages()
    .filter(({ id, title }) => !id.startsWith('translations/') && title !== '')
    .map(({ title }) => title.replace(/^[\d.]+ /, ''));
  const made = Array.from({ length: FROM_TITLES }, () => {
    const title = titles[Math.floor(random() * titles.length)];
    return forms[Math.floor(random() * forms.length)](title);
  });
  return shuffle([...written, ...made], random);
}

function shuffle(list, random) {
  for (let i = list.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [list[i], list[other]] = [list[other], list[i]];
  }
  return list;
}

let site;

/** The manual as `chatlet build` makes a site of it, with compressed forms: {folder, wall}; built once a run. */
export function buildSite() {
  requireFile(manual, `install ${manualName}`);
  site ??= buildInto(join(top, 'build/bench/linux-doc-site'));
  return site;
}

function buildInto(folder) {
  const built = timeRun(join(top, 'build/bin/chatlet'), ['build', manual, '--out', folder, '--base-url', '/']);
  if (built.status > 1) throw new Error(`chatlet build: exit ${built.status}\n${built.stderr}`);
  return { folder, wall: built.wall };
}

/** File names of a built site's parts by kind: {map: […], terms: […], …}; and the head's. */
export function filesByKind(folder) {
  const dump = (...more) => timeRun(join(top, 'build/bin/chatlet'), ['dump', folder, ...more]).stdout;
  const { parts } = JSON.parse(dump('--json'));
  const told = new Map([...dump().matchAll(/^part (\d+) (\w+)/gm)].map(([, id, kind]) => [Number(id), kind]));
  const kinds = {};
  for (const { id, name, kind = told.get(id) } of parts) (kinds[kind] ??= []).push(join(folder, 'files', name));
  const { head } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { head: [join(folder, head.file)], ...kinds };
}
