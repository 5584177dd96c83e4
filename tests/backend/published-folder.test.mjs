// Published files in a folder that another server gives out.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { openApi } from './api.mjs';
import { buildBot, makeBot, publishVersion, readManifest, sendVersion } from './built-bot.mjs';
import { makeSite } from './chatletd.mjs';

const docs = (days) => ({ 'faq.md': `# Returns\n\nYou may return any item within ${days} days.\n` });

// Until `isSo` is true; it is asked whenever the file at `path` changes.
function when(path, isSo) {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo()) return;
      unwatchFile(path, look);
      resolve();
    };
    watchFile(path, { interval: 50 }, look);
    look();
  });
}

const namesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();

test('what is published is written to the folder, whole, and taken down', async (context) => {
  const site = makeSite(context, {});
  const published = join(site, 'published');
  writeFileSync(join(site, 'chatletd.json'), JSON.stringify({ published }));
  const api = await openApi(context, 'sqlite', ['--config', join(site, 'chatletd.json')]);
  const bot = await makeBot(api);
  const [oldFolder, newFolder] = [buildBot(context, docs(30)), buildBot(context, docs(60))];
  const [older, newer] = [await sendVersion(api, bot, oldFolder), await sendVersion(api, bot, newFolder)];
  const folder = join(published, bot.id);
  const manifest = join(folder, 'manifest.json');
  const mark = join(folder, '.version');
  const shows = (version) => existsSync(mark) && readFileSync(mark, 'utf8') === `${version.id}\n`;

  await publishVersion(api, bot, 'live', older);
  await when(mark, () => shows(older));
  assert.deepEqual(namesOf(folder), [...namesOf(oldFolder), '.version'].sort());
  for (const name of namesOf(oldFolder)) {
    assert.deepEqual(readFileSync(join(folder, name)), readFileSync(join(oldFolder, name)), name);
    // A form that is older than its file would not be sent.
    if (/\.(br|gz)$/.test(name)) {
      assert.ok(statSync(join(folder, name)).mtimeMs >= statSync(join(folder, name.slice(0, -3))).mtimeMs, name);
    }
  }

  await publishVersion(api, bot, 'live', newer);
  await when(mark, () => shows(newer));
  assert.deepEqual(JSON.parse(readFileSync(manifest, 'utf8')), readManifest(newFolder));
  assert.ok(existsSync(join(folder, readManifest(oldFolder).head.file)), 'pages that are open still need it');

  const channel = await api.get(`${bot.path}/channels/live`);
  await api.delete(`${bot.path}/channels/live`, { 'If-Match': channel.headers.get('etag') });
  await when(manifest, () => !existsSync(manifest));
  assert.ok(existsSync(join(folder, readManifest(newFolder).head.file)));

  await publishVersion(api, bot, 'live', older);
  await when(mark, () => shows(older));
  await api.delete(bot.path);
  await when(manifest, () => !existsSync(manifest));
});
