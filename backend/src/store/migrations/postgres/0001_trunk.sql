-- What everything else hangs on: organizations, people, who belongs where, what was done, what must
-- still be sent. Times are milliseconds since 1970 in UTC.

CREATE TABLE organizations (
    organization_id BIGINT PRIMARY KEY,
    name            TEXT    NOT NULL,
    plan            TEXT    NOT NULL,              -- a name of the plan table
    version         BIGINT NOT NULL DEFAULT 1,    -- for ETag and If-Match
    created_at_ms   BIGINT NOT NULL
);

CREATE TABLE accounts (
    account_id       BIGINT PRIMARY KEY,
    email            TEXT    NOT NULL UNIQUE,      -- folded to lower case
    name             TEXT    NOT NULL,
    password         TEXT,                         -- PHC string; NULL: none (the demo, later single sign-on)
    email_checked_at_ms BIGINT,                   -- NULL: the address was never confirmed
    created_at_ms    BIGINT NOT NULL
);

CREATE TABLE members (
    organization_id BIGINT NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    account_id      BIGINT NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    role            TEXT    NOT NULL CHECK (role IN ('owner', 'administrator', 'editor', 'agent', 'analyst', 'billing')),
    joined_at_ms    BIGINT NOT NULL,
    PRIMARY KEY (organization_id, account_id)
);
CREATE INDEX members_by_account ON members (account_id, organization_id);

-- Each entry's hash is SHA-256 over the one before it and its own fields, so none can be changed or
-- taken out unseen. Not a foreign key: an organization's end is itself an entry.
CREATE TABLE audit_entries (
    organization_id BIGINT NOT NULL,
    sequence        BIGINT NOT NULL CHECK (sequence > 0),
    at_ms           BIGINT NOT NULL,
    actor_kind      TEXT    NOT NULL,
    actor_id        BIGINT,
    address         TEXT,
    action          TEXT    NOT NULL,
    target          TEXT,
    detail          TEXT,                          -- JSON object
    hash            BYTEA   NOT NULL,
    PRIMARY KEY (organization_id, sequence)
);

CREATE TABLE outbox (
    outbox_id       BIGINT PRIMARY KEY,           -- also the idempotency key outside
    organization_id BIGINT,                       -- NULL: of none
    kind            TEXT    NOT NULL,
    body            TEXT    NOT NULL,              -- JSON object
    due_at_ms       BIGINT NOT NULL,
    leased_until_ms BIGINT NOT NULL DEFAULT 0,
    tries           BIGINT NOT NULL DEFAULT 0,
    state           TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
    outcome         TEXT,                          -- JSON object that its applier left
    failure         TEXT,                          -- of the last try, in words
    created_at_ms   BIGINT NOT NULL,
    ended_at_ms     BIGINT
);
CREATE INDEX outbox_due ON outbox (due_at_ms) WHERE state = 'waiting';
CREATE INDEX outbox_by_organization ON outbox (organization_id, outbox_id);
