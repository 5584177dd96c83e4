// backend/deploy/chatletd.service: systemd finds no fault in it, and chatletd starts by the line it holds.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { get, program } from './chatletd.mjs';
import { freePort, makeFolder } from './nginx.mjs';

const unit = readFileSync(fileURLToPath(new URL('../../backend/deploy/chatletd.service', import.meta.url)), 'utf8');
const hasSystemd = !spawnSync('systemd-analyze', ['--version']).error;
const withSystemd = { skip: hasSystemd ? false : 'systemd-analyze is not installed' };

test('systemd finds no fault in the unit, and calls what it exposes OK', withSystemd, (context) => {
  const file = join(makeFolder(context, 'systemd'), 'chatletd.service');
  writeFileSync(file, unit.replace('/usr/local/bin/chatletd', '/bin/true'));
  const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  // What it says of other units of this machine is not about ours.
  const about = `${verified.stdout}${verified.stderr}`.split('\n').filter((line) => line.includes('chatletd.service'));
  assert.deepEqual(about, []);
  const security = spawnSync('systemd-analyze', ['security', '--offline=yes', file], { encoding: 'utf8' });
  const exposure = /Overall exposure level for chatletd\.service: (\d+\.\d+)/.exec(security.stdout);
  assert.ok(exposure, security.stdout + security.stderr);
  assert.ok(Number(exposure[1]) <= 2, `exposure ${exposure[1]} of 10`);
});

test('chatletd starts by the line of the unit', async (context) => {
  const [, line] = /^ExecStart=((?:.*\\\n)*.*)$/m.exec(unit);
  const [command, ...words] = line.replace(/\\\n/g, ' ').trim().split(/\s+/);
  assert.equal(command, '/usr/local/bin/chatletd');
  const folder = makeFolder(context, 'data');
  const port = await freePort();
  const args = words.map((word) => word.replace('${STATE_DIRECTORY}', folder).replace(/^8787$/, String(port)));
  assert.ok(args.includes(folder) && args.includes(String(port)));
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
  assert.equal(child.exitCode, null, stderr);
  assert.equal((await get(port, '/livez')).status, 200);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
});
