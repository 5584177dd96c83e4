// An organization, our services in a program of their own (support/service_host.c), and a fake
// Stripe, all on one clock that the test moves.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { FakeStripe } from './fake-stripe/fake-stripe.mjs';
import { SeededChance } from './fake-stripe/seeded-chance.mjs';
import { signatureHeader } from './fake-stripe/webhook-queue.mjs';

const top = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.CHATLET_SERVICE_HOST ?? join(top, 'build/dev/tests/service_host');
export const webhookSecret = 'whsec_test';

// The program: a command in, an answer out. It may be killed and begun again on the same file.
class ServiceHost {
  constructor(file, plans, seed) {
    this.arguments = [file, plans];
    this.seed = seed;
    this.begin();
  }

  begin() {
    this.seed++; // its chance is as new as a real program's
    this.child = spawn(program, [...this.arguments, String(this.seed)], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.errors = '';
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.errors += text));
    this.child.stdin.on('error', () => {});
    this.waiting = [];
    createInterface({ input: this.child.stdout }).on('line', (line) =>
      this.waiting.shift()?.resolve(JSON.parse(line)),
    );
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
    this.ended.then(() => {
      for (const one of this.waiting) one.reject(new Error(`service_host ended: ${this.errors}`));
    });
  }

  send(command) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(command)}\n`);
    });
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async close() {
    this.child.stdin.end();
    const code = await this.ended;
    if (code !== 0) throw new Error(`service_host: ${code} ${this.errors}`);
  }
}

export class BillingWorld {
  // kills: how likely the program is killed behind any step of the outbox.
  static async open({
    plans = 'default',
    seed = 1,
    startSeconds,
    chaos = {},
    kills = 0,
    stripe,
    organization = 'Acme',
  }) {
    const world = new BillingWorld();
    world.folder = mkdtempSync(join(tmpdir(), 'chatlet-billing-'));
    world.chance = new SeededChance(seed ^ 0x5bd1e995);
    world.kills = kills;
    world.stripe =
      stripe ?? new FakeStripe({ seed, nowSeconds: startSeconds, chaos, webhookSecrets: [webhookSecret] });
    world.host = new ServiceHost(join(world.folder, 'chatlet.db'), plans, seed * 1000);
    world.counts = { steps: 0, kills: 0, calls: 0, webhooks: 0, mails: 0 };
    world.organization = (await world.send({ op: 'organization', name: organization })).organization;
    return world;
  }

  async close() {
    await this.host.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get nowMs() {
    return this.stripe.nowSeconds * 1000;
  }

  send(command) {
    return this.host.send({ now: this.nowMs, ...command });
  }

  // Kills the program now and then, as a test plans it (`killAt`: behind that step) or by chance.
  async step() {
    this.counts.steps++;
    const isDue = this.killAt === this.counts.steps || (this.kills > 0 && this.chance.happens(this.kills));
    if (!isDue) return false;
    this.counts.kills++;
    await this.host.kill();
    this.host.begin();
    return true;
  }

  // Takes one row through its steps. False: nothing was due.
  async carryOne() {
    const { items } = await this.send({ op: 'take', limit: 1 });
    if (items.length === 0) return false;
    if (await this.step()) return true;
    const call = await this.send({ op: 'build', index: 0 });
    if (await this.step()) return true;
    if (call.mail !== undefined) {
      this.counts.mails++;
      await this.send({ op: 'apply', index: 0, arrived: 1, status: 250 });
      return true;
    }
    if (call.method === undefined) {
      await this.send({ op: 'end', index: 0, why: call.refused ?? '' });
      return true;
    }
    const given = this.callStripe(call);
    if (await this.step()) return true;
    await this.send({ op: 'apply', index: 0, ...given });
    await this.step();
    return true;
  }

  callStripe({ method, url, fields, body }) {
    this.counts.calls++;
    const { pathname, search } = new URL(url);
    const headers = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
    const given = this.stripe.handle({ method, path: pathname, query: search.slice(1), headers, body });
    if (given === undefined) return { arrived: 0, failure: 'connection reset' };
    return {
      arrived: 1,
      status: given.status,
      body: given.body,
      retry_after_s: Number(given.headers['retry-after'] ?? 0),
    };
  }

  // All rows that are due at this moment.
  async carry() {
    while (await this.carryOne());
  }

  request(method, path, { body, fields = {}, as = 'owner', slot = 0 } = {}) {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
    return this.send({ op: 'request', method, path, body: text, fields: { ...type, ...fields }, as, slot });
  }

  // An answer as {status, body, etag}. One that waits for Stripe is waited for, a minute of the clock.
  async ask(method, path, options) {
    let answer = await this.request(method, `/v1/orgs/${this.organization}/billing${path}`, options);
    if (answer.waits !== undefined) {
      const until = this.stripe.nowSeconds + 60;
      const kills = this.counts.kills;
      await this.carry();
      while (!(await this.isOver(answer.waits)) && this.stripe.nowSeconds < until)
        await this.advance(this.stripe.nowSeconds + 1);
      // Whoever asked a program that was killed has no answer; what was asked for happens all the same.
      if (this.counts.kills > kills) return { status: 0 };
      answer = await this.send({ op: 'after' });
    }
    return { ...answer, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
  }

  async isOver(id) {
    const found = await this.rows(`SELECT state FROM outbox WHERE outbox_id = ${id}`, 1);
    return found[0][0] !== 'waiting';
  }

  async rows(sql, columns) {
    return (await this.send({ op: 'rows', sql, columns })).rows;
  }

  postWebhook(body, signature) {
    return this.request('POST', '/v1/billing/stripe/webhook', {
      body,
      fields: { 'Stripe-Signature': signature },
      as: 'nobody',
      slot: 1,
    });
  }

  // An event at this moment, signed by us.
  async tell(event) {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    return this.postWebhook(body, signatureHeader([webhookSecret], this.stripe.nowSeconds, body));
  }

  async deliverWebhooks() {
    for (const { delivery, body, signature } of this.stripe.queue.due(this.stripe.nowSeconds)) {
      this.counts.webhooks++;
      const { status } = await this.postWebhook(body, signature);
      this.stripe.queue.settle(delivery, status, this.stripe.nowSeconds);
    }
  }

  // Lets time pass; what falls due happens in its order, on both sides.
  async advance(seconds) {
    for (;;) {
      await this.deliverWebhooks();
      await this.carry();
      const { due } = await this.send({ op: 'due' });
      const ours = due === 0 ? Infinity : Math.ceil(due / 1000);
      const theirs = this.stripe.ledger.nextStep()?.at ?? Infinity;
      const next = Math.max(this.stripe.nowSeconds, Math.min(ours, theirs, this.stripe.queue.nextDue));
      if (next > seconds) break;
      this.stripe.ledger.advance(next);
    }
    this.stripe.ledger.advance(seconds);
    await this.deliverWebhooks();
    await this.carry();
  }

  // What is known of the organization, without what only keeps order among events.
  async mirror() {
    const text = (...names) => names.map((name) => `CAST(${name} AS TEXT)`).join(', ');
    const subscription = [
      'external_id',
      'status',
      'plan',
      'currency',
      'period_start_ms',
      'period_end_ms',
      'trial_end_ms',
    ];
    subscription.push('ends_at_period', 'created_at_ms', 'ended_at_ms');
    const item = ['subscription_id', 'external_id', 'price_id', 'meter'];
    const invoice = [
      'external_id',
      'subscription_id',
      'number',
      'status',
      'currency',
      'total_minor',
      'due_minor',
      'paid_minor',
    ];
    invoice.push(
      'attempts',
      'next_attempt_ms',
      'period_start_ms',
      'period_end_ms',
      'finalized_at_ms',
      'url',
      'created_at_ms',
    );
    return {
      plan: (await this.rows('SELECT plan FROM organizations', 1))[0][0],
      subscriptions: await this.rows(
        `SELECT ${text(...subscription)} FROM billing_subscriptions ORDER BY external_id`,
        subscription.length,
      ),
      items: await this.rows(
        `SELECT ${text(...item)} FROM billing_items ORDER BY subscription_id, external_id`,
        item.length,
      ),
      invoices: await this.rows(
        `SELECT ${text(...invoice)} FROM billing_invoices ORDER BY external_id`,
        invoice.length,
      ),
    };
  }
}
