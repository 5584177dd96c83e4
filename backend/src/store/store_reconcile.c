#include "store_reconcile.h"

int64_t store_reconcile_next(db *db, int64_t after_id) {
    return DB_READ(db,
                   "SELECT organization_id FROM organizations WHERE organization_id > ?1 "
                   "ORDER BY organization_id LIMIT 1",
                   0, db_integer(after_id));
}

int64_t store_reconcile_count(db *db, int64_t organization_id) {
    return DB_READ(db, "SELECT COUNT(*) FROM usage_events WHERE organization_id = ?1", 0,
                   db_integer(organization_id));
}

/* Both sides in one list, with a zero where the other has its figure: then one grouping shows what
 * differs, and what is on one side only. */
static db_query *open_days(db *db, int64_t organization_id, size_t limit) {
    return DB_OPEN(db,
                   "SELECT meter, day, bot_id, CAST(SUM(counted) AS BIGINT), "
                   "CAST(SUM(stored) AS BIGINT) FROM ("
                   "SELECT meter, occurred_at_ms / 86400000 AS day, bot_id, quantity AS counted, "
                   "0 AS stored FROM usage_events WHERE organization_id = ?1 UNION ALL "
                   "SELECT meter, day, bot_id, 0 AS counted, quantity AS stored FROM usage_days "
                   "WHERE organization_id = ?1) AS both_sides GROUP BY meter, day, bot_id "
                   "HAVING SUM(counted) <> SUM(stored) ORDER BY meter, day, bot_id LIMIT ?2",
                   db_integer(organization_id), db_integer((int64_t)limit));
}

static db_query *open_periods(db *db, int64_t organization_id, size_t limit) {
    return DB_OPEN(db,
                   "SELECT meter, start_ms, 0, CAST(SUM(counted) AS BIGINT), "
                   "CAST(SUM(stored) AS BIGINT) FROM ("
                   "SELECT meter, period_start_ms AS start_ms, quantity AS counted, 0 AS stored "
                   "FROM usage_events WHERE organization_id = ?1 UNION ALL "
                   "SELECT meter, period_start_ms AS start_ms, 0 AS counted, quantity AS stored "
                   "FROM usage_periods WHERE organization_id = ?1) AS both_sides "
                   "GROUP BY meter, start_ms HAVING SUM(counted) <> SUM(stored) "
                   "ORDER BY meter, start_ms LIMIT ?2",
                   db_integer(organization_id), db_integer((int64_t)limit));
}

static db_query *open_corrections(db *db, int64_t organization_id, size_t limit) {
    return DB_OPEN(db,
                   "SELECT c.meter, COALESCE(MAX(e.occurred_at_ms), MAX(c.occurred_at_ms)), 0, "
                   "COALESCE(MAX(e.quantity), 0), CAST(-SUM(c.quantity) AS BIGINT) "
                   "FROM usage_events c LEFT JOIN usage_events e ON e.organization_id = "
                   "c.organization_id AND e.event_id = c.corrects AND e.quantity > 0 "
                   "WHERE c.organization_id = ?1 AND c.corrects IS NOT NULL "
                   "GROUP BY c.corrects, c.meter "
                   "HAVING -SUM(c.quantity) > COALESCE(MAX(e.quantity), 0) "
                   "ORDER BY c.corrects LIMIT ?2",
                   db_integer(organization_id), db_integer((int64_t)limit));
}

typedef struct list {
    store_reconcile_row *rows;
    size_t count;
    size_t limit;
} list;

static void read_rows(db_query *query, const store_reconcile_row *like, region *memory,
                      list *into) {
    while (into->count < into->limit && db_next(query)) {
        store_reconcile_row *row = &into->rows[into->count++];
        *row = *like;
        row->meter = region_copy(memory, db_column_text(query, 0));
        row->at = db_column_integer(query, 1);
        row->bot_id = db_column_integer(query, 2);
        row->events = db_column_integer(query, 3);
        row->stored = db_column_integer(query, 4);
    }
    db_close_query(query);
}

size_t store_reconcile_list(db *db, int64_t organization_id, size_t limit, region *memory,
                            store_reconcile_row **rows) {
    list into = {.rows = region_take(memory, limit * sizeof *into.rows), .limit = limit};
    store_reconcile_row like = {.organization_id = organization_id};
    *rows = into.rows;
    if (into.rows == NULL) return 0;
    like.kind = RECONCILE_DAY;
    read_rows(open_days(db, organization_id, limit), &like, memory, &into);
    like.kind = RECONCILE_PERIOD;
    read_rows(open_periods(db, organization_id, limit), &like, memory, &into);
    like.kind = RECONCILE_CORRECTION;
    read_rows(open_corrections(db, organization_id, limit), &like, memory, &into);
    return into.count;
}
