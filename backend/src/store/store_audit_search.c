#include "store_audit_search.h"

#include <string.h>

size_t store_audit_search(db *db, int64_t organization_id, const store_audit_filter *filter,
                          size_t limit, region *memory, store_audit_entry **entries) {
    store_audit_entry *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(
        db,
        "SELECT sequence, at_ms, actor_kind, actor_id, address, action, target, detail, hash "
        "FROM audit_entries WHERE organization_id = ?1 AND sequence < ?2 AND at_ms >= ?3 "
        "AND at_ms < ?4 AND (?5 = '' OR action = ?5) AND (?6 = 0 OR actor_id = ?6) "
        "ORDER BY sequence DESC LIMIT ?7",
        db_integer(organization_id), db_integer(filter->before), db_integer(filter->since_ms),
        db_integer(filter->until_ms), db_text(filter->action), db_integer(filter->actor_id),
        db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query)) {
        store_audit_entry *row = &rows[count++];
        *row = (store_audit_entry){
            .organization_id = organization_id,
            .sequence = db_column_integer(query, 0),
            .at_ms = db_column_integer(query, 1),
            .actor_kind = region_copy(memory, db_column_text(query, 2)),
            .actor_id = db_column_integer(query, 3),
            .address = region_copy(memory, db_column_text(query, 4)),
            .action = region_copy(memory, db_column_text(query, 5)),
            .target = region_copy(memory, db_column_text(query, 6)),
            .detail_json = region_copy(memory, db_column_text(query, 7)),
        };
        const chatlet_str hash = db_column_text(query, 8);
        if (hash.size_bytes == sizeof row->hash) memcpy(row->hash, hash.data, sizeof row->hash);
    }
    db_close_query(query);
    *entries = rows;
    return count;
}
