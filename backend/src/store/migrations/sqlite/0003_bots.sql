-- Bots, the versions built of them, and which version is where. Files are kept once for each
-- organization and content, however many versions hold them; never shared between organizations, so
-- that knowing a hash opens nothing.

CREATE TABLE bots (
    bot_id               INTEGER PRIMARY KEY,
    organization_id      INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    slug                 TEXT    NOT NULL CHECK (LENGTH(slug) BETWEEN 1 AND 63),
    name                 TEXT    NOT NULL,
    settings             TEXT    NOT NULL DEFAULT '{}',  -- JSON object; service_bot_settings.c knows its members
    stores_conversations INTEGER NOT NULL CHECK (stores_conversations IN (0, 1)),
    retention_days       INTEGER NOT NULL CHECK (retention_days BETWEEN 1 AND 3650),
    -- Secrets of a bot are derived from the server's; only which one counts is kept; 0 or less: none.
    identity_generation  INTEGER NOT NULL DEFAULT 0,
    identity_previous_until_ms INTEGER NOT NULL DEFAULT 0,  -- the secret before it still counts
    preview_generation   INTEGER NOT NULL DEFAULT 1,
    last_number          INTEGER NOT NULL DEFAULT 0,     -- of its versions
    version              INTEGER NOT NULL DEFAULT 1,     -- for ETag and If-Match
    created_at_ms        INTEGER NOT NULL,
    updated_at_ms        INTEGER NOT NULL,
    archived_at_ms       INTEGER                         -- NULL: in use
) STRICT;
CREATE INDEX bots_by_organization ON bots (organization_id, bot_id);
CREATE UNIQUE INDEX bots_by_slug ON bots (organization_id, slug) WHERE archived_at_ms IS NULL;

-- Pages of these origins may talk to the visitor's API: "https://example.com", or with one label
-- left open, "https://*.example.com".
CREATE TABLE bot_origins (
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    origin          TEXT    NOT NULL,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    PRIMARY KEY (bot_id, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE blobs (
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    sha256          BLOB    NOT NULL CHECK (LENGTH(sha256) = 32),
    size_bytes      INTEGER NOT NULL CHECK (size_bytes >= 0),
    created_at_ms   INTEGER NOT NULL,                    -- or sent once more; unused ones go a day later
    content         BLOB    NOT NULL,
    PRIMARY KEY (organization_id, sha256)
) STRICT;

CREATE TABLE bot_versions (
    version_id      INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    number          INTEGER NOT NULL CHECK (number > 0),
    hash            BLOB    NOT NULL CHECK (LENGTH(hash) = 32),  -- over the names and hashes of its files
    file_count      INTEGER NOT NULL,
    size_bytes      INTEGER NOT NULL,
    bundle_id       TEXT    NOT NULL,                    -- what the bundle says of itself
    title           TEXT    NOT NULL,
    locale          TEXT    NOT NULL,
    locale_count    INTEGER NOT NULL,
    document_count  INTEGER NOT NULL,
    passage_count   INTEGER NOT NULL,
    note            TEXT    NOT NULL DEFAULT '',
    uploaded_by_kind TEXT   NOT NULL,                    -- 'account', 'key', 'system'
    uploaded_by_id  INTEGER,
    created_at_ms   INTEGER NOT NULL,
    UNIQUE (bot_id, number)
) STRICT;

CREATE TABLE version_files (
    version_id      INTEGER NOT NULL REFERENCES bot_versions (version_id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,                    -- "files/0123456789abcdef.part"
    organization_id INTEGER NOT NULL,
    sha256          BLOB    NOT NULL,
    size_bytes      INTEGER NOT NULL,
    PRIMARY KEY (version_id, name),
    FOREIGN KEY (organization_id, sha256) REFERENCES blobs (organization_id, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_files_by_content ON version_files (organization_id, sha256);

-- Where a version is to be seen. A channel never used has no row.
CREATE TABLE bot_channels (
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    channel         TEXT    NOT NULL CHECK (channel IN ('draft', 'staging', 'live')),
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    version_id      INTEGER REFERENCES bot_versions (version_id),  -- NULL: taken down
    version         INTEGER NOT NULL DEFAULT 1,          -- for ETag and If-Match
    changed_at_ms   INTEGER NOT NULL,
    PRIMARY KEY (bot_id, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX bot_channels_by_version ON bot_channels (version_id);

-- What was where, and when. Files of a version stay for pages that were open when it went.
CREATE TABLE channel_history (
    history_id      INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    bot_id          INTEGER NOT NULL REFERENCES bots (bot_id) ON DELETE CASCADE,
    channel         TEXT    NOT NULL CHECK (channel IN ('draft', 'staging', 'live')),
    version_id      INTEGER REFERENCES bot_versions (version_id) ON DELETE SET NULL,
    number          INTEGER,                             -- of that version; NULL: taken down
    by_kind         TEXT    NOT NULL,
    by_id           INTEGER,
    began_at_ms     INTEGER NOT NULL,
    ended_at_ms     INTEGER                              -- NULL: is there now
) STRICT;
CREATE INDEX channel_history_by_bot ON channel_history (bot_id, channel, history_id);
CREATE INDEX channel_history_by_version ON channel_history (version_id);
