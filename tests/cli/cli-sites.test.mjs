// The output folders of site generators: which files are pages, where they are cited, and what of them is text.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';
import { docusaurus, hugo, mdbook, mkdocs, sphinx, vitepress } from './support/sites.mjs';

// Builds the site and returns what a visitor is told of each page: address and words.
function passagesOf(context, files, ...words) {
  const shop = new Workshop(context);
  shop.write(files);
  const built = shop.run('build', 'site', '--no-web', '--out', 'out', '--base-url', '/', ...words);
  const dump = shop.run('dump', 'out').stdout;
  const passages = [...dump.matchAll(/piece \d+: (.*?) <(.*?)> +(.*)/g)].map((match) => match.slice(1));
  return { built, passages, shop };
}

const startText = /^1\. Plant the seed\.( 2\. Water it\.)?( TIP:| Tip:)? Be patient\.$/;

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
    ['Start', '/guide/start', '3. Plant the seed. tip: Be patient.'],
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

test('a site of Docusaurus without slashes loses its lists of posts and tags, and licenses of scripts', (context) => {
  const list = '<html><head><meta name="generator" content="Docusaurus v3.6.3"></head><h1>Tags</h1><p>News.</p>';
  const { built, passages } = passagesOf(context, {
    ...docusaurus,
    'site/tags.html': list,
    'site/blog.html': list,
    'site/blog/tags.html': list,
    'site/blog/archive.html': list,
    'site/news/tags.html': list.replace('<html>', '<html class="blog-wrapper blog-tags-list-page">'),
    'site/1.0/tags/a.html': list,
    'site/guide/tags/mine.html': list,
    'site/assets/js/main.3cdcf4c7.js.LICENSE.txt': '/* MIT */',
  });
  assert.equal(built.status, 0, built.stderr);
  assert.deepEqual(passages.map(([, url]) => url), ['/guide/start', '/guide/start#next', '/']);
});

test('a site of Sphinx is its text, without index, search and listings of source code', (context) => {
  const { built, passages } = passagesOf(context, sphinx);
  assert.equal(built.status, 0, built.stderr);
  for (const left of ['3 list of other pages', '1 listing of source code', '1 search page'])
    assert.ok(built.stdout.includes(left), built.stdout);
  assert.deepEqual(passages, [
    ['Start', '/guide/start.html#start', '1. Plant the seed. Note: Be patient. Note of the foot.'],
    ['Home', '/#home', 'Welcome.'],
  ]);
  const { 'site/searchindex.js': gone, ...other } = sphinx;
  assert.equal(gone, '');
  assert.equal(passagesOf(context, other).passages.length, 7);
});

test('a book of mdBook is its chapters, not all of them once more on one page', (context) => {
  const { built, passages } = passagesOf(context, mdbook);
  assert.equal(built.status, 0, built.stderr);
  for (const left of ['1 list of other pages', '1 repeats all other pages'])
    assert.ok(built.stdout.includes(left), built.stdout);
  assert.deepEqual(passages, [
    ['Start', '/guide/start.html#start', '1. Plant the seed.'],
    ['Home', '/#home', 'Welcome.'],
  ]);
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

const llms = '# My Site\n\n> What it is.\n\n## Docs\n\n- [Start](https://e.org/start): How to begin.\n';

test('what a site says to machines is no page of it', (context) => {
  const machines = {
    'site/llms.txt': llms,
    'site/llms-full.txt': '# Start\n\nAll of it once more.\n',
    'site/sub/llms-small.txt': '# Start\n\nSome of it once more.\n',
    'site/robots.txt': 'User-agent: *\n',
  };
  const { built, passages } = passagesOf(context, { ...plainSite, ...machines });
  assert.deepEqual(passages.map(([, url]) => url), ['/b.html', '/c.html', '/index.html']);
  assert.match(built.stdout, /^ {2}llms\.txt names 1 page: 0 in the index$/m);
  for (const left of ['1 file for machines', '2 repeats the pages']) assert.ok(built.stdout.includes(left), left);
  const markdown = passagesOf(context, { 'site/a.md': '# A\n\nText.\n', 'site/llms-full.txt': '# A\n\nText.\n' });
  assert.deepEqual(markdown.passages.map(([, url]) => url), ['pages/a.html#a']);
  const full = passagesOf(context, { 'site/llms.txt': llms, 'site/llms-full.txt': '# Start\n\nAll of it.\n' });
  assert.deepEqual(full.passages, [['Start', 'pages/llms-full.html#start', 'All of it.']]);
});

test('llms.txt alone is the pages that it names, each cited at its own address', (context) => {
  const { built, passages, shop } = passagesOf(context, { 'site/llms.txt': llms });
  assert.deepEqual(passages, [
    ['My Site', 'pages/llms.html', 'What it is.'],
    ['Start', 'https://e.org/start', 'How to begin.'],
  ]);
  assert.match(built.stdout, /llms\.txt names 1 page: 0 in the index, 1 by what it says of them/);
  const file = shop.run('build', 'site/llms.txt', '--no-web', '--out', 'file');
  assert.equal(file.status, 0, file.stderr);
  assert.match(shop.run('search', 'file', 'how do I begin?').stdout, /^1\. Start\n {3}https:\/\/e\.org\/start$/m);
});

test('a page is found by what llms.txt says of it, also where its own text could not be read', (context) => {
  const { shop } = passagesOf(context, {
    ...plainSite,
    'site/app.html': '<title>App</title><div id="app"></div>',
    'site/llms.txt':
      '# S\n\n## Docs\n- [The letter B](b.html.md): about alphabets\n- [Console](app): a dashboard for operators\n' +
      '- nothing\n',
  });
  const first = (question) => /^1\. .*\n {3}(.*)$/m.exec(shop.run('search', 'out', question).stdout)?.[1];
  assert.equal(first('alphabets'), '/b.html');
  assert.equal(first('letter'), '/b.html');
  assert.equal(first('dashboard'), '/app.html');
  assert.match(
    shop.run('check', 'site').stderr,
    /llms\.txt:6:3: warning E112: the line names no page: write - \[Title\]\(address\): description/,
  );
});

// Built without --base-url, as people build. `urls` are the pages found by a word that only the text of a link has.
function buildLinked(context, files) {
  const shop = new Workshop(context);
  shop.write(files);
  const built = shop.run('build', 'site', '--no-web', '--report', 'report.json');
  assert.equal(built.status, 0, built.stderr);
  const found = shop.run('search', 'site/chatlet', 'nickname').stdout;
  const report = JSON.parse(shop.read('report.json'));
  const urls = [...found.matchAll(/^\d+\. .*\n {3}(\S+)$/gm)].map((match) => match[1]).sort();
  return { urls, served: report.served_at, stdout: built.stdout };
}

const linked = (address) =>
  `<title>A</title><main><h1>A</h1><p>See <a href="${address}">nickname</a>, <a href="/docs/c">C</a>.</p></main>`;
const withHead = (page, address) => page.replace('<title>', `<link rel="canonical" href="${address}"><title>`);

test('a site served below a path keeps the texts of its links', (context) => {
  const site = { ...plainSite, 'site/index.html': linked('/docs/b') };
  const bySitemap = buildLinked(context, {
    ...site,
    'site/sitemap.xml':
      '<urlset>' +
      ['', 'b', 'c'].map((page) => `<url><loc>https://e.org/docs/${page}</loc></url>`).join('') +
      '</urlset>',
  });
  assert.deepEqual(bySitemap.served, [{ address: '//e.org/docs', root: '..', by: 'sitemap.xml', count: 3 }]);
  assert.match(bySitemap.stdout, /^ {2}served at e\.org\/docs, by sitemap\.xml \(3\)$/m);
  assert.deepEqual(bySitemap.urls, ['../', '../b']);
  const byCanonical = buildLinked(context, {
    'site/index.html': withHead(linked('https://e.org/docs/b'), 'https://e.org/docs/'),
    'site/b.html': withHead(plain('B'), 'https://e.org/docs/b'),
    'site/c.html': plain('C'),
  });
  assert.deepEqual(byCanonical.served, [{ address: '//e.org/docs', root: '..', by: 'canonical addresses', count: 2 }]);
  assert.deepEqual(byCanonical.urls, ['../b.html', '../index.html']);
  const byLinks = buildLinked(context, site);
  assert.deepEqual(byLinks.served, [{ address: '/docs', root: '..', by: 'links between the pages', count: 2 }]);
  assert.match(byLinks.stdout, /^ {2}served at \/docs, by links between the pages \(2\)$/m);
  assert.deepEqual(byLinks.urls, ['../b.html', '../index.html']);
  const byList = buildLinked(context, {
    ...plainSite,
    'site/llms.txt': '## A\n- [nickname](https://e.org/docs/b.md)\n- [C](https://e.org/docs/c.md)\n',
  });
  assert.deepEqual(byList.served, [{ address: '//e.org/docs', root: '..', by: 'llms.txt', count: 2 }]);
  assert.deepEqual(byList.urls, ['../b.html']);
});

test('nothing is guessed of where a site is served from links that lead elsewhere', (context) => {
  const site = { ...plainSite, 'site/docs/d.html': plain('D'), 'site/index.html': linked('/docs/b') };
  const rooted = buildLinked(context, { ...plainSite, 'site/index.html': linked('/b') });
  assert.deepEqual([rooted.served, rooted.urls], [[], ['../b.html', '../index.html']]);
  const relative = '<p><a href="b.html">x</a><a href="c.html">y</a><a href="docs/d.html">z</a></p></main>';
  const other = buildLinked(context, { ...site, 'site/index.html': linked('/docs/b').replace('</main>', relative) });
  assert.deepEqual([other.served, other.urls], [[], ['../index.html']]);
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
