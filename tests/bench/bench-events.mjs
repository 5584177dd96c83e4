// What an event costs: acknowledged when it is on disk, over 1,000 connections one at a time and in batches of 100;
// beside nginx serving a small file and SQLite alone, all in one run. The server has one core, wrk the other.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireFile, Skip, top } from './bench-tools.mjs';

export const title = 'Events (one core for the server; 1,000 connections, or batches of 100)';

const seconds = 4;
const serverCore = '0';
const clientCore = '1';
const script = join(top, 'tests/bench/bench-events.lua');

const pause = (duration) => new Promise((resolve) => setTimeout(resolve, duration * 1000));

function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function requireProgram(name) {
  if (spawnSync(name, ['-v']).error) throw new Skip(`${name} is not installed`);
}

// Processor time of a process and its threads, in microseconds.
function cpuMicroseconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / 100; // USER_HZ, the same on every Linux
}

const pinned = (core, program, args, options) => spawn('taskset', ['-c', core, program, ...args], options);

function untilClosed(child) {
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (data) => (text += data));
  return new Promise((resolve, reject) => child.once('error', reject).once('close', () => resolve(text)));
}

// wrk against `url`: {cpu: microseconds a request, rate, p50, p99 in ms}.
async function load(pid, url, connections, scriptArguments) {
  const how = ['-t1', `-c${connections}`, `-d${seconds}`, '-s', script, url, '--', ...scriptArguments];
  const before = cpuMicroseconds(pid);
  const text = await untilClosed(pinned(clientCore, 'wrk', how, { stdio: ['ignore', 'pipe', 'inherit'] }));
  const cpu = cpuMicroseconds(pid) - before;
  const figures = JSON.parse(/FIGURES (.*)/.exec(text)[1]);
  assert.equal(figures.errors, 0, text);
  return {
    cpu: cpu / figures.requests,
    rate: figures.requests / (figures.us / 1e6),
    p50: figures.p50 / 1000,
    p99: figures.p99 / 1000,
  };
}

async function untilSaid(child, pattern) {
  let text = '';
  const stream = child.stderr.setEncoding('utf8');
  for await (const data of stream) {
    text += data;
    const found = pattern.exec(text);
    if (found) {
      stream.resume();
      return found[1];
    }
  }
  throw new Error(`chatletd ended: ${text}`);
}

// A new server with an owner and a key that may tell events.
async function openServer(folder, args) {
  const program = process.env.CHATLET_CHATLETD ?? join(top, 'build/bin/chatletd');
  requireFile(program, 'make build makes it');
  const port = await freePort();
  const all = ['--data', folder, '--port', String(port), '--loops', '1', '--connections', '1200', ...args];
  const child = pinned(serverCore, program, all, { stdio: ['ignore', 'ignore', 'pipe'] });
  const token = await untilSaid(child, /token=(\w+)\s/);
  child.stderr.on('data', () => {});
  const url = `http://127.0.0.1:${port}`;
  const headers = { 'Content-Type': 'application/json', 'X-Chatlet-Request': '1' };
  const post = async (path, body) => {
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(response.status, 201);
    const cookie = response.headers.get('set-cookie');
    if (cookie) headers.Cookie = cookie.split(';')[0];
    return response.json();
  };
  const person = { email: 'bench@site.example', name: 'Bench', password: 'seven grey herons' };
  await post('/v1/setup', { token, organization: 'Bench', ...person });
  const list = await (await fetch(`${url}/v1/orgs`, { headers })).json();
  const organization = list.data[0].organization.id;
  const { key } = await post(`/v1/orgs/${organization}/keys`, { name: 'bench', scopes: ['events.write'] });
  return { child, url, key };
}

async function stop(child) {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
}

// Every event that was acknowledged is there, and every sum is that of its events.
function checkSums(folder, args) {
  const program = process.env.CHATLET_CHATLETD ?? join(top, 'build/bin/chatletd');
  const { status, stdout } = spawnSync(program, ['reconcile', '--data', folder, ...args], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
}

async function measureEvents(folder, args) {
  const { child, url, key } = await openServer(folder, args);
  try {
    const single = await load(child.pid, url, 1000, ['1', key]);
    const batch = await load(child.pid, url, 64, ['100', key]);
    return { single, batch };
  } finally {
    await stop(child);
    checkSums(folder, args);
  }
}

const nginxSettings = (folder, port) => `
daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
events { worker_connections 2048; }
http {
  access_log off; sendfile on; keepalive_requests 100000000;
  server { listen 127.0.0.1:${port}; root ${folder}/site; }
}`;

async function measureNginx(folder) {
  const port = await freePort();
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site/small.bin'), Buffer.alloc(1000, 120));
  writeFileSync(join(folder, 'nginx.conf'), nginxSettings(folder, port));
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf')];
  const child = pinned(serverCore, 'nginx', args, { stdio: 'ignore' });
  try {
    await pause(0.5);
    const how = ['-t1', '-c1000', `-d${seconds}`, `http://127.0.0.1:${port}/small.bin`];
    const before = cpuMicroseconds(child.pid);
    const text = await untilClosed(pinned(clientCore, 'wrk', how, { stdio: ['ignore', 'pipe', 'inherit'] }));
    const cpu = cpuMicroseconds(child.pid) - before;
    assert.doesNotMatch(text, /Non-2xx/);
    return cpu / Number(/(\d+) requests in/.exec(text)[1]);
  } finally {
    await stop(child);
  }
}

async function measureBare(folder) {
  const built = spawnSync('cmake', ['--build', join(top, 'build/release'), '--target', 'bench-group-commit']);
  if (built.status !== 0) throw new Skip('bench-group-commit cannot be built: make build first');
  const program = join(top, 'build/release/backend/bench-group-commit');
  const args = [folder, String(seconds), '1000'];
  const child = pinned(serverCore, program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await untilClosed(child));
}

// The server's row of figures, against nginx's processor time and SQLite's own rate.
function rowsOf(name, { single, batch }, nginx, bare) {
  const events = batch.rate * 100;
  return [
    { name: `${name}: processor time an event, 1,000 connections`, value: single.cpu, unit: 'us' },
    { name: `${name}: that of nginx's small file`, value: single.cpu / nginx, unit: 'x' },
    { name: `${name}: events on disk, one a request`, value: Math.round(single.rate), unit: '/s' },
    { name: `${name}: answered`, values: { p50: single.p50, p99: single.p99 } },
    { name: `${name}: events on disk, 100 a request`, value: Math.round(events), unit: '/s' },
    { name: `${name}: that of SQLite alone, by the wall`, value: events / bare.rows_per_s, unit: 'x' },
    { name: `${name}: that of SQLite alone, by processor time`, value: bare.cpu_us / (batch.cpu / 100), unit: 'x' },
    { name: `${name}: batches answered`, values: { p50: batch.p50, p99: batch.p99 } },
  ];
}

function findPostgres() {
  const root = '/usr/lib/postgresql';
  try {
    return readdirSync(root).map((version) => join(root, version, 'bin')).at(-1);
  } catch {
    return undefined;
  }
}

async function withPostgres(use) {
  const programs = findPostgres();
  if (!programs) {
    console.log('  PostgreSQL: skipped, since it is not installed');
    return [];
  }
  const folder = `/tmp/chatlet-bench-postgres-${process.pid}`;
  const starter = join(top, 'tests/postgres/postgres-server.mjs');
  const server = (command) => spawnSync('node', [starter, command, folder, programs], { stdio: 'inherit' });
  if (server('start').status !== 0) return [];
  try {
    return await use(['--database', `host=${folder} user=chatlet dbname=postgres`]);
  } finally {
    server('stop');
  }
}

export async function measure() {
  ['wrk', 'nginx', 'taskset'].forEach(requireProgram);
  const made = [];
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'chatlet-bench-'));
    made.push(path);
    return path;
  };
  try {
    const bare = await measureBare(folder());
    const nginx = await measureNginx(folder());
    const sqlite = await measureEvents(folder(), []);
    const rows = [
      { name: 'device: fdatasync of 4 KiB', value: bare.fdatasync_per_s, unit: '/s' },
      { name: 'SQLite alone: rows, 1,000 a commit', value: bare.rows_per_s, unit: '/s' },
      { name: 'SQLite alone: processor time a row', value: bare.cpu_us, unit: 'us' },
      { name: 'nginx: processor time a small file', value: nginx, unit: 'us' },
      ...rowsOf('chatletd on SQLite', sqlite, nginx, bare),
    ];
    const postgres = await withPostgres(async (args) =>
      rowsOf('chatletd on PostgreSQL', await measureEvents(folder(), args), nginx, bare),
    );
    return [...rows, ...postgres];
  } finally {
    for (const path of made) rmSync(path, { recursive: true, force: true });
  }
}
