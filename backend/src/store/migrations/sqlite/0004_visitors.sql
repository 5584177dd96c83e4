-- Visitors, what they said where they allowed it, and the daily figures made of it. A day is the number
-- of days since 1970 in UTC; other times are milliseconds since then.

CREATE TABLE visitors (
    visitor_id      INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    subject         TEXT,                          -- who it is for the customer's server; NULL: not known
    consent         INTEGER NOT NULL CHECK (consent IN (0, 1)),
    consent_at_ms   INTEGER,                       -- when it was given or taken back; NULL: never asked
    created_at_ms   INTEGER NOT NULL,
    seen_at_ms      INTEGER NOT NULL,
    UNIQUE (organization_id, bot_id, subject)      -- the same person on another device
) STRICT;
CREATE INDEX visitors_by_bot ON visitors (bot_id, seen_at_ms);

-- How many new visitors an address brought a bot on a day. The address is hashed with a key of the day,
-- and rows of earlier days are thrown away.
CREATE TABLE visitor_addresses (
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    day             INTEGER NOT NULL,
    address_hash    BLOB    NOT NULL,
    visitors        INTEGER NOT NULL CHECK (visitors > 0),
    PRIMARY KEY (bot_id, day, address_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX visitor_addresses_by_day ON visitor_addresses (day);

CREATE TABLE conversations (
    conversation_id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    uuid            BLOB    NOT NULL CHECK (LENGTH(uuid) = 16), -- the name that its browser made
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    visitor_id      INTEGER REFERENCES visitors (visitor_id) ON DELETE CASCADE, -- NULL: told by a server with a key
    state           TEXT    NOT NULL CHECK (state IN ('open', 'ended', 'resolved', 'handed_over')),
    outcome         TEXT,                          -- as its flow's author calls it
    began_at_ms     INTEGER NOT NULL,
    last_at_ms      INTEGER NOT NULL,
    ended_at_ms     INTEGER,                       -- NULL: it is open
    messages        INTEGER NOT NULL DEFAULT 0,    -- said in it, kept or not
    unanswered      INTEGER NOT NULL DEFAULT 0,
    feedback        INTEGER NOT NULL DEFAULT 0,    -- the last: 1 good, -1 bad, 0 none
    last_node       TEXT,                          -- of a flow
    UNIQUE (organization_id, uuid)
) STRICT;
CREATE INDEX conversations_by_organization ON conversations (organization_id, conversation_id);
CREATE INDEX conversations_by_bot ON conversations (bot_id, last_at_ms);
CREATE INDEX conversations_by_visitor ON conversations (visitor_id, conversation_id);
CREATE INDEX conversations_open ON conversations (last_at_ms) WHERE ended_at_ms IS NULL;

CREATE TABLE messages (
    message_id      INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
    at_ms           INTEGER NOT NULL,
    author          TEXT    NOT NULL CHECK (author IN ('visitor', 'bot')),
    text            TEXT    NOT NULL
) STRICT;
CREATE INDEX messages_by_conversation ON messages (conversation_id, at_ms, message_id);

CREATE TABLE feedback (
    feedback_id     INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
    at_ms           INTEGER NOT NULL,
    value           INTEGER NOT NULL CHECK (value IN (-1, 1)),
    comment         TEXT
) STRICT;
CREATE INDEX feedback_by_conversation ON feedback (conversation_id, feedback_id);

CREATE TABLE leads (
    lead_id         INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
    at_ms           INTEGER NOT NULL,
    fields          TEXT    NOT NULL               -- JSON object, as the visitor gave it
) STRICT;
CREATE INDEX leads_by_organization ON leads (organization_id, lead_id);
CREATE INDEX leads_by_conversation ON leads (conversation_id);

-- Questions that nothing answered, of visitors who allowed their words to be kept.
CREATE TABLE unanswered_questions (
    question_id     INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
    at_ms           INTEGER NOT NULL,
    question        TEXT    NOT NULL,
    folded          TEXT    NOT NULL               -- its words alone, by which the same are one
) STRICT;
CREATE INDEX unanswered_by_question ON unanswered_questions (organization_id, bot_id, folded, at_ms);
CREATE INDEX unanswered_by_conversation ON unanswered_questions (conversation_id);

CREATE TABLE conversation_labels (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
    label           TEXT    NOT NULL,
    PRIMARY KEY (conversation_id, label)
) STRICT, WITHOUT ROWID;
CREATE INDEX labels_by_name ON conversation_labels (organization_id, label, conversation_id);

-- That someone was erased, when, and how much went; nothing of who it was.
CREATE TABLE erasure_receipts (
    receipt_id      INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    visitor_id      INTEGER NOT NULL,              -- not a foreign key: it is gone
    erased_at_ms    INTEGER NOT NULL,
    asked_by        TEXT    NOT NULL CHECK (asked_by IN ('visitor', 'account', 'key', 'system')),
    conversations   INTEGER NOT NULL,
    messages        INTEGER NOT NULL,
    leads           INTEGER NOT NULL
) STRICT;
CREATE INDEX erasure_receipts_by_organization ON erasure_receipts (organization_id, receipt_id);

-- Figures by day, added to as events arrive; they outlive what they were made of.
CREATE TABLE analytics_days (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    day             INTEGER NOT NULL,
    measure         TEXT    NOT NULL,              -- "conversations", …: service/analytics_list.h
    quantity        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, bot_id, day, measure)
) STRICT, WITHOUT ROWID;

CREATE TABLE analytics_nodes (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    day             INTEGER NOT NULL,
    node            TEXT    NOT NULL,              -- "flow.node"
    entries         INTEGER NOT NULL DEFAULT 0,
    ends            INTEGER NOT NULL DEFAULT 0,    -- conversations whose last node it was
    PRIMARY KEY (organization_id, bot_id, day, node)
) STRICT, WITHOUT ROWID;

-- Who was there on a day, so that each is counted once; thrown away when no event may come for it.
CREATE TABLE visitor_days (
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    day             INTEGER NOT NULL,
    visitor_id      INTEGER NOT NULL REFERENCES visitors (visitor_id) ON DELETE CASCADE,
    PRIMARY KEY (bot_id, day, visitor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX visitor_days_by_day ON visitor_days (day);
CREATE INDEX visitor_days_by_visitor ON visitor_days (visitor_id);
