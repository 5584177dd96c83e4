// Billing with the real program, over sockets, beside a fake Stripe.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { apiTargets, openApi } from './api.mjs';
import { FakeStripe } from './fake-stripe/fake-stripe.mjs';
import { deliverWebhooks, serveFakeStripe } from './fake-stripe/http-server.mjs';
import { signatureHeader } from './fake-stripe/webhook-queue.mjs';
import { checkDocument } from './openapi-check.mjs';

const secrets = ['whsec_new', 'whsec_old'];

// A server that sells by a Stripe of its own: {api, stripe, ask, deliver}. Every answer is held
// against the API's description.
async function openShop(context, target) {
  const stripe = new FakeStripe({ nowSeconds: Math.floor(Date.now() / 1000), webhookSecrets: secrets });
  const fake = await serveFakeStripe(stripe);
  context.after(fake.close);
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-shop-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, 'chatletd.json');
  const settings = { secret_key: stripe.secretKey, webhook_secrets: secrets, api_url: fake.url };
  writeFileSync(config, JSON.stringify({ stripe: settings, allow_private_calls: true }), { mode: 0o600 });
  const api = await openApi(context, target, ['--config', config]);
  const check = checkDocument((await api.get('/v1/openapi.json')).json);
  const ask = async (method, path, body, headers) => {
    const whole = path.startsWith('/v1/') ? path : `${api.organization}/billing${path}`;
    const answer = await api.fetch(whole, { method, body, headers });
    check.check(method, whole, answer.status, answer.headers.get('content-type'), answer.text);
    return answer;
  };
  const deliver = () => deliverWebhooks(stripe, `${api.server.url}/v1/billing/stripe/webhook`);
  return { api, stripe, ask, deliver };
}

async function buy({ stripe, ask, deliver }, plan = 'starter') {
  const { status, json } = await ask('POST', '/checkout', { plan, return_path: '/studio' });
  assert.equal(status, 201, JSON.stringify(json));
  const session = [...stripe.ledger.sessions.values()].find((one) => one.url === json.url);
  const subscription = stripe.ledger.completeCheckout(session.id);
  assert.deepEqual([...new Set(await deliver())], [200]);
  return { session, subscription };
}

async function change(ask, method, path, body) {
  const { headers } = await ask('GET', '');
  return ask(method, path, body, { 'If-Match': headers.get('etag') });
}

const native = apiTargets.filter((target) => target !== 'wasm');

for (const target of native) {
  test(`${target}: from nothing to a subscription that is changed, cancelled and resumed`, async (context) => {
    const shop = await openShop(context, target);
    const { api, stripe, ask, deliver } = shop;
    assert.equal((await ask('GET', '')).json.state, 'free');
    const { session, subscription } = await buy(shop);
    assert.match(session.success_url, /^http:\/\/localhost:\d+\/studio$/);
    const begun = (await ask('GET', '')).json;
    assert.deepEqual([begun.state, begun.plan, begun.currency], ['trialing', 'starter', 'usd']);
    assert.equal((await api.get(api.organization)).json.plan, 'starter');

    const preview = await ask('POST', '/preview', { plan: 'professional' });
    assert.deepEqual([preview.status, preview.json.currency, preview.json.is_due_now], [200, 'usd', true]);
    const changed = await change(ask, 'PUT', '/plan', { plan: 'professional', at: preview.json.at });
    assert.deepEqual([changed.status, changed.json.plan], [200, 'professional']);
    assert.equal(stripe.ledger.subscriptions.get(subscription.id).items.data[0].price.unit_amount, 19900);

    assert.equal((await change(ask, 'POST', '/cancel')).json.ends_at_period, true);
    assert.equal((await change(ask, 'POST', '/resume')).json.ends_at_period, false);
    assert.match((await ask('POST', '/portal', {})).json.url, /^https:\/\/billing\./);
    await deliver();
    const invoices = (await ask('GET', '/invoices')).json.data;
    assert.deepEqual(
      invoices.map((one) => [one.status, one.total_minor, one.currency_digits]),
      [['paid', 0, 2]],
    );
    assert.deepEqual(stripe.refusals, []);
    const actions = (await api.get(`${api.organization}/audit`)).json.data.map((one) => one.action);
    for (const action of ['checkout', 'plan', 'change', 'cancel', 'resume'])
      assert.ok(actions.includes(`billing.${action}`), action);
  });

  test(`${target}: a change needs the state it was made from`, async (context) => {
    const shop = await openShop(context, target);
    await buy(shop);
    assert.equal((await shop.ask('PUT', '/plan', { plan: 'professional' })).status, 428);
    assert.equal((await shop.ask('PUT', '/plan', { plan: 'professional' }, { 'If-Match': '"v99"' })).status, 412);
    assert.equal((await change(shop.ask, 'PUT', '/plan', { plan: 'golden' })).json.errors[0].pointer, '/plan');
    assert.equal((await shop.ask('POST', '/checkout', { plan: 'starter' })).status, 409);
    assert.equal(
      (await shop.ask('POST', '/checkout', { plan: 'starter', return_path: '//evil.example' })).status,
      422,
    );
  });

  test(`${target}: a declined card changes nothing and is told in Stripe's words`, async (context) => {
    const shop = await openShop(context, target);
    const { stripe, ask } = shop;
    const { subscription } = await buy(shop);
    // Past the trial a change is paid for; a clock of Stripe's own may run ahead.
    stripe.ledger.advance(subscription.trial_end + 7200);
    stripe.ledger.setCard(subscription.customer, 'bad');
    const answer = await change(ask, 'PUT', '/plan', { plan: 'professional' });
    assert.deepEqual([answer.status, answer.json.detail], [402, 'Your card was declined.']);
    assert.equal((await ask('GET', '')).json.plan, 'starter');
  });

  test(`${target}: what Stripe refuses is a dead letter, and goes out once more when asked`, async (context) => {
    const shop = await openShop(context, target);
    const { stripe, ask } = shop;
    const { subscription } = await buy(shop);
    const customer = stripe.ledger.customers.get(subscription.customer);
    stripe.ledger.customers.delete(customer.id);
    const refused = await ask('POST', '/portal', {});
    assert.equal(refused.status, 502);
    assert.match(refused.json.detail, /No such customer/);
    const [letter] = (await ask('GET', '/dead-letters')).json.data;
    assert.deepEqual([letter.kind, letter.status, letter.code], ['stripe.portal', 404, 'resource_missing']);
    stripe.ledger.customers.set(customer.id, customer);
    assert.equal((await ask('POST', `/dead-letters/${letter.id}/retry`, {})).status, 202);
    const portals = () => stripe.requests.filter((one) => one.path === '/v1/billing_portal/sessions');
    while (portals().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(
      portals().map((one) => one.status),
      [404, 200],
    );
    assert.deepEqual((await ask('GET', '/dead-letters')).json.data, []);
    assert.equal((await ask('POST', `/dead-letters/${letter.id}/retry`, {})).status, 404);
  });

  test(`${target}: webhooks that are not Stripe's, or of the other mode, are refused`, async (context) => {
    const { api, stripe, ask } = await openShop(context, target);
    const now = Math.floor(Date.now() / 1000);
    const tell = (body, signature) =>
      ask('POST', '/v1/billing/stripe/webhook', new TextEncoder().encode(body), {
        'Stripe-Signature': signature,
        'Content-Type': 'application/json',
        Cookie: 'none=1',
      });
    const event = (more) =>
      JSON.stringify({ ...stripe.queue.add('charge.succeeded', { id: 'ch_1' }, now), ...more });
    const good = event({});
    const signed = (body, secret = 'whsec_old', at = now) => signatureHeader([secret], at, body);
    const rows = [
      ['genuine', good, signed(good), 200],
      ['once more', good, signed(good), 200],
      ['of another secret', good, signed(good, 'whsec_other'), 401],
      ['changed on the way', good.replace('ch_1', 'ch_2'), signed(good), 401],
      ['old', good, signed(good, 'whsec_old', now - 301), 401],
      ['unsigned', good, 'v1=00', 401],
      ['no JSON', '{', signed('{'), 400],
      ['without an id', '{"livemode":false}', signed('{"livemode":false}'), 400],
      ['without a mode', '{"id":"evt_1"}', signed('{"id":"evt_1"}'), 422],
    ];
    for (const [name, body, signature, status] of rows)
      assert.equal((await tell(body, signature)).status, status, name);
    const live = event({ livemode: true });
    assert.equal((await tell(live, signed(live))).status, 409);
    const thin = JSON.stringify({
      id: 'evt_thin',
      object: 'v2.core.event',
      type: 'v1.billing.meter.no_meter_found',
      livemode: false,
      created: '2026-01-01T00:00:00Z',
      related_object: null,
    });
    assert.equal((await tell(thin, signed(thin))).status, 200);
    assert.equal(api.isNative, true);
  });

  test(`${target}: a Stripe that fails is asked again until it answers`, async (context) => {
    const shop = await openShop(context, target);
    shop.stripe.chaos.lostAfter = 0.3;
    shop.stripe.chaos.brokenAfter = 0.2;
    let url;
    for (let tries = 0; tries < 10 && url === undefined; tries++) {
      const answer = await shop.ask('POST', '/checkout', { plan: 'starter' });
      assert.ok([201, 503].includes(answer.status), answer.text);
      url = answer.json.url;
    }
    assert.match(url, /^https:\/\/checkout\./);
    assert.equal(shop.stripe.refusals.length, 0);
  });
}

test('without a provider nothing is bought, and there is nobody to take webhooks', async (context) => {
  const api = await openApi(context, 'sqlite');
  const state = await api.get(`${api.organization}/billing`);
  assert.deepEqual([state.json.state, state.json.provider], ['free', null]);
  assert.equal((await api.post(`${api.organization}/billing/checkout`, { plan: 'starter' })).status, 409);
  assert.equal((await api.post('/v1/billing/stripe/webhook', {}, { Cookie: 'none=1' })).status, 404);
});
