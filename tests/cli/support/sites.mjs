// Small sites as the generators write them today: the elements and classes that matter to a reader of theirs, with
// the furniture around the text, and the pages that are none.

const vitepressPage = (title, body) => `<!DOCTYPE html>
<html lang="en-US" dir="ltr">
  <head>
    <meta charset="utf-8">
    <title>${title} | My Site</title>
    <meta name="description" content="d">
    <meta name="generator" content="VitePress v1.6.4">
  </head>
  <body>
    <div id="app"><div class="Layout"><!--[--><!--]--><a href="#VPContent" class="VPSkipLink visually-hidden">Skip to
content</a><header class="VPNav"><div class="VPNavBar"><a class="title" href="/"><span>My Site</span></a></div></header>
<div class="VPLocalNav"><button>Return to top</button></div><aside class="VPSidebar"><nav class="nav">
<a class="VPLink link" href="/guide/start">Sidebar link</a></nav></aside><div class="VPContent has-sidebar"
id="VPContent"><div class="VPDoc has-sidebar has-aside"><div class="container"><div class="aside"><nav
class="VPDocAsideOutline"><div class="outline-title" role="heading">On this page</div></nav></div><div class="content">
<main class="main"><div style="position:relative;" class="vp-doc"><div>${body}</div></div></main>
<footer class="VPDocFooter"><nav class="prev-next"><a class="pager-link next" href="/b"><span class="desc">Next
page</span></a></nav></footer></div></div></div></div></div></div>
    <script>window.__VP_HASH_MAP__=JSON.parse("{}")</script>
  </body>
</html>
`;

export const vitepress = {
  'site/index.html': vitepressPage(
    'Home',
    '<h1 id="home" tabindex="-1">Home</h1><p>See <a href="/guide/start">the guide</a>.</p>',
  ),
  'site/guide/start.html': vitepressPage(
    'Start',
    '<h1 id="start" tabindex="-1">Start <a class="header-anchor" href="#start" aria-label="Permalink">\u200b</a></h1>' +
      '<ol><li>Plant the seed.</li><li>Water it.</li></ol><div class="tip custom-block">' +
      '<p class="custom-block-title">TIP</p><p>Be patient.</p></div>',
  ),
  'site/404.html': `<html lang="en-US"><head><title>404 | My Site</title>
<meta name="generator" content="VitePress v1.6.4">
</head><body><div id="app"></div></body></html>`,
  'site/hashmap.json': '{}',
};

const docusaurusPage = (title, body) => `<!doctype html>
<html lang="en" dir="ltr" class="docs-wrapper plugin-docs plugin-id-default docs-version-current"
data-has-hydrated="false">
<head><meta charset="UTF-8"><meta name="generator" content="Docusaurus v3.6.3"><title data-rh="true">${title} | My
Site</title></head>
<body class="navigation-with-keyboard"><div id="__docusaurus"><div role="region" aria-label="Skip to main content">
<a class="skipToContent_fXgn" href="#__docusaurus_skipToContent_fallback">Skip to main content</a></div><nav
aria-label="Main" class="navbar navbar--fixed-top"><b class="navbar__title text--truncate">My Site</b></nav>
<div id="__docusaurus_skipToContent_fallback" class="main-wrapper mainWrapper_z2l0"><div class="docsWrapper_hBAB">
<aside class="theme-doc-sidebar-container"><nav class="menu thin-scrollbar"><a class="menu__link" href="/base/">Side</a>
</nav></aside><main class="docMainContainer_TBSr"><div class="container padding-top--md padding-bottom--lg"><div
class="row"><div class="col docItemCol_VOVn"><div class="docItemContainer_Djhp"><article><nav
class="theme-doc-breadcrumbs breadcrumbsContainer_Z_bl" aria-label="Breadcrumbs"><ul class="breadcrumbs"><li
class="breadcrumbs__item">Crumb</li></ul></nav><div class="tocCollapsible_ETCw theme-doc-toc-mobile"><button>On this
page</button></div><div class="theme-doc-markdown markdown"><header><h1>${title}</h1></header>${body}</div><footer
class="theme-doc-footer docusaurus-mt-lg"><a class="theme-edit-this-page" href="/edit">Edit this page</a></footer>
</article><nav class="pagination-nav docusaurus-mt-lg" aria-label="Docs pages"><a class="pagination-nav__link"
href="/base/x"><div class="pagination-nav__label">Pager</div></a></nav></div></div><div class="col col--3"><div
class="tableOfContents_bqdL theme-doc-toc-desktop"><ul class="table-of-contents"><li>Contents</li></ul></div></div>
</div></div></main></div></div></div></body></html>
`;

const stub = (to) => `<!DOCTYPE html><html><head><meta charset="UTF-8">
<meta http-equiv="refresh" content="0; url=${to}">
<link rel="canonical" href="${to}"></head><script>window.location.href='${to}'</script></html>`;

export const docusaurus = {
  'site/index.html': docusaurusPage('Intro', '<p>Welcome.</p>'),
  'site/guide/start.html': docusaurusPage(
    'Start',
    '<ol start="3"><li>Plant the seed.</li></ol><div class="theme-admonition theme-admonition-tip admonition_xJq3' +
      ' alert alert--success"><div class="admonitionHeading_Gvgb">tip</div><div class="admonitionContent_BuS1">' +
      '<p>Be patient.</p></div></div><h2 class="anchor anchorWithStickyNavbar_LWe7" id="next">Next' +
      '<a href="#next" class="hash-link" aria-label="Direct link to Next">\u200b</a></h2><p>Text.</p>',
  ),
  'site/tags/a.html': docusaurusPage('One doc tagged with "a"', '<p>Tagged.</p>'),
  'site/search.html': docusaurusPage('Search the documentation', '<p>Type your search here.</p>'),
  'site/old.html': stub('/base/guide/start'),
  'site/404.html': docusaurusPage('Page Not Found', '<p>We could not find what you were looking for.</p>'),
  'site/sitemap.xml':
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' +
    ['', 'tags/a', 'guide/start', 'old']
      .map((path) => `<url><loc>https://e.org/base/${path}</loc><changefreq>weekly</changefreq></url>`)
      .join('') +
    '</urlset>',
};

const materialPage = (title, body) => `<!doctype html>
<html lang="en" class="no-js">
  <head>
    <meta charset="utf-8">
    <link rel="canonical" href="https://e.org/guide/start/">
    <meta name="generator" content="mkdocs-1.6.1, mkdocs-material-9.5.44">
    <title>${title} - My Site</title>
  </head>
  <body dir="ltr">
    <label class="md-overlay" for="__drawer"></label>
    <div data-md-component="skip"><a href="#start" class="md-skip">Skip to content</a></div>
    <header class="md-header" data-md-component="header"><nav class="md-header__inner md-grid" aria-label="Header">My
Site</nav></header>
    <div class="md-container" data-md-component="container">
      <main class="md-main" data-md-component="main"><div class="md-main__inner md-grid">
        <div class="md-sidebar md-sidebar--primary" data-md-type="navigation"><nav class="md-nav md-nav--primary"
aria-label="Navigation"><ul class="md-nav__list"><li class="md-nav__item">Side</li></ul></nav></div>
        <div class="md-sidebar md-sidebar--secondary" data-md-type="toc"><nav class="md-nav md-nav--secondary">
<label class="md-nav__title">Table of contents</label></nav></div>
        <div class="md-content" data-md-component="content"><article
class="md-content__inner md-typeset">${body}</article>
</div></div></main>
      <footer class="md-footer"><nav class="md-footer__inner md-grid" aria-label="Footer">Next</nav></footer>
    </div>
  </body>
</html>
`;

export const mkdocs = {
  'site/index.html': materialPage(
    'Home',
    '<h1 id="home">Home<a class="headerlink" href="#home">&para;</a></h1><p>Welcome.</p>',
  ),
  'site/guide/start/index.html': materialPage(
    'Start',
    '<h1 id="start">Start<a class="headerlink" href="#start" title="Permanent link">&para;</a></h1><ol><li>Plant the' +
      ' seed.</li></ol><div class="admonition tip"><p class="admonition-title">Tip</p><p>Be patient.</p></div>',
  ),
  'site/404.html': materialPage('', '<h1>404 - Not found</h1>'),
  'site/search/search_index.json': '{}',
};

const hugoPage = (title, body) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="Hugo 0.139.0"><title>${title} | My
Site</title></head><body><header><nav><a href="/">My Site</a></nav></header><main>${body}</main><footer>Copyright
</footer></body></html>
`;

export const hugo = {
  'site/index.html': hugoPage('Home', '<h1>Home</h1><p>Welcome.</p>'),
  'site/guide/start/index.html': hugoPage('Start', '<h1>Start</h1><ol><li>Plant the seed.</li></ol><p>Be patient.</p>'),
  'site/tags/index.html': hugoPage('Tags', '<h1>Tags</h1><ul><li>seed</li></ul>'),
  'site/tags/seed/index.html': hugoPage('Seed', '<h1>Seed</h1><p>Start</p>'),
  'site/categories/index.html': hugoPage('Categories', '<h1>Categories</h1><p>None.</p>'),
  'site/page/1/index.html': stub('https://e.org/'),
  'site/posts/page/2/index.html': hugoPage('Posts', '<h1>Posts</h1><p>More.</p>'),
  'site/old/index.html': stub('https://e.org/guide/start/'),
  'site/404.html': hugoPage('404', '<h1>404</h1><p>Not found.</p>'),
  'site/sitemap.xml':
    '<?xml version="1.0" encoding="utf-8" standalone="yes"?><sitemapindex ' +
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://e.org/en/sitemap.xml</loc></sitemap>' +
    '</sitemapindex>',
  'site/en/sitemap.xml':
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">' +
    ['', 'tags/', 'tags/seed/', 'guide/start/', 'categories/', 'posts/']
      .map((path) => `<url><loc>https://e.org/${path}</loc><xhtml:link rel="alternate" href="https://e.org/x"/></url>`)
      .join('') +
    '</urlset>',
};

const sphinxPage = (title, body) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="Docutils 0.19: https://docutils.org/">
<title>${title} &#8212; My Site 1.0 documentation</title><script src="_static/documentation_options.js"></script></head>
<body><div class="document"><div class="documentwrapper"><div class="bodywrapper"><div class="body" role="main">${body}
</div></div></div><div class="sphinxsidebar" role="navigation" aria-label="main navigation"><h3>Navigation</h3></div>
</div><div class="footer">&copy;2026, A. | Powered by Sphinx</div></body></html>
`;

export const sphinx = {
  'site/index.html': sphinxPage(
    'Home',
    '<section id="home"><h1>Home<a class="headerlink" href="#home" title="Permalink to this heading">¶</a></h1>' +
      '<p>Welcome.</p><div class="toctree-wrapper compound"><ul><li class="toctree-l1">Start</li></ul></div></section>',
  ),
  'site/guide/start.html': sphinxPage(
    'Start',
    '<section id="start"><h1>Start<a class="headerlink" href="#start">¶</a></h1><ol class="arabic simple"><li>' +
      '<p>Plant the seed. <a class="footnote-reference brackets" href="#f" role="doc-noteref">1</a></p></li></ol><div' +
      ' class="admonition note"><p class="admonition-title">Note</p><p>Be patient.</p></div><aside class="footnote' +
      ' brackets" role="note"><span class="label"><span class="fn-bracket">[</span><a role="doc-backlink"' +
      ' href="#id1">1</a><span class="fn-bracket">]</span></span><p>Note of the foot.</p></aside></section>',
  ),
  'site/genindex.html': sphinxPage('Index', '<h1 id="index">Index</h1><p>W</p>'),
  'site/py-modindex.html': sphinxPage('Python Module Index', '<h1>Python Module Index</h1><p>m</p>'),
  'site/genindex/index.html': sphinxPage('Index', '<h1>Index</h1><p>W</p>'),
  'site/search.html': sphinxPage('Search', '<h1>Search</h1><p>Searching for multiple words.</p>'),
  'site/_modules/pump.html': sphinxPage('pump', '<h1>Source code for pump</h1><pre>def run(): pass</pre>'),
  'site/searchindex.js': '',
  'site/_static/documentation_options.js': '',
};

const mdbookPage = (title, body) => `<!DOCTYPE HTML>
<html lang="en" class="light sidebar-visible" dir="ltr">
    <head>
        <!-- Book generated using mdBook -->
        <meta charset="UTF-8">
        <title>${title} - My Book</title>
    </head>
    <body><div id="body-container"><nav id="sidebar" class="sidebar" aria-label="Table of contents"></nav><div
id="page-wrapper" class="page-wrapper"><div class="page"><div id="menu-bar" class="menu-bar sticky"><h1
class="menu-title">My Book</h1></div><div id="content" class="content"><main>${body}</main><nav class="nav-wrapper"
aria-label="Page navigation"><a rel="next" href="guide/start.html" class="mobile-nav-chapters next">Next</a></nav></div>
</div></div></div></body></html>
`;

const mdbookStart = '<h1 id="start"><a class="header" href="#start">Start</a></h1><ol><li>Plant the seed.</li></ol>';
const mdbookHome = '<h1 id="home"><a class="header" href="#home">Home</a></h1><p>Welcome.</p>';

export const mdbook = {
  'site/index.html': mdbookPage('Home', mdbookHome),
  'site/guide/start.html': mdbookPage('Start', mdbookStart),
  'site/print.html': mdbookPage('Print', mdbookHome + mdbookStart),
  'site/toc.html': mdbookPage('Contents', '<ol class="chapter"><li>Start</li></ol>'),
  'site/404.html': mdbookPage('Page not found', '<h1>Document not found (404)</h1><p>This URL is invalid.</p>'),
};
