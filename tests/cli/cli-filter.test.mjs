// Metadata of pages on the command line: fields of bot.json, filters of search, chat and eval, what dump shows.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const BOT = {
  knowledge: {
    sources: [{ path: 'docs' }],
    fields: {
      version: [
        { path: 'v15/**', value: '15, latest' },
        { path: 'docs/v14/', value: '14' },
      ],
      product: 'pages',
      section: 'folder',
    },
  },
};

const page = (version, text) => `---\nproduct: server\n---\n# Reset the password\n\nIn ${version}: ${text}\n`;

const DOCS = {
  'docs/v14/password.md': page('fourteen', 'press Forgotten to reset the password.'),
  'docs/v15/password.md': page('fifteen', 'follow the link to reset the password.'),
  'docs/tools.html':
    '<!doctype html><html lang="en"><head><title>Tools</title><meta name="docsearch:version" content="tools">' +
    '<meta name="chatlet:product" content="desk"></head><body><main><h1>Tools</h1>' +
    '<p>The tools are a hammer and a saw.</p></main></body></html>',
};

function builtShop(context, bot = BOT) {
  const shop = new Workshop(context);
  shop.write({ ...DOCS, 'bot.json': JSON.stringify(bot) });
  const result = shop.run('build', '.', '--no-web', '--out', 'site');
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.stderr, '');
  return shop;
}

const urls = ({ json }) => json.hits.map((hit) => hit.url.replace(/#.*/, ''));

test('search takes pages that fit all filters, each with one of its values', (context) => {
  const shop = builtShop(context);
  const search = (...filters) =>
    urls(shop.runJson('search', 'site', 'reset the password', ...filters.flatMap((each) => ['--filter', each])));
  assert.deepEqual(search('version=14'), ['pages/docs/v14/password.html']);
  assert.deepEqual(search('version=latest'), ['pages/docs/v15/password.html']);
  assert.equal(search('version=14,15').length, 2);
  assert.equal(search().length, 2);
  assert.deepEqual(search('version=14,15', 'section=v15'), ['pages/docs/v15/password.html']);
  assert.deepEqual(search('version=14;product=desk'), []);
});

test('search tells a filter that fits nothing from nothing found', (context) => {
  const shop = builtShop(context);
  const said = (...words) => shop.run('search', 'site', ...words).stdout.split('\n')[0];
  assert.equal(said('xylophone', '--filter', 'version=14'), 'Nothing found.');
  assert.equal(
    said('password', '--filter', 'vers=14'),
    'Nothing found: no page has a field "vers"; there are: product, section, version.',
  );
  assert.equal(
    said('password', '--filter=version=13'),
    'Nothing found: no page has that value of "version"; there are: 14, 15, latest, tools.',
  );
  const { status, json } = shop.runJson('search', 'site', 'password', '--filter', 'version=13');
  assert.equal(status, 1);
  assert.equal(json.filter, 'version=13');
  assert.equal(json.filter_fit, 'value_unknown');
  assert.match(json.filter_problem, /^no page has that value/);
  assert.equal(shop.runJson('search', 'site', 'password', '--filter', 'version=14').json.filter_fit, 'fits');
  const bare = builtShop(context, {});
  const plain = bare.run('search', 'site', 'password', '--filter', 'section=v15');
  assert.match(plain.stdout, /^Nothing found: no page has a field "section"; there are: product, version\.\n/);
});

test('a filter that is none is refused before anything is read', (context) => {
  const shop = builtShop(context);
  for (const command of ['search', 'chat']) {
    const question = command === 'search' ? ['x'] : [];
    const result = shop.runWith({ input: '' }, command, 'site', ...question, '--filter', '15');
    assert.equal(result.status, 2);
    assert.equal(
      result.stderr,
      `chatlet ${command}: --filter takes NAME=VALUE, like version=15 or version=15,16, not "15"\n`,
    );
  }
  const long = shop.run('search', 'site', 'x', '--filter', 'version=' + 'v'.repeat(1000));
  assert.equal(long.status, 2);
  assert.equal(long.stderr, 'chatlet search: the filters are longer than 1000 bytes\n');
  assert.equal(shop.run('search', 'site', 'x', '--filter', 'version=' + 'v'.repeat(992)).status, 1);
  const many = Array.from({ length: 65 }, () => ['--filter', 'version=14']).flat();
  assert.equal(shop.run('search', 'site', 'password', ...many.slice(2)).status, 0);
  assert.equal(shop.run('search', 'site', 'password', ...many).stderr, 'chatlet search: --filter may stand 64 times\n');
});

test('a conversation keeps to its filter, and is told when it can take no page', (context) => {
  const shop = builtShop(context);
  const chat = (...options) => shop.runWith({ input: 'reset the password\n/quit\n' }, 'chat', 'site', ...options);
  assert.match(chat('--filter', 'version=14').stdout, /press Forgotten/);
  assert.match(chat('--filter', 'version=15').stdout, /follow the link/);
  const unknown = chat('--filter', 'version=13');
  assert.match(unknown.stdout, /I don't know/);
  assert.equal(unknown.stderr, 'chatlet chat: no page has that value of "version"; there are: 14, 15, latest, tools\n');
  const events = '{"kind":"start","filter":"version=15"}\n{"kind":"text","text":"reset the password"}\n';
  const json = shop.runWith({ input: events }, 'chat', 'site', '--json', '--filter', 'version=14');
  assert.match(json.stdout, /follow the /); // an event's own counts
});

test('eval asks each question within the filter of its row', (context) => {
  const shop = builtShop(context);
  const rows = [
    'question,url,filter',
    'how do I reset the password?,v14/password.html,version=14',
    'how do I reset the password?,v15/password.html,version=15;product=server',
    'how do I reset the password?,,version=13',
    'how do I reset the password?,v15/password.html v14/password.html,',
  ];
  shop.write({ 'questions.csv': rows.join('\n') + '\n' });
  const result = shop.run('eval', 'site', '--questions', 'questions.csv');
  assert.equal(result.stdout, '4 of 4 right: page 3 of 3, "I don\'t know" 1 of 1\n');
  const long = `question,url,filter\nx?,a.html,v=${'v'.repeat(999)}\ny?,,v=${'v'.repeat(998)}\n`;
  shop.write({ 'questions.csv': long });
  const refused = shop.run('eval', 'site', '--questions', 'questions.csv');
  assert.match(refused.stderr, /^questions\.csv:2: E109: the filter is longer than 1,000 bytes\n/);
});

test('dump shows fields, their values and how many pages have them', (context) => {
  const shop = builtShop(context);
  const { stdout } = shop.run('dump', 'site');
  assert.match(stdout, /\n {2}field: product\n {2}field: section\n {2}field: version\n/);
  const version = ['14', '15', 'latest', 'tools'].map((value) => ` {4}${value}: 1 pages\\n`);
  assert.match(stdout, new RegExp(` field version, bytes \\d+\\n${version.join('')}`));
  const { json } = shop.runJson('dump', 'site');
  assert.deepEqual(json.fields, {
    product: ['desk', 'server'],
    section: ['v14', 'v15'],
    version: ['14', '15', 'latest', 'tools'],
  });
  assert.equal(json.parts.filter((part) => part.kind === 'field').length, 3);
});

test('what cannot be used of metadata is told with its place', (context) => {
  const shop = new Workshop(context);
  const bot = { knowledge: { fields: { version: 'page', product: 'pages', nothing: 'pages' } } };
  shop.write({
    'bot.json': JSON.stringify(bot, null, 1),
    'a.md': `---\nproduct: ${'p'.repeat(101)}\n---\n# A\n\nText.\n`,
    'b.md': '---\nproduct: desk\n---\n# B\n\nMore text.\n',
  });
  const wrong = shop.run('check', '.');
  assert.match(wrong.stderr, /bot\.json:4:15: E121: "knowledge\.fields\.…" must be "pages"/);
  bot.knowledge.fields.version = 'folder';
  shop.write({ 'bot.json': JSON.stringify(bot, null, 1) });
  const { stderr } = shop.run('check', '.');
  assert.match(stderr, /a\.md:2:10: warning E125: a value of "product" is left out: it may have 100 bytes of text/);
  assert.match(stderr, /bot\.json:6:4: warning E126: no page in "en" has a value of "nothing"/);
});

test('a field that no page has is told once, of the own language of a site in several', (context) => {
  const shop = new Workshop(context);
  const words = {
    en: 'The water is good for the garden and the house',
    de: 'Das Wasser ist gut für den Garten und das Haus',
  };
  for (const [lang, text] of Object.entries(words)) {
    for (const name of ['a', 'b', 'c'])
      shop.write({ [`docs/${lang}/${name}.md`]: `---\nlang: ${lang}\n---\n# ${name}\n\n${text}, ${name}.\n` });
  }
  const knowledge = { sources: [{ path: 'docs' }], fields: { version: 'pages' } };
  shop.write({ 'bot.json': JSON.stringify({ locale: 'en', knowledge }) });
  const { stderr } = shop.run('build', '.', '--no-web', '--out', 'site');
  assert.equal(stderr.match(/E126/g).length, 1);
});

test('metadata comes from kept records as it comes from documents', (context) => {
  const shop = new Workshop(context);
  shop.write({ ...DOCS, 'bot.json': JSON.stringify(BOT) });
  const build = (out) => shop.run('build', '.', '--no-web', '--out', out, '--cache', 'kept').status;
  assert.equal(build('one') + build('two'), 0);
  const name = (out) => shop.list(`${out}/files`).filter((file) => file.endsWith('.head'));
  assert.deepEqual(name('two'), name('one'));
});
