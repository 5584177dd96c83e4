// A year of one organization on the test clock, with everything going wrong that may: for each table
// of plans, usage billed equals usage metered, nothing is charged twice, and the mirror ends as Stripe.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { BillingWorld } from './billing-world.mjs';
import { SeededChance } from './fake-stripe/seeded-chance.mjs';
import { day } from './fake-stripe/stripe-calendar.mjs';

const start = Date.UTC(2026, 0, 31, 9, 30) / 1000;
const isLong = process.env.CHATLET_SOAK !== undefined;
const storms = {
  lostBefore: 0.04,
  lostAfter: 0.04,
  brokenBefore: 0.03,
  brokenAfter: 0.03,
  busy: 0.04,
  duplicate: 0.3,
  delay: 0.4,
};

function readPlans(table) {
  const text = readFileSync(new URL(`../../backend/plans/${table}.json`, import.meta.url), 'utf8');
  const price = (plan) =>
    plan.prices.find((one) => one.currency === 'usd' && one.interval === 'month')?.price_minor ?? 0;
  const paid = JSON.parse(text).plans.filter((plan) => price(plan) > 0);
  return paid.sort((a, b) => price(a) - price(b));
}

async function state(world) {
  return (await world.ask('GET', '')).body;
}

// What an organization's own server reports: conversations of a day, and now and then what is taken back.
class Meter {
  constructor(world, seed) {
    Object.assign(this, { world, chance: new SeededChance(seed), sent: 0, total: 0 });
  }

  newId() {
    this.sent++;
    return `019b0000-0000-7000-8000-${String(this.sent).padStart(12, '0')}`;
  }

  // Sends events, some of them twice, as a sender does whose answer was lost.
  async post(event) {
    const { world } = this;
    const times = this.chance.happens(0.2) ? 2 : 1;
    const body = JSON.stringify({ events: Array.from({ length: times }, () => event) });
    const { refused } = await world.send({ op: 'events', organization: world.organization, body });
    assert.deepEqual(refused, times === 2 ? ['duplicate'] : []);
    this.total += event.quantity;
  }

  async count(quantity) {
    const time = new Date(this.world.nowMs).toISOString();
    const event = { id: this.newId(), type: 'usage', time, meter: 'conversations', quantity };
    await this.post(event);
    if (!this.chance.happens(0.1)) return;
    const back = { ...event, id: this.newId(), quantity: -(1 + this.chance.below(quantity)), corrects: event.id };
    await this.post(back);
  }

  // A thirtieth of what `plan` includes and half of that again, so that a month goes past it.
  async day(plan) {
    const daily = Math.ceil(((plan.quotas.conversations ?? 30000) / 30) * 1.5);
    await this.count(1 + Math.floor(daily / 2) + this.chance.below(daily));
  }
}

// Asks until it is done: an answer may be lost with the program, and Stripe may be away.
async function insist(world, run, isDone) {
  for (let tries = 0; tries < 60; tries++) {
    if (await isDone()) return;
    await run();
    await world.advance(world.stripe.nowSeconds + 3600);
  }
  assert.fail(`never done: ${JSON.stringify(await state(world))}`);
}

async function buy(world, plan) {
  let url;
  await insist(
    world,
    async () => {
      const answer = await world.ask('POST', '/checkout', { body: { plan, currency: 'usd' } });
      assert.ok([0, 201, 409, 502, 503].includes(answer.status), JSON.stringify(answer));
      url = answer.body?.url ?? url;
    },
    async () => url !== undefined,
  );
  const session = [...world.stripe.ledger.sessions.values()].find((one) => one.url === url);
  world.stripe.ledger.completeCheckout(session.id);
  await insist(
    world,
    () => {},
    async () => (await state(world)).has_subscription,
  );
}

async function change(world, plan) {
  await insist(
    world,
    async () => {
      const { etag } = await world.ask('GET', '');
      await world.ask('PUT', '/plan', { body: { plan }, fields: { 'If-Match': etag } });
    },
    async () => (await state(world)).plan === plan,
  );
}

async function cancel(world) {
  await insist(
    world,
    async () => {
      const { etag } = await world.ask('GET', '');
      await world.ask('POST', '/cancel', { fields: { 'If-Match': etag } });
    },
    async () => (await state(world)).ends_at_period,
  );
}

const rank = ['draft', 'open', 'paid'];

// Invoices that are mirrored never go back in their life.
class Watch {
  constructor(world) {
    Object.assign(this, { world, seen: new Map() });
  }

  async look() {
    for (const [id, status] of await this.world.rows('SELECT external_id, status FROM billing_invoices', 2)) {
      const before = this.seen.get(id) ?? status;
      assert.ok(rank.indexOf(status) >= rank.indexOf(before), `${id} went from ${before} to ${status}`);
      this.seen.set(id, status);
    }
  }
}

async function passDays(world, watch, days, eachDay) {
  for (let passed = 0; passed < days; passed++) {
    await eachDay?.();
    await world.advance(world.stripe.nowSeconds + day);
    await watch.look();
  }
}

function usageLines(stripe) {
  const metered = new Set(
    [...stripe.ledger.prices.values()]
      .filter((price) => price.recurring.usage_type === 'metered')
      .map((price) => price.id),
  );
  const lines = [...stripe.ledger.invoices.values()].flatMap((invoice) => invoice.lines.data);
  return lines.filter((line) => metered.has(line.pricing.price_details.price));
}

// The mirror as Stripe's own objects would have it.
function truth(stripe) {
  const ms = (seconds) => (seconds === null ? null : String(seconds * 1000));
  const status = (one) => (one.status === 'canceled' ? 'ended' : one.status);
  const sorted = (map) => [...map.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    subscriptions: sorted(stripe.ledger.subscriptions).map((one) => [
      one.id,
      status(one),
      ms(one.items.data[0].current_period_end),
      ms(one.ended_at),
    ]),
    invoices: sorted(stripe.ledger.invoices).map((one) => [
      one.id,
      one.status,
      String(one.total),
      String(one.amount_due),
      String(one.amount_paid),
    ]),
  };
}

function comparable(mirror) {
  return {
    subscriptions: mirror.subscriptions.map(([id, status, , , , end, , , , ended]) => [id, status, end, ended]),
    invoices: mirror.invoices.map(([id, , , status, , total, due, paid]) => [id, status, total, due, paid]),
  };
}

async function numberOf(world, sql) {
  return Number((await world.rows(sql, 1))[0][0]);
}

// What was metered past the quota is what Stripe's invoices hold, event by event; nothing is there twice.
async function checkCharges(world, meter, upgrades) {
  const { stripe } = world;
  const events = await numberOf(world, 'SELECT CAST(SUM(quantity) AS TEXT) FROM usage_events');
  assert.equal(events, meter.total, 'every event counted once');
  const used = await numberOf(world, 'SELECT CAST(SUM(quantity) AS TEXT) FROM usage_periods');
  assert.equal(used, meter.total, 'sums equal events');
  const charged = await numberOf(world, 'SELECT CAST(SUM(charged) AS TEXT) FROM usage_periods');
  const billed = usageLines(stripe).reduce((sum, line) => sum + line.quantity, 0);
  assert.equal(billed, charged, 'usage billed is usage charged');
  assert.deepEqual(stripe.ledger.unbilledUsage([...stripe.ledger.customers.keys()][0]), []);
  const rows = await numberOf(
    world,
    "SELECT CAST(COUNT(*) AS TEXT) FROM outbox WHERE kind = 'stripe.meter_event'",
  );
  assert.equal(stripe.ledger.meterEvents.length, rows, 'each row came through once');
  assert.equal(new Set(stripe.ledger.meterEvents.map((one) => one.identifier)).size, rows);
  assert.equal(stripe.ledger.subscriptions.size, 1, 'one checkout, one subscription');
  const atOnce = [...stripe.ledger.invoices.values()].filter(
    (one) => one.billing_reason === 'subscription_update',
  );
  assert.equal(atOnce.length, upgrades, 'each upgrade is charged once');
  const refusals = stripe.refusals.map((one) => one.message);
  assert.deepEqual(refusals, [], 'every request was one that Stripe takes');
  return { metered: meter.total, billed };
}

async function liveThrough(table, { seed, chaos, kills }) {
  const [small, large] = readPlans(table).slice(0, 2);
  const world = await BillingWorld.open({ plans: table, seed, startSeconds: start, chaos, kills });
  const { ledger } = world.stripe;
  const meter = new Meter(world, seed);
  const watch = new Watch(world);
  const use = (plan) => () => meter.day(plan);

  assert.equal((await state(world)).state, 'free');
  await buy(world, small.name);
  assert.equal((await state(world)).plan, small.name);
  assert.equal((await state(world)).state, small.trial_days > 0 ? 'trialing' : 'active');
  await passDays(world, watch, small.trial_days + 2, () => meter.count(20));
  assert.equal((await state(world)).state, 'active');

  await passDays(world, watch, 45, use(small));
  await change(world, large.name);
  await passDays(world, watch, 30, use(large));

  // The card runs out: the next collection fails, a week later the product is limited.
  const [customer] = ledger.customers.keys();
  ledger.setCard(customer, 'bad');
  const renewal = [...ledger.subscriptions.values()][0].items.data[0].current_period_end;
  await world.advance(renewal + 12 * 3600);
  assert.equal((await state(world)).state, 'past_due');
  assert.equal((await state(world)).plan, large.name);
  await world.advance(renewal + 7 * day + 12 * 3600);
  assert.equal((await state(world)).state, 'limited');
  ledger.setCard(customer, 'good');
  await world.advance(world.stripe.nowSeconds + 12 * 3600);
  assert.equal((await state(world)).state, 'active');

  await passDays(world, watch, 50, use(large));
  await change(world, small.name);
  await passDays(world, watch, 60, use(small));
  await cancel(world);
  await passDays(world, watch, 3, use(small));
  const [subscription] = ledger.subscriptions.values();
  const last = subscription.items.data[0].current_period_end;
  await world.advance(last - 60);
  await meter.count(700);
  await world.advance(last + day);
  await passDays(world, watch, Math.max(1, Math.round((start + 366 * day - world.stripe.nowSeconds) / day)));
  assert.equal((await state(world)).state, 'cancelled');
  assert.equal((await state(world)).plan, readFreePlan(table));

  const sums = await checkCharges(world, meter, 1);
  assert.equal(sums.billed > 0, small.past_quota.rule === 'overage');
  const mirror = await world.mirror();
  assert.deepEqual(comparable(mirror), truth(world.stripe));
  assert.deepEqual((await world.ask('GET', '/dead-letters')).body.data, []);
  return { world, mirror, sums };
}

function readFreePlan(table) {
  return JSON.parse(readFileSync(new URL(`../../backend/plans/${table}.json`, import.meta.url), 'utf8')).plans[0]
    .name;
}

const seeds = isLong ? 20 : 1;
for (const table of ['default', 'visitor-caps', 'seats']) {
  for (let seed = 1; seed <= seeds; seed++) {
    test(`a stormy year with the plans of ${table}, seed ${seed}`, { timeout: 600000 }, async (context) => {
      const { world, sums } = await liveThrough(table, { seed, chaos: storms, kills: 0.02 });
      const { counts, stripe } = world;
      const failed = stripe.requests.filter((one) => one.status !== 200).length;
      context.diagnostic(
        [
          `${table}: ${sums.metered} conversations metered, ${sums.billed} past the quota and billed`,
          `${stripe.ledger.invoices.size} invoices, ${counts.calls} requests, ${failed} of them without 200`,
          `${counts.webhooks} webhooks of ${stripe.queue.events.length} events`,
          `killed ${counts.kills} times in ${counts.steps} steps`,
        ].join('; '),
      );
      await world.close();
    });
  }
}

// A world that knows whose customer it is and nothing else.
async function openEmpty(seed, from) {
  const world = await BillingWorld.open({ seed, startSeconds: from.nowSeconds, stripe: from });
  const [customer] = from.ledger.customers.keys();
  await world.send({ op: 'leave', organization: world.organization, kind: 'stripe.customer', body: '{}' });
  await world.send({ op: 'take', limit: 1 });
  await world.send({ op: 'apply', index: 0, arrived: 1, status: 200, body: JSON.stringify({ id: customer }) });
  return world;
}

async function replay(world, events, chance, asks) {
  for (const event of events) {
    assert.equal((await world.tell(event)).status, 200);
    if (asks && chance.happens(0.2)) await world.carry();
  }
  if (asks) await world.carry();
  return world.mirror();
}

// Ids that Stripe would be asked about.
async function doubted(world) {
  const rows = await world.rows("SELECT body FROM outbox WHERE kind = 'stripe.fetch' AND state = 'waiting'", 1);
  return new Set(rows.map(([body]) => JSON.parse(body).id));
}

test(
  "any order and repetition of the year's webhooks ends in the same rows",
  { timeout: 600000 },
  async (context) => {
    const { world, mirror } = await liveThrough('default', { seed: 3, chaos: {}, kills: 0 });
    await world.close();
    const { events } = world.stripe.queue;
    const rounds = isLong ? 200 : 4;
    let certain = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const chance = new SeededChance(seed);
      const copies = events.flatMap((event) => Array.from({ length: 1 + chance.below(3) }, () => event));
      const empty = await openEmpty(seed, world.stripe);
      assert.deepEqual(await replay(empty, chance.shuffle(copies), chance, true), mirror, `seed ${seed}`);
      await empty.close();

      // Amid the year, while Stripe cannot be asked: what is not in doubt is as if told in order.
      const begun = events.slice(0, 10 + chance.below(events.length - 10));
      const ordered = await openEmpty(seed, world.stripe);
      const mixed = await openEmpty(seed, world.stripe);
      const expected = await replay(ordered, begun, chance, false);
      const seen = await replay(mixed, chance.shuffle([...begun, ...begun]), chance, false);
      const doubts = new Set([...(await doubted(ordered)), ...(await doubted(mixed))]);
      for (const kind of ['subscriptions', 'invoices']) {
        const sure = (rows) => rows.filter(([id]) => !doubts.has(id));
        assert.deepEqual(sure(seen[kind]), sure(expected[kind]), `seed ${seed}, ${kind} without asking`);
        certain += sure(seen[kind]).length;
      }
      await ordered.close();
      await mixed.close();
    }
    assert.ok(certain > 0);
    context.diagnostic(
      `${rounds} orders of ${events.length} events, each one to three times: the same rows; ` +
        `${certain} rows right without asking Stripe`,
    );
  },
);

test('usage that Stripe could not be told before an invoice was final is on the next one', async () => {
  const [small] = readPlans('default');
  const world = await BillingWorld.open({ seed: 9, startSeconds: start });
  const meter = new Meter(world, 9);
  await buy(world, small.name);
  await passDays(world, new Watch(world), small.trial_days + 1);
  const [subscription] = world.stripe.ledger.subscriptions.values();
  const end = subscription.items.data[0].current_period_end;
  await world.advance(end - 600);
  world.stripe.chaos.lostBefore = 1;
  await meter.count(15000);
  await world.advance(end + 3 * 3600);
  world.stripe.chaos.lostBefore = 0;
  await world.advance(end + 40 * day);
  const { billed } = await checkCharges(world, meter, 0);
  assert.ok(billed > 4000);
  await world.close();
});

// A short life that uses every kind of row once.
async function shortLife(killAt) {
  const [small, large] = readPlans('default').slice(0, 2);
  const world = await BillingWorld.open({ seed: 5, startSeconds: start });
  world.killAt = killAt;
  const meter = new Meter(world, 5);
  await buy(world, small.name);
  await passDays(world, new Watch(world), small.trial_days + 1);
  await meter.count(12000);
  await world.advance(world.stripe.nowSeconds + 60);
  await change(world, large.name);
  await meter.count(45000);
  await world.advance(world.stripe.nowSeconds + 60);
  await cancel(world);
  await world.advance(world.stripe.nowSeconds + 40 * day);
  await checkCharges(world, meter, 1);
  assert.deepEqual(comparable(await world.mirror()), truth(world.stripe));
  assert.equal(world.stripe.ledger.customers.size, 1);
  await world.close();
  return world.counts;
}

test(
  'a program killed behind any one step of the outbox charges nothing twice',
  { timeout: 600000 },
  async (context) => {
    const { steps } = await shortLife(0);
    const stride = isLong ? 1 : 6;
    let killed = 0;
    for (let at = 1; at <= steps; at += stride) killed += (await shortLife(at)).kills;
    assert.equal(killed, Math.ceil(steps / stride));
    context.diagnostic(`killed once behind each of ${killed} of ${steps} steps: the same charges`);
  },
);
