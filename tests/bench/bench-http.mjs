// What serving a file costs the server: processor time and rate, over kept connections on this machine,
// with nginx beside it where it is installed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireFile, top } from './bench-tools.mjs';

export const title = 'Serving files (64 connections, one request at a time on each)';

const connections = 64;
const wrkConnections = 1000;
const hasWrk = !spawnSync('wrk', ['-v']).error;
const cpuByWrk = {};
const warmSeconds = 0.5;
const seconds = 3;
const files = [
  ['1 kB', 1_000],
  ['100 kB', 100_000],
];

function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// Processor time of a process and its threads, in microseconds.
function cpuMicroseconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  const ticksPerSecond = 100; // USER_HZ, the same on every Linux
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticksPerSecond;
}

function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).once('error', reject);
  });
}

// Asks again on `socket` whenever an answer is whole, as long as `run.isOn`; counts in run.count.
function keepAsking(socket, request, run) {
  return new Promise((resolve) => {
    let left = 0;
    let head = '';
    socket.on('data', (data) => {
      if (left === 0) {
        head += data.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        left = end + 4 + Number(/content-length: (\d+)/i.exec(head)[1]) - head.length;
        head = '';
      } else {
        left -= data.length;
      }
      if (left > 0) return;
      left = 0;
      run.count++;
      if (run.isOn) socket.write(request);
      else resolve(socket.destroy());
    });
    socket.write(request);
  });
}

const pause = (duration) => new Promise((resolve) => setTimeout(resolve, duration * 1000));

async function load(port, pid, path) {
  const request = `GET ${path} HTTP/1.1\r\nHost: bench\r\nConnection: keep-alive\r\n\r\n`;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const run = { isOn: true, count: 0 };
  const asking = sockets.map((socket) => keepAsking(socket, request, run));
  await pause(warmSeconds);
  const before = { cpu: cpuMicroseconds(pid), count: run.count, time: process.hrtime.bigint() };
  await pause(seconds);
  const count = run.count - before.count;
  const cpu = (cpuMicroseconds(pid) - before.cpu) / count;
  const rate = count / (Number(process.hrtime.bigint() - before.time) / 1e9);
  run.isOn = false;
  await Promise.all(asking);
  return { cpu, rate };
}

// The same by wrk, with many connections: processor time of a request in microseconds, and percentiles of the time
// that clients wait.
async function loadByWrk(port, pid, path) {
  const url = `http://127.0.0.1:${port}${path}`;
  const before = cpuMicroseconds(pid);
  const run = spawn('wrk', ['-t1', `-c${wrkConnections}`, `-d${seconds}s`, '--latency', url]);
  let text = '';
  run.stdout.setEncoding('utf8').on('data', (piece) => (text += piece));
  await new Promise((resolve) => run.on('close', resolve));
  const count = Number(/(\d+) requests in/.exec(text)[1]);
  const failed = /Non-2xx|Socket errors: (?!connect 0, read 0, write 0, timeout 0)/.exec(text);
  if (failed) throw new Error(text);
  const [median, slow] = ['50', '99'].map((percent) => new RegExp(`${percent}%\\s+(\\S+)`).exec(text)[1]);
  return { cpu: (cpuMicroseconds(pid) - before) / count, rate: count / seconds, median, slow };
}

async function measureByWrk(name, port, pid) {
  const { cpu, rate, median, slow } = await loadByWrk(port, pid, `/${files[0][1]}.bin`);
  cpuByWrk[name] = cpu;
  const label = `${name}, ${files[0][0]}, ${wrkConnections} connections`;
  return [
    { name: `${label}: processor time a request`, value: cpu, unit: 'us' },
    { name: `${label}: requests`, value: Math.round(rate), unit: '/s' },
    { name: `${label}: median, 99 of 100`, value: `${median}, ${slow}`, unit: '' },
  ];
}

async function measureServer(name, port, pid) {
  const rows = hasWrk ? await measureByWrk(name, port, pid) : [];
  for (const [label, size] of files) {
    const { cpu, rate } = await load(port, pid, `/${size}.bin`);
    rows.push({ name: `${name}, ${label}: processor time a request`, value: cpu, unit: 'us' });
    rows.push({ name: `${name}, ${label}: requests`, value: Math.round(rate), unit: '/s' });
  }
  return rows;
}

async function measureChatletd(folder) {
  const program = process.env.CHATLET_CHATLETD ?? join(top, 'build/bin/chatletd');
  requireFile(program, 'make build makes it');
  const args = ['--site', join(folder, 'site'), '--port', '0', '--loops', '1', '--connections', '2000'];
  const child = spawn(program, args);
  const line = await new Promise((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  try {
    return await measureServer('chatletd', Number(/:(\d+)\//.exec(line)[1]), child.pid);
  } finally {
    child.kill('SIGTERM');
  }
}

const nginxSettings = (folder, port) => `
daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
events { worker_connections 2048; }
http {
  access_log off; sendfile on; keepalive_requests 100000000;
  server { listen 127.0.0.1:${port}; root ${folder}/site; }
}`;

async function untilOpen(port, attempts = 100) {
  for (let i = 0; i < attempts; i++) {
    try {
      return (await open(port)).destroy();
    } catch {
      await pause(0.05);
    }
  }
  throw new Error('nginx did not start');
}

async function measureNginx(folder) {
  if (spawnSync('nginx', ['-v']).error) {
    console.log('  nginx: skipped, since it is not installed');
    return [];
  }
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), nginxSettings(folder, port));
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  try {
    await untilOpen(port);
    return await measureServer('nginx', port, child.pid);
  } finally {
    child.kill('SIGTERM');
  }
}

export async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-bench-'));
  mkdirSync(join(folder, 'site'));
  for (const [, size] of files) writeFileSync(join(folder, 'site', `${size}.bin`), Buffer.alloc(size, 'x'));
  try {
    const rows = [...(await measureChatletd(folder)), ...(await measureNginx(folder))];
    const { chatletd, nginx } = cpuByWrk;
    if (!hasWrk) console.log('  wrk: skipped, since it is not installed');
    if (chatletd === undefined || nginx === undefined) return rows;
    const name = 'chatletd over nginx: processor time a request, by wrk';
    return [...rows, { name, value: chatletd / nginx, unit: '' }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
