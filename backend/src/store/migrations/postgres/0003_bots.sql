-- Bots, the versions built of them, and which version is where. Files are kept once for each
-- organization and content, however many versions hold them; never shared between organizations, so
-- that knowing a hash opens nothing.

CREATE TABLE bots (
    bot_id               BIGINT  PRIMARY KEY,
    organization_id      BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    slug                 TEXT    NOT NULL CHECK (LENGTH(slug) BETWEEN 1 AND 63),
    name                 TEXT    NOT NULL,
    settings             TEXT    NOT NULL DEFAULT '{}',  -- JSON object; service_bot_settings.c knows its members
    stores_conversations BIGINT  NOT NULL CHECK (stores_conversations IN (0, 1)),
    retention_days       BIGINT  NOT NULL CHECK (retention_days BETWEEN 1 AND 3650),
    -- Secrets of a bot are derived from the server's; only which one counts is kept; 0 or less: none.
    identity_generation  BIGINT  NOT NULL DEFAULT 0,
    identity_previous_until_ms BIGINT  NOT NULL DEFAULT 0,  -- the secret before it still counts
    preview_generation   BIGINT  NOT NULL DEFAULT 1,
    last_number          BIGINT  NOT NULL DEFAULT 0,     -- of its versions
    version              BIGINT  NOT NULL DEFAULT 1,     -- for ETag and If-Match
    created_at_ms        BIGINT  NOT NULL,
    updated_at_ms        BIGINT  NOT NULL,
    archived_at_ms       BIGINT  -- NULL: in use
);
CREATE INDEX bots_by_organization ON bots (organization_id, bot_id);
CREATE UNIQUE INDEX bots_by_slug ON bots (organization_id, slug) WHERE archived_at_ms IS NULL;

-- Pages of these origins may talk to the visitor's API: "https://example.com", or with one label
-- left open, "https://*.example.com".
CREATE TABLE bot_origins (
    bot_id          BIGINT  NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    origin          TEXT    NOT NULL,
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    PRIMARY KEY (bot_id, origin)
);

CREATE TABLE blobs (
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    sha256          BYTEA    NOT NULL CHECK (LENGTH(sha256) = 32),
    size_bytes      BIGINT  NOT NULL CHECK (size_bytes >= 0),
    created_at_ms   BIGINT  NOT NULL,                    -- or sent once more; unused ones go a day later
    content         BYTEA    NOT NULL,
    PRIMARY KEY (organization_id, sha256)
);

CREATE TABLE bot_versions (
    version_id      BIGINT  PRIMARY KEY,
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          BIGINT  NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    number          BIGINT  NOT NULL CHECK (number > 0),
    hash            BYTEA    NOT NULL CHECK (LENGTH(hash) = 32),  -- over the names and hashes of its files
    file_count      BIGINT  NOT NULL,
    size_bytes      BIGINT  NOT NULL,
    bundle_id       TEXT    NOT NULL,                    -- what the bundle says of itself
    title           TEXT    NOT NULL,
    locale          TEXT    NOT NULL,
    locale_count    BIGINT  NOT NULL,
    document_count  BIGINT  NOT NULL,
    passage_count   BIGINT  NOT NULL,
    note            TEXT    NOT NULL DEFAULT '',
    uploaded_by_kind TEXT   NOT NULL,                    -- 'account', 'key', 'system'
    uploaded_by_id  BIGINT,
    created_at_ms   BIGINT  NOT NULL,
    UNIQUE (bot_id, number)
);

CREATE TABLE version_files (
    version_id      BIGINT  NOT NULL REFERENCES bot_versions (version_id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,                    -- "files/0123456789abcdef.part"
    organization_id BIGINT  NOT NULL,
    sha256          BYTEA    NOT NULL,
    size_bytes      BIGINT  NOT NULL,
    PRIMARY KEY (version_id, name),
    FOREIGN KEY (organization_id, sha256) REFERENCES blobs (organization_id, sha256)
);
CREATE INDEX version_files_by_content ON version_files (organization_id, sha256);

-- Where a version is to be seen. A channel never used has no row.
CREATE TABLE bot_channels (
    bot_id          BIGINT  NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    channel         TEXT    NOT NULL CHECK (channel IN ('draft', 'staging', 'live')),
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    version_id      BIGINT  REFERENCES bot_versions (version_id),  -- NULL: taken down
    version         BIGINT  NOT NULL DEFAULT 1,          -- for ETag and If-Match
    changed_at_ms   BIGINT  NOT NULL,
    PRIMARY KEY (bot_id, channel)
);
CREATE INDEX bot_channels_by_version ON bot_channels (version_id);

-- What was where, and when. Files of a version stay for pages that were open when it went.
CREATE TABLE channel_history (
    history_id      BIGINT  PRIMARY KEY,
    organization_id BIGINT  NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          BIGINT  NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    channel         TEXT    NOT NULL CHECK (channel IN ('draft', 'staging', 'live')),
    version_id      BIGINT  REFERENCES bot_versions (version_id) ON DELETE SET NULL,
    number          BIGINT,                             -- of that version; NULL: taken down
    by_kind         TEXT    NOT NULL,
    by_id           BIGINT,
    began_at_ms     BIGINT  NOT NULL,
    ended_at_ms     BIGINT  -- NULL: is there now
);
CREATE INDEX channel_history_by_bot ON channel_history (bot_id, channel, history_id);
CREATE INDEX channel_history_by_version ON channel_history (version_id);
