// `new`: bots to start from, carried within the program.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Workshop } from './support/workshop.mjs';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../core/cli/templates');
const names = existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];
const skip = names.length === 0 && 'this tree has no templates';

test('new without a name lists what there is, and what each is for', { skip }, (context) => {
  const result = new Workshop(context).run('new');
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(result.stdout.match(/^ {2}[a-z-]+$/gm).map((line) => line.trim()), names);
  for (const name of names) {
    const readme = readFileSync(join(FOLDER, name, 'README.md'), 'utf8');
    assert.ok(result.stdout.includes(`  ${name}\n      ${readme.split('\n\n')[1].split('\n')[0]}`), name);
  }
  assert.match(result.stdout, new RegExp(`\nchatlet new ${names[0]} my-bot `));
});

test('each template is written whole, byte for byte', { skip }, (context) => {
  const shop = new Workshop(context);
  for (const name of names) {
    const result = shop.run('new', name, `bots/${name}`);
    assert.equal(result.status, 0, result.stderr);
    const files = shop.list(`bots/${name}`);
    assert.ok(files.includes('bot.json') && files.includes('README.md'), name);
    const wanted = readdirSync(join(FOLDER, name), { recursive: true, withFileTypes: true });
    assert.equal(files.length, wanted.filter((entry) => entry.isFile()).length, name);
    for (const file of files) {
      assert.deepEqual(readFileSync(shop.path('bots', name, file)), readFileSync(join(FOLDER, name, file)), file);
    }
    assert.match(result.stdout, new RegExp(`^${files.length} files in bots/${name}; its README.md`));
  }
});

test('another locale becomes the bot’s own, and its texts change places with the old one’s', { skip }, (context) => {
  const shop = new Workshop(context);
  const old = JSON.parse(readFileSync(join(FOLDER, names[0], 'bot.json'), 'utf8'));
  const locale = Object.keys(old.locales)[0];
  const result = shop.run('new', names[0], 'bot', '--locale', locale);
  assert.equal(result.status, 0, result.stderr);
  const bot = JSON.parse(shop.read('bot/bot.json'));
  assert.equal(bot.locale, locale);
  assert.equal(bot.title, old.locales[locale].title);
  assert.deepEqual(bot.locales[old.locale], { title: old.title });
  assert.equal(bot.locales[locale], undefined);
  assert.deepEqual({ ...bot, locale: 0, locales: 0, title: 0 }, { ...old, locale: 0, locales: 0, title: 0 });
  const unknown = shop.run('new', names[0], 'other', '--locale', 'tlh');
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /is not in "tlh"/);
  assert.deepEqual(shop.list('.').filter((file) => file.startsWith('other')), []);
});

test('nothing that is there is replaced', { skip }, (context) => {
  const shop = new Workshop(context);
  shop.write({ 'mine/bot.json': '{"title": "Mine"}', file: 'text' });
  for (const place of ['mine', 'file']) {
    const result = shop.run('new', names[0], place);
    assert.equal(result.status, 4);
    assert.equal(result.stderr, `chatlet new: ${place} is there already; give a new folder\n`);
  }
  assert.deepEqual(shop.list('mine'), ['bot.json']);
  assert.equal(shop.read('mine/bot.json'), '{"title": "Mine"}');
});

test('a name that is none is told the nearest one', { skip }, (context) => {
  const shop = new Workshop(context);
  const result = shop.run('new', `${names[0]}x`, 'bot');
  assert.equal(result.status, 2);
  assert.match(result.stderr, new RegExp(`no template "${names[0]}x"; did you mean ${names[0]}\\?\nThere are: `));
  assert.equal(shop.run('new', names[0], 'a', 'b').status, 2);
});
