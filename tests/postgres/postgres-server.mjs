// A throw-away PostgreSQL for tests: `node postgres-server.mjs start FOLDER PROGRAMS`, `… stop FOLDER PROGRAMS`.
// Between them `halt` ends it as a failing machine would, and `resume` starts it again over what it has on disk.
//
// PROGRAMS is where initdb and pg_ctl stand. Reached through a socket in FOLDER alone, by whoever may enter it. As root
// it runs as an unprivileged user, since initdb refuses root. Writes are as durable as in production: fsync stays on,
// so that what the crash tests find is what a customer would.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [command, folder, programs] = process.argv.slice(2);
const data = join(folder, 'data');
const pidFile = join(data, 'postmaster.pid');

// Who it runs as: ourselves, or when that is root the first of these that there is.
function findUser() {
  if (process.getuid() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const numberOf = (flag) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: numberOf('-u'), gid: numberOf('-g') };
    } catch {
      // No such user: the next one.
    }
  }
  throw new Error('root, and neither postgres nor nobody to run PostgreSQL as');
}

const user = findUser();
const run = (name, ...args) =>
  execFileSync(join(programs, name), args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });

const isRunning = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function halt() {
  if (existsSync(pidFile)) {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    // SIGQUIT ends it and its children at once, without writing what it holds.
    if (pid > 1 && isRunning(pid)) process.kill(pid, 'SIGQUIT');
    while (pid > 1 && isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function stop() {
  await halt();
  rmSync(folder, { recursive: true, force: true });
}

function resume() {
  run('pg_ctl', 'start', '-D', data, '-w', '-t', '60', '-l', join(folder, 'log'));
}

function start() {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  run('initdb', '-D', data, '-U', 'chatlet', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  appendFileSync(
    join(data, 'postgresql.conf'),
    [
      "listen_addresses = ''",
      `unix_socket_directories = '${folder}'`,
      'max_connections = 200',
      'shared_buffers = 32MB',
      'max_wal_size = 256MB',
      // Suites begin with many new tables, each of which SIREAD locks may name.
      'max_pred_locks_per_transaction = 256',
      '',
    ].join('\n'),
  );
  resume();
}

if (command === 'start') {
  await stop(); // of a run that was cut off
  start();
} else if (command === 'stop') {
  await stop();
} else if (command === 'halt') {
  await halt();
} else if (command === 'resume') {
  resume();
} else {
  console.error('postgres-server.mjs start|halt|resume|stop FOLDER PROGRAMS');
  process.exitCode = 2;
}
