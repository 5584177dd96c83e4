#include "store_blob.h"

static db_value hash_value(const uint8_t sha256[STORE_SHA256_BYTES]) {
    return db_bytes((chatlet_str){.data = (const char *)sha256, .size_bytes = STORE_SHA256_BYTES});
}

void store_blob_add(db *db, int64_t organization_id, const uint8_t sha256[STORE_SHA256_BYTES],
                    chatlet_str bytes, int64_t now_ms) {
    (void)DB_RUN(db,
                 "INSERT INTO blobs (organization_id, sha256, size_bytes, created_at_ms, content) "
                 "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (organization_id, sha256) "
                 "DO UPDATE SET created_at_ms = excluded.created_at_ms",
                 db_integer(organization_id), hash_value(sha256),
                 db_integer((int64_t)bytes.size_bytes), db_integer(now_ms), db_bytes(bytes));
}

int64_t store_blob_size(db *db, int64_t organization_id, const uint8_t sha256[STORE_SHA256_BYTES]) {
    return DB_READ(db, "SELECT size_bytes FROM blobs WHERE organization_id = ?1 AND sha256 = ?2",
                   -1, db_integer(organization_id), hash_value(sha256));
}

bool store_blob_read(db *db, int64_t organization_id, const uint8_t sha256[STORE_SHA256_BYTES],
                     region *memory, chatlet_str *bytes) {
    db_query *query =
        DB_OPEN(db, "SELECT content FROM blobs WHERE organization_id = ?1 AND sha256 = ?2",
                db_integer(organization_id), hash_value(sha256));
    bool found = db_next(query);
    if (found) *bytes = region_copy(memory, db_column_text(query, 0));
    db_close_query(query);
    return found;
}

int64_t store_blob_sweep(db *db, int64_t before_ms, size_t limit) {
    return DB_RUN(db,
                  "DELETE FROM blobs WHERE (organization_id, sha256) IN ("
                  "SELECT b.organization_id, b.sha256 FROM blobs b WHERE b.created_at_ms < ?1 "
                  "AND NOT EXISTS (SELECT 1 FROM version_files f "
                  "WHERE f.organization_id = b.organization_id AND f.sha256 = b.sha256) "
                  "LIMIT ?2)",
                  db_integer(before_ms), db_integer((int64_t)limit));
}
