-- What was used. Events are never changed: what takes one back is another one, with a negative
-- quantity. All other tables here are sums of them, worked out again by `chatletd reconcile`. A day is
-- the number of days since 1970 in UTC.

CREATE TABLE usage_events (
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    event_id        BYTEA   NOT NULL CHECK (LENGTH(event_id) = 16), -- made by the sender: sent twice, it counts once
    bot_id          BIGINT  NOT NULL,                  -- 0: of none. Not a foreign key: usage outlives its bot
    meter           TEXT    NOT NULL,
    quantity        BIGINT  NOT NULL CHECK (quantity <> 0),
    occurred_at_ms  BIGINT  NOT NULL,
    received_at_ms  BIGINT  NOT NULL,
    period_start_ms BIGINT  NOT NULL,                  -- the billing period it counts in
    corrects        BYTEA,                              -- event_id that it takes back, whole or in part
    PRIMARY KEY (organization_id, event_id),
    CHECK ((quantity < 0) = (corrects IS NOT NULL))
);
CREATE INDEX usage_events_corrections ON usage_events (organization_id, corrects) WHERE corrects IS NOT NULL;

CREATE TABLE usage_days (
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    meter           TEXT    NOT NULL,
    day             BIGINT  NOT NULL,                  -- when it happened
    bot_id          BIGINT  NOT NULL,
    quantity        BIGINT  NOT NULL,
    PRIMARY KEY (organization_id, meter, day, bot_id)
);

-- None overlap; one in which nothing came has no row. What arrives after a period's end counts in the
-- next.
CREATE TABLE billing_periods (
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    start_ms        BIGINT  NOT NULL,
    end_ms          BIGINT  NOT NULL CHECK (end_ms > start_ms),
    anchor_ms       BIGINT  NOT NULL,                  -- its day is when later ones begin
    PRIMARY KEY (organization_id, start_ms)
);

CREATE TABLE usage_periods (
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    meter           TEXT    NOT NULL,
    period_start_ms BIGINT  NOT NULL,
    quantity        BIGINT  NOT NULL,
    charged         BIGINT  NOT NULL DEFAULT 0,        -- of it, told the payment provider as past the quota
    reached_at_ms   BIGINT,                            -- when it came past the quota; NULL: it is within
    PRIMARY KEY (organization_id, meter, period_start_ms)
);

-- How much one visitor did on a day, where that has an end; thrown away when no event may come for it.
CREATE TABLE visitor_usage (
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    day             BIGINT  NOT NULL,
    visitor_id      BIGINT  NOT NULL,
    meter           TEXT    NOT NULL,
    quantity        BIGINT  NOT NULL,
    PRIMARY KEY (organization_id, day, visitor_id, meter)
);
CREATE INDEX visitor_usage_by_day ON visitor_usage (day);

-- Owners are told once for each row when it begins, and once when it is over.
CREATE TABLE usage_alerts (
    alert_id        BIGINT PRIMARY KEY,
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL CHECK (kind IN ('quota', 'rise')),
    meter           TEXT    NOT NULL,
    period_start_ms BIGINT  NOT NULL,                  -- of a rise: the day's begin
    percent         BIGINT  NOT NULL,                  -- of the quota; of a rise: of the mean before
    quota           BIGINT  NOT NULL,                  -- it is a percentage of
    quantity        BIGINT  NOT NULL,                  -- when it began
    began_at_ms     BIGINT  NOT NULL,
    resolved_at_ms  BIGINT,
    UNIQUE (organization_id, kind, meter, period_start_ms, percent, quota)
);
CREATE INDEX usage_alerts_by_organization ON usage_alerts (organization_id, alert_id);
CREATE INDEX usage_alerts_open ON usage_alerts (organization_id, meter) WHERE resolved_at_ms IS NULL;

-- What an organization decided. No row: as the defaults say.
CREATE TABLE usage_settings (
    organization_id BIGINT PRIMARY KEY REFERENCES organizations (organization_id) ON DELETE CASCADE,
    mails_alerts    BIGINT  NOT NULL DEFAULT 1 CHECK (mails_alerts IN (0, 1)),
    overage_maximum BIGINT CHECK (overage_maximum >= 0), -- charged past the quota in a period; NULL: as the plan has it
    version         BIGINT  NOT NULL DEFAULT 1         -- for ETag and If-Match
);
