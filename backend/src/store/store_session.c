#include "store_session.h"

void store_session_add(db *db, const store_session *session, chatlet_str secret_hash) {
    (void)DB_RUN(db,
                 "INSERT INTO sessions (session_id, account_id, secret_hash, address, "
                 "user_agent, created_at_ms, used_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 db_integer(session->id), db_integer(session->account_id), db_bytes(secret_hash),
                 db_text_or_null(session->address), db_text_or_null(session->user_agent),
                 db_integer(session->created_at_ms), db_integer(session->used_at_ms));
}

bool store_session_find_by_secret(db *db, chatlet_str secret_hash, store_session *session) {
    db_query *query = DB_OPEN(db,
                              "SELECT session_id, account_id, created_at_ms, used_at_ms "
                              "FROM sessions WHERE secret_hash = ?1",
                              db_bytes(secret_hash));
    const bool is_there = db_next(query);
    if (is_there)
        *session = (store_session){
            .id = db_column_integer(query, 0),
            .account_id = db_column_integer(query, 1),
            .created_at_ms = db_column_integer(query, 2),
            .used_at_ms = db_column_integer(query, 3),
        };
    db_close_query(query);
    return is_there;
}

size_t store_session_list(db *db, int64_t account_id, int64_t before_id, int64_t idle_since_ms,
                          int64_t made_since_ms, size_t limit, region *memory,
                          store_session **sessions) {
    store_session *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT session_id, address, user_agent, created_at_ms, used_at_ms "
                "FROM sessions WHERE account_id = ?1 AND session_id < ?2 AND used_at_ms > ?3 "
                "AND created_at_ms > ?4 ORDER BY session_id DESC LIMIT ?5",
                db_integer(account_id), db_integer(before_id), db_integer(idle_since_ms),
                db_integer(made_since_ms), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] = (store_session){
            .id = db_column_integer(query, 0),
            .account_id = account_id,
            .address = region_copy(memory, db_column_text(query, 1)),
            .user_agent = region_copy(memory, db_column_text(query, 2)),
            .created_at_ms = db_column_integer(query, 3),
            .used_at_ms = db_column_integer(query, 4),
        };
    db_close_query(query);
    *sessions = rows;
    return count;
}

bool store_session_is_from(db *db, int64_t account_id, chatlet_str address, int64_t idle_since_ms) {
    return DB_READ(db,
                   "SELECT session_id FROM sessions WHERE account_id = ?1 AND address = ?2 "
                   "AND used_at_ms > ?3 LIMIT 1",
                   0, db_integer(account_id), db_text(address), db_integer(idle_since_ms)) != 0;
}

void store_session_touch(db *db, int64_t session_id, int64_t used_at_ms) {
    (void)DB_RUN(db,
                 "UPDATE sessions SET used_at_ms = ?2 WHERE session_id = ?1 AND used_at_ms < ?2",
                 db_integer(session_id), db_integer(used_at_ms));
}

void store_session_set_secret(db *db, int64_t session_id, chatlet_str secret_hash) {
    (void)DB_RUN(db, "UPDATE sessions SET secret_hash = ?2 WHERE session_id = ?1",
                 db_integer(session_id), db_bytes(secret_hash));
}

bool store_session_remove(db *db, int64_t account_id, int64_t session_id) {
    return DB_RUN(db, "DELETE FROM sessions WHERE account_id = ?1 AND session_id = ?2",
                  db_integer(account_id), db_integer(session_id)) == 1;
}

void store_session_remove_others(db *db, int64_t account_id, int64_t kept_id) {
    (void)DB_RUN(db, "DELETE FROM sessions WHERE account_id = ?1 AND session_id <> ?2",
                 db_integer(account_id), db_integer(kept_id));
}
