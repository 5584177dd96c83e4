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

test('what the panel fetches later goes with it, and stays for the pages before', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  const chunk = (hash) => ({ file: `panel-ask.${hash}.js`, integrity: `sha256-${hash}` });
  const files = JSON.parse(shop.read('web/files.json'));
  const build = (hash) => {
    shop.write({
      'web/files.json': JSON.stringify({ ...files, chunks: [chunk(hash)] }),
      [`web/panel-ask.${hash}.js`]: 'ask();',
    });
    assert.equal(shop.run('build', 'docs', '--web', 'web', '--no-compress').status, 0);
    const { chunks } = JSON.parse(shop.read('chatlet-site/manifest.json'));
    assert.deepEqual(chunks, [{ file: `files/panel-ask.${hash}.js`, integrity: `sha256-${hash}` }]);
    return shop.list('chatlet-site').filter((name) => name.includes('panel-ask'));
  };
  const [one, two, three] = ['0011223344556677', '1011223344556677', '2011223344556677'];
  assert.deepEqual(build(one), [`files/panel-ask.${one}.js`]);
  assert.deepEqual(build(two), [`files/panel-ask.${one}.js`, `files/panel-ask.${two}.js`]);
  assert.deepEqual(build(three), [`files/panel-ask.${two}.js`, `files/panel-ask.${three}.js`]);
});

test('a chunk that is no plain name with its hash is refused', (context) => {
  const shop = new Workshop(context);
  shop.writeWeb();
  shop.write(smallDocuments);
  const files = JSON.parse(shop.read('web/files.json'));
  for (const chunks of [{}, [{ file: '../a.js', integrity: 'sha256-a' }], [{ file: 'panel-a.js' }]]) {
    shop.write({ 'web/files.json': JSON.stringify({ ...files, chunks }) });
    assert.notEqual(shop.run('build', 'docs', '--web', 'web').status, 0, JSON.stringify(chunks));
  }
});
