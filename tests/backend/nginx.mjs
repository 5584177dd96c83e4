// nginx of the system, as an ordinary process of this test's, in a folder of its own.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const hasNginx = !spawnSync('nginx', ['-v']).error;
export const withNginx = { skip: hasNginx ? false : 'nginx is not installed' };

export function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export function makeFolder(context, name) {
  const folder = mkdtempSync(join(tmpdir(), `chatlet-${name}-`));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function untilOpen(port, isOver) {
  while (!isOver()) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Runs nginx with `http` as what stands in its http block, once `nginx -t` has found it good. `port` is one that
// it listens at. `stop()` waits for what is under way.
export async function startNginx(context, folder, http, port) {
  const file = join(folder, 'nginx.conf');
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(file, `
daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log warn;
events { worker_connections 1024; }
http {
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  access_log off;
${http}
}
`);
  const args = ['-p', folder, '-c', file, '-e', join(folder, 'error.log')];
  const checked = spawnSync('nginx', [...args, '-t'], { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
  const child = spawn('nginx', args, { stdio: 'ignore' });
  let isOver = false;
  const ended = new Promise((resolve) => child.on('close', resolve)).then(() => (isOver = true));
  const stop = () => {
    child.kill('SIGQUIT'); // once what is under way is done
    return ended;
  };
  context.after(() => {
    child.kill('SIGTERM');
    return ended;
  });
  await untilOpen(port, () => isOver);
  assert.ok(!isOver, 'nginx runs');
  return { stop };
}
