// `--base-url`: where the documents of a bot's folder are served from.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop } from './support/workshop.mjs';

const page = '<title>Bread</title><h1>Bread</h1><p>Bread is baked at dawn.</p>';

test('a base address stands for the source: what lies below keeps its path', (context) => {
  const rows = [
    { file: 'bot/knowledge/a b/bread.html', bot: {}, expected: 'https://e.org/x/knowledge/a%20b/bread.html' },
    { file: 'bot/my docs/bread.html', bot: { path: 'my docs' }, expected: 'https://e.org/x/my%20docs/bread.html' },
    { file: 'bot/docs/bread.html', bot: { path: 'docs/bread.html' }, expected: 'https://e.org/x/docs/bread.html' },
    { file: 'public/bread.html', bot: { path: '../public' }, expected: 'https://e.org/x/bread.html' },
    { file: 'bot/docs/bread.html', bot: { path: 'docs', url: '/own' }, expected: '/own/bread.html' },
  ];
  for (const { file, bot, expected } of rows) {
    const shop = new Workshop(context);
    const sources = bot.path ? { knowledge: { sources: [bot] } } : {};
    shop.write({ [file]: page, 'bot/bot.json': JSON.stringify(sources) });
    const built = shop.run('build', 'bot', '--no-web', '--out', 'out', '--base-url', 'https://e.org/x');
    assert.equal(built.status, 0, built.stderr);
    const [hit] = shop.runJson('search', 'out', 'when is bread baked').json.hits;
    assert.equal(hit.url.split('#')[0], expected, file);
  }
});
