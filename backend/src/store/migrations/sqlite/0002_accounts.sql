-- Sessions, links sent by mail, invitations, keys, and what slows guessing down. Secrets stand here
-- only as their SHA-256. Times are milliseconds since 1970 in UTC.

ALTER TABLE accounts ADD COLUMN locale TEXT NOT NULL DEFAULT 'en' CHECK (locale IN ('en', 'es', 'pt'));

CREATE TABLE sessions (
    session_id      INTEGER PRIMARY KEY,
    account_id      INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    secret_hash     BLOB    NOT NULL UNIQUE,
    address         TEXT,                          -- of the client that signed in
    user_agent      TEXT,
    created_at_ms   INTEGER NOT NULL,
    used_at_ms      INTEGER NOT NULL               -- moved on at most once a minute
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id, session_id);
CREATE INDEX sessions_by_use ON sessions (used_at_ms);

-- Who asked for an account and has not followed the link yet. Each link opens the account with the
-- password of its own request, so that nobody can put theirs on another's address.
CREATE TABLE signups (
    token_hash      BLOB    PRIMARY KEY,
    email           TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    password        TEXT    NOT NULL,              -- PHC string
    organization    TEXT    NOT NULL,              -- its name
    locale          TEXT    NOT NULL,
    expires_at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX signups_by_email ON signups (email);

-- Links that work once: a new password, a new address, the first owner of a new server.
CREATE TABLE account_tokens (
    token_hash      BLOB    PRIMARY KEY,
    purpose         TEXT    NOT NULL CHECK (purpose IN ('reset', 'email', 'setup')),
    account_id      INTEGER REFERENCES accounts (account_id) ON DELETE CASCADE, -- NULL: of none
    email           TEXT,                          -- the new address
    expires_at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_tokens_by_account ON account_tokens (account_id);

CREATE TABLE invitations (
    invitation_id   INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    email           TEXT    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('owner', 'administrator', 'editor', 'agent', 'analyst', 'billing')),
    token_hash      BLOB    NOT NULL UNIQUE,
    invited_by      INTEGER,                       -- account; not a foreign key: it outlives them
    created_at_ms   INTEGER NOT NULL,
    expires_at_ms   INTEGER NOT NULL,
    UNIQUE (organization_id, email)
) STRICT;

CREATE TABLE api_keys (
    api_key_id      INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    hint            TEXT    NOT NULL,              -- the beginning, to know it again
    secret_hash     BLOB    NOT NULL UNIQUE,
    scopes          TEXT    NOT NULL,              -- names of permissions with spaces between
    addresses       TEXT    NOT NULL,              -- ranges with spaces between; empty: from anywhere
    created_by      INTEGER,                       -- account
    created_at_ms   INTEGER NOT NULL,
    expires_at_ms   INTEGER,                       -- NULL: never
    used_at_ms      INTEGER                        -- NULL: not yet; moved on at most once a minute
) STRICT;
CREATE INDEX api_keys_by_organization ON api_keys (organization_id, api_key_id);

-- How often something was tried. The subject is a keyed hash of what it is about (an address of mail
-- or network), so that this table names nobody.
CREATE TABLE throttles (
    subject         BLOB    PRIMARY KEY,
    tries           INTEGER NOT NULL,
    ends_at_ms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX throttles_by_end ON throttles (ends_at_ms);
