// Bots, the versions built of them, and what is published.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import test from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { apiTargets, openApi } from './api.mjs';
import {
  buildBot,
  longPage,
  makeBot,
  pack,
  publishVersion,
  readManifest,
  sendVersion,
  tarType,
} from './built-bot.mjs';
import { makeSite } from './chatletd.mjs';
import { OpenApiCheck } from './openapi-check.mjs';

const docs = {
  'faq.md': '# Returns\n\nYou may return any item within 30 days.\n\n# Shipping\n\nShipping takes three days.\n',
};

// Every answer of these suites is held against the API's own description.
async function open(context, target) {
  const api = await openApi(context, target);
  const check = new OpenApiCheck((await api.get('/v1/openapi.json')).json);
  const plain = api.fetch.bind(api);
  api.fetch = async (path, options = {}) => {
    const answer = await plain(path, options);
    check.check(options.method ?? 'GET', path, answer.status, answer.headers.get('content-type'), answer.text);
    return answer;
  };
  return api;
}

const refused = (answer) => [
  answer.status,
  ...(answer.json?.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`),
];

for (const target of apiTargets) {
  test(`${target}: a bot is made, read, changed and taken out of use`, async (context) => {
    const api = await open(context, target);
    const made = await api.post(`${api.organization}/bots`, {
      name: 'Shop Help (EU)',
      allowed_origins: ['HTTPS://Shop.example:443/', 'https://*.shop.example'],
    });
    assert.equal(made.status, 201, made.text);
    const path = `${api.organization}/bots/${made.json.id}`;
    assert.equal(made.json.slug, 'shop-help-eu');
    assert.deepEqual(made.json.allowed_origins, ['https://*.shop.example', 'https://shop.example']);
    assert.equal(made.json.retention_days, 90);
    assert.equal(made.json.stores_conversations, false);
    assert.deepEqual((await api.get(path)).json, made.json);

    assert.equal((await api.patch(path, { name: 'Help' })).status, 428);
    const changed = await api.patch(
      path,
      { name: 'Help', retention_days: 30, stores_conversations: true, settings: { versions_kept: 5 } },
      { 'If-Match': '"v1"' },
    );
    assert.equal(changed.status, 200, changed.text);
    assert.equal(changed.headers.get('etag'), '"v2"');
    assert.deepEqual(
      [changed.json.name, changed.json.slug, changed.json.retention_days, changed.json.settings],
      ['Help', 'shop-help-eu', 30, { versions_kept: 5 }],
    );
    assert.equal((await api.patch(path, { name: 'Late' }, { 'If-Match': '"v1"' })).status, 412);
    const cleared = await api.patch(
      path,
      { settings: { versions_kept: null }, allowed_origins: [] },
      { 'If-Match': '"v2"' },
    );
    assert.deepEqual([cleared.json.settings, cleared.json.allowed_origins], [{}, []]);

    assert.equal((await api.delete(path)).status, 204);
    assert.deepEqual((await api.get(`${api.organization}/bots`)).json.data, []);
    assert.equal((await api.get(`${api.organization}/bots?archived=true`)).json.data[0].id, made.json.id);
    assert.equal((await api.patch(path, { name: 'Gone' }, { 'If-Match': '"v4"' })).status, 409);
    // Its slug is free again.
    assert.equal((await makeBot(api, { slug: 'shop-help-eu' })).slug, 'shop-help-eu');
  });

  test(`${target}: wrong fields of a bot are told all at once`, async (context) => {
    const api = await open(context, target);
    const answer = await api.post(`${api.organization}/bots`, {
      name: 'Help',
      slug: '-help',
      settings: { color: 'red', versions_kept: 1 },
      allowed_origins: ['https://shop.example', 'shop.example', 7],
    });
    assert.deepEqual(refused(answer), [
      422,
      "/slug: A slug is 1 to 63 of a-z, 0-9 and '-', which is not at an end.",
      '/settings/color: There is no such setting.',
      '/settings/versions_kept: This must be a whole number from 2 to 200.',
      '/allowed_origins: An origin begins with https:// or http://, as in https://www.example.com.',
      '/allowed_origins: This must be a text.',
    ]);
    assert.deepEqual(
      refused(await api.post(`${api.organization}/bots`, { name: ' ', retention_days: 0, colour: 1 })),
      [
        422,
        '/name: This may not be empty.',
        '/retention_days: This must be a whole number from 1 to 3650.',
        '/colour: There is no such field here.',
      ],
    );
  });

  test(`${target}: a whole build is taken, and the same once more is the same version`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const folder = buildBot(context, docs);
    const first = await api.fetch(`${bot.path}/versions?note=the%20first`, {
      method: 'POST',
      body: pack(folder),
      headers: tarType,
    });
    assert.equal(first.status, 201, first.text);
    assert.deepEqual(
      [first.json.number, first.json.note, first.json.bundle.documents, first.json.bundle.locale],
      [1, 'the first', 1, 'en'],
    );
    assert.equal(first.json.files, countFiles(folder));
    const strange = await api.fetch(`${bot.path}/versions?note=%ff`, {
      method: 'POST',
      body: pack(folder),
      headers: tarType,
    });
    assert.deepEqual(refused(strange), [422, 'note: This may be at most 500 bytes of text.']);
    const again = await api.fetch(`${bot.path}/versions`, {
      method: 'POST',
      body: pack(folder, ['--format=pax', '--sort=name']),
      headers: tarType,
    });
    assert.deepEqual([again.status, again.json.id], [200, first.json.id]);

    const list = await api.get(`${bot.path}/versions/${first.json.id}/files`);
    for (const { name, sha256, size_bytes } of list.json.data) {
      const bytes = readFileSync(join(folder, name));
      assert.deepEqual(
        [name, sha256, size_bytes],
        [name, createHash('sha256').update(bytes).digest('hex'), bytes.length],
      );
    }
    const back = join(folder, '..', 'back');
    mkdirSync(back);
    const archive = await api.get(`${bot.path}/versions/${first.json.id}/archive`);
    assert.equal(archive.headers.get('content-type'), 'application/x-tar');
    execFileSync('tar', ['x', '-C', back], { input: archive.bytes });
    execFileSync('diff', ['-r', folder, back]);
  });

  test(`${target}: a build in parts is taken; files of the build before stay behind`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const folder = buildBot(context, { 'a.md': longPage('lamp', 400), 'b.md': longPage('chair', 400) });
    const parts = readdirSync(join(folder, 'files')).filter((name) => name.endsWith('.part'));
    assert.ok(parts.length > 3, `${parts.length} parts`);
    cpSync(join(folder, 'files', parts[0]), join(folder, 'files', '0123456789abcdef.7.part'));
    const version = await sendVersion(api, bot, folder);
    assert.equal(version.files, countFiles(folder) - 1);
    assert.equal(version.bundle.documents, 2);
  });

  test(`${target}: a build in two languages is one version of both`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const spanish =
      '# Devoluciones\n\nPuede devolver cualquier art\u00edculo en 30 d\u00edas con el recibo de la tienda.\n';
    const files = Object.fromEntries(
      [1, 2, 3].flatMap((n) => [
        [`en/p${n}.md`, docs['faq.md']],
        [`es/p${n}.md`, spanish],
      ]),
    );
    const folder = buildBot(context, files, []);
    const { locales } = readManifest(folder);
    const version = await sendVersion(api, bot, folder);
    assert.deepEqual([version.bundle.locale, version.bundle.locales, version.bundle.documents], ['en', 2, 6]);
    rmSync(join(folder, locales.es.head.file));
    const answer = await api.fetch(`${bot.path}/versions`, { method: 'POST', body: pack(folder), headers: tarType });
    assert.equal(answer.json.detail, `${locales.es.head.file}: the manifest names it, but it is not there`);
  });

  test(`${target}: a build that is not whole is refused with the file that is wrong`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const whole = buildBot(context, { 'a.md': longPage('lamp', 400), 'b.md': longPage('chair', 400) });
    const manifest = readManifest(whole);
    const part = readdirSync(join(whole, 'files'))
      .filter((name) => name.endsWith('.part'))
      .sort()
      .at(-1);
    const write = (change) => (folder) =>
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify(change(structuredClone(manifest))));
    const cases = [
      ['no manifest', (folder) => rmSync(join(folder, 'manifest.json')), 'manifest.json', /not there/],
      ['a manifest of nothing', (folder) => writeFileSync(join(folder, 'manifest.json'), ''), 'manifest.json', /./],
      ['a manifest of another version', write((m) => ({ ...m, version: 2 })), 'manifest.json', /"version"/],
      ['a manifest without title', write((m) => ({ ...m, title: undefined })), 'manifest.json', /"title"/],
      [
        'a head elsewhere',
        write((m) => ({ ...m, head: { ...m.head, file: '../x.head' } })),
        'manifest.json',
        /"head"/,
      ],
      [
        "a size that is not the head's",
        write((m) => ({ ...m, head: { ...m.head, size: 1 } })),
        manifest.head.file,
        /size/,
      ],
      ['no web files', write((m) => ({ ...m, panel: undefined })), 'manifest.json', /--no-web/],
      ['no loader', (folder) => rmSync(join(folder, 'chatlet.js')), 'chatlet.js', /loader/],
      ['no head', (folder) => rmSync(join(folder, manifest.head.file)), manifest.head.file, /not there/],
      [
        'a head cut short',
        cut(manifest.head.file),
        manifest.head.file,
        /./,
        write((m) => ({ ...m, head: { ...m.head, size: m.head.size - 1 } })),
      ],
      ['no part', (folder) => rmSync(join(folder, 'files', part)), `files/${part}`, /needs this part/],
      ['another part', (folder) => appendFileSync(join(folder, 'files', part), 'x'), `files/${part}`, /built with/],
      [
        'another panel',
        (folder) => appendFileSync(join(folder, manifest.panel.file), ' '),
        manifest.panel.file,
        /integrity/,
      ],
      [
        'a panel of another name',
        rename(manifest.panel.file, 'files/panel.0123456789abcdef.js', (m, file) => (m.panel.file = file)),
        'files/panel.0123456789abcdef.js',
        /hash of its content/,
      ],
      ['a file of others', (folder) => writeFileSync(join(folder, 'secret.txt'), 'x'), 'secret.txt', /not a file of/],
      [
        'a script among the pages',
        (folder) => writeFileSync(join(folder, 'pages/evil.js'), 'x'),
        'pages/evil.js',
        /not a file of/,
      ],
      [
        'a compressed form of nothing',
        (folder) => writeFileSync(join(folder, 'pages/none.html.br'), 'x'),
        'pages/none.html.br',
        /not a file of/,
      ],
      [
        'a link',
        (folder) => symlinkSync('/etc/passwd', join(folder, 'pages/passwd.html')),
        './pages/passwd.html',
        /link/,
      ],
      [
        'a hard link',
        (folder) => linkSync(join(folder, 'index.html'), join(folder, 'pages/other.html')),
        /(pages\/other|index)\.html/,
        /link/,
      ],
    ];
    for (const [name, change, file, reason, more] of cases) {
      const folder = join(makeSite(context, {}), 'bot');
      cpSync(whole, folder, { recursive: true });
      change(folder);
      more?.(folder);
      const answer = await api.fetch(`${bot.path}/versions`, {
        method: 'POST',
        body: pack(folder),
        headers: tarType,
      });
      assert.equal(answer.status, 422, `${name}: ${answer.text}`);
      assert.match(answer.json.type, /\/problems\/invalid-bundle$/);
      const told = answer.json.errors[0];
      if (file instanceof RegExp) assert.match(told.pointer, file, name);
      else assert.equal(told.pointer, file, `${name}: ${told.detail}`);
      assert.match(told.detail, reason, name);
      assert.equal(answer.json.detail, `${told.pointer}: ${told.detail}`);
    }
    assert.deepEqual((await api.get(`${bot.path}/versions`)).json.data, []);
  });

  test(`${target}: an archive that leads elsewhere, or is none, is refused`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const folder = buildBot(context, docs);
    const send = (body, headers = tarType) => api.fetch(`${bot.path}/versions`, { method: 'POST', body, headers });
    for (const [name, bytes, detail] of [
      ['up', pack(folder, ['-P', '--transform=s,^./,../,']), /leads out/],
      ['absolute', pack(folder, ['-P', '--transform=s,^./,/,']), /leads out/],
      ['twice', pack(folder, ['--hard-dereference', './manifest.json']), /manifest\.json: it is there twice/],
      ['cut', pack(folder).slice(0, 70000), /cut short/],
      ['gzip', new Uint8Array(execFileSync('gzip', { input: pack(folder) })), /no tar archive/],
      ['empty', new Uint8Array(0), /cut short/],
    ]) {
      const answer = await send(bytes);
      assert.equal(answer.status, 422, `${name}: ${answer.text}`);
      assert.match(answer.json.detail, detail, name);
    }
    assert.equal((await send(pack(folder), { 'Content-Type': 'application/zip' })).status, 415);
    assert.equal(
      (
        await api.fetch(`${api.organization}/bots/bot_0000000000001/versions`, {
          method: 'POST',
          body: pack(folder),
          headers: tarType,
        })
      ).status,
      404,
    );
  });

  test(`${target}: only new files need be sent, and nobody else's are taken for them`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const folder = buildBot(context, docs);
    const files = listFiles(folder);
    const ask = (of) => api.post(`${of}/files/missing`, { files });
    assert.equal((await ask(bot.path)).json.missing.length, files.length);
    const early = await api.post(`${bot.path}/versions`, { files });
    assert.equal(early.status, 422);
    assert.match(early.json.detail, /its content was not sent/);
    const sent = await api.fetch(`${bot.path}/files`, { method: 'POST', body: pack(folder), headers: tarType });
    assert.deepEqual([sent.status, sent.json], [200, { taken: files.length }]);
    assert.deepEqual((await ask(bot.path)).json.missing, []);
    const version = await api.post(`${bot.path}/versions`, { files, note: 'by list' });
    assert.equal(version.status, 201, version.text);
    assert.equal(version.json.note, 'by list');

    const other = await api.post('/v1/orgs', { name: 'Other' });
    assert.equal(other.status, 201, other.text);
    const foreign = await makeBot({ ...api, post: api.post.bind(api), organization: `/v1/orgs/${other.json.id}` });
    assert.equal((await ask(foreign.path)).json.missing.length, files.length);
    assert.equal((await api.post(`${foreign.path}/versions`, { files })).status, 422);
    assert.equal((await api.get(`${foreign.path}/versions/${version.json.id}`)).status, 404);
    const changed = await api.post(`${bot.path}/versions`, {
      files: files.map((one) => (one.name === 'chatlet.js' ? { ...one, sha256: '0'.repeat(64) } : one)),
    });
    assert.match(changed.json.detail, /^chatlet\.js: /);
  });

  test(`${target}: what is published is served, rolled back and taken down; old files stay`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const visitor = api.stranger();
    const [oldFolder, newFolder] = [
      buildBot(context, docs),
      buildBot(context, { 'faq.md': '# Returns\n\nYou may return it within 60 days.\n' }),
    ];
    const [older, newer] = [await sendVersion(api, bot, oldFolder), await sendVersion(api, bot, newFolder)];
    const file = (path, headers) => visitor.get(`/b/${bot.id}/${path}`, headers);
    assert.equal((await file('manifest.json')).status, 404);

    const path = `${bot.path}/channels/live`;
    assert.equal((await api.put(path, { version: older.id })).status, 428);
    const shown = await publishVersion(api, bot, 'live', older);
    assert.deepEqual([shown.number, shown.version], [1, older.id]);
    assert.equal((await api.put(path, { version: newer.id }, { 'If-Match': '"v0"' })).status, 412);
    assert.deepEqual((await file('manifest.json')).json, readManifest(oldFolder));
    assert.deepEqual((await file('live/manifest.json')).json, readManifest(oldFolder));

    await publishVersion(api, bot, 'live', newer);
    assert.deepEqual((await file('manifest.json')).json, readManifest(newFolder));
    const [oldHead, newHead] = [readManifest(oldFolder).head.file, readManifest(newFolder).head.file];
    assert.notEqual(oldHead, newHead);
    for (const head of [oldHead, newHead]) assert.equal((await file(head)).status, 200, head);

    const back = await api.post(`${path}/roll-back`, undefined, { 'If-Match': '"v2"' });
    assert.deepEqual([back.status, back.json.number], [200, 1]);
    assert.deepEqual((await file('manifest.json')).json, readManifest(oldFolder));
    for (const head of [oldHead, newHead]) assert.equal((await file(head)).status, 200, head);
    assert.equal((await api.delete(`${bot.path}/versions/${newer.id}`)).status, 409);

    const down = await api.delete(path, { 'If-Match': '"v3"' });
    assert.deepEqual([down.status, down.json.version], [200, null]);
    assert.equal((await file('manifest.json')).status, 404);
    assert.equal((await file(oldHead)).status, 200);
    const history = (await api.get(`${path}/history`)).json.data;
    assert.deepEqual(
      history.map((line) => line.number),
      [null, 1, 2, 1],
    );
    assert.deepEqual(
      history.map((line) => line.ended_at === null),
      [true, false, false, false],
    );
    assert.equal(history[0].by.kind, 'account');
  });

  test(`${target}: files are cached by name, sent as they were built, and open to every page`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const folder = buildBot(context, { ...docs, 'hours.md': '# Hours\n\nOpen from nine.\n' });
    await publishVersion(api, bot, 'live', await sendVersion(api, bot, folder));
    const visitor = api.stranger();
    const file = (path, headers) => visitor.get(`/b/${bot.id}/${path}`, headers);
    const { panel, head, runtime } = readManifest(folder);
    const caching = {
      'manifest.json': 'public, max-age=60, stale-while-revalidate=600',
      'chatlet.js': 'public, max-age=300, stale-while-revalidate=86400',
      [panel.file]: 'public, max-age=31536000, immutable',
      [head.file]: 'public, max-age=31536000, immutable',
      [runtime.file]: 'public, max-age=31536000, immutable',
      'index.html': 'no-cache',
    };
    for (const [name, rule] of Object.entries(caching)) {
      const plain = readFileSync(join(folder, name));
      for (const [accepted, encoding, unpack] of [
        ['', null, (b) => b],
        ['gzip', 'gzip', gunzipSync],
        ['gzip, br', 'br', brotliDecompressSync],
      ]) {
        const answer = await file(
          name,
          accepted ? { 'Accept-Encoding': accepted } : { 'Accept-Encoding': 'identity' },
        );
        assert.equal(answer.status, 200, name);
        assert.equal(answer.headers.get('cache-control'), rule, name);
        assert.equal(answer.headers.get('access-control-allow-origin'), '*');
        assert.equal(answer.headers.get('vary'), 'Accept-Encoding');
        if (api.isNative) {
          assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
          assert.equal(answer.headers.get('content-encoding'), encoding, `${name} ${accepted}`);
          assert.deepEqual(Buffer.from(answer.bytes), plain, name); // fetch unpacks it
        } else {
          assert.deepEqual(
            Buffer.from(answer.headers.get('content-encoding') ? unpack(answer.bytes) : answer.bytes),
            plain,
            name,
          );
        }
        const again = await file(name, {
          'Accept-Encoding': accepted || 'identity',
          'If-None-Match': answer.headers.get('etag'),
        });
        assert.deepEqual([again.status, again.bytes.length], [304, 0], name);
      }
    }
    assert.match((await file('')).text, /<title>/);
    assert.equal((await file('pages/%68ours.html')).status, 200);
    // A page may not act as one of this server's: people are signed in here.
    assert.match(
      (await file('index.html')).headers.get('content-security-policy'),
      /^sandbox (?!.*allow-same-origin)/,
    );
    for (const path of [
      '..%2fmanifest.json',
      'files%2f',
      'pages/%ff.html',
      'pages/%00',
      'files/',
      'pages/%',
      'files/0123456789abcdef.head',
    ]) {
      assert.equal((await file(path)).status, 404, path);
    }
    assert.equal((await visitor.get('/b/bot_0000000000001/manifest.json')).status, 404);
  });

  test(`${target}: a draft is seen by its address alone, until that is renewed`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const folder = buildBot(context, docs);
    const version = await sendVersion(api, bot, folder);
    const draft = await publishVersion(api, bot, 'draft', version);
    const visitor = api.stranger();
    const pathOf = (address) => new URL(address).pathname;
    const address = pathOf(draft.address);
    assert.match(address, /^\/b\/bot_\w+\/draft~[0-9a-z]{16}\/$/);
    const shown = await visitor.get(`${address}manifest.json`);
    assert.deepEqual(
      [shown.status, shown.headers.get('cache-control'), shown.headers.get('x-robots-tag')],
      [200, 'private, no-cache', 'noindex'],
    );
    assert.equal(
      (await visitor.get(`${address}${readManifest(folder).head.file}`)).headers.get('cache-control'),
      'private, max-age=31536000, immutable',
    );
    for (const path of [
      'draft/manifest.json',
      `draft~${'0'.repeat(16)}/manifest.json`,
      'draft~/manifest.json',
      address.split('/')[3].replace('draft', 'staging') + '/manifest.json',
      'manifest.json',
    ]) {
      assert.equal((await visitor.get(`/b/${bot.id}/${path}`)).status, 404, path);
    }
    assert.equal((await api.post(`${bot.path}/preview`)).status, 204);
    assert.equal((await visitor.get(`${address}manifest.json`)).status, 404);
    const renewed = await api.get(`${bot.path}/channels/draft`);
    assert.equal((await visitor.get(`${pathOf(renewed.json.address)}manifest.json`)).status, 200);
    await api.delete(bot.path);
    assert.equal((await visitor.get(`${pathOf(renewed.json.address)}manifest.json`)).status, 404);
  });

  test(`${target}: old versions go past those a bot keeps, but none that is shown`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api, { settings: { versions_kept: 2 } });
    const build = (days) => buildBot(context, { 'faq.md': `# Returns\n\nWithin ${days} days.\n` });
    await publishVersion(api, bot, 'live', await sendVersion(api, bot, build(1)));
    for (const days of [2, 3, 4, 5]) await sendVersion(api, bot, build(days));
    const numbers = async (of) => (await api.get(`${of.path}/versions`)).json.data.map((one) => one.number);
    assert.deepEqual(await numbers(bot), [5, 4, 1]);
    const versions = (await api.get(`${bot.path}/versions?limit=1`)).json;
    assert.equal(versions.data.length, 1);
    assert.deepEqual(
      (await api.get(`${bot.path}/versions?limit=2&cursor=${versions.next_cursor}`)).json.data.map(
        (one) => one.number,
      ),
      [4, 1],
    );
    assert.equal((await api.delete(`${bot.path}/versions/${versions.data[0].id}`)).status, 204);
    assert.deepEqual(await numbers(bot), [4, 1]);

    const copy = await api.post(`${bot.path}/duplicate`, { name: 'Copy' });
    assert.equal(copy.status, 201, copy.text);
    assert.deepEqual([copy.json.settings, copy.json.slug], [{ versions_kept: 2 }, 'copy']);
    const path = `${api.organization}/bots/${copy.json.id}`;
    assert.deepEqual(await numbers({ path }), [1]);
    const draft = (await api.get(`${path}/channels/draft`)).json;
    assert.equal((await api.stranger().get(`${new URL(draft.address).pathname}manifest.json`)).status, 200);
  });

  test(`${target}: a secret for identities is given once, renewed and ended`, async (context) => {
    const api = await open(context, target);
    const bot = await makeBot(api);
    const first = (await api.post(`${bot.path}/identity-secret`)).json;
    assert.match(first.secret, /^[0-9a-z]{32}$/);
    assert.equal(first.previous_until, null);
    const second = (await api.post(`${bot.path}/identity-secret`)).json;
    assert.notEqual(second.secret, first.secret);
    assert.ok(second.previous_until);
    assert.equal((await api.get(bot.path)).json.signs_identity, true);
    assert.equal((await api.delete(`${bot.path}/identity-secret`)).status, 204);
    assert.equal((await api.get(bot.path)).json.signs_identity, false);
    const third = (await api.post(`${bot.path}/identity-secret`)).json;
    assert.ok(third.secret !== first.secret && third.secret !== second.secret);
  });
}

const countFiles = (folder) => listFiles(folder).length;

function listFiles(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return listFiles(folder, name);
    return [
      {
        name,
        sha256: createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      },
    ];
  });
}

function cut(name) {
  return (folder) => writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, -1));
}

// Gives a file another name, in the manifest too.
function rename(from, to, change) {
  return (folder) => {
    const manifest = readManifest(folder);
    change(manifest, to);
    cpSync(join(folder, from), join(folder, to));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  };
}
