// A Stripe to test against: keeps state, checks every request against Stripe's own schemas, honours
// idempotency keys, sends signed webhooks, and fails as a network does, all repeatable by a seed.
//
// handle() answers one request as data; serve() in http-server.mjs puts it behind a port. Chaos:
//   lostBefore, lostAfter   the connection ends before, or after, the request had its effect
//   brokenBefore, brokenAfter   500, likewise; kept under the idempotency key, as Stripe does
//   busy                    429 with Retry-After
//   duplicate, delay        of webhooks
import { decodeForm } from './form-decode.mjs';
import { checkParameters } from './parameter-check.mjs';
import { RequestError } from './request-error.mjs';
import { SeededChance } from './seeded-chance.mjs';
import { StripeLedger } from './stripe-ledger.mjs';
import { WebhookQueue } from './webhook-queue.mjs';

const day = 86400;
const apiVersion = '2026-10-28.endive';

const routes = [
  ['POST', '/v1/customers', (ledger, _, given) => ledger.createCustomer(given)],
  ['POST', '/v1/customers/{id}', (ledger, id, given) => ledger.updateCustomer(id, given)],
  ['GET', '/v1/customers/{id}', (ledger, id) => ledger.find('customer', id)],
  ['POST', '/v1/products', (ledger, _, given) => ledger.createProduct(given)],
  ['POST', '/v1/prices', (ledger, _, given) => ledger.createPrice(given)],
  [
    'GET',
    '/v1/prices',
    (ledger, _, given) =>
      listOf([...ledger.prices.values()].filter((price) => (given.lookup_keys ?? []).includes(price.lookup_key))),
  ],
  ['POST', '/v1/billing/meters', (ledger, _, given) => ledger.createMeter(given)],
  ['GET', '/v1/billing/meters', (ledger) => listOf([...ledger.meters.values()])],
  ['GET', '/v1/billing/meters/{id}/event_summaries', (ledger, id, given) => ledger.eventSummary(id, given)],
  ['POST', '/v1/billing/meter_events', (ledger, _, given) => ledger.createMeterEvent(given)],
  ['POST', '/v1/checkout/sessions', (ledger, _, given) => ledger.createSession(given)],
  ['GET', '/v1/checkout/sessions/{id}', (ledger, id) => ledger.find('session', id)],
  ['POST', '/v1/billing_portal/sessions', (ledger, _, given) => ledger.createPortalSession(given)],
  ['POST', '/v1/subscriptions/{id}', (ledger, id, given) => ledger.updateSubscription(id, given)],
  ['GET', '/v1/subscriptions/{id}', (ledger, id) => ledger.find('subscription', id)],
  ['DELETE', '/v1/subscriptions/{id}', (ledger, id) => ledger.cancelSubscription(id)],
  ['POST', '/v1/invoices/create_preview', (ledger, _, given) => ledger.previewInvoice(given)],
  ['GET', '/v1/invoices/{id}', (ledger, id) => ledger.find('invoice', id)],
].map(([method, path, run]) => ({
  method,
  path,
  run,
  pattern: new RegExp(`^${path.replace('{id}', '([A-Za-z0-9_]+)')}$`),
}));

function listOf(data) {
  return { object: 'list', has_more: false, data };
}

function answer(status, body, headers = {}) {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export class FakeStripe {
  constructor({
    seed = 1,
    nowSeconds,
    secretKey = 'sk_test_chatlet',
    webhookSecrets = ['whsec_test'],
    chaos = {},
    afterRetries,
  }) {
    this.chance = new SeededChance(seed);
    this.chaos = chaos;
    this.secretKey = secretKey;
    this.queue = new WebhookQueue({ secrets: webhookSecrets, chance: this.chance, chaos, apiVersion });
    const emit = (type, object) => this.queue.add(type, object, this.ledger.nowSeconds);
    this.ledger = new StripeLedger({ nowSeconds, emit, afterRetries });
    this.answers = new Map(); // idempotency key: {fingerprint, answer, at}
    this.requests = []; // every request that came, with its outcome
    this.refusals = []; // answers of 400 and 404 that are no repetition: the client's mistakes
  }

  get nowSeconds() {
    return this.ledger.nowSeconds;
  }

  // {status, headers, body}, or undefined when the connection ends without an answer.
  handle(request) {
    const record = {
      method: request.method,
      path: request.path,
      body: request.body,
      key: request.headers['idempotency-key'],
    };
    this.requests.push(record);
    const given = this.decide(request);
    record.status = given?.status;
    return given;
  }

  decide(request) {
    const refusal = this.checkHead(request);
    if (refusal !== undefined) return refusal;
    if (this.chance.happens(this.chaos.lostBefore ?? 0)) return undefined;
    if (this.chance.happens(this.chaos.busy ?? 0)) {
      return answer(429, new RequestError(429, 'rate_limit', 'Too many requests').body, { 'retry-after': '2' });
    }
    const known = this.replay(request);
    const given = known ?? this.carryOut(request);
    return this.chance.happens(this.chaos.lostAfter ?? 0) ? undefined : given;
  }

  checkHead({ method, headers }) {
    const expected = `Basic ${Buffer.from(`${this.secretKey}:`).toString('base64')}`;
    const isKnown = headers.authorization === expected || headers.authorization === `Bearer ${this.secretKey}`;
    if (!isKnown) return this.refuse(new RequestError(401, 'api_key_invalid', 'Invalid API Key'));
    if (headers['stripe-version'] !== apiVersion)
      return this.refuse(new RequestError(400, 'version', `Stripe-Version: ${headers['stripe-version']}`));
    const key = headers['idempotency-key'];
    if (method === 'POST' && (key === undefined || key === ''))
      return this.refuse(new RequestError(400, 'no_key', 'Our own rule: every POST carries a key'));
    if (key !== undefined && key.length > 255)
      return this.refuse(new RequestError(400, 'idempotency_key', 'The key is longer than 255'));
    const type = headers['content-type'];
    if (method === 'POST' && type !== 'application/x-www-form-urlencoded')
      return this.refuse(new RequestError(400, 'content_type', `Content-Type: ${type}`));
    return undefined;
  }

  refuse(error) {
    this.refusals.push(error);
    return answer(error.status, error.body);
  }

  fingerprint({ method, path, body }) {
    return `${method} ${path} ${body}`;
  }

  // Same key, same parameters: the first answer again, failures too, for at least a day.
  replay(request) {
    const kept = this.answers.get(request.headers['idempotency-key']);
    if (kept === undefined || request.method !== 'POST' || this.nowSeconds - kept.at > day) return undefined;
    if (kept.fingerprint !== this.fingerprint(request)) {
      return this.refuse(
        new RequestError(
          400,
          'idempotency_key_in_use',
          'Keys for idempotent requests can only be used with the same parameters',
        ),
      );
    }
    return { ...kept.answer, headers: { ...kept.answer.headers, 'idempotent-replayed': 'true' } };
  }

  carryOut(request) {
    const given = this.execute(request);
    if (request.method === 'POST') {
      this.answers.set(request.headers['idempotency-key'], {
        fingerprint: this.fingerprint(request),
        answer: given,
        at: this.nowSeconds,
      });
    }
    return given;
  }

  execute(request) {
    const broken = answer(500, new RequestError(500, 'api_error', 'Something went wrong').body);
    if (this.chance.happens(this.chaos.brokenBefore ?? 0)) return broken;
    const given = this.perform(request);
    return given.status < 300 && this.chance.happens(this.chaos.brokenAfter ?? 0) ? broken : given;
  }

  perform({ method, path, query = '', body = '' }) {
    try {
      const { route, id } = this.routeOf(method, path);
      const parameters = decodeForm(method === 'GET' ? query : body);
      const typed = method === 'GET' ? parameters : checkParameters(`${method} ${route.path}`, parameters);
      return answer(200, route.run(this.ledger, id, typed));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const isExpected = ['duplicate_meter_event', 'card_declined', 'resource_already_exists'].includes(
        error.code,
      );
      return isExpected ? answer(error.status, error.body) : this.refuse(error);
    }
  }

  routeOf(method, path) {
    for (const route of routes) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match !== null) return { route, id: match[1] };
    }
    throw new RequestError(404, 'url_invalid', `Unrecognized request URL (${method}: ${path})`);
  }
}
