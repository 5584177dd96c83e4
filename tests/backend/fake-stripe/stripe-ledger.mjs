// What Stripe keeps and what time does to it: customers, prices, meters, checkout sessions,
// subscriptions and invoices on a clock of its own. Every change is told to `emit(type, object)`.
//
// Rules modelled: trial, monthly cycle, draft hour, payment retries, proration by the second, credit
// balance, metered usage of the period that ended, meter events unique by identifier for 24 hours.
import { RequestError } from './request-error.mjs';
import { day, periodEnd } from './stripe-calendar.mjs';

const draftSeconds = 3600;
const retryDays = [3, 5, 7];
const lateSeconds = 35 * day;
const aheadSeconds = 300;

function missing(kind, id) {
  return new RequestError(404, 'resource_missing', `No such ${kind}: '${id}'`, 'id');
}

function isMetered(item) {
  return item.price.recurring.usage_type === 'metered';
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}

export class StripeLedger {
  // afterRetries: what a subscription becomes when the last payment attempt failed.
  constructor({ nowSeconds, emit, afterRetries = 'unpaid' }) {
    this.nowSeconds = nowSeconds;
    this.emit = emit;
    this.afterRetries = afterRetries;
    this.counter = 0;
    for (const kind of ['customers', 'products', 'prices', 'meters', 'sessions', 'subscriptions', 'invoices'])
      this[kind] = new Map();
    this.cards = new Map(); // customer: 'good' or 'bad'
    this.pendingLines = new Map(); // subscription: prorations for its next invoice
    this.meterEvents = [];
    this.lostUsage = []; // events for a period whose invoice was already final: Stripe drops them
  }

  newId(prefix) {
    this.counter++;
    return `${prefix}_${String(this.counter).padStart(8, '0')}`;
  }

  find(kind, id) {
    const found = this[`${kind}s`].get(id);
    if (found === undefined) throw missing(kind, id);
    return found;
  }

  keep(kind, object, event) {
    this[`${kind}s`].set(object.id, object);
    if (event !== undefined) this.emit(event, object);
    return object;
  }

  // Everything that a request may change, for one that fails half-way.
  remember() {
    const kinds = [
      'customers',
      'products',
      'prices',
      'meters',
      'sessions',
      'subscriptions',
      'invoices',
      'pendingLines',
    ];
    const kept = Object.fromEntries(kinds.map((kind) => [kind, structuredClone(this[kind])]));
    return () => Object.assign(this, kept);
  }

  // --- requests ---

  createCustomer({ email = null, name = null, metadata = {} }) {
    const id = this.newId('cus');
    this.cards.set(id, 'good');
    const customer = { id, object: 'customer', created: this.nowSeconds, email, name, metadata };
    return this.keep(
      'customer',
      { ...customer, balance: 0, currency: null, delinquent: false, livemode: false },
      'customer.created',
    );
  }

  updateCustomer(id, { email, name, metadata }) {
    const customer = this.find('customer', id);
    if (email !== undefined) customer.email = email;
    if (name !== undefined) customer.name = name;
    Object.assign(customer.metadata, metadata);
    this.emit('customer.updated', customer);
    return customer;
  }

  createProduct({ id = this.newId('prod'), name, metadata = {} }) {
    if (this.products.has(id))
      throw new RequestError(400, 'resource_already_exists', `Product already exists: ${id}`, 'id');
    return this.keep('product', {
      id,
      object: 'product',
      created: this.nowSeconds,
      active: true,
      name,
      metadata,
      livemode: false,
    });
  }

  createPrice(given) {
    const {
      currency,
      unit_amount,
      unit_amount_decimal,
      recurring,
      product,
      product_data,
      lookup_key = null,
      metadata = {},
    } = given;
    const isTaken =
      lookup_key !== null && [...this.prices.values()].some((price) => price.lookup_key === lookup_key);
    if (isTaken)
      throw new RequestError(
        400,
        'resource_already_exists',
        `A price has that lookup_key: ${lookup_key}`,
        'lookup_key',
      );
    if ((unit_amount === undefined) === (unit_amount_decimal === undefined)) {
      throw new RequestError(400, 'parameter_missing', 'Give unit_amount or unit_amount_decimal', 'unit_amount');
    }
    if (unit_amount !== undefined && !Number.isInteger(unit_amount))
      throw new RequestError(400, 'parameter_invalid_integer', 'Invalid integer', 'unit_amount');
    if (recurring?.usage_type === 'metered') this.find('meter', recurring.meter);
    const productId =
      product === undefined ? this.createProduct(product_data).id : this.find('product', product).id;
    const terms = { interval: 'month', interval_count: 1, usage_type: 'licensed', meter: null, ...recurring };
    return this.keep('price', {
      id: this.newId('price'),
      object: 'price',
      active: true,
      billing_scheme: 'per_unit',
      created: this.nowSeconds,
      currency: currency.toLowerCase(),
      livemode: false,
      lookup_key,
      metadata,
      nickname: null,
      product: productId,
      recurring: terms,
      type: 'recurring',
      unit_amount: unit_amount ?? null,
      unit_amount_decimal: unit_amount_decimal ?? String(unit_amount),
    });
  }

  createMeter({ display_name, event_name, customer_mapping, default_aggregation, value_settings }) {
    const isTaken = [...this.meters.values()].some((meter) => meter.event_name === event_name);
    if (isTaken)
      throw new RequestError(
        400,
        'resource_already_exists',
        `A meter has that event_name: ${event_name}`,
        'event_name',
      );
    return this.keep('meter', {
      id: this.newId('mtr'),
      object: 'billing.meter',
      created: this.nowSeconds,
      display_name,
      event_name,
      status: 'active',
      livemode: false,
      customer_mapping: customer_mapping ?? { event_payload_key: 'stripe_customer_id', type: 'by_id' },
      default_aggregation,
      value_settings: value_settings ?? { event_payload_key: 'value' },
      updated: this.nowSeconds,
    });
  }

  createMeterEvent({ event_name, payload, identifier = this.newId('mevt'), timestamp = this.nowSeconds }) {
    const meter = [...this.meters.values()].find((one) => one.event_name === event_name);
    if (meter === undefined)
      throw new RequestError(
        400,
        'resource_missing',
        `No active meter found for event_name ${event_name}`,
        'event_name',
      );
    const customer = this.find('customer', payload[meter.customer_mapping.event_payload_key]);
    const value = payload[meter.value_settings.event_payload_key];
    if (!/^-?\d+$/.test(value ?? ''))
      throw new RequestError(400, 'parameter_invalid', `Invalid value: ${value}`, 'payload');
    if (timestamp < this.nowSeconds - lateSeconds || timestamp > this.nowSeconds + aheadSeconds) {
      throw new RequestError(
        400,
        'timestamp_out_of_range',
        'The timestamp must be within the past 35 days or up to 5 minutes ahead',
        'timestamp',
      );
    }
    const isTwice = this.meterEvents.some(
      (one) => one.identifier === identifier && one.created > this.nowSeconds - day,
    );
    if (isTwice)
      throw new RequestError(
        400,
        'duplicate_meter_event',
        `An event already exists with identifier ${identifier}.`,
        'identifier',
      );
    const event = {
      object: 'billing.meter_event',
      created: this.nowSeconds,
      event_name,
      identifier,
      livemode: false,
      payload,
      timestamp,
    };
    this.meterEvents.push({ ...event, customer: customer.id, value: Number(value), billed: false });
    return event;
  }

  createSession(given) {
    if (given.mode !== 'subscription')
      throw new RequestError(400, 'parameter_invalid', 'only subscriptions here', 'mode');
    this.find('customer', given.customer);
    for (const { price, quantity } of given.line_items) {
      const metered = this.find('price', price).recurring.usage_type === 'metered';
      if (metered && quantity !== undefined)
        throw new RequestError(400, 'parameter_invalid', 'A metered price takes no quantity', 'quantity');
    }
    const currencies = new Set(given.line_items.map(({ price }) => this.prices.get(price).currency));
    if (currencies.size !== 1)
      throw new RequestError(400, 'parameter_invalid', 'All prices need one currency', 'line_items');
    const id = this.newId('cs_test');
    const session = this.keep('session', {
      id,
      object: 'checkout.session',
      created: this.nowSeconds,
      cancel_url: given.cancel_url ?? null,
      success_url: given.success_url,
      client_reference_id: given.client_reference_id ?? null,
      currency: [...currencies][0],
      customer: given.customer,
      expires_at: this.nowSeconds + day,
      invoice: null,
      livemode: false,
      metadata: given.metadata ?? {},
      mode: given.mode,
      payment_status: 'unpaid',
      status: 'open',
      subscription: null,
      url: `https://checkout.stripe.example/c/${id}`,
    });
    this.orders ??= new Map();
    this.orders.set(id, given);
    return session;
  }

  createPortalSession({ customer, return_url = null }) {
    this.find('customer', customer);
    const id = this.newId('bps');
    return {
      id,
      object: 'billing_portal.session',
      created: this.nowSeconds,
      customer,
      livemode: false,
      return_url,
      url: `https://billing.stripe.example/p/${id}`,
    };
  }

  updateSubscription(id, given) {
    const subscription = this.find('subscription', id);
    if (subscription.status === 'canceled') throw missing('subscription', id);
    const before = JSON.stringify(subscription);
    const restore = this.remember();
    const lines = this.applyItems(subscription, given);
    if (given.cancel_at_period_end !== undefined) this.planEnd(subscription, given.cancel_at_period_end);
    Object.assign(subscription.metadata, given.metadata);
    try {
      this.settleProration(subscription, lines, given);
    } catch (error) {
      restore();
      throw error;
    }
    if (JSON.stringify(subscription) !== before) this.emit('customer.subscription.updated', subscription);
    return subscription;
  }

  cancelSubscription(id) {
    const subscription = this.find('subscription', id);
    if (subscription.status === 'canceled') throw missing('subscription', id);
    this.end(subscription);
    return subscription;
  }

  previewInvoice({ customer, subscription: id, subscription_details: details = {} }) {
    const original = this.find('subscription', id);
    if (customer !== undefined && original.customer !== customer) throw missing('subscription', id);
    const subscription = structuredClone(original);
    const lines = this.applyItems(subscription, details);
    const isNow = details.proration_behavior === 'always_invoice';
    const rest = isNow ? [] : [...(this.pendingLines.get(id) ?? []), ...this.cycleLines(subscription)];
    const invoice = this.shapeInvoice(subscription, isNow ? 'subscription_update' : 'upcoming', [
      ...lines,
      ...rest,
    ]);
    return { ...invoice, id: 'upcoming_in', amount_due: this.dueAfterBalance(invoice).due, status: 'draft' };
  }

  eventSummary(meterId, { customer, start_time, end_time }) {
    const meter = this.find('meter', meterId);
    const inside = this.meterEvents.filter(
      (one) =>
        one.event_name === meter.event_name &&
        one.customer === customer &&
        one.timestamp >= Number(start_time) &&
        one.timestamp < Number(end_time),
    );
    const summary = {
      object: 'billing.meter_event_summary',
      aggregated_value: sum(inside.map((one) => one.value)),
      meter: meterId,
    };
    return {
      object: 'list',
      has_more: false,
      data: [{ ...summary, start_time: Number(start_time), end_time: Number(end_time) }],
    };
  }

  // --- what a person does on Stripe's pages ---

  // Pays at the checkout. With a bad card nothing happens: the page says so and stays open.
  completeCheckout(sessionId) {
    const session = this.find('session', sessionId);
    if (session.status !== 'open') throw new RequestError(400, 'session_closed', `Session is ${session.status}`);
    if (this.cards.get(session.customer) === 'bad') return undefined;
    const given = this.orders.get(sessionId);
    const subscription = this.startSubscription(session, given);
    Object.assign(session, {
      status: 'complete',
      subscription: subscription.id,
      invoice: subscription.latest_invoice,
    });
    session.payment_status = subscription.status === 'trialing' ? 'no_payment_required' : 'paid';
    this.emit('checkout.session.completed', session);
    return subscription;
  }

  setCard(customer, state) {
    this.cards.set(customer, state);
    this.emit('payment_method.attached', {
      id: this.newId('pm'),
      object: 'payment_method',
      customer,
      created: this.nowSeconds,
      livemode: false,
    });
    if (state === 'good') this.payOpen(customer);
  }

  // --- time ---

  // Lets time pass up to `seconds`, doing what falls due in its order.
  advance(seconds) {
    for (;;) {
      const next = this.nextStep();
      if (next === undefined || next.at > seconds) break;
      this.nowSeconds = Math.max(this.nowSeconds, next.at);
      next.run();
    }
    this.nowSeconds = Math.max(this.nowSeconds, seconds);
  }

  nextStep() {
    const steps = [];
    for (const subscription of this.subscriptions.values()) this.addSubscriptionSteps(subscription, steps);
    for (const invoice of this.invoices.values()) this.addInvoiceSteps(invoice, steps);
    for (const session of this.sessions.values()) {
      if (session.status === 'open') steps.push({ at: session.expires_at, run: () => this.expire(session) });
    }
    return steps.sort((a, b) => a.at - b.at)[0];
  }

  addSubscriptionSteps(subscription, steps) {
    if (subscription.status === 'canceled') return;
    const end = subscription.items.data[0].current_period_end;
    steps.push({
      at: end,
      run: () => (subscription.cancel_at_period_end ? this.end(subscription) : this.renew(subscription)),
    });
    if (subscription.status === 'trialing' && !this.warned?.has(subscription.id)) {
      steps.push({ at: subscription.trial_end - 3 * day, run: () => this.warn(subscription) });
    }
  }

  addInvoiceSteps(invoice, steps) {
    if (invoice.status === 'draft')
      steps.push({ at: invoice.created + draftSeconds, run: () => this.finalize(invoice) });
    if (invoice.status === 'open' && invoice.next_payment_attempt !== null) {
      steps.push({ at: invoice.next_payment_attempt, run: () => this.collect(invoice) });
    }
  }

  expire(session) {
    session.status = 'expired';
    session.url = null;
    this.emit('checkout.session.expired', session);
  }

  warn(subscription) {
    this.warned ??= new Set();
    this.warned.add(subscription.id);
    this.emit('customer.subscription.trial_will_end', subscription);
  }

  // --- subscriptions ---

  newItem(subscription, price, quantity) {
    const item = {
      id: this.newId('si'),
      object: 'subscription_item',
      created: this.nowSeconds,
      metadata: {},
      price,
      subscription: subscription.id,
    };
    const { periodStart, periodEnd: end } = subscription.cycle;
    Object.assign(item, { current_period_start: periodStart, current_period_end: end });
    if (price.recurring.usage_type !== 'metered') item.quantity = quantity ?? 1;
    return item;
  }

  startSubscription(session, given) {
    const data = given.subscription_data ?? {};
    const trialSeconds = (data.trial_period_days ?? 0) * day;
    const now = this.nowSeconds;
    const trialEnd = trialSeconds > 0 ? now + trialSeconds : null;
    const subscription = {
      id: this.newId('sub'),
      object: 'subscription',
      created: now,
      start_date: now,
      customer: session.customer,
      currency: session.currency,
      status: trialEnd === null ? 'active' : 'trialing',
      trial_start: trialEnd === null ? null : now,
      trial_end: trialEnd,
      billing_cycle_anchor: trialEnd ?? now,
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
      ended_at: null,
      collection_method: 'charge_automatically',
      latest_invoice: null,
      livemode: false,
      metadata: data.metadata ?? {},
      items: { object: 'list', has_more: false, data: [] },
    };
    Object.defineProperty(subscription, 'cycle', {
      enumerable: false,
      value: { periodStart: now, periodEnd: trialEnd ?? periodEnd(now, now) },
    });
    subscription.items.data = given.line_items.map(({ price, quantity }) =>
      this.newItem(subscription, this.prices.get(price), quantity),
    );
    this.keep('subscription', subscription, 'customer.subscription.created');
    const lines =
      trialEnd === null
        ? subscription.items.data.filter((item) => !isMetered(item)).map((item) => this.priceLine(item))
        : [];
    this.finalize(this.openInvoice(subscription, 'subscription_create', lines));
    return subscription;
  }

  planEnd(subscription, ends) {
    subscription.cancel_at_period_end = ends;
    subscription.cancel_at = ends ? subscription.items.data[0].current_period_end : null;
    subscription.canceled_at = ends ? (subscription.canceled_at ?? this.nowSeconds) : null;
  }

  renew(subscription) {
    const { current_period_start: start, current_period_end: end } = subscription.items.data[0];
    const wasTrial = subscription.status === 'trialing';
    if (wasTrial) subscription.status = 'active';
    for (const item of subscription.items.data) {
      item.current_period_start = end;
      item.current_period_end = periodEnd(subscription.billing_cycle_anchor, end);
    }
    this.emit('customer.subscription.updated', subscription);
    const lines = [
      ...(this.pendingLines.get(subscription.id) ?? []),
      ...subscription.items.data.filter((item) => !isMetered(item)).map((item) => this.priceLine(item)),
    ];
    this.pendingLines.delete(subscription.id);
    const invoice = this.openInvoice(subscription, 'subscription_cycle', lines);
    this.noteUsagePeriod(invoice, subscription, start, end, wasTrial);
  }

  end(subscription) {
    const { current_period_start: start, current_period_end: periodEndSeconds } = subscription.items.data[0];
    const end = Math.min(this.nowSeconds, periodEndSeconds);
    const wasTrial = subscription.status === 'trialing';
    Object.assign(subscription, {
      status: 'canceled',
      ended_at: this.nowSeconds,
      canceled_at: subscription.canceled_at ?? this.nowSeconds,
    });
    const lines = this.pendingLines.get(subscription.id) ?? [];
    this.pendingLines.delete(subscription.id);
    if (subscription.items.data.some(isMetered) || lines.length > 0) {
      const invoice = this.openInvoice(subscription, 'subscription_cycle', lines);
      this.noteUsagePeriod(invoice, subscription, start, end, wasTrial);
    }
    this.emit('customer.subscription.deleted', subscription);
  }

  // Changes items as asked; gives the lines of proration.
  applyItems(subscription, { items = [], proration_date: at = this.nowSeconds }) {
    const lines = [];
    for (const given of items) {
      const price = this.find('price', given.price);
      if (price.currency !== subscription.currency)
        throw new RequestError(400, 'currency_mismatch', 'Another currency', 'items');
      const item = subscription.items.data.find((one) => one.id === given.id);
      if (given.id !== undefined && item === undefined) throw missing('subscription_item', given.id);
      if (item === undefined) subscription.items.data.push(this.addItem(subscription, price, given.quantity));
      else lines.push(...this.changeItem(subscription, item, price, given.quantity, at));
    }
    return lines;
  }

  addItem(subscription, price, quantity) {
    const { current_period_start, current_period_end } = subscription.items.data[0];
    const item = {
      id: this.newId('si'),
      object: 'subscription_item',
      created: this.nowSeconds,
      metadata: {},
      price,
      subscription: subscription.id,
    };
    if (price.recurring.usage_type !== 'metered') item.quantity = quantity ?? 1;
    return { ...item, current_period_start, current_period_end };
  }

  changeItem(subscription, item, price, quantity, at) {
    const isSame = item.price.id === price.id && (quantity === undefined || quantity === item.quantity);
    if (isSame) return [];
    const old = structuredClone(item);
    item.price = price;
    if (isMetered(item)) return [];
    if (quantity !== undefined) item.quantity = quantity;
    if (subscription.status === 'trialing') return [];
    return [this.proratedLine(old, -1, at), this.proratedLine(item, 1, at)];
  }

  settleProration(
    subscription,
    lines,
    { proration_behavior = 'create_prorations', payment_behavior = 'allow_incomplete' },
  ) {
    if (lines.length === 0 || proration_behavior === 'none') return;
    if (proration_behavior === 'create_prorations') {
      this.pendingLines.set(subscription.id, [...(this.pendingLines.get(subscription.id) ?? []), ...lines]);
      return;
    }
    const willFail = this.cards.get(subscription.customer) === 'bad' && sum(lines.map((line) => line.amount)) > 0;
    if (willFail && payment_behavior === 'error_if_incomplete') {
      throw new RequestError(402, 'card_declined', 'Your card was declined.');
    }
    this.finalize(this.openInvoice(subscription, 'subscription_update', lines));
  }

  // --- invoices ---

  line(item, amount, quantity, description, period, isProration) {
    return {
      id: this.newId('il'),
      object: 'line_item',
      amount,
      currency: item.price.currency,
      description,
      quantity,
      period,
      metadata: {},
      livemode: false,
      parent: {
        type: 'subscription_item_details',
        subscription_item_details: {
          proration: isProration,
          subscription: item.subscription,
          subscription_item: item.id,
        },
      },
      pricing: {
        type: 'price_details',
        unit_amount_decimal: item.price.unit_amount_decimal,
        price_details: { price: item.price.id, product: item.price.product },
      },
    };
  }

  priceLine(item) {
    const period = { start: item.current_period_start, end: item.current_period_end };
    return this.line(
      item,
      item.price.unit_amount * item.quantity,
      item.quantity,
      this.products.get(item.price.product).name,
      period,
      false,
    );
  }

  proratedLine(item, sign, at) {
    const { current_period_start: start, current_period_end: end } = item;
    const amount = sign * Math.round((item.price.unit_amount * item.quantity * (end - at)) / (end - start));
    const name = this.products.get(item.price.product).name;
    return this.line(
      item,
      amount,
      item.quantity,
      `${sign < 0 ? 'Unused' : 'Remaining'} time on ${name}`,
      { start: at, end },
      true,
    );
  }

  usageLine(item, start, end, isFree) {
    const meter = this.meters.get(item.price.recurring.meter);
    const customer = this.subscriptions.get(item.subscription).customer;
    const events = this.meterEvents.filter(
      (one) =>
        one.event_name === meter.event_name &&
        one.customer === customer &&
        one.timestamp >= start &&
        one.timestamp < end,
    );
    const usage = Math.max(0, sum(events.map((one) => one.value)));
    // Decimals of cents are exact here up to 2^53 / 10^6: far above what a test bills.
    const amount = isFree
      ? 0
      : Math.round((usage * Math.round(Number(item.price.unit_amount_decimal) * 1e6)) / 1e6);
    return {
      line: this.line(item, amount, usage, `Usage of ${meter.display_name}`, { start, end }, false),
      events,
    };
  }

  // Lines of the invoice at the end of the period that runs now.
  cycleLines(subscription) {
    return subscription.items.data.map((item) => {
      if (!isMetered(item)) return this.priceLine(item);
      return this.usageLine(
        item,
        item.current_period_start,
        item.current_period_end,
        subscription.status === 'trialing',
      ).line;
    });
  }

  shapeInvoice(subscription, reason, lines) {
    const total = sum(lines.map((line) => line.amount));
    const { current_period_start, current_period_end } = subscription.items.data[0];
    return {
      id: this.newId('in'),
      object: 'invoice',
      created: this.nowSeconds,
      amount_due: total,
      amount_paid: 0,
      amount_remaining: total,
      attempt_count: 0,
      attempted: false,
      auto_advance: true,
      billing_reason: reason,
      collection_method: 'charge_automatically',
      currency: subscription.currency,
      customer: subscription.customer,
      hosted_invoice_url: null,
      invoice_pdf: null,
      livemode: false,
      lines: { object: 'list', has_more: false, data: lines },
      metadata: {},
      next_payment_attempt: null,
      number: null,
      parent: {
        type: 'subscription_details',
        subscription_details: { subscription: subscription.id, metadata: {} },
        quote_details: null,
      },
      period_start: current_period_start,
      period_end: current_period_end,
      starting_balance: 0,
      ending_balance: null,
      status: 'draft',
      status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
      subtotal: total,
      total,
    };
  }

  openInvoice(subscription, reason, lines) {
    const invoice = this.shapeInvoice(subscription, reason, lines);
    subscription.latest_invoice = invoice.id;
    return this.keep('invoice', invoice, 'invoice.created');
  }

  noteUsagePeriod(invoice, subscription, start, end, isFree) {
    this.usagePeriods ??= new Map();
    this.usagePeriods.set(invoice.id, {
      items: subscription.items.data.filter(isMetered).map((item) => structuredClone(item)),
      start,
      end,
      isFree,
    });
  }

  addUsage(invoice) {
    const period = this.usagePeriods?.get(invoice.id);
    if (period === undefined) return;
    for (const item of period.items) {
      const { line, events } = this.usageLine(item, period.start, period.end, period.isFree);
      for (const event of events) event.billed = true;
      invoice.lines.data.push(line);
    }
  }

  dueAfterBalance(invoice) {
    const { balance } = this.customers.get(invoice.customer);
    const due = Math.max(0, invoice.total + balance);
    return { due, balance: invoice.total + balance - due };
  }

  finalize(invoice) {
    this.addUsage(invoice);
    const total = sum(invoice.lines.data.map((line) => line.amount));
    Object.assign(invoice, {
      subtotal: total,
      total,
      starting_balance: this.customers.get(invoice.customer).balance,
    });
    const { due, balance } = this.dueAfterBalance(invoice);
    this.customers.get(invoice.customer).balance = balance;
    Object.assign(invoice, { status: 'open', amount_due: due, amount_remaining: due, ending_balance: balance });
    Object.assign(invoice, {
      number: `CH-${invoice.id.slice(-4)}`,
      hosted_invoice_url: `https://invoice.stripe.example/i/${invoice.id}`,
      invoice_pdf: `https://invoice.stripe.example/i/${invoice.id}/pdf`,
    });
    invoice.status_transitions.finalized_at = this.nowSeconds;
    this.emit('invoice.finalized', invoice);
    this.collect(invoice);
  }

  subscriptionOf(invoice) {
    return this.subscriptions.get(invoice.parent.subscription_details.subscription);
  }

  collect(invoice) {
    if (invoice.amount_due === 0 || this.cards.get(invoice.customer) === 'good') this.notePaid(invoice);
    else this.noteFailed(invoice);
  }

  notePaid(invoice) {
    const wasAttempted = invoice.amount_due > 0;
    Object.assign(invoice, {
      status: 'paid',
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      next_payment_attempt: null,
      attempted: true,
    });
    if (wasAttempted) invoice.attempt_count++;
    invoice.status_transitions.paid_at = this.nowSeconds;
    if (wasAttempted)
      this.emit('charge.succeeded', {
        id: this.newId('ch'),
        object: 'charge',
        amount: invoice.amount_due,
        currency: invoice.currency,
        customer: invoice.customer,
        created: this.nowSeconds,
        livemode: false,
      });
    this.emit('invoice.paid', invoice);
    const subscription = this.subscriptionOf(invoice);
    const owes = [...this.invoices.values()].some(
      (one) => one.status === 'open' && this.subscriptionOf(one) === subscription,
    );
    if (!owes && ['past_due', 'unpaid'].includes(subscription.status)) {
      subscription.status = 'active';
      this.emit('customer.subscription.updated', subscription);
    }
  }

  noteFailed(invoice) {
    const pause = retryDays[invoice.attempt_count];
    invoice.attempt_count++;
    invoice.attempted = true;
    invoice.next_payment_attempt = pause === undefined ? null : this.nowSeconds + pause * day;
    this.emit('invoice.payment_failed', invoice);
    const subscription = this.subscriptionOf(invoice);
    if (subscription.status === 'canceled') return;
    if (pause === undefined && this.afterRetries === 'cancel') {
      this.end(subscription);
      return;
    }
    const status = pause === undefined ? 'unpaid' : 'past_due';
    if (subscription.status === status || subscription.status === 'unpaid') return;
    subscription.status = status;
    this.emit('customer.subscription.updated', subscription);
  }

  payOpen(customer) {
    for (const invoice of this.invoices.values()) {
      if (invoice.customer === customer && invoice.status === 'open') this.collect(invoice);
    }
  }

  // Usage that no invoice will ever hold: its period's invoice was final when it came.
  unbilledUsage(customer) {
    const open = [...this.subscriptions.values()].filter(
      (one) => one.customer === customer && one.status !== 'canceled',
    );
    const start = Math.min(Infinity, ...open.map((one) => one.items.data[0].current_period_start));
    return this.meterEvents.filter((one) => one.customer === customer && !one.billed && one.timestamp < start);
  }
}
