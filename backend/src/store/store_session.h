/* Sessions of accounts: opaque secrets, of which only hashes are kept. */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "../domain/region.h"
#include "db.h"

typedef struct store_session {
    int64_t id;
    int64_t account_id;
    chatlet_str address; /* of the client that signed in; empty: not known */
    chatlet_str user_agent;
    int64_t created_at_ms;
    int64_t used_at_ms;
} store_session;

void store_session_add(db *db, const store_session *session, chatlet_str secret_hash);

/* Finds the account, so it names none. Texts are empty. */
bool store_session_find_by_secret(db *db, chatlet_str secret_hash, store_session *session);

/* Those of an account with an id under `before_id` that were used after `idle_since_ms` and made
 * after `made_since_ms`, newest first, at most `limit`; copied to `memory`. How many. */
size_t store_session_list(db *db, int64_t account_id, int64_t before_id, int64_t idle_since_ms,
                          int64_t made_since_ms, size_t limit, region *memory,
                          store_session **sessions);

/* Whether a session of the account, used after `idle_since_ms`, was begun from `address`. */
bool store_session_is_from(db *db, int64_t account_id, chatlet_str address, int64_t idle_since_ms);

void store_session_touch(db *db, int64_t session_id, int64_t used_at_ms);
void store_session_set_secret(db *db, int64_t session_id, chatlet_str secret_hash);

/* False when the account has no such session. */
bool store_session_remove(db *db, int64_t account_id, int64_t session_id);

/* All of an account but `kept_id` (0: none is kept). */
void store_session_remove_others(db *db, int64_t account_id, int64_t kept_id);

#endif
