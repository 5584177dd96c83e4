// The output folders of site generators: which files are pages, where they are cited, and what of them is text.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';
import { docusaurus, hugo, mkdocs, vitepress } from './support/sites.mjs';

// Builds the site and returns what a visitor is told of each page: address and words.
function passagesOf(context, files, ...words) {
  const shop = new Workshop(context);
  shop.write(files);
  const built = shop.run('build', 'site', '--no-web', '--out', 'out', '--base-url', '/', ...words);
  const dump = shop.run('dump', 'out').stdout;
  const passages = [...dump.matchAll(/piece \d+: (.*?) <(.*?)> +(.*)/g)].map((match) => match.slice(1));
  return { built, passages, shop };
}

const startText = /^1\. Plant the seed\.( 2\. Water it\.)?( TIP| Tip)? Be patient\.$/;

test('a site of VitePress is its text, with clean addresses where its sitemap has them', (context) => {
  const { built, passages } = passagesOf(context, vitepress);
  assert.equal(built.status, 0, built.stderr);
  assert.deepEqual(passages.map(([title, url]) => [title, url]), [
    ['Start', '/guide/start.html#start'],
    ['Home', '/#home'],
  ]);
  assert.match(passages[0][2], startText);
  const map = '<urlset><url><loc>https://e.org/guide/start</loc></url><url><loc>https://e.org/</loc></url></urlset>';
  const clean = passagesOf(context, { ...vitepress, 'site/sitemap.xml': map });
  assert.deepEqual(clean.passages.map(([, url]) => url), ['/guide/start#start', '/#home']);
});

test('a site of Docusaurus is its text, without tags, search and pages that lead on', (context) => {
  const { built, passages } = passagesOf(context, docusaurus);
  assert.equal(built.status, 0, built.stderr);
  assert.deepEqual(passages, [
    ['Start', '/guide/start', '3. Plant the seed. tip Be patient.'],
    ['Start › Next', '/guide/start#next', 'Text.'],
    ['Intro', '/', 'Welcome.'],
  ]);
});

test('a site of MkDocs is its text, at the addresses of its folders', (context) => {
  const { built, passages } = passagesOf(context, mkdocs);
  assert.equal(built.status, 0, built.stderr);
  assert.deepEqual(passages.map(([title, url]) => [title, url]), [
    ['Start', '/guide/start/#start'],
    ['Home', '/#home'],
  ]);
  assert.match(passages[0][2], startText);
});

test('a site of Hugo is its text, without lists of pages and aliases', (context) => {
  const { built, passages } = passagesOf(context, hugo);
  assert.equal(built.status, 0, built.stderr);
  assert.deepEqual(passages.map(([title, url]) => [title, url]), [
    ['Start', '/guide/start/'],
    ['Home', '/'],
  ]);
  assert.match(passages[0][2], startText);
});

const plain = (title) => `<title>${title}</title><main><h1>${title}</h1><p>Text of ${title}.</p></main>`;
const plainSite = { 'site/index.html': plain('A'), 'site/b.html': plain('B'), 'site/c.html': plain('C') };

test('a folder that no generator is known of keeps its names', (context) => {
  const { passages } = passagesOf(context, { ...plainSite, 'site/404.html': plain('D') });
  assert.deepEqual(passages.map(([, url]) => url), ['/404.html', '/b.html', '/c.html', '/index.html']);
});

test('a sitemap that lists most pages decides which of them count', (context) => {
  const map = (...paths) => ({
    'site/sitemap.xml':
      '<urlset>' + paths.map((path) => `<url><loc>https://e.org${path}</loc></url>`).join('') + '</urlset>',
  });
  const most = passagesOf(context, { ...plainSite, ...map('/', '/b.html') });
  assert.deepEqual(most.passages.map(([, url]) => url), ['/b.html', '/']);
  const few = passagesOf(context, { ...plainSite, ...map('/b/') });
  assert.deepEqual(few.passages.map(([, url]) => url), ['/b/', '/c.html', '/']);
});

test('what a site says to machines is no page of it, but llms.txt alone is read as Markdown', (context) => {
  const machines = {
    'site/llms.txt': '# My Site\n\n> What it is.\n\n## Docs\n\n- [Start](https://e.org/start): How to begin.\n',
    'site/llms-full.txt': '# Start\n\nAll of it once more.\n',
    'site/robots.txt': 'User-agent: *\n',
  };
  const { passages } = passagesOf(context, { ...plainSite, ...machines });
  assert.deepEqual(passages.map(([, url]) => url), ['/b.html', '/c.html', '/index.html']);
  const alone = passagesOf(context, { 'site/llms.txt': machines['site/llms.txt'] });
  assert.deepEqual(alone.passages, [
    ['My Site', 'pages/llms.html#my-site', 'What it is.'],
    ['My Site › Docs', 'pages/llms.html#docs', 'Start: How to begin.'],
  ]);
});

test('a sitemap that is no use is told with its place, and the pages are taken', (context) => {
  const wrong = [
    ['<urlset><url>\n</urlset>', /site\/sitemap\.xml:2:3: warning E124: mismatched tag; the pages/m],
    ['', /site\/sitemap\.xml:1:1: warning E124: no element found; the pages are taken without it/],
    ['<html></html>', /E124: it is no sitemap: that begins with <urlset> or <sitemapindex>; /],
    ['<!DOCTYPE a [<!ENTITY b "c">]><urlset/>', /E124: it has a DOCTYPE, which no sitemap needs; /],
    [`${'<a>'.repeat(70)}`, /E124: it is no sitemap/],
    [`<urlset>${'<a>'.repeat(70)}`, /E124: its elements are nested too deep; /],
    ['<urlset><url><loc>https://e.org/x</loc></url></urlset>', /E124: none of the addresses it lists leads to a page/],
    [
      '<sitemapindex><sitemap><loc>https://e.org/more.xml</loc></sitemap></sitemapindex>',
      /E124: "https:\/\/e\.org\/more\.xml", which it names, does not lie in this folder; /,
    ],
    ['<sitemapindex><sitemap><loc>https://e.org/sitemap.xml</loc></sitemap></sitemapindex>', /is nested too deep/],
    ['<sitemapindex><sitemap><loc>https://e.org/../../x</loc></sitemap></sitemapindex>', /does not lie in this folder/],
    [
      `<sitemapindex>${'<sitemap><loc>/a</loc></sitemap>'.repeat(1001)}</sitemapindex>`,
      /E124: it names more than 1,000 further sitemaps; /,
    ],
  ];
  for (const [bytes, message] of wrong) {
    const { built, passages } = passagesOf(context, { ...plainSite, 'site/sitemap.xml': bytes });
    assert.equal(built.status, 0, built.stderr);
    assert.match(built.stderr, message);
    assert.equal(passages.length, 3);
  }
});
