// Sites that the generators installed here really build, indexed: how many pages and words of them are taken, and
// that nothing of what generators put around and into a text is. A generator's new version is seen here first; what it
// changes becomes a row of tests/unit/test_document_html.c or a site of tests/cli/support/sites.mjs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { timeRun, top, withFolder } from './bench-tools.mjs';

export const title = 'Sites of generators (chatlet build over what they write)';

const steps = '1. Dig a trench.\n2. Lay the hose.\n';
const table = '| Valve | Meaning |\n|---|---|\n| `north` | waters tomatoes |\n';
const shell = (fence) => `${fence}\napt-get install gardenia\nsystemctl start gardenia\n\`\`\`\n`;

const generators = [
  {
    name: 'MkDocs',
    version: ['mkdocs', ['--version']],
    files: {
      'mkdocs.yml':
        'site_name: Gardenia\nsite_url: https://example.org/docs/\nrepo_url: https://github.com/example/gardenia\n' +
        'edit_uri: edit/main/docs/\nmarkdown_extensions:\n  - admonition\n  - footnotes\n  - tables\n' +
        '  - toc:\n      permalink: true\n  - codehilite:\n      linenums: true\n',
      'docs/index.md': '# Gardenia\n\nWaters plants. See [the irrigation](guide/install.md).\n',
      'docs/guide/install.md':
        `# Install\n\n!!! note "Beforehand"\n    Find a bucket.\n\n${shell('```bash')}\n## Steps\n\n${steps}\n` +
        `A unit.[^1]\n\n${table}\n[^1]: Counted in litres.\n`,
    },
    build: ['mkdocs', ['build', '-q', '-d', 'out']],
    pages: 2,
  },
  {
    name: 'Hugo',
    version: ['hugo', ['version']],
    files: {
      'config.toml':
        'baseURL = "https://example.org/docs/"\ntitle = "Gardenia"\n[markup.highlight]\nlineNos = true\n' +
        'lineNumbersInTable = true\n',
      'layouts/_default/baseof.html':
        '<!DOCTYPE html><html lang="en"><head>{{ hugo.Generator }}<title>{{ .Title }} | {{ .Site.Title }}</title>' +
        '</head><body><header><nav>Menu</nav></header><main>{{ block "main" . }}{{ end }}</main><footer>Foot</footer>' +
        '</body></html>',
      'layouts/_default/single.html':
        '{{ define "main" }}<article><h1>{{ .Title }}</h1>{{ .Content }}' +
        '<a href="https://github.com/example/gardenia/edit/main/a.md">Edit this page</a></article>{{ end }}',
      'layouts/_default/list.html':
        '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ range .Pages }}<a href="{{ .RelPermalink }}">' +
        '{{ .Title }}</a>{{ end }}{{ end }}',
      'layouts/404.html': '{{ define "main" }}<h1>Missing</h1><p>Searching helps.</p>{{ end }}',
      'content/_index.md':
        '---\ntitle: Gardenia\n---\nWaters plants. See [the irrigation](/docs/guide/install/).\n',
      'content/guide/install.md':
        '---\ntitle: Install\ntags: [permalink]\naliases: [/old/]\n---\nFind a bucket.\n\n' +
        `${shell('```bash')}\n## Steps\n\n${steps}\nA unit.[^1]\n\n${table}\n[^1]: Counted in litres.\n`,
    },
    build: ['hugo', ['--quiet', '-d', 'out']],
    pages: 3,
  },
  {
    name: 'Sphinx',
    version: ['sphinx-build', ['--version']],
    files: {
      'src/conf.py': "project = 'Gardenia'\nhtml_baseurl = 'https://example.org/docs/'\nextensions = []\n",
      'src/index.rst':
        'Gardenia\n========\n\nWaters plants. See :doc:`the irrigation <guide/install>`.\n\n.. toctree::\n\n' +
        '   guide/install\n\n* :ref:`genindex`\n',
      'src/guide/install.rst':
        'Install\n=======\n\n.. admonition:: Beforehand\n\n   Find a bucket.\n\n' +
        '.. code-block:: bash\n   :linenos:\n\n   apt-get install gardenia\n   systemctl start gardenia\n\n' +
        'Steps\n-----\n\n#. Dig a trench.\n#. Lay the hose.\n\nA unit. [#f]_\n\n' +
        '.. list-table::\n\n   * - Valve\n     - Meaning\n   * - ``north``\n     - waters tomatoes\n\n' +
        '.. [#f] Counted in litres.\n',
    },
    build: ['sphinx-build', ['-q', 'src', 'out']],
    pages: 2,
  },
];

// Stems that must be in the index, and those of furniture that must not.
const wanted = ['bucket', 'apt', 'systemctl', 'trench', 'hose', 'litr', 'valv', 'north', 'tomato', 'irrig'];
const unwanted = ['edit', 'menu', 'foot', 'permalink', 'search', '1apt', '2systemctl', 'missing', 'genindex', '1', '2'];

export async function measure() {
  const rows = [];
  for (const generator of generators) {
    if (!runs(generator)) console.log(`  skipped: ${generator.name} is not installed`);
    else rows.push(...(await withFolder((folder) => measureOne(generator, folder))));
  }
  return rows;
}

function runs({ version: [program, args] }) {
  try {
    return timeRun(program, args).status === 0;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function measureOne({ name, files, build: [program, args], pages }, folder) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  run(program, args, folder);
  const chatlet = join(top, 'build/bin/chatlet');
  const words = ['build', 'out', '--out', 'index', '--no-web', '--no-cache', '--json'];
  const built = JSON.parse(run(chatlet, words, folder));
  const dump = run(chatlet, ['dump', 'index'], folder);
  const terms = new Set([...dump.matchAll(/^ {4}(\S+) (?:title|headings|body|links) /gm)].map((match) => match[1]));
  const lost = wanted.filter((term) => !terms.has(term));
  const extra = unwanted.filter((term) => terms.has(term));
  if (lost.length > 0 || extra.length > 0 || built.report.pages !== pages) {
    throw new Error(`${name}: ${built.report.pages} pages; lost ${lost}; too much: ${extra}\n${dump}`);
  }
  const linked = /^ {4}irrig .*links/m.test(dump);
  if (!linked) throw new Error(`${name}: the text of a link does not count for its page\n${dump}`);
  return [
    { name: `${name}: pages taken`, value: built.report.pages, unit: '' },
    { name: `${name}: files left out`, value: built.report.left_out.length, unit: '' },
    { name: `${name}: stems`, value: terms.size, unit: '' },
  ];
}

function run(program, args, folder) {
  const { status, stdout, stderr } = timeRun(program, args, { cwd: folder });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`);
  return stdout;
}
