-- What the payment provider knows, as it last told us. Its ids are texts; times are ours.

-- Who an organization is there. One that was deleted there stays, for what is still told of it.
CREATE TABLE billing_customers (
    external_id     TEXT    PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    is_gone         INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1)),
    created_at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX billing_customers_by_organization ON billing_customers (organization_id) WHERE is_gone = 0;

-- Prices and meters that were made there for the plan table, by what they are: "plan/starter/usd/4900".
CREATE TABLE billing_catalog (
    name            TEXT    PRIMARY KEY,
    external_id     TEXT    NOT NULL,
    created_at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which way a row of the outbox goes when it goes out again: an answer of 500 is repeated under the same
-- idempotency key, so the next try needs another.
CREATE TABLE billing_steps (
    outbox_id       INTEGER PRIMARY KEY REFERENCES outbox (outbox_id) ON DELETE CASCADE,
    step            INTEGER NOT NULL CHECK (step > 0)
) STRICT;

CREATE TABLE billing_checkouts (
    external_id     TEXT    PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    plan            TEXT    NOT NULL,
    currency        TEXT    NOT NULL,
    url             TEXT    NOT NULL,
    expires_at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX billing_checkouts_by_organization ON billing_checkouts (organization_id, expires_at_ms);

CREATE TABLE billing_subscriptions (
    external_id     TEXT    PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    status          TEXT    NOT NULL CHECK (status IN ('incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'ended')),
    plan            TEXT    NOT NULL,
    currency        TEXT    NOT NULL,
    period_start_ms INTEGER NOT NULL,
    period_end_ms   INTEGER NOT NULL,
    trial_end_ms    INTEGER,
    ends_at_period  INTEGER NOT NULL CHECK (ends_at_period IN (0, 1)),
    created_at_ms   INTEGER NOT NULL,
    ended_at_ms     INTEGER,
    told_at_ms      INTEGER NOT NULL,              -- the provider's time of the newest event taken in
    fetched_at_ms   INTEGER NOT NULL DEFAULT 0,    -- when it was last asked for; 0: never
    version         INTEGER NOT NULL DEFAULT 1     -- for ETag and If-Match
) STRICT, WITHOUT ROWID;
CREATE INDEX billing_subscriptions_by_organization ON billing_subscriptions (organization_id, created_at_ms);

-- What a subscription consists of: the plan's own price, and one item for each meter with overage.
CREATE TABLE billing_items (
    subscription_id TEXT    NOT NULL REFERENCES billing_subscriptions (external_id) ON DELETE CASCADE,
    external_id     TEXT    NOT NULL,
    price_id        TEXT    NOT NULL,
    meter           TEXT    NOT NULL,              -- empty: the plan
    PRIMARY KEY (subscription_id, external_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE billing_invoices (
    external_id     TEXT    PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    subscription_id TEXT,
    number          TEXT,
    status          TEXT    NOT NULL CHECK (status IN ('draft', 'open', 'paid', 'void', 'uncollectible')),
    currency        TEXT    NOT NULL,
    total_minor     INTEGER NOT NULL,
    due_minor       INTEGER NOT NULL,
    paid_minor      INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    next_attempt_ms INTEGER,
    period_start_ms INTEGER NOT NULL,
    period_end_ms   INTEGER NOT NULL,
    finalized_at_ms INTEGER,
    url             TEXT,
    created_at_ms   INTEGER NOT NULL,
    told_at_ms      INTEGER NOT NULL,
    fetched_at_ms   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX billing_invoices_by_organization ON billing_invoices (organization_id, created_at_ms);

-- Everything the provider told, once for each of its ids, kinds we know nothing of too.
CREATE TABLE webhook_events (
    external_id     TEXT    PRIMARY KEY,
    organization_id INTEGER REFERENCES organizations (organization_id) ON DELETE CASCADE, -- NULL: of none that we know
    customer_id     TEXT,
    kind            TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    outcome         TEXT    NOT NULL CHECK (outcome IN ('applied', 'stale', 'fetched', 'unmatched', 'kept')),
    told_at_ms      INTEGER NOT NULL,
    received_at_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_events_with_body ON webhook_events (received_at_ms) WHERE body <> '{}';
CREATE INDEX webhook_events_unmatched ON webhook_events (customer_id) WHERE outcome = 'unmatched';
