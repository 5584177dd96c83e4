// Starts the real chatletd on a port that the system picks, and speaks to it byte by byte.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../../', import.meta.url));
export const program = process.env.CHATLET_CHATLETD ?? join(top, 'build/bin/chatletd');
export const chatlet = process.env.CHATLET_PROGRAM ?? join(top, 'build/bin/chatlet');

// A folder with the given files, {path: text or bytes}; removed when the test `context` ends.
export function makeSite(context, files) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-site-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function collect(stream) {
  const seen = { text: '' };
  stream.setEncoding('utf8').on('data', (text) => (seen.text += text));
  return seen;
}

// Runs chatletd with `args` to its end: {code, stdout, stderr}.
export async function runToEnd(args) {
  const child = spawn(program, args);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, stdout: stdout.text, stderr: stderr.text };
}

// A running server: {port, url, child, stdout, stderr, ended}. `ended` gives the exit code. When the
// test ends it must stop by itself and must not have hit a sanitizer.
export async function startServer(context, args) {
  const child = spawn(program, ['--port', '0', ...args]);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  child.on('error', (error) => (stderr.text += error.message));
  context.after(async () => {
    child.kill('SIGTERM');
    child.kill('SIGTERM'); // the second closes what is open at once
    await ended;
    assert.doesNotMatch(stderr.text, /Sanitizer|runtime error/);
  });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('close', () => reject(new Error(`chatletd ended: ${stderr.text}`)));
  });
  const port = Number(/:(\d+)\/\n$/.exec(stdout.text)[1]);
  return { port, url: `http://127.0.0.1:${port}`, child, stdout, stderr, ended };
}

function headEnd(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? undefined : end + 4;
}

function parseHead(bytes) {
  const [statusLine, ...lines] = bytes.toString('latin1').trimEnd().split('\r\n');
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(statusLine.split(' ')[1]), headers };
}

// A connection on which tests write what they like.
export class Client {
  static async open(port) {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Client(socket);
  }

  constructor(socket) {
    this.socket = socket;
    this.pieces = [];
    this.byteCount = 0;
    this.isOver = false;
    this.wake = () => {};
    socket.on('data', (data) => {
      this.pieces.push(data);
      this.byteCount += data.length;
      this.wake();
    });
    const over = () => {
      this.isOver = true;
      this.wake();
    };
    socket.on('end', over).on('close', over).on('error', over);
  }

  // What came and was not taken yet.
  get bytes() {
    if (this.pieces.length !== 1) this.pieces = [Buffer.concat(this.pieces)];
    return this.pieces[0];
  }

  set bytes(left) {
    this.pieces = [left];
    this.byteCount = left.length;
  }

  send(text) {
    this.socket.write(text, 'latin1');
  }

  // A request for `path` with field lines of your own.
  ask(path, ...lines) {
    this.send(['GET ' + path + ' HTTP/1.1', 'Host: test', ...lines, '', ''].join('\r\n'));
  }

  async until(isReady) {
    while (!isReady() && !this.isOver) await new Promise((resolve) => (this.wake = resolve));
    return isReady();
  }

  // The next response: {status, headers, body, isWhole}. `hasBody` is false for the answer to HEAD.
  async response(hasBody = true) {
    assert.ok(await this.until(() => headEnd(this.bytes) !== undefined), 'the connection ended before an answer');
    const begin = headEnd(this.bytes);
    const { status, headers } = parseHead(this.bytes.subarray(0, begin));
    const size = hasBody && status !== 304 ? Number(headers['content-length'] ?? 0) : 0;
    const isWhole = await this.until(() => this.byteCount >= begin + size);
    const body = this.bytes.subarray(begin, begin + size);
    this.bytes = this.bytes.subarray(begin + size);
    return { status, headers, body, text: body.toString('utf8'), isWhole };
  }

  // Resolves when the server has closed.
  async closed() {
    await this.until(() => false);
  }

  close() {
    this.socket.destroy();
  }
}

// One raw request on a connection of its own; `text` is sent as it is.
export async function exchange(port, text, hasBody = true) {
  const client = await Client.open(port);
  client.send(text);
  const response = await client.response(hasBody);
  client.close();
  return response;
}

// GET of `path`, sent as it is written, with fields {name: value}.
export function get(port, path, fields = {}, method = 'GET') {
  const lines = Object.entries({ Host: 'test', ...fields }).map(([name, value]) => `${name}: ${value}`);
  return exchange(port, [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'), method !== 'HEAD');
}
