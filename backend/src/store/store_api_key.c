#include "store_api_key.h"

#define COLUMNS                                                                                    \
    "api_key_id, organization_id, name, hint, scopes, addresses, created_by, created_at_ms, "      \
    "expires_at_ms, used_at_ms "

static store_api_key read_key(db_query *query, region *memory) {
    return (store_api_key){
        .id = db_column_integer(query, 0),
        .organization_id = db_column_integer(query, 1),
        .name = region_copy(memory, db_column_text(query, 2)),
        .hint = region_copy(memory, db_column_text(query, 3)),
        .scopes = region_copy(memory, db_column_text(query, 4)),
        .addresses = region_copy(memory, db_column_text(query, 5)),
        .created_by = db_column_integer(query, 6),
        .created_at_ms = db_column_integer(query, 7),
        .expires_at_ms = db_column_integer(query, 8),
        .used_at_ms = db_column_integer(query, 9),
    };
}

static bool read_one(db_query *query, region *memory, store_api_key *key) {
    const bool is_there = db_next(query);
    if (is_there) *key = read_key(query, memory);
    db_close_query(query);
    return is_there;
}

void store_api_key_add(db *db, const store_api_key *key, chatlet_str secret_hash) {
    (void)DB_RUN(db,
                 "INSERT INTO api_keys (api_key_id, organization_id, name, hint, secret_hash, "
                 "scopes, addresses, created_by, created_at_ms, expires_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                 db_integer(key->id), db_integer(key->organization_id), db_text(key->name),
                 db_text(key->hint), db_bytes(secret_hash), db_text(key->scopes),
                 db_text(key->addresses), db_integer_or_null(key->created_by),
                 db_integer(key->created_at_ms), db_integer_or_null(key->expires_at_ms));
}

bool store_api_key_find_by_secret(db *db, chatlet_str secret_hash, region *memory,
                                  store_api_key *key) {
    return read_one(DB_OPEN(db, "SELECT " COLUMNS "FROM api_keys WHERE secret_hash = ?1",
                            db_bytes(secret_hash)),
                    memory, key);
}

bool store_api_key_find(db *db, int64_t organization_id, int64_t api_key_id, region *memory,
                        store_api_key *key) {
    return read_one(DB_OPEN(db,
                            "SELECT " COLUMNS "FROM api_keys "
                            "WHERE organization_id = ?1 AND api_key_id = ?2",
                            db_integer(organization_id), db_integer(api_key_id)),
                    memory, key);
}

size_t store_api_key_list(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                          region *memory, store_api_key **keys) {
    store_api_key *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT " COLUMNS "FROM api_keys WHERE organization_id = ?1 "
                "AND api_key_id < ?2 ORDER BY api_key_id DESC LIMIT ?3",
                db_integer(organization_id), db_integer(before_id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] = read_key(query, memory);
    db_close_query(query);
    *keys = rows;
    return count;
}

int64_t store_api_key_count(db *db, int64_t organization_id) {
    return DB_READ(db, "SELECT COUNT(*) FROM api_keys WHERE organization_id = ?1", 0,
                   db_integer(organization_id));
}

bool store_api_key_remove(db *db, int64_t organization_id, int64_t api_key_id) {
    return DB_RUN(db, "DELETE FROM api_keys WHERE organization_id = ?1 AND api_key_id = ?2",
                  db_integer(organization_id), db_integer(api_key_id)) == 1;
}

void store_api_key_touch(db *db, int64_t organization_id, int64_t api_key_id, int64_t used_at_ms) {
    (void)DB_RUN(db,
                 "UPDATE api_keys SET used_at_ms = ?3 "
                 "WHERE organization_id = ?1 AND api_key_id = ?2",
                 db_integer(organization_id), db_integer(api_key_id), db_integer(used_at_ms));
}
