// `chatlet deploy` against the real server, and against servers that are busy, strange or not there.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import test from 'node:test';
import { openApi } from './api.mjs';
import { buildBot, makeBot, readManifest, runChatlet } from './built-bot.mjs';
import { makeSite } from './chatletd.mjs';

const docs = (days) => ({ 'faq.md': `# Returns\n\nYou may return any item within ${days} days.\n` });
const scopes = ['bots.read', 'versions.read', 'versions.upload', 'versions.publish'];

// A server with a bot "help" and a key that may deploy to it.
async function openShop(context) {
  const api = await openApi(context, 'sqlite');
  const bot = await makeBot(api, { slug: 'help' });
  const key = await api.post(`${api.organization}/keys`, { name: 'deploy', scopes });
  assert.equal(key.status, 201, key.text);
  const deploy = (folder, options = [], environment = {}) =>
    runChatlet(['deploy', folder, '--server', api.server.url, '--bot', 'help', ...options], {
      CHATLET_KEY: key.json.key,
      ...environment,
    });
  return { api, bot, key: key.json.key, deploy };
}

test('a built folder goes to the server and live, and the second time only what is new', async (context) => {
  const { api, bot, deploy } = await openShop(context);
  const folder = buildBot(context, docs(30));
  const dry = await deploy(folder, ['--dry-run']);
  assert.match(dry.stdout, /^Would send (\d+) of \1 files/);
  assert.equal((await api.get(`${bot.path}/versions`)).json.data.length, 0);

  const first = await deploy(folder, ['--note', 'the first']);
  assert.deepEqual([first.code, first.stderr], [0, '']);
  assert.match(first.stdout, /^Sent (\d+) of \1 files.*\nVersion 1 of help\nPublished in channel live\./);
  const line = /<script src="([^"]+)" defer>/.exec(first.stdout)[1];
  assert.equal(new URL(line).pathname, `/b/${bot.id}/chatlet.js`);
  assert.deepEqual((await api.stranger().get(`/b/${bot.id}/manifest.json`)).json, readManifest(folder));
  assert.equal((await api.get(`${bot.path}/versions`)).json.data[0].note, 'the first');

  const second = JSON.parse((await deploy(buildBot(context, docs(60)), ['--json'])).stdout);
  assert.equal(second.number, 2);
  assert.ok(second.new_files > 0 && second.new_bytes < second.bytes / 20, JSON.stringify(second));
  const again = await deploy(folder);
  assert.match(again.stdout, /^Sent 0 of .*\nVersion 1 of help, which was there already\nPublished in channel live/);
  const history = async () => (await api.get(`${bot.path}/channels/live/history`)).json.data.map((one) => one.number);
  assert.deepEqual(await history(), [1, 2, 1]);
  assert.equal((await deploy(folder)).code, 0);
  assert.deepEqual(await history(), [1, 2, 1], 'what is live already is not published once more');
});

test('a version may go to a draft, or nowhere', async (context) => {
  const { api, bot, deploy } = await openShop(context);
  const folder = buildBot(context, docs(30));
  const draft = JSON.parse((await deploy(folder, ['--json', '--channel', 'draft'])).stdout);
  assert.match(draft.address, /\/draft~\w+\/$/);
  assert.equal((await api.stranger().get(`/b/${bot.id}/manifest.json`)).status, 404);
  const kept = JSON.parse((await deploy(buildBot(context, docs(60)), ['--json', '--upload-only'])).stdout);
  assert.deepEqual([kept.number, kept.address], [2, undefined]);
});

test('the key may come from a file, and must be a good one', async (context) => {
  const { key, deploy, api, bot } = await openShop(context);
  const folder = buildBot(context, docs(30));
  const files = makeSite(context, { key: `${key}\n`, empty: '' });
  assert.equal((await deploy(folder, ['--key-file', join(files, 'key')], { CHATLET_KEY: '' })).code, 0);
  const none = await deploy(folder, ['--key-file', join(files, 'empty')], { CHATLET_KEY: '' });
  assert.deepEqual(
    [none.code, none.stderr],
    [2, 'chatlet deploy: no API key: put one into CHATLET_KEY, or name a file that holds it with --key-file\n'],
  );
  assert.equal((await deploy(folder, ['--key-file', join(files, 'missing')])).code, 2);
  const wrong = await deploy(folder, [], { CHATLET_KEY: 'chk_wrong' });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /does not know this key/);
  const reader = await api.post(`${api.organization}/keys`, { name: 'read', scopes: ['bots.read'] });
  const weak = await deploy(folder, [], { CHATLET_KEY: reader.json.key });
  assert.equal(weak.code, 1);
  assert.match(weak.stderr, /it needs the scopes bots\.read, versions\.read, versions\.upload and versions\.publish/);
  const lost = await deploy(folder, ['--bot', 'nothing']);
  assert.deepEqual([lost.code, lost.stderr], [1, 'chatlet deploy: the key\'s organization has no bot "nothing"\n']);
  await api.delete(bot.path);
  assert.equal((await deploy(folder)).code, 1);
});

test('what is no whole build is told before or by the server, with the file', async (context) => {
  const { deploy } = await openShop(context);
  const whole = buildBot(context, docs(30));
  const broken = (change) => {
    const folder = join(makeSite(context, {}), 'bot');
    cpSync(whole, folder, { recursive: true });
    change(folder);
    return deploy(folder);
  };
  const { panel, head } = readManifest(whole);
  const empty = await deploy(makeSite(context, {}));
  assert.equal(empty.code, 3);
  assert.match(empty.stderr, /manifest\.json: not there, or not a manifest of `chatlet build`; build it first/);
  const missing = await broken((folder) => rmSync(join(folder, panel.file)));
  assert.equal(missing.code, 4);
  assert.match(missing.stderr, /panel\.\w+\.js: No such file or directory; build again/);
  const changed = await broken((folder) => appendFileSync(join(folder, panel.file), ' '));
  assert.deepEqual(
    [changed.code, changed.stderr],
    [
      1,
      `chatlet deploy: the version was refused: ${panel.file}: its content is not what the manifest's integrity says\n`,
    ],
  );
  const cut = await broken((folder) =>
    writeFileSync(join(folder, head.file), readFileSync(join(folder, head.file)).subarray(1)),
  );
  assert.equal(cut.code, 3);
});

test('a wrong command line is told without asking anybody', async (context) => {
  const folder = buildBot(context, docs(30));
  const environment = { CHATLET_KEY: 'chk_x', CHATLET_SERVER: '' };
  for (const [args, message] of [
    [[], /--server/],
    [['--server', 'https://chat.example'], /--bot/],
    [['--server', 'https://chat.example', '--bot', 'a/b'], /slug or id/],
    [['--server', 'https://chat.example', '--bot', 'help', '--channel', 'prod'], /draft, staging or live/],
    [['--server', 'http://chat.example', '--bot', 'help'], /--plain-http/],
    [['--server', 'http://localhost.evil.example', '--bot', 'help'], /--plain-http/],
    [['--server', 'chat.example', '--bot', 'help'], /begins with https/],
  ]) {
    const answer = await runChatlet(['deploy', folder, ...args], environment);
    assert.equal(answer.code, 2, `${args}: ${answer.stderr}`);
    assert.match(answer.stderr, message, String(args));
  }
});

// A server of `answer` (request, count) ─▶ {status, headers, body}; its address.
async function stand(context, answer) {
  let count = 0;
  const server = createServer((request, response) => {
    const { status, headers = {}, body = '' } = answer(request, count++);
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, count: () => count };
}

test('a busy server is asked again, for a while', async (context) => {
  const { api, key } = await openShop(context);
  const folder = buildBot(context, docs(30));
  let refusals = 0;
  // Before the real server, one that is busy for every other request.
  const busy = createServer((request, response) => {
    if (refusals++ % 2 === 0)
      return request
        .resume()
        .on('end', () => response.writeHead([503, 429][(refusals % 4) >> 1], { 'Retry-After': '0' }).end());
    const pieces = [];
    request
      .on('data', (piece) => pieces.push(piece))
      .on('end', async () => {
        const { host, 'content-length': length, connection, ...headers } = request.headers;
        const body = pieces.length ? Buffer.concat(pieces) : undefined;
        const answer = await fetch(api.server.url + request.url, { method: request.method, headers, body });
        response.writeHead(answer.status, { ETag: answer.headers.get('etag') ?? '' }).end(await answer.text());
      });
  });
  await new Promise((resolve) => busy.listen(0, '127.0.0.1', resolve));
  context.after(() => busy.close());
  const options = ['--server', `http://127.0.0.1:${busy.address().port}`, '--bot', 'help'];
  const done = await runChatlet(['deploy', folder, ...options], { CHATLET_KEY: key });
  assert.equal(done.code, 0, done.stderr);
  assert.ok(refusals >= 12, `${refusals}`);
  const full = await stand(context, () => ({
    status: 503,
    headers: { 'Retry-After': '0' },
    body: '{"title":"Too much to do"}',
  }));
  const given = await runChatlet(['deploy', folder, '--server', full.url, '--bot', 'help'], { CHATLET_KEY: key });
  assert.deepEqual([given.code, full.count()], [4, 6]);
  assert.match(given.stderr, /answered 503: Too much to do/);
});

test('the key follows no redirect, and a strange server is told', async (context) => {
  const folder = buildBot(context, docs(30));
  const thief = await stand(context, () => ({ status: 200 }));
  const leading = await stand(context, () => ({ status: 302, headers: { Location: `${thief.url}/` } }));
  const run = (url) => runChatlet(['deploy', folder, '--server', url, '--bot', 'help'], { CHATLET_KEY: 'chk_x' });
  const led = await run(leading.url);
  assert.deepEqual([led.code, thief.count()], [4, 0]);
  assert.match(led.stderr, /leads to another address/);
  const other = await stand(context, () => ({ status: 200, body: '<html>' }));
  assert.match((await run(other.url)).stderr, /does not answer as a chatletd does/);
  const lost = await stand(context, () => ({ status: 404, body: 'nothing' }));
  assert.match((await run(lost.url)).stderr, /answered 404; is it a chatletd\?/);
  const gone = await run('http://127.0.0.1:1');
  assert.equal(gone.code, 4);
  assert.match(gone.stderr, /cannot be reached/);
});
