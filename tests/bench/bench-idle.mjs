// What chatletd costs while it does nothing: memory with ten thousand clients who only stay connected, time from its
// start to its first answer, and its size.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectSecurely } from 'node:tls';
import { requireFile, top } from './bench-tools.mjs';

export const title = 'chatletd at rest (limits: 48 MB with 10,000 idle connections, 50 ms to the first answer)';

const connections = 10_000;
const secureConnections = 500;
const idleBytesMax = 48e6;
const startMillisecondsMax = 50;
const program = process.env.CHATLET_CHATLETD ?? join(top, 'build/bin/chatletd');

const statusOf = (pid) => readFileSync(`/proc/${pid}/status`, 'latin1');
const residentBytes = (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(statusOf(pid))[1]) * 1024;

function start(args) {
  const begin = process.hrtime.bigint();
  const child = spawn(program, ['--port', '0', '--port-tries', '1', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`chatletd ended with ${code}`)));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const port = /listening on https?:\/\/\S+:(\d+)\//.exec(text)?.[1];
      if (port !== undefined) resolve({ child, port: Number(port), begin });
    });
  });
}

function stop({ child }) {
  child.removeAllListeners('close');
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGTERM');
  child.kill('SIGTERM'); // does not wait for those who stay connected
  return ended;
}

const request = 'GET /livez HTTP/1.1\r\nHost: bench\r\n\r\n';

// A connection on which one request was answered; it stays open.
function settle(open) {
  return new Promise((resolve, reject) => {
    const socket = open(() => socket.write(request));
    socket.once('error', reject).once('data', () => resolve(socket.pause()));
  });
}

async function settleMany(open, count) {
  const sockets = [];
  while (sockets.length < count) {
    const some = Math.min(200, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: some }, () => settle(open)))));
  }
  return sockets;
}

// Memory with `count` clients at rest, and what each of them takes.
async function measureIdle(args, count, open) {
  const server = await start(['--connections', '16384', '--idle-timeout-ms', '600000', ...args]);
  try {
    const first = await settleMany(open(server.port), 10);
    const before = residentBytes(server.child.pid);
    const sockets = await settleMany(open(server.port), count - first.length);
    const bytes = residentBytes(server.child.pid);
    for (const socket of [...first, ...sockets]) socket.destroy();
    return { bytes, before, each: (bytes - before) / (count - first.length) };
  } finally {
    await stop(server);
  }
}

const openPlain = (port) => (connected) => connect(port, '127.0.0.1', connected);
const openSecurely = (port) => (connected) =>
  connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false }, connected);

const megabytes = (bytes) => bytes / 1e6;

// Processor time of all threads of a process, in milliseconds.
function processorMilliseconds(pid) {
  const folder = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(folder).map((task) =>
    Number(readFileSync(`${folder}/${task}/schedstat`, 'latin1').split(' ')[0]));
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

async function measureStart(args) {
  const server = await start(args);
  const socket = connect(server.port, '127.0.0.1', () => socket.write(request));
  await new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject));
  const wall = Number(process.hrtime.bigint() - server.begin) / 1e6;
  const processor = processorMilliseconds(server.child.pid);
  socket.destroy();
  await stop(server);
  return { wall, processor };
}

// The fastest of several starts: the rest is what else this machine does.
async function measureStarts(args, count) {
  const times = [];
  for (let i = 0; i < count; i++) times.push(await measureStart(args));
  const least = (name) => Math.min(...times.map((time) => time[name]));
  return { wall: least('wall'), processor: least('processor') };
}

function measureSize(folder) {
  const stripped = join(folder, 'chatletd');
  if (spawnSync('strip', ['-o', stripped, program]).status !== 0) return [];
  return [{ name: 'the program, stripped', value: statSync(stripped).size, unit: 'B' }];
}

function makeCertificate(folder) {
  const [key, certificate] = [join(folder, 'a.key'), join(folder, 'a.crt')];
  const { status } = spawnSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:P-256', '-subj', '/CN=localhost', '-keyout', key, '-out', certificate]);
  return status === 0 ? ['--tls-certificate', certificate, '--tls-key', key] : undefined;
}

async function measureMemory(folder, api) {
  const { bytes, before, each } = await measureIdle(api, connections, openPlain);
  const rows = [
    { name: 'memory, 10 connections', value: megabytes(before), unit: 'MB' },
    { name: 'memory, 10,000 idle connections (limit 48)', value: megabytes(bytes), unit: 'MB' },
    { name: '… of which each takes', value: Math.round(each), unit: 'B' },
  ];
  const certificate = makeCertificate(folder);
  if (certificate !== undefined) {
    const secure = await measureIdle([...api, ...certificate], secureConnections, openSecurely);
    rows.push({ name: 'an idle connection of TLS', value: Math.round(secure.each), unit: 'B' });
  }
  if (bytes > idleBytesMax) throw new Error(`${megabytes(bytes)} MB with ${connections} idle connections, limit 48`);
  return rows;
}

export async function measure() {
  requireFile(program, 'make build makes it');
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-bench-'));
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site/index.html'), 'home');
  const api = ['--data', join(folder, 'data')];
  try {
    const firstStart = await measureStart(api);
    const nextStart = await measureStarts(api, 10);
    const filesStart = await measureStarts(['--site', join(folder, 'site')], 10);
    const rows = [
      { name: 'start to first answer, making its database', value: firstStart.wall, unit: 'ms' },
      { name: 'start to first answer (limit 50, fastest of 10)', value: nextStart.wall, unit: 'ms' },
      { name: '… processor time of it', value: nextStart.processor, unit: 'ms' },
      { name: '… serving files alone', value: filesStart.wall, unit: 'ms' },
      ...(await measureMemory(folder, api)),
      ...measureSize(folder),
    ];
    // A busy machine stretches the time, but not the work.
    if (Math.min(nextStart.wall, nextStart.processor) > startMillisecondsMax) {
      throw new Error(`first answer after ${nextStart.wall} ms, limit ${startMillisecondsMax}`);
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
