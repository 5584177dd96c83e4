// chatletd over one database that is killed and started again, and loads whose every acknowledged change must be there
// afterwards, once.
//
// A load is {prepare(rig), step(rig, worker), verify(rig)}: prepare runs once on a healthy server, `step` makes one
// request of worker number `worker` and notes what was acknowledged (it throws when the server dies under it), verify
// asks a healthy server for everything.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { owner } from './api.mjs';
import { program } from './chatletd.mjs';

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

  // Works with all workers until `isOver()` or the server dies. How many steps were made.
  async work(load, isOver) {
    let steps = 0;
    const run = async (worker) => {
      while (!isOver()) {
        try {
          await load.step(this, worker);
          steps++;
        } catch (error) {
          if (error.name === 'AssertionError' || isOver.fails) throw error;
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: workers }, (_, worker) => run(worker)));
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

  async verify(rig) {
    for (const own of this.#own) {
      const { json, etag } = await rig.expect(200, 'GET', own.path);
      const { entries } = await this.#verifyAudit(rig, own.id);
      const made = entries - own.entries;
      // The one under way when the server died may stand, but then with its entry and once.
      assert.ok(made === own.acknowledged || made === own.acknowledged + 1, `${made} made, ${own.acknowledged} told`);
      assert.equal(json.name, made === 0 ? json.name : `step ${made}`);
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
