// The fake Stripe itself: what the tests of billing rely on.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeStripe } from './fake-stripe/fake-stripe.mjs';
import { decodeForm } from './fake-stripe/form-decode.mjs';
import { deliverWebhooks, serveFakeStripe } from './fake-stripe/http-server.mjs';
import { hasSchemas, readStripeData } from './fake-stripe/parameter-check.mjs';
import { addMonths, day, periodEnd } from './fake-stripe/stripe-calendar.mjs';
import { signatureOf } from './fake-stripe/webhook-queue.mjs';

const start = Date.UTC(2026, 0, 31, 12) / 1000;
const needsSchemas = { skip: hasSchemas ? false : 'shared/data/stripe is not beside the project' };

function makeStripe(options = {}) {
  return new FakeStripe({ nowSeconds: start, ...options });
}

let keys = 0;
function ask(stripe, method, path, body = '', key = `key-${keys++}`) {
  const headers = {
    authorization: `Bearer ${stripe.secretKey}`,
    'stripe-version': '2026-10-28.endive',
    'content-type': 'application/x-www-form-urlencoded',
    'idempotency-key': key,
  };
  const given = stripe.handle({ method, path, headers, body });
  return given && { status: given.status, headers: given.headers, body: JSON.parse(given.body) };
}

function must(given) {
  assert.equal(given.status, 200, JSON.stringify(given.body));
  return given.body;
}

// A customer with a subscription to a plan of `cents` and an overage of 0.3 cents a conversation.
function subscribe(stripe, { cents = 4900, trialDays = 0 } = {}) {
  const customer = must(ask(stripe, 'POST', '/v1/customers', 'email=a%40example.com'));
  const meter = must(
    ask(
      stripe,
      'POST',
      '/v1/billing/meters',
      'display_name=Conversations&event_name=conversations&default_aggregation[formula]=sum',
    ),
  );
  const base = must(
    ask(
      stripe,
      'POST',
      '/v1/prices',
      `currency=usd&unit_amount=${cents}&recurring[interval]=month&product_data[name]=Starter`,
    ),
  );
  const over = must(
    ask(
      stripe,
      'POST',
      '/v1/prices',
      [
        'currency=usd&unit_amount_decimal=0.3&recurring[interval]=month',
        `recurring[usage_type]=metered&recurring[meter]=${meter.id}&product_data[name]=Overage`,
      ].join('&'),
    ),
  );
  const trial = trialDays > 0 ? `&subscription_data[trial_period_days]=${trialDays}` : '';
  const session = must(
    ask(
      stripe,
      'POST',
      '/v1/checkout/sessions',
      [
        `mode=subscription&customer=${customer.id}&success_url=https%3A%2F%2Fe.example%2F`,
        `line_items[0][price]=${base.id}&line_items[0][quantity]=1`,
        `line_items[1][price]=${over.id}${trial}`,
      ].join('&'),
    ),
  );
  const subscription = stripe.ledger.completeCheckout(session.id);
  return { customer, meter, base, over, session, subscription };
}

function report(stripe, customer, value, identifier, more = '') {
  return ask(
    stripe,
    'POST',
    '/v1/billing/meter_events',
    [
      `event_name=conversations&identifier=${identifier}`,
      `payload[stripe_customer_id]=${customer.id}&payload[value]=${value}${more}`,
    ].join('&'),
  );
}

function invoices(stripe) {
  return [...stripe.ledger.invoices.values()];
}

test('a form nests by brackets and makes lists of numbered keys', () => {
  const read = decodeForm('a=1&b[c]=x%20y&d[0][e]=1&d[1][e]=2&f[]=3');
  assert.deepEqual(read, { a: '1', b: { c: 'x y' }, d: [{ e: '1' }, { e: '2' }], f: ['3'] });
  assert.throws(() => decodeForm('a=1&a=2'), /Twice/);
  assert.throws(() => decodeForm('a[b=1'), /Invalid key/);
});

test('a month from the 31st ends on the last day there is, and comes back to the 31st', () => {
  assert.equal(new Date(addMonths(start, 1) * 1000).toISOString(), '2026-02-28T12:00:00.000Z');
  assert.equal(new Date(periodEnd(start, addMonths(start, 1)) * 1000).toISOString(), '2026-03-31T12:00:00.000Z');
});

test('a request that the schemas do not know is refused with its parameter', needsSchemas, () => {
  const stripe = makeStripe();
  const given = ask(stripe, 'POST', '/v1/customers', 'nickname=x');
  assert.equal(given.status, 400);
  assert.equal(given.body.error.param, 'nickname');
  assert.equal(ask(stripe, 'POST', '/v1/subscriptions/sub_1', 'cancel_at_period_end=perhaps').status, 400);
  assert.equal(ask(stripe, 'POST', '/v1/prices', 'currency=usd&unit_amount=4.5&product_data[name]=x').status, 400);
});

test("objects have no member that Stripe's own samples lack", needsSchemas, () => {
  const stripe = makeStripe();
  const { customer, meter, base, session, subscription } = subscribe(stripe);
  const samples = readStripeData('fixtures.json');
  const known = samples.resources ?? samples;
  const made = {
    customer,
    'billing.meter': meter,
    price: base,
    'checkout.session': session,
    subscription,
    subscription_item: subscription.items.data[0],
    invoice: invoices(stripe)[0],
    event: stripe.queue.events[0],
  };
  for (const [kind, object] of Object.entries(made)) {
    const extra = Object.keys(object).filter((name) => !(name in known[kind]));
    assert.deepEqual(extra, [], kind);
  }
});

test('every event that is sent has a name that Stripe has', needsSchemas, () => {
  const stripe = makeStripe();
  const { subscription } = subscribe(stripe, { trialDays: 14 });
  stripe.ledger.setCard(subscription.customer, 'bad');
  stripe.ledger.advance(start + 60 * day);
  const names = new Set(readStripeData('event-types.json').all);
  for (const event of stripe.queue.events) assert.ok(names.has(event.type), event.type);
});

test('the same key gives the first answer again and changes nothing; another body is an error', () => {
  const stripe = makeStripe();
  const first = ask(stripe, 'POST', '/v1/customers', 'name=A', 'k1');
  const second = ask(stripe, 'POST', '/v1/customers', 'name=A', 'k1');
  assert.deepEqual(second.body, first.body);
  assert.equal(second.headers['idempotent-replayed'], 'true');
  assert.equal(stripe.ledger.customers.size, 1);
  assert.equal(ask(stripe, 'POST', '/v1/customers', 'name=B', 'k1').status, 400);
});

test('a 500 is replayed under its key too, whether or not it acted', () => {
  for (const kind of ['brokenBefore', 'brokenAfter']) {
    const stripe = makeStripe({ chaos: { [kind]: 1 } });
    assert.equal(ask(stripe, 'POST', '/v1/customers', 'name=A', 'k1').status, 500);
    stripe.chaos[kind] = 0;
    assert.equal(ask(stripe, 'POST', '/v1/customers', 'name=A', 'k1').status, 500);
    assert.equal(stripe.ledger.customers.size, kind === 'brokenAfter' ? 1 : 0);
  }
});

test('a lost answer that acted is replayed; one that did not act happens then', () => {
  for (const kind of ['lostBefore', 'lostAfter']) {
    const stripe = makeStripe({ chaos: { [kind]: 1 } });
    assert.equal(ask(stripe, 'POST', '/v1/customers', 'name=A', 'k1'), undefined);
    stripe.chaos[kind] = 0;
    assert.equal(ask(stripe, 'POST', '/v1/customers', 'name=A', 'k1').status, 200);
    assert.equal(stripe.ledger.customers.size, 1, kind);
  }
});

test('wrong key, version or content type are refused and remembered', () => {
  const stripe = makeStripe();
  const headers = {
    authorization: 'Bearer sk_other',
    'stripe-version': '2026-10-28.endive',
    'idempotency-key': 'a',
  };
  assert.equal(stripe.handle({ method: 'POST', path: '/v1/customers', headers, body: '' }).status, 401);
  const old = { ...headers, authorization: `Bearer ${stripe.secretKey}`, 'stripe-version': '2020-01-01' };
  assert.equal(stripe.handle({ method: 'POST', path: '/v1/customers', headers: old, body: '' }).status, 400);
  assert.equal(stripe.refusals.length, 2);
});

test('a subscription is invoiced monthly: the plan ahead, overage behind, to the event', () => {
  const stripe = makeStripe();
  const { customer } = subscribe(stripe);
  assert.deepEqual(
    invoices(stripe).map((one) => [one.status, one.amount_paid]),
    [['paid', 4900]],
  );
  must(report(stripe, customer, 1001, 'm1'));
  stripe.ledger.advance(start + 32 * day);
  const second = invoices(stripe)[1];
  assert.deepEqual(
    second.lines.data.map((line) => [line.amount, line.quantity]),
    [
      [4900, 1],
      [300, 1001],
    ],
  );
  assert.equal(second.amount_paid, 5200);
});

test('a meter event with the same identifier counts once within a day', () => {
  const stripe = makeStripe();
  const { customer } = subscribe(stripe);
  must(report(stripe, customer, 5, 'm1'));
  const second = report(stripe, customer, 5, 'm1');
  assert.equal(second.body.error.code, 'duplicate_meter_event');
  stripe.ledger.advance(start + day + 1);
  must(report(stripe, customer, 5, 'm1'));
  assert.equal(stripe.ledger.meterEvents.length, 2);
});

test('a meter event for a period whose invoice is final is lost, and the fake says so', () => {
  const stripe = makeStripe();
  const { customer } = subscribe(stripe);
  stripe.ledger.advance(addMonths(start, 1) + 7200);
  must(report(stripe, customer, 7, 'm1', `&timestamp=${start + day}`));
  assert.deepEqual(
    stripe.ledger.unbilledUsage(customer.id).map((one) => one.value),
    [7],
  );
  assert.equal(report(stripe, customer, 7, 'm2', `&timestamp=${start - 40 * day}`).status, 400);
});

test('usage during a trial is free and the plan is charged when it ends', () => {
  const stripe = makeStripe();
  const { customer, subscription } = subscribe(stripe, { trialDays: 14 });
  assert.equal(subscription.status, 'trialing');
  must(report(stripe, customer, 5000, 'm1'));
  stripe.ledger.advance(start + 15 * day);
  assert.equal(subscription.status, 'active');
  assert.deepEqual(
    invoices(stripe).map((one) => one.amount_paid),
    [0, 4900],
  );
});

test('a failed payment makes it past due, is tried three times more, then unpaid; a new card recovers', () => {
  const stripe = makeStripe();
  const { customer, subscription } = subscribe(stripe);
  stripe.ledger.setCard(customer.id, 'bad');
  stripe.ledger.advance(addMonths(start, 1) + 4000);
  assert.equal(subscription.status, 'past_due');
  stripe.ledger.advance(addMonths(start, 1) + 16 * day);
  assert.equal(subscription.status, 'unpaid');
  assert.equal(invoices(stripe)[1].attempt_count, 4);
  stripe.ledger.setCard(customer.id, 'good');
  assert.equal(subscription.status, 'active');
});

test('a change is prorated by the second, and the preview equals the invoice to the cent', () => {
  const stripe = makeStripe();
  const { subscription } = subscribe(stripe);
  const bigger = must(
    ask(
      stripe,
      'POST',
      '/v1/prices',
      'currency=usd&unit_amount=19900&recurring[interval]=month&product_data[name]=Professional',
    ),
  );
  stripe.ledger.advance(start + 10 * day + 12345);
  const item = subscription.items.data[0].id;
  const preview = must(
    ask(
      stripe,
      'POST',
      '/v1/invoices/create_preview',
      [
        `subscription=${subscription.id}&subscription_details[items][0][id]=${item}`,
        `subscription_details[items][0][price]=${bigger.id}`,
        'subscription_details[proration_behavior]=always_invoice',
      ].join('&'),
    ),
  );
  must(
    ask(
      stripe,
      'POST',
      `/v1/subscriptions/${subscription.id}`,
      `items[0][id]=${item}&items[0][price]=${bigger.id}&proration_behavior=always_invoice`,
    ),
  );
  const last = invoices(stripe).at(-1);
  assert.equal(last.total, preview.total);
  assert.ok(last.total > 0 && last.total < 15000);
  assert.equal(last.amount_paid, preview.amount_due);
});

test('a declined change with error_if_incomplete changes nothing', () => {
  const stripe = makeStripe();
  const { customer, subscription } = subscribe(stripe);
  const bigger = must(
    ask(
      stripe,
      'POST',
      '/v1/prices',
      'currency=usd&unit_amount=19900&recurring[interval]=month&product_data[name]=Professional',
    ),
  );
  stripe.ledger.setCard(customer.id, 'bad');
  const before = JSON.stringify(stripe.ledger.find('subscription', subscription.id));
  const given = ask(
    stripe,
    'POST',
    `/v1/subscriptions/${subscription.id}`,
    [
      `items[0][id]=${subscription.items.data[0].id}&items[0][price]=${bigger.id}`,
      'proration_behavior=always_invoice&payment_behavior=error_if_incomplete',
    ].join('&'),
  );
  assert.equal(given.status, 402);
  assert.equal(JSON.stringify(stripe.ledger.find('subscription', subscription.id)), before);
});

test('cancelled at the end of the period: usage is still billed, then it is over', () => {
  const stripe = makeStripe();
  const { customer, subscription } = subscribe(stripe);
  must(report(stripe, customer, 2000, 'm1'));
  must(ask(stripe, 'POST', `/v1/subscriptions/${subscription.id}`, 'cancel_at_period_end=true'));
  stripe.ledger.advance(addMonths(start, 1) + 7200);
  assert.equal(stripe.ledger.find('subscription', subscription.id).status, 'canceled');
  assert.equal(invoices(stripe).at(-1).amount_paid, 600);
});

test('webhooks are signed, sent again until 2xx, twice and out of order when there is chaos', async () => {
  const stripe = makeStripe({ chaos: { duplicate: 0.5, delay: 0.5 }, webhookSecrets: ['whsec_new', 'whsec_old'] });
  subscribe(stripe);
  stripe.ledger.advance(start + 6 * 3600);
  const due = stripe.queue.due(stripe.nowSeconds);
  assert.ok(due.length > stripe.queue.events.length);
  const { body, signature } = due[0];
  assert.equal(
    signature,
    [
      `t=${stripe.nowSeconds}`,
      `v1=${signatureOf('whsec_new', stripe.nowSeconds, body)}`,
      `v1=${signatureOf('whsec_old', stripe.nowSeconds, body)}`,
    ].join(','),
  );
  const order = due.map(({ delivery }) => delivery.event.id);
  assert.notDeepEqual(order, [...order].sort());
  await deliverWebhooks(stripe, 'http://127.0.0.1:9/');
  assert.equal(stripe.queue.deliveries.length, due.length);
});

test('the same seed does the same', () => {
  const run = () => {
    const stripe = makeStripe({ seed: 7, chaos: { duplicate: 0.3, delay: 0.3, busy: 0.3, lostAfter: 0.2 } });
    for (let i = 0; i < 50; i++) ask(stripe, 'POST', '/v1/customers', `name=A${i}`, `s${i}`);
    return JSON.stringify([stripe.requests, stripe.queue.deliveries]);
  };
  assert.equal(run(), run());
});

test('over a socket it answers the same, and a lost answer ends the connection', async (context) => {
  const stripe = makeStripe();
  const server = await serveFakeStripe(stripe);
  context.after(server.close);
  const headers = {
    authorization: `Bearer ${stripe.secretKey}`,
    'stripe-version': '2026-10-28.endive',
    'content-type': 'application/x-www-form-urlencoded',
    'idempotency-key': 'k',
  };
  const send = () => fetch(`${server.url}/v1/customers`, { method: 'POST', headers, body: 'name=A' });
  assert.equal((await (await send()).json()).name, 'A');
  stripe.chaos.lostBefore = 1;
  await assert.rejects(send());
});
