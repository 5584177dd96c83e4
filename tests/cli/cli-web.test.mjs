// What `chatlet build` copies from the web folder beside what pages load.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workshop, smallDocuments } from './support/workshop.mjs';

test('the notices that came with the runtimes go where they go', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write({ ...smallDocuments, 'web/notices.txt': 'Copyright of others' });
  shop.run('build', 'docs', '--web', 'web', '--out', 'without');
  assert.ok(!shop.list('without').includes('notices.txt'));
  const files = JSON.parse(shop.read('web/files.json'));
  shop.write({ 'web/files.json': JSON.stringify({ ...files, notices: 'notices.txt' }) });
  assert.equal(shop.run('build', 'docs', '--web', 'web').status, 0);
  assert.equal(shop.read('chatlet-site/notices.txt'), 'Copyright of others');
});
