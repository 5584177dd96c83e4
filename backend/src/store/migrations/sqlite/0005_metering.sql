-- What was used. Events are never changed: what takes one back is another one, with a negative
-- quantity. All other tables here are sums of them, worked out again by `chatletd reconcile`. A day is
-- the number of days since 1970 in UTC.

CREATE TABLE usage_events (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    event_id        BLOB    NOT NULL CHECK (LENGTH(event_id) = 16), -- made by the sender: sent twice, it counts once
    bot_id          INTEGER NOT NULL,                  -- 0: of none. Not a foreign key: usage outlives its bot
    meter           TEXT    NOT NULL,
    quantity        INTEGER NOT NULL CHECK (quantity <> 0),
    occurred_at_ms  INTEGER NOT NULL,
    received_at_ms  INTEGER NOT NULL,
    period_start_ms INTEGER NOT NULL,                  -- the billing period it counts in
    corrects        BLOB,                              -- event_id that it takes back, whole or in part
    PRIMARY KEY (organization_id, event_id),
    CHECK ((quantity < 0) = (corrects IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_events_corrections ON usage_events (organization_id, corrects) WHERE corrects IS NOT NULL;

CREATE TABLE usage_days (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    meter           TEXT    NOT NULL,
    day             INTEGER NOT NULL,                  -- when it happened
    bot_id          INTEGER NOT NULL,
    quantity        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, meter, day, bot_id)
) STRICT, WITHOUT ROWID;

-- None overlap; one in which nothing came has no row. What arrives after a period's end counts in the
-- next.
CREATE TABLE billing_periods (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    start_ms        INTEGER NOT NULL,
    end_ms          INTEGER NOT NULL CHECK (end_ms > start_ms),
    anchor_ms       INTEGER NOT NULL,                  -- its day is when later ones begin
    PRIMARY KEY (organization_id, start_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_periods (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    meter           TEXT    NOT NULL,
    period_start_ms INTEGER NOT NULL,
    quantity        INTEGER NOT NULL,
    charged         INTEGER NOT NULL DEFAULT 0,        -- of it, told the payment provider as past the quota
    reached_at_ms   INTEGER,                           -- when it came past the quota; NULL: it is within
    PRIMARY KEY (organization_id, meter, period_start_ms)
) STRICT, WITHOUT ROWID;

-- How much one visitor did on a day, where that has an end; thrown away when no event may come for it.
CREATE TABLE visitor_usage (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    day             INTEGER NOT NULL,
    visitor_id      INTEGER NOT NULL,
    meter           TEXT    NOT NULL,
    quantity        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, day, visitor_id, meter)
) STRICT, WITHOUT ROWID;
CREATE INDEX visitor_usage_by_day ON visitor_usage (day);

-- Owners are told once for each row when it begins, and once when it is over.
CREATE TABLE usage_alerts (
    alert_id        INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL CHECK (kind IN ('quota', 'rise')),
    meter           TEXT    NOT NULL,
    period_start_ms INTEGER NOT NULL,                  -- of a rise: the day's begin
    percent         INTEGER NOT NULL,                  -- of the quota; of a rise: of the mean before
    quota           INTEGER NOT NULL,                  -- it is a percentage of
    quantity        INTEGER NOT NULL,                  -- when it began
    began_at_ms     INTEGER NOT NULL,
    resolved_at_ms  INTEGER,
    UNIQUE (organization_id, kind, meter, period_start_ms, percent, quota)
) STRICT;
CREATE INDEX usage_alerts_by_organization ON usage_alerts (organization_id, alert_id);
CREATE INDEX usage_alerts_open ON usage_alerts (organization_id, meter) WHERE resolved_at_ms IS NULL;

-- What an organization decided. No row: as the defaults say.
CREATE TABLE usage_settings (
    organization_id INTEGER PRIMARY KEY REFERENCES organizations (organization_id) ON DELETE CASCADE,
    mails_alerts    INTEGER NOT NULL DEFAULT 1 CHECK (mails_alerts IN (0, 1)),
    overage_maximum INTEGER CHECK (overage_maximum >= 0), -- charged past the quota in a period; NULL: as the plan has it
    version         INTEGER NOT NULL DEFAULT 1         -- for ETag and If-Match
) STRICT;
