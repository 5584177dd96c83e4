#include "store_audit.h"

#include <string.h>

static void read_hash(db_query *query, int column, uint8_t hash[STORE_AUDIT_HASH_BYTES]) {
    chatlet_str bytes = db_column_text(query, column);
    if (bytes.size_bytes == STORE_AUDIT_HASH_BYTES) memcpy(hash, bytes.data, bytes.size_bytes);
}

int64_t store_audit_last(db *db, int64_t organization_id, uint8_t hash[STORE_AUDIT_HASH_BYTES]) {
    db_query *query = DB_OPEN(db,
                              "SELECT sequence, hash FROM audit_entries "
                              "WHERE organization_id = ?1 ORDER BY sequence DESC LIMIT 1",
                              db_integer(organization_id));
    int64_t sequence = 0;
    if (db_next(query)) {
        sequence = db_column_integer(query, 0);
        read_hash(query, 1, hash);
    }
    db_close_query(query);
    return sequence;
}

void store_audit_add(db *db, const store_audit_entry *entry) {
    chatlet_str hash = {.data = (const char *)entry->hash, .size_bytes = sizeof entry->hash};
    (void)DB_RUN(db,
                 "INSERT INTO audit_entries (organization_id, sequence, at_ms, actor_kind, "
                 "actor_id, address, action, target, detail, hash) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                 db_integer(entry->organization_id), db_integer(entry->sequence),
                 db_integer(entry->at_ms), db_text(entry->actor_kind),
                 db_integer_or_null(entry->actor_id), db_text_or_null(entry->address),
                 db_text(entry->action), db_text_or_null(entry->target),
                 db_text_or_null(entry->detail_json), db_bytes(hash));
}

size_t store_audit_list(db *db, int64_t organization_id, int64_t after, size_t limit,
                        region *memory, store_audit_entry **entries) {
    store_audit_entry *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(
        db,
        "SELECT sequence, at_ms, actor_kind, actor_id, address, action, target, detail, hash "
        "FROM audit_entries WHERE organization_id = ?1 AND sequence > ?2 "
        "ORDER BY sequence LIMIT ?3",
        db_integer(organization_id), db_integer(after), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query)) {
        store_audit_entry *row = &rows[count++];
        row->organization_id = organization_id;
        row->sequence = db_column_integer(query, 0);
        row->at_ms = db_column_integer(query, 1);
        row->actor_kind = region_copy(memory, db_column_text(query, 2));
        row->actor_id = db_column_integer(query, 3);
        row->address = region_copy(memory, db_column_text(query, 4));
        row->action = region_copy(memory, db_column_text(query, 5));
        row->target = region_copy(memory, db_column_text(query, 6));
        row->detail_json = region_copy(memory, db_column_text(query, 7));
        read_hash(query, 8, row->hash);
    }
    db_close_query(query);
    *entries = rows;
    return count;
}
