// Real builds of small bots, for suites that send them to a server.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chatlet, makeSite } from './chatletd.mjs';

// Built once for all databases that a suite runs on: `chatlet build` gives the same files each time.
const built = new Map();
process.on('exit', () => built.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function build(files, options) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-built-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'docs', name)), { recursive: true });
    writeFileSync(join(folder, 'docs', name), text);
  }
  execFileSync(chatlet, ['build', join(folder, 'docs'), '--out', join(folder, 'out'), '--no-cache', ...options]);
  return folder;
}

/** A folder that `chatlet build` made of `files`, {name: text}; the test's own, removed when it ends. */
export function buildBot(context, files, options = ['--locale', 'en']) {
  const key = JSON.stringify([files, options]);
  if (!built.has(key)) built.set(key, build(files, options));
  const out = join(makeSite(context, {}), 'out');
  cpSync(join(built.get(key), 'out'), out, { recursive: true });
  return out;
}

/** An archive of a folder as GNU tar makes it: bytes. */
export function pack(folder, options = []) {
  return new Uint8Array(execFileSync('tar', ['c', '-C', folder, ...options, '.'], { maxBuffer: 1 << 28 }));
}

export const tarType = { 'Content-Type': 'application/x-tar' };

export const readManifest = (folder) => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

/** A page of `count` sentences, large enough that its words and texts are files of their own. */
export function longPage(name, count) {
  const sentence = (i) =>
    `The ${name} number ${i} stands in row ${i * 7} of hall h${i}, and costs ${i * 3} coins.`;
  return (
    `# About ${name}\n\n` +
    Array.from({ length: count }, (_, i) => `## ${name} ${i}\n\n${sentence(i)} `.repeat(2)).join('\n\n')
  );
}

/** Runs the `chatlet` command to its end: {code, stdout, stderr}. */
export function runChatlet(args, environment = {}) {
  const child = spawn(chatlet, args, { env: { ...process.env, ...environment } });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...output })));
}

/** A new bot of the API's organization. */
export async function makeBot(api, wish = {}) {
  const answer = await api.post(`${api.organization}/bots`, { name: 'Shop help', ...wish });
  assert.equal(answer.status, 201, answer.text);
  return { ...answer.json, path: `${api.organization}/bots/${answer.json.id}` };
}

/** Sends a built folder as a version: its JSON. */
export async function sendVersion(api, bot, folder) {
  const answer = await api.fetch(`${bot.path}/versions`, { method: 'POST', body: pack(folder), headers: tarType });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

/** Puts a version into a channel, whatever is there: the channel's JSON. */
export async function publishVersion(api, bot, channel, version) {
  const path = `${bot.path}/channels/${channel}`;
  const now = await api.get(path);
  const answer = await api.put(path, { version: version.id }, { 'If-Match': now.headers.get('etag') });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
