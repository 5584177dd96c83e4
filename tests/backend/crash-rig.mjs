// chatletd over one database that is killed and started again, and loads whose every acknowledged change must be there
// afterwards, once.
//
// A load is {prepare(rig), step(rig, worker), verify(rig)}: prepare runs once on a healthy server, `step` makes one
// request of worker number `worker` and notes what was acknowledged (it throws when the server dies under it), verify
// asks a healthy server for everything.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { owner } from './api.mjs';
import { program, runToEnd } from './chatletd.mjs';

export const workers = 4;

export class CrashRig {
  #child;
  #closed;

  constructor(context, database) {
    this.database = database;
    this.log = '';
    this.startedMs = [];
    context.after(() => this.kill());
  }

  // Starts it, and waits until it answers.
  async start() {
    const began = performance.now();
    const child = spawn(program, ['--port', '0', ...this.database.args]);
    this.#child = child;
    this.#closed = new Promise((resolve) => child.on('close', resolve));
    child.stderr.setEncoding('utf8').on('data', (text) => (this.log += text));
    let out = '';
    await new Promise((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text) => (out += text).includes('\n') && resolve());
      child.once('close', () => reject(new Error(`chatletd ended: ${this.log}`)));
    });
    this.url = `http://127.0.0.1:${/:(\d+)\/\n/.exec(out)[1]}`;
    assert.equal((await fetch(`${this.url}/readyz`)).status, 200);
    this.startedMs.push(performance.now() - began);
  }

  async kill(signal = 'SIGKILL') {
    this.#child?.kill(signal);
    await this.#closed;
    assert.doesNotMatch(this.log, /Sanitizer|runtime error/);
  }

  // As the first owner, unless `headers` names somebody else: {status, json, etag}. Throws when nobody answers.
  async ask(method, path, body, headers = { cookie: this.cookie, 'x-chatlet-request': '1' }) {
    const answer = await fetch(this.url + path, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const json = text === '' || !/json/.test(answer.headers.get('content-type')) ? undefined : JSON.parse(text);
    return { status: answer.status, json, etag: answer.headers.get('etag'), cookie: answer.headers.get('set-cookie') };
  }

  async expect(status, ...request) {
    const answer = await this.ask(...request);
    assert.equal(answer.status, status, `${request[0]} ${request[1]}: ${JSON.stringify(answer.json)}`);
    return answer;
  }

  async setUp() {
    while (!/open this once to begin: \S*?[0-9a-z]{32}\s/.test(this.log)) {
      await new Promise((resolve) => this.#child.stderr.once('data', resolve));
    }
    const token = /open this once to begin: \S*?([0-9a-z]{32})\s/.exec(this.log)[1];
    const { cookie } = await this.expect(201, 'POST', '/v1/setup', { token, organization: 'Site', ...owner }, {});
    this.cookie = cookie.split(';')[0];
  }

  // All rows of all tables, {table: [{column: value}]}, as they are at one moment.
  async readTables() {
    const path = join(this.database.folder, 'crash-backup.jsonl');
    const { code, stderr } = await runToEnd(['backup', path, ...this.database.args]);
    assert.equal(code, 0, stderr);
    const tables = {};
    let columns;
    let rows;
    for (const line of readFileSync(path, 'utf8').trimEnd().split('\n').slice(1, -2)) {
      const value = JSON.parse(line);
      if (Array.isArray(value)) rows.push(Object.fromEntries(columns.map((name, at) => [name, value[at]])));
      else [columns, rows] = [value.columns, (tables[value.table] = [])];
    }
    return tables;
  }

  // Works with `count` workers from number `first` until `isOver()` or the server dies. How many steps were made.
  async work(load, isOver, first = 0, count = workers) {
    let steps = 0;
    const run = async (worker) => {
      while (!isOver()) {
        try {
          await load.step(this, worker);
          steps++;
        } catch (error) {
          if (error.name === 'AssertionError') throw error;
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: count }, (_, at) => run(first + at)));
    return steps;
  }
}

// Each worker renames an organization of its own, one step after the other: version and audit log count the steps.
export class RenameLoad {
  #own = [];

  async prepare(rig) {
    for (let worker = 0; worker < workers; worker++) {
      const { json } = await rig.expect(201, 'POST', '/v1/orgs', { name: `worker ${worker}` });
      const { etag } = await rig.expect(200, 'GET', `/v1/orgs/${json.id}`);
      const audit = await this.#verifyAudit(rig, json.id);
      this.#own.push({ path: `/v1/orgs/${json.id}`, id: json.id, etag, entries: audit.entries, acknowledged: 0 });
    }
  }

  async tryStep(rig, worker) {
    const own = this.#own[worker];
    const headers = { cookie: rig.cookie, 'x-chatlet-request': '1', 'if-match': own.etag };
    const answer = await rig.ask('PATCH', own.path, { name: `step ${own.acknowledged + 1}` }, headers);
    if (answer.status === 200) {
      own.acknowledged++;
      own.etag = answer.etag;
    }
    return answer;
  }

  async step(rig, worker) {
    const answer = await this.tryStep(rig, worker);
    assert.equal(answer.status, 200, JSON.stringify(answer.json));
  }

  async #verifyAudit(rig, id) {
    const { json } = await rig.expect(200, 'GET', `/v1/orgs/${id}/audit/verify`);
    assert.equal(json.whole, true, JSON.stringify(json));
    assert.equal(json.entries, json.last_sequence);
    return json;
  }

  // PostgreSQL may still be at the last transaction of a server that is dead; so until nothing changes any more.
  async #read(rig, own) {
    for (;;) {
      const before = await this.#verifyAudit(rig, own.id);
      const { json, etag } = await rig.expect(200, 'GET', own.path);
      const { entries } = await this.#verifyAudit(rig, own.id);
      if (before.entries === entries) return { name: json.name, etag, entries };
    }
  }

  async verify(rig) {
    for (const own of this.#own) {
      const { name, etag, entries } = await this.#read(rig, own);
      const made = entries - own.entries;
      // The one under way when the server died may stand, but then with its entry and once.
      assert.ok(made === own.acknowledged || made === own.acknowledged + 1, `${made} made, ${own.acknowledged} told`);
      assert.equal(name, made === 0 ? name : `step ${made}`);
      Object.assign(own, { acknowledged: made, etag });
    }
    return this.#own.reduce((sum, own) => sum + own.acknowledged, 0);
  }
}

// A name of RFC 9562, version 7.
export function uuid7(nowMs = Date.now()) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// Batches of events by an API key: conversations and usage, each of which must count once in every table. A batch whose
// answer the server's death took is sent again after the next start, as the widget's outbox does.
export class EventLoad {
  #pending = Array.from({ length: workers }, () => undefined);
  #sent = new Map(); // id ─▶ {meter, quantity, isAcknowledged}
  #conversations = 0;
  again = 0; // events that were stored by a request nobody heard of

  async prepare(rig) {
    const { json } = await rig.expect(200, 'GET', '/v1/orgs');
    this.organization = json.data[0].organization.id;
    const path = `/v1/orgs/${this.organization}`;
    const bot = await rig.expect(201, 'POST', `${path}/bots`, { name: 'Bot', slug: 'bot' });
    this.bot = bot.json.id;
    const key = await rig.expect(201, 'POST', `${path}/keys`, { name: 'load', scopes: ['events.write'] });
    this.key = key.json.key;
  }

  #makeEvent() {
    const base = { id: uuid7(), time: new Date().toISOString(), bot: this.bot };
    // Fewer than the smallest plan keeps.
    if (Math.random() < 0.3 && this.#conversations++ < 900) return { ...base, type: 'conversation' };
    const quantity = 1 + Math.floor(Math.random() * 9);
    return { ...base, type: 'usage', meter: Math.random() < 0.5 ? 'tokens' : 'calls', quantity };
  }

  #makeBatch() {
    const events = Array.from({ length: 1 + Math.floor(Math.random() * 5) }, () => this.#makeEvent());
    for (const { id, type, meter, quantity } of events) {
      const counted = type === 'conversation' ? { meter: 'conversations', quantity: 1 } : { meter, quantity };
      this.#sent.set(id, { ...counted, isAcknowledged: false });
    }
    return events;
  }

  async tryStep(rig, worker) {
    const events = (this.#pending[worker] ??= this.#makeBatch());
    const answer = await rig.ask('POST', '/v1/events', { events }, { authorization: `Bearer ${this.key}` });
    if (answer.status !== 200) return answer;
    assert.deepEqual(answer.json.results.map((one) => one.id), events.map((one) => one.id));
    for (const { id, outcome, reason } of answer.json.results) {
      assert.notEqual(outcome, 'refused', reason);
      if (outcome === 'duplicate') this.again++;
      this.#sent.get(id).isAcknowledged = true;
    }
    this.#pending[worker] = undefined;
    return answer;
  }

  async step(rig, worker) {
    const answer = await this.tryStep(rig, worker);
    assert.equal(answer.status, 200, JSON.stringify(answer.json));
  }

  // Sums and conversations are those of the events, whenever one looks.
  checkSums({ usage_events: events, usage_days: days, usage_periods: periods, conversations }) {
    const dayOf = (row) => row.day ?? Math.floor(row.occurred_at_ms / 86_400_000);
    const keyOf = (row) => [row.meter, dayOf(row), row.bot_id];
    assert.deepEqual(sums(days, keyOf), sums(events, keyOf));
    const periodOf = (row) => [row.meter, row.period_start_ms];
    assert.deepEqual(sums(periods, periodOf), sums(events, periodOf));
    const began = events.filter((row) => row.meter === 'conversations').map((row) => row.event_id.hex);
    assert.deepEqual(conversations.map((row) => row.uuid.hex).sort(), began.sort());
    return events.length;
  }

  // Reads the database as a backup shows it.
  async verify(rig) {
    const tables = await rig.readTables();
    const events = tables.usage_events;
    const stored = new Map(events.map((row) => [row.event_id.hex, row]));
    assert.equal(stored.size, events.length);
    let acknowledged = 0;
    for (const [id, { meter, quantity, isAcknowledged }] of this.#sent) {
      const row = stored.get(id.replaceAll('-', ''));
      if (isAcknowledged) {
        assert.ok(row, `${id} was acknowledged and is not there`);
        acknowledged++;
      }
      if (row) assert.deepEqual([row.meter, row.quantity], [meter, quantity]);
      stored.delete(id.replaceAll('-', ''));
    }
    assert.deepEqual([...stored.keys()], [], 'events that nobody sent');
    this.checkSums(tables);
    const { json } = await rig.expect(200, 'GET', `/v1/orgs/${this.organization}/audit/verify`);
    assert.equal(json.whole, true, JSON.stringify(json));
    return acknowledged;
  }
}

// Quantities added up by key, in the keys' order.
function sums(rows, keyOf) {
  const sum = {};
  for (const row of rows) {
    const key = keyOf(row).join(' ');
    sum[key] = (sum[key] ?? 0) + row.quantity;
  }
  return Object.fromEntries(Object.entries(sum).sort(([a], [b]) => (a < b ? -1 : 1)));
}
