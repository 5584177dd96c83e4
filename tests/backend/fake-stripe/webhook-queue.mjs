// Stripe's side of webhooks: events with a snapshot of their object, signed, delivered at least once
// in no order, and again with growing pauses until the receiver says 2xx or three days have passed.
import { createHmac } from 'node:crypto';

const hour = 3600;
const givesUpAfter = 72 * hour;

export function signatureOf(secret, seconds, body) {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}

export function signatureHeader(secrets, seconds, body) {
  return [`t=${seconds}`, ...secrets.map((secret) => `v1=${signatureOf(secret, seconds, body)}`)].join(',');
}

export class WebhookQueue {
  // chaos: {duplicate, delay} probabilities of a second delivery and of one up to six hours late.
  constructor({ secrets, chance, chaos, apiVersion }) {
    Object.assign(this, { secrets, chance, chaos, apiVersion });
    this.events = [];
    this.deliveries = [];
    this.counter = 0;
  }

  newEventId() {
    this.counter++;
    return `evt_${String(this.counter).padStart(8, '0')}`;
  }

  add(type, object, nowSeconds) {
    const event = {
      id: this.newEventId(),
      object: 'event',
      api_version: this.apiVersion,
      created: nowSeconds,
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    };
    this.enqueue(event, nowSeconds);
    return event;
  }

  // The other shape: thin, without the object.
  addThin(type, related, nowSeconds) {
    const created = new Date(nowSeconds * 1000).toISOString();
    const event = {
      id: this.newEventId(),
      object: 'v2.core.event',
      created,
      livemode: false,
      reason: null,
      related_object: related,
      type,
    };
    this.enqueue(event, nowSeconds);
    return event;
  }

  delay() {
    if (!this.chance.happens(this.chaos.delay ?? 0)) return 0;
    return this.chance.below(6 * hour);
  }

  enqueue(event, nowSeconds) {
    const body = JSON.stringify(event);
    this.events.push(event);
    const copies = this.chance.happens(this.chaos.duplicate ?? 0) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.deliveries.push({ event, body, due: nowSeconds + this.delay(), tries: 0, born: nowSeconds });
    }
  }

  // Those due now, each signed for this moment; in no order when there is chaos.
  due(nowSeconds) {
    const ready = this.deliveries.filter((one) => one.due <= nowSeconds);
    const ordered = (this.chaos.delay ?? 0) > 0 ? this.chance.shuffle(ready) : ready;
    return ordered.map((delivery) => ({
      delivery,
      body: delivery.body,
      signature: signatureHeader(this.secrets, nowSeconds, delivery.body),
    }));
  }

  get nextDue() {
    return Math.min(Infinity, ...this.deliveries.map((one) => one.due));
  }

  // What the receiver answered; 0: nothing came back.
  settle(delivery, status, nowSeconds) {
    const isOver = (status >= 200 && status < 300) || nowSeconds - delivery.born > givesUpAfter;
    if (isOver) {
      this.deliveries = this.deliveries.filter((one) => one !== delivery);
    } else {
      delivery.due = nowSeconds + 60 * 2 ** Math.min(delivery.tries, 8);
      delivery.tries++;
    }
  }
}
