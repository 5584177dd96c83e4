// A folder of its own for each test, and the program run in it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fillerPages } from '../../support/filler-pages.mjs';

const program = process.env.CHATLET_PROGRAM ?? join(process.cwd(), 'build/bin/chatlet');

export class Workshop {
  constructor(context) {
    this.folder = mkdtempSync(join(tmpdir(), 'chatlet-cli-'));
    context.after(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  path(...names) {
    return join(this.folder, ...names);
  }

  // `files` maps names to text or bytes.
  write(files) {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
  }

  read(name) {
    return readFileSync(this.path(name), 'utf8');
  }

  // Every file below `name`, with its bytes in hex.
  snapshot(name) {
    return Object.fromEntries(
      this.list(name).map((file) => [file, readFileSync(this.path(name, file)).toString('hex')]),
    );
  }

  list(name) {
    const walk = (folder) =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
      );
    return walk(this.path(name))
      .map((file) => relative(this.path(name), file))
      .sort();
  }

  times(name) {
    return Object.fromEntries(this.list(name).map((file) => [file, statSync(this.path(name, file)).mtimeMs]));
  }

  // A stand-in for what the web build leaves: the command only copies and names it.
  writeWeb(languages = ['en', 'es']) {
    const runtime = (one) => ({ file: `chatlet-runtime.${one}.0011223344556677.wasm`, integrity: `sha256-${one}` });
    const runtimes = Object.fromEntries(languages.map((one) => [one, runtime(one)]));
    this.write({
      'web/files.json': JSON.stringify({
        loader: 'chatlet.js',
        panel: { file: 'panel.0011223344556677.js', integrity: 'sha256-panel' },
        runtimes,
      }),
      'web/chatlet.js': 'loader();'.repeat(100),
      'web/panel.0011223344556677.js': 'panel();'.repeat(100),
      ...Object.fromEntries(Object.values(runtimes).map((one) => [`web/${one.file}`, `wasm of ${one.file}`])),
    });
  }

  environment(extra) {
    return { PATH: process.env.PATH, TERM: 'dumb', ...extra };
  }

  // Runs the program here; gives status, stdout and stderr.
  run(...words) {
    return this.runWith({}, ...words);
  }

  runWith({ input, env }, ...words) {
    const result = spawnSync(program, words, {
      cwd: this.folder,
      input: input ?? '',
      encoding: 'utf8',
      env: this.environment(env),
      timeout: 60_000,
    });
    if (result.error) throw result.error;
    return { status: result.status, stdout: result.stdout, stderr: result.stderr };
  }

  runJson(...words) {
    const result = this.run(...words, '--json');
    return { ...result, json: JSON.parse(result.stdout) };
  }

  // Starts the program; the caller ends it.
  start(...words) {
    return spawn(program, words, { cwd: this.folder, env: this.environment({}), stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

export const smallDocuments = {
  'docs/install.md':
    '# Install the widget\n\nRun `npm install chatlet` and add a tag.\n\n## Requirements\n\nYou need Node 18.\n',
  'docs/prices.md': '# Prices\n\nThe free plan costs nothing. The starter plan costs 49 dollars a month.\n',
  'docs/faq/questions.csv': 'question,answer\nWhich browsers work?,"Chromium, Firefox and Safari."\n',
};

/** smallDocuments and so many others that the bundle comes in parts. */
export function largeDocuments() {
  const filler = Object.entries(fillerPages()).map(([name, text]) => [`docs/${name}`, text]);
  return { ...smallDocuments, ...Object.fromEntries(filler) };
}
