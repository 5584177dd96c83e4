// `chatletd backup` and `chatletd restore`, from each database into each.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { runToEnd, startServer } from './chatletd.mjs';
import { CrashRig, uuid7 } from './crash-rig.mjs';
import { databaseNames, openDatabase, postgres, runPostgres } from './databases.mjs';

async function run(...args) {
  const { code, stdout, stderr } = await runToEnd(args);
  assert.doesNotMatch(stderr, /Sanitizer|runtime error/);
  return { code, stdout, stderr };
}

async function succeed(...args) {
  const { code, stdout, stderr } = await run(...args);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function refuse(pattern, ...args) {
  const { code, stderr } = await run(...args);
  assert.equal(code, 1);
  assert.match(stderr, pattern);
}

// A backup as its parts: {head, tables: {name: {columns, rows}}}.
function readBackup(path) {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  const tables = {};
  let table;
  for (const line of lines.slice(1, -2)) {
    if (Array.isArray(line)) table.rows.push(line);
    else table = tables[line.table] = { columns: line.columns, rows: [] };
  }
  return { head: lines[0], tables };
}

function writeLines(path, lines) {
  const text = lines.map((line) => JSON.stringify(line) + '\n').join('');
  const digest = createHash('sha256').update(text).digest('hex');
  writeFileSync(path, text + JSON.stringify({ sha256: digest }) + '\n');
}

const organizations = (count) => ({
  table: 'organizations',
  columns: ['created_at_ms', 'name', 'organization_id', 'plan', 'version'],
  rows: Array.from({ length: count }, (_, i) => [5, `Zoë "${i}"\u0001`, i + 1, 'free', 1]),
});

// A backup of the first shape there was, made by hand: what follows is added by restoring.
function writeOldBackup(path, ...tables) {
  const rows = tables.flatMap((table) => table.rows);
  writeLines(path, [
    { chatlet_backup: 1, migration: 1, made_at_ms: 7 },
    ...tables.flatMap(({ table, columns, rows: own }) => [{ table, columns }, ...own]),
    { end: true, rows: rows.length },
  ]);
}

async function backUp(database, name) {
  const path = join(database.folder, name);
  await succeed('backup', path, ...database.args);
  return path;
}

const rowsOf = (path) => {
  const { head, tables } = readBackup(path);
  return JSON.stringify({ migration: head.migration, tables });
};

for (const name of databaseNames) {
  test(`${name}: a backup of an older shape is restored and brought up to date`, async (context) => {
    const database = openDatabase(context, name);
    const old = join(database.folder, 'old.jsonl');
    writeOldBackup(old, organizations(1234));
    const said = await succeed('restore', old, ...database.args);
    assert.match(said, /: 1234 rows of 1 tables restored, 0 erasures honored\n$/);
    const { head, tables } = readBackup(await backUp(database, 'new.jsonl'));
    assert.deepEqual(tables.organizations.rows, organizations(1234).rows);
    assert.ok(head.migration > 1 && 'search_texts' in tables);
  });

  for (const other of databaseNames) {
    test(`${name}: a backup goes into ${other} and gives the same backup there`, async (context) => {
      const [from, to] = [openDatabase(context, name), openDatabase(context, other)];
      const old = join(from.folder, 'old.jsonl');
      writeOldBackup(old, organizations(700));
      await succeed('restore', old, ...from.args);
      const first = await backUp(from, 'first.jsonl');
      assert.equal(statSync(first).mode & 0o777, 0o600);
      await succeed('restore', first, ...to.args);
      assert.equal(rowsOf(await backUp(to, 'second.jsonl')), rowsOf(first));
    });
  }

  test(`${name}: a database that is not empty is replaced only when told so`, async (context) => {
    const database = openDatabase(context, name);
    const [small, large] = ['small.jsonl', 'large.jsonl'].map((file) => join(database.folder, file));
    writeOldBackup(small, organizations(2));
    writeOldBackup(large, organizations(3));
    await succeed('restore', large, ...database.args);
    await refuse(/the database is not empty: restore with --replace/, 'restore', small, ...database.args);
    assert.equal(readBackup(await backUp(database, 'a')).tables.organizations.rows.length, 3);
    await succeed('restore', small, '--replace', ...database.args);
    assert.equal(readBackup(await backUp(database, 'b')).tables.organizations.rows.length, 2);
    assert.deepEqual(readdirSync(database.folder).filter((file) => /restore|-wal|-shm|part/.test(file)), []);
  });

  test(`${name}: a cut, changed or foreign file is refused and nothing changes`, async (context) => {
    const database = openDatabase(context, name);
    const good = join(database.folder, 'good.jsonl');
    const bad = join(database.folder, 'bad.jsonl');
    writeOldBackup(good, organizations(20));
    await succeed('restore', good, ...database.args);
    const before = rowsOf(await backUp(database, 'before'));
    const bytes = readFileSync(good);
    const attempt = async (content, pattern) => {
      writeFileSync(bad, content);
      await refuse(pattern, 'restore', bad, '--replace', ...database.args);
    };
    for (const size of [0, 1, 60, 200, bytes.length - 100, bytes.length - 2]) {
      await attempt(bytes.subarray(0, size), /is not a whole backup, nothing was changed: line \d+: /);
    }
    const flipped = Buffer.from(bytes);
    flipped[bytes.indexOf('free')] ^= 1;
    await attempt(flipped, /the digest at its end is missing or of other bytes/);
    await attempt('PK\u0003\u0004', /is not a whole backup/);
    writeLines(bad, [{ chatlet_backup: 1, migration: 9999, made_at_ms: 7 }, { end: true, rows: 0 }]);
    await refuse(/is a backup of a newer chatletd/, 'restore', bad, '--replace', ...database.args);
    // Whole, but with a row that its table's rules do not allow: seen when it is built beside.
    writeOldBackup(bad, { ...organizations(1), rows: [...organizations(1).rows, ...organizations(1).rows] });
    await refuse(/a row breaks a rule of its table/, 'restore', bad, '--replace', ...database.args);
    await refuse(/none\.jsonl: No such file/, 'restore', join(database.folder, 'none.jsonl'), ...database.args);
    assert.equal(rowsOf(await backUp(database, 'after')), before);
    assert.deepEqual(readdirSync(database.folder).filter((file) => /restore|part/.test(file)), []);
  });

  test(`${name}: a server is backed up while it runs`, async (context) => {
    const database = openDatabase(context, name);
    const server = await startServer(context, database.args);
    const path = await backUp(database, 'live.jsonl');
    assert.ok(readBackup(path).head.migration > 0);
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  });
}

test('sqlite: a file in use is not replaced', async (context) => {
  const database = openDatabase(context, 'sqlite');
  const backup = join(database.folder, 'one.jsonl');
  writeOldBackup(backup, organizations(1));
  const server = await startServer(context, database.args);
  await refuse(/is in use; stop chatletd before you restore over it/, 'restore', backup, '--replace', ...database.args);
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  assert.ok(!existsSync(`${database.file}.restore`));
});

test('no database is made by asking for a backup of it', async (context) => {
  const database = openDatabase(context, 'sqlite');
  const backup = join(database.folder, 'one.jsonl');
  const pattern = /there is no database at .*chatlet\.db; name its folder with --data/;
  await refuse(pattern, 'backup', backup, ...database.args);
  assert.ok(!existsSync(database.file) && !existsSync(backup));
});

test('a backup that cannot be written leaves the last one', async (context) => {
  const database = openDatabase(context, 'sqlite');
  const [old, kept] = ['old.jsonl', 'kept.jsonl'].map((file) => join(database.folder, file));
  writeOldBackup(old, organizations(5));
  await succeed('restore', old, ...database.args);
  await refuse(/no backup was made to .*: No such file or directory/, 'backup', '/nowhere/at/all', ...database.args);
  writeFileSync(kept, 'the last one');
  symlinkSync('/dev/full', `${kept}.part`); // a device that is always full
  await refuse(/no backup was made to .*: No space left on device/, 'backup', kept, ...database.args);
  assert.equal(readFileSync(kept, 'utf8'), 'the last one');
});

for (const name of databaseNames) {
  test(`${name}: a dry run names the migrations and makes nothing`, async (context) => {
    const database = openDatabase(context, name);
    const dry = await run('migrate', '--dry-run', ...database.args);
    assert.equal(dry.code, 0);
    assert.match(dry.stderr, /^chatletd: would apply 0001_trunk\n(chatletd: would apply \d{4}_\w+\n)+$/);
    assert.ok(!database.file || !existsSync(database.file));
    const real = await run('migrate', ...database.args);
    assert.equal(real.stderr, dry.stderr.replaceAll('would apply', 'applying'));
    assert.equal((await run('migrate', '--dry-run', ...database.args)).stderr, '');
  });
}

// The line of the tombstone file, with its check of FNV-1a.
function erasureLine(receipt, organization, visitor, atMs) {
  const text = `1 ${receipt} ${organization} ${visitor} ${atMs}`;
  let check = 2166136261;
  for (const byte of Buffer.from(text)) check = Math.imul(check ^ byte, 16777619) >>> 0;
  return `${text} ${check.toString(16).padStart(8, '0')}\n`;
}

// Rows of a shape of which only these columns matter, in the order that `columns` has.
const rowsIn = ({ columns, rows }) => rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));

async function until(isTrue) {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('it never came');
}

for (const name of databaseNames) {
  test(`${name}: whoever was erased after the backup is erased again by restoring it`, async (context) => {
    const [database, fresh] = [openDatabase(context, name), openDatabase(context, name)];
    const old = join(database.folder, 'old.jsonl');
    writeOldBackup(old, organizations(1));
    await succeed('restore', old, ...database.args);
    const empty = await backUp(database, 'empty.jsonl');
    // The same with a bot and two visitors in it.
    const lines = readFileSync(empty, 'utf8').trimEnd().split('\n').slice(0, -1).map((line) => JSON.parse(line));
    const add = (table, values) => {
      const at = lines.findIndex((line) => line.table === table);
      const given = { organization_id: 1, bot_id: 3, consent: 1, retention_days: 9, stores_conversations: 1 };
      const text = { slug: 'a', name: 'a', settings: '{}' };
      const nothing = { archived_at_ms: null, subject: null, consent_at_ms: null };
      const all = { ...given, ...text, ...nothing, ...values };
      lines.splice(at + 1, 0, lines[at].columns.map((column) => (column in all ? all[column] : 0)));
      lines.at(-1).rows++;
    };
    add('bots', {});
    add('visitors', { visitor_id: 21 });
    add('visitors', { visitor_id: 22 });
    const full = join(database.folder, 'full.jsonl');
    writeLines(full, lines);
    // A line that was cut off, one that was changed, and the one that counts.
    const tombstones = erasureLine(7, 1, 22, 9).replace(' 22 ', ' 21 ') + erasureLine(8, 1, 22, 9) + '1 9 1 21';
    writeFileSync(join(fresh.folder, 'erasures.log'), tombstones);
    assert.match(await succeed('restore', full, ...fresh.args), /, 1 erasures honored\n$/);
    const { tables } = readBackup(await backUp(fresh, 'after.jsonl'));
    assert.deepEqual(rowsIn(tables.visitors).map((row) => row.visitor_id), [21]);
    assert.deepEqual(rowsIn(tables.erasure_log), [
      { receipt_id: 8, organization_id: 1, visitor_id: 22, erased_at_ms: 9 },
    ]);
    assert.equal(readFileSync(join(fresh.folder, 'erasures.log'), 'utf8'), tombstones);
  });

  test(`${name}: a running server writes erasures down beside the database`, async (context) => {
    const database = openDatabase(context, name);
    const old = join(database.folder, 'old.jsonl');
    writeOldBackup(old, organizations(1));
    await succeed('restore', old, ...database.args);
    const empty = await backUp(database, 'empty.jsonl');
    const lines = readFileSync(empty, 'utf8').trimEnd().split('\n').slice(0, -1).map((line) => JSON.parse(line));
    const at = lines.findIndex((line) => line.table === 'erasure_log');
    assert.deepEqual(lines[at].columns, ['erased_at_ms', 'organization_id', 'receipt_id', 'visitor_id']);
    lines.splice(at + 1, 0, [9, 1, 7, 5], [19, 1, 8, 6]);
    lines.at(-1).rows += 2;
    writeLines(old, lines);
    await succeed('restore', old, '--replace', ...database.args);
    const file = join(database.folder, 'erasures.log');
    writeFileSync(file, erasureLine(7, 1, 5, 9) + '1 8 1'); // the second line was cut off
    await startServer(context, database.args);
    const expected = `${erasureLine(7, 1, 5, 9)}1 8 1\n${erasureLine(8, 1, 6, 19)}`;
    await until(() => readFileSync(file, 'utf8') === expected);
  });
}

test('a database of other migrations or of a newer chatletd is refused with words', async (context) => {
  if (!postgres) return context.skip('CHATLET_TEST_POSTGRES names no server');
  const [altered, newer] = [openDatabase(context, 'postgres'), openDatabase(context, 'postgres')];
  for (const database of [altered, newer]) await run('migrate', ...database.args);
  runPostgres(altered.conninfo, "UPDATE schema_migrations SET sql = 'x' WHERE number = 1");
  runPostgres(newer.conninfo, "INSERT INTO schema_migrations VALUES (9999, '9999_later', 'x', 1)");
  for (const command of [['migrate'], ['migrate', '--dry-run'], []]) {
    await refuse(/whose migrations differ; run that one/, ...command, ...altered.args);
    await refuse(/the database is of a newer chatletd; run that one/, ...command, ...newer.args);
  }
});

for (const name of databaseNames) {
  test(`${name}: a visitor who had everything erased is not in the restored backup`, async (context) => {
    const database = openDatabase(context, name);
    const rig = new CrashRig(context, database);
    await rig.start();
    await rig.setUp();
    const { json: list } = await rig.expect(200, 'GET', '/v1/orgs');
    const path = `/v1/orgs/${list.data[0].organization.id}`;
    const origin = 'https://shop.example';
    const wish = { name: 'Bot', slug: 'bot', allowed_origins: [origin], stores_conversations: true };
    const { json: bot } = await rig.expect(201, 'POST', `${path}/bots`, wish);
    const enter = () => rig.expect(201, 'POST', `/v1/bots/${bot.id}/visitors`, { consent: true }, { origin });
    const say = async (token, text) => {
      const headers = { origin, authorization: `Bearer ${token}` };
      const base = { time: new Date().toISOString(), conversation: uuid7() };
      const events = [
        { ...base, id: base.conversation, type: 'conversation' },
        { ...base, id: uuid7(), type: 'message', author: 'visitor', text },
      ];
      const { json } = await rig.expect(200, 'POST', '/v1/events', { events }, headers);
      assert.deepEqual(json.results.map((one) => one.outcome), ['accepted', 'accepted']);
      return headers;
    };
    const [stays, goes] = [(await enter()).json, (await enter()).json];
    await say(stays.token, 'who stays');
    const headers = await say(goes.token, 'who goes');
    const words = ({ search_texts }) => search_texts.map((row) => row.words.replace(/^\S+ /, '')).sort();
    const before = await rig.readTables();
    assert.equal(before.visitors.length, 2);
    assert.deepEqual(words(before), ['who goes', 'who stays']);
    const backup = await backUp(database, 'before.jsonl');

    await rig.expect(200, 'POST', '/v1/visitor/erase', undefined, headers);
    const file = join(database.folder, 'erasures.log');
    await until(() => existsSync(file) && /^1 \d+ \d+ \d+ \d+ [0-9a-f]{8}\n$/.test(readFileSync(file, 'utf8')));
    await rig.kill();
    assert.match(await succeed('restore', backup, '--replace', ...database.args), /, 1 erasures honored\n$/);
    await rig.start();
    const after = await rig.readTables();
    assert.deepEqual([after.visitors.length, after.conversations.length, after.messages.length], [1, 1, 1]);
    assert.deepEqual(words(after), ['who stays']);
    await rig.expect(200, 'GET', `${path}/bots/${bot.id}`);
  });
}
