// The bots that `new` gives: each is clean, says everything in three languages, and passes its own tests, which go
// through all of it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Workshop } from './support/workshop.mjs';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../core/cli/templates');
const NAMES = readdirSync(FOLDER).sort();
const LANGUAGES = ['en', 'es', 'pt'];
const WAYS_LEAST = 0.95; // most of the others are what comes after three wrong answers
const NODE_KINDS = 'say ask listen set branch split each call jump answer llm http do wait human end'.split(' ');
const TRIGGER_KINDS = 'intent keyword event idle page schedule error no-match'.split(' ');
const FIELD_KINDS =
  'text email phone number integer date datetime bool choice multichoice rating file signature address'.split(' ');

const json = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));
const filesIn = (...path) => readdirSync(join(...path)).map((file) => join(...path, file));

function readBot(name) {
  const folder = join(FOLDER, name);
  const flows = filesIn(folder, 'flows').map((file) => ({ name: basename(file, '.json'), ...json(file) }));
  return { folder, bot: json(folder, 'bot.json'), flows, nodes: flows.flatMap((flow) => Object.values(flow.nodes)) };
}

for (const name of NAMES) {
  test(`${name}: nothing to mend, and in its canonical form`, (context) => {
    const shop = new Workshop(context);
    const folder = join(FOLDER, name);
    const found = JSON.parse(shop.run('check', folder, '--json').stdout);
    assert.deepEqual([found.errors, found.warnings, found.diagnostics], [0, 0, []]);
    const { nodes, flows } = readBot(name);
    assert.deepEqual([found.flows, found.nodes], [flows.length, nodes.length], 'all of it was looked at');
    const canonical = shop.run('fmt', '--check', folder);
    assert.equal(canonical.status, 0, canonical.stdout + canonical.stderr);
  });

  test(`${name}: its tests pass in each language and go through it`, (context) => {
    const result = new Workshop(context).run('test', join(FOLDER, name), '--coverage', '--json');
    const { passed, failed, tests, coverage } = JSON.parse(result.stdout);
    assert.deepEqual(tests.filter((each) => !each.passed), []);
    assert.deepEqual([result.status, failed], [0, 0]);
    for (const language of LANGUAGES) {
      assert.ok(passed > 20 && tests.filter((each) => each.file.endsWith(`.${language}.json`)).length > 10, language);
    }
    const unentered = coverage.never.filter((each) => each.to === undefined && !each.node.startsWith('trouble.'));
    assert.deepEqual(unentered, []);
    assert.ok(coverage.ways_gone / coverage.ways >= WAYS_LEAST, `${coverage.ways_gone} of ${coverage.ways} ways`);
  });

  test(`${name}: each language has every text, and every text is used`, () => {
    const { folder, bot, flows } = readBot(name);
    const keysOf = (texts, path) =>
      Object.entries(texts).flatMap(([key, text]) =>
        typeof text === 'string' ? [path + key] : keysOf(text, path + key + '.'),
      );
    const used = [...JSON.stringify([bot, flows]).matchAll(/"key":"([^"]+)"/g)].map((match) => match[1]);
    for (const language of LANGUAGES) {
      const keys = keysOf(json(folder, 'strings', `${language}.json`), '');
      assert.deepEqual(keys.sort(), [...new Set(used)].sort(), language);
    }
    assert.deepEqual(Object.keys(bot.locales), LANGUAGES.slice(1));
  });

  test(`${name}: names nobody's address but examples, and says what to change`, () => {
    const { folder, bot } = readBot(name);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of files) {
      const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8');
      for (const [, host] of text.matchAll(/https?:\/\/([a-z0-9.-]+)/g)) {
        assert.match(host, /(^|\.)example(\.com)?$/, entry.name);
      }
      for (const [, host] of text.matchAll(/[\w.]@([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)) {
        assert.match(host.toLowerCase(), /(^|\.)(example(\.com)?|empresa\.com|company\.com)$/, entry.name);
      }
    }
    assert.ok(Object.values(bot.connections).some((each) => each.mailto), 'an e-mail, for when no address answers');
    assert.ok(Object.values(bot.connections).every((each) => each.consent), 'what visitors agree to');
    assert.match(readFileSync(join(folder, 'README.md'), 'utf8'), /^Change first:$/m);
  });

  test(`${name}: made Spanish, it is still clean`, (context) => {
    const shop = new Workshop(context);
    assert.equal(shop.run('new', name, 'bot', '--locale', 'es').status, 0);
    const found = JSON.parse(shop.run('check', 'bot', '--json').stdout);
    assert.deepEqual([found.errors, found.warnings, found.diagnostics], [0, 0, []]);
  });
}

test('together they show every kind of node, trigger and mode, and most fields', () => {
  const bots = NAMES.map(readBot);
  const nodes = bots.flatMap(({ nodes: of }) => of);
  const triggers = bots.flatMap(({ bot, flows }) => [...bot.triggers, ...flows.flatMap((flow) => flow.triggers ?? [])]);
  const fields = nodes.flatMap((node) => node.fields ?? []);
  const all = (list) => [...new Set(list)].sort();
  assert.equal(NAMES.length, 9);
  assert.deepEqual(all(nodes.map((node) => node.type)), [...NODE_KINDS].sort());
  assert.deepEqual(all(triggers.map((each) => each.on)), [...TRIGGER_KINDS].sort());
  assert.deepEqual(all(triggers.map((each) => each.mode ?? 'interrupt')), ['interrupt', 'replace', 'resume']);
  assert.deepEqual(FIELD_KINDS.filter((kind) => !fields.some((field) => field.kind === kind)), []);
  const humans = nodes.filter((node) => node.type === 'human').map((node) => node.what);
  assert.deepEqual(all(humans), ['approve', 'handoff', 'ticket']);
  assert.ok(bots.every(({ folder }) => existsSync(join(folder, 'tests'))));
});
