// chatletd from its first word to its last.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, get, makeSite, program, runToEnd, startServer } from './chatletd.mjs';

const large = 60_000_000;

function makeLargeSite(context) {
  return makeSite(context, { 'index.html': 'home', 'large.bin': Buffer.alloc(large, 'x') });
}

test('it says where it listens, in one line', async (context) => {
  const { port, stdout, child, ended } = await startServer(context, ['--site', makeSite(context, {})]);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  assert.equal(stdout.text, `listening on http://localhost:${port}/\n`);
});

test('every loop stops: what each has under way arrives whole', async (context) => {
  const args = ['--site', makeLargeSite(context), '--loops', '3'];
  const { port, child, ended } = await startServer(context, args);
  const clients = [];
  for (let i = 0; i < 6; i++) clients.push(await beginDownload(port));
  child.kill('SIGTERM');
  while (!(await isRefused(port)));
  for (const client of clients) client.socket.resume();
  for (const client of clients) assert.equal((await client.response()).body.length, large);
  assert.equal(await ended, 0);
});

test('SIGINT stops it too, and idle connections do not hold it', async (context) => {
  const { port, child, ended } = await startServer(context, ['--site', makeSite(context, { 'index.html': 'a' })]);
  const client = await Client.open(port);
  client.ask('/');
  await client.response();
  child.kill('SIGINT');
  assert.equal(await ended, 0);
  await client.closed();
});

// Asks for the large file and reads nothing of it but its first bytes.
async function beginDownload(port) {
  const client = await Client.open(port);
  client.ask('/large.bin');
  await client.until(() => client.bytes.length > 0);
  client.socket.pause();
  return client;
}

function isRefused(port) {
  return Client.open(port).then(
    (client) => client.close(),
    () => true,
  );
}

test('a download under way when it is stopped arrives whole', async (context) => {
  const { port, child, ended } = await startServer(context, ['--site', makeLargeSite(context)]);
  const client = await beginDownload(port);
  child.kill('SIGTERM');
  while (!(await isRefused(port)));
  client.socket.resume();
  const { body, isWhole } = await client.response();
  assert.ok(isWhole);
  assert.equal(body.length, large);
  await client.closed();
  assert.equal(await ended, 0);
});

test('a download that does not end is cut when the time to stop is over', async (context) => {
  const args = ['--site', makeLargeSite(context), '--stop-timeout-ms', '300'];
  const { port, child, ended } = await startServer(context, args);
  const client = await beginDownload(port);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  client.close();
});

test('a second signal stops it at once', async (context) => {
  const { port, child, ended } = await startServer(context, ['--site', makeLargeSite(context)]);
  const client = await beginDownload(port);
  const begin = Date.now();
  child.kill('SIGTERM');
  while (!(await isRefused(port)));
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  assert.ok(Date.now() - begin < 3000);
  client.close();
});

test('a file cut short while it is sent ends the connection, not the server', async (context) => {
  const folder = makeLargeSite(context);
  const { port } = await startServer(context, ['--site', folder]);
  const client = await beginDownload(port);
  truncateSync(join(folder, 'large.bin'), 1000);
  client.socket.resume();
  const { status, isWhole } = await client.response();
  assert.equal(status, 200);
  assert.equal(isWhole, false);
  assert.equal((await get(port, '/')).text, 'home');
  assert.equal((await get(port, '/large.bin')).body.length, 1000);
});

test('a file that grows while it is sent keeps the length it had', async (context) => {
  const folder = makeLargeSite(context);
  const { port } = await startServer(context, ['--site', folder]);
  const client = await beginDownload(port);
  writeFileSync(join(folder, 'large.bin'), 'tail', { flag: 'a' });
  client.socket.resume();
  assert.equal((await client.response()).body.length, large);
  client.ask('/');
  assert.equal((await client.response()).text, 'home');
  client.close();
});

test('a client that leaves in the middle leaves nothing behind', async (context) => {
  const { port } = await startServer(context, ['--site', makeLargeSite(context), '--connections', '2']);
  for (let i = 0; i < 20; i++) {
    const client = await beginDownload(port);
    client.close();
    await new Promise((resolve) => client.socket.once('close', resolve));
    let answer = await get(port, '/');
    while (answer.status === 503) answer = await get(port, '/');
    assert.equal(answer.text, 'home');
  }
});

function takePort(context) {
  const server = createServer();
  context.after(() => server.close());
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

test('a taken port is said, and the next one used', async (context) => {
  const taken = await takePort(context);
  const child = spawn(program, ['--site', makeSite(context, {}), '--port', String(taken), '--port-tries', '50']);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const stdout = await new Promise((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  const port = Number(/^listening on http:\/\/localhost:(\d+)\/\n$/.exec(stdout)[1]);
  assert.ok(port > taken);
  child.kill('SIGTERM');
  assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
  assert.equal(stderr, `port ${taken} is taken; using ${port}\n`);
});

test('when no port is left it says so and ends with 1', async (context) => {
  const taken = await takePort(context);
  const args = ['--site', makeSite(context, {}), '--port', String(taken), '--port-tries', '1'];
  const { code, stdout, stderr } = await runToEnd(args);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.equal(stderr, `chatletd: port ${taken} is taken; give another with --port.\n`);
});

test('wrong settings end with 2 and a sentence', async (context) => {
  const site = ['--site', makeSite(context, {})];
  const rows = [
    [['backup'], 'backup needs a file behind it.'],
    [['serve', 'now'], '"now" is no option; a folder is served with --site FOLDER.'],
    [['--site'], '--site needs a value behind it.'],
    [['--site', '/nowhere'], '/nowhere is not a folder that can be read.'],
    [['build/site'], '"build/site" is no command; a folder is served with --site FOLDER.'],
    [[...site, ...site], 'Two folders are given for /; each place has one.'],
    [[...site, '--port', '65536'], '--port takes a whole number from 0 to 65535, not "65536".'],
    [[...site, '--port', ''], '--port takes a whole number from 0 to 65535, not "".'],
    [[...site, '--port=80a'], '--port takes a whole number from 0 to 65535, not "80a".'],
    [[...site, '--port-tries', '0'], '--port-tries takes a whole number from 1 to 1000, not "0".'],
    [[...site, '--loops', '65'], '--loops takes a whole number from 0 to 64, not "65".'],
    [[...site, '--body-memory-mib', '65537'], '--body-memory-mib takes a whole number from 1 to 65536, not "65537".'],
    [[...site, '--connections', '65537'], '--connections takes a whole number from 1 to 65536, not "65537".'],
    [[...site, '--idle-timeout-ms', '99999999999999999999'],
      '--idle-timeout-ms takes a whole number from 1 to 3600000, not "99999999999999999999".'],
    [[...site, '--address', 'here'], '--address takes an IPv4 or IPv6 address, not "here".'],
    [[...site, '--mount', 'docs=x'], '--mount takes /prefix=FOLDER, as in --mount /docs=build/docs, not "docs=x".'],
    [[...site, '--mount', '/=x'], '--mount takes /prefix=FOLDER, as in --mount /docs=build/docs, not "/=x".'],
    [[...site, '--mount', '/.a=x'], '--mount takes /prefix=FOLDER, as in --mount /docs=build/docs, not "/.a=x".'],
    [[...site, '--mount', '/a='], '--mount takes /prefix=FOLDER, as in --mount /docs=build/docs, not "/a=".'],
    [[...site, '--colour', 'red'], 'There is no option --colour; chatletd --help lists them.'],
  ];
  for (const [args, sentence] of rows) {
    const { code, stdout, stderr } = await runToEnd(args);
    assert.deepEqual({ code, stdout, stderr }, { code: 2, stdout: '', stderr: `chatletd: ${sentence}\n` });
  }
});

test('sixteen sites are taken and one more is not', async (context) => {
  const site = makeSite(context, {});
  const mounts = (count) => Array.from({ length: count }, (_, i) => `--mount=/m${i}=${site}`);
  await startServer(context, mounts(16));
  const { code, stderr } = await runToEnd(mounts(17));
  assert.equal(code, 2);
  assert.equal(stderr, 'chatletd: At most 16 folders can be served.\n');
});

test('--help tells every option', async () => {
  const { code, stdout } = await runToEnd(['--help']);
  assert.equal(code, 0);
  const options = ['--site', '--mount', '--port-tries', '--log', '--stop-timeout-ms'];
  for (const option of options) assert.ok(stdout.includes(option), option);
});

test('the log has a line for each request, without what was asked or by whom', async (context) => {
  const folder = makeSite(context, { 'a b': '12345' });
  const { port, child, ended, stderr } = await startServer(context, ['--site', folder, '--log', '--loops', '1']);
  await get(port, '/a%20b?question=secret');
  await get(port, '/nothing', {}, 'HEAD');
  const client = await Client.open(port);
  client.send('\x16\x03');
  await client.response();
  client.close();
  child.kill('SIGTERM');
  await ended;
  const lines = stderr.text.trimEnd().split('\n').map((line) => JSON.parse(line));
  const told = lines.map(({ method, path, status, level, event }) => ({ method, path, status, level, event }));
  const common = { level: 'info', event: 'request' };
  assert.deepEqual(told, [
    { method: 'GET', path: '/a%20b', status: 200, ...common },
    { method: 'HEAD', path: '/nothing', status: 404, ...common },
    { method: undefined, path: undefined, status: 400, ...common },
  ]);
  assert.deepEqual(lines.map(({ bytes }) => bytes), [5, 0, 53]);
  for (const line of lines) {
    assert.ok(Number.isInteger(line.duration_us) && line.duration_us >= 0);
    assert.ok(Math.abs(Date.parse(line.time) - Date.now()) < 60_000);
    assert.equal(line.address, undefined);
  }
});
