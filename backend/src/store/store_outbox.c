#include "store_outbox.h"

#include <string.h>

static const chatlet_str states[] = {[STORE_OUTBOX_WAITING] = {"waiting", 7},
                                     [STORE_OUTBOX_DONE] = {"done", 4},
                                     [STORE_OUTBOX_DEAD] = {"dead", 4}};

void store_outbox_add(db *db, const store_outbox_row *row) {
    (void)DB_RUN(db,
                 "INSERT INTO outbox (outbox_id, organization_id, kind, body, due_at_ms, "
                 "created_at_ms, trace_parent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 db_integer(row->id), db_integer_or_null(row->organization_id), db_text(row->kind),
                 db_text(row->body_json), db_integer(row->due_at_ms),
                 db_integer(row->created_at_ms), db_text_or_null(row->trace_parent));
}

static store_outbox_state read_state(chatlet_str text) {
    for (int i = 0; i <= STORE_OUTBOX_DEAD; i++) {
        if (states[i].size_bytes == text.size_bytes &&
            memcmp(states[i].data, text.data, text.size_bytes) == 0) {
            return (store_outbox_state)i;
        }
    }
    return STORE_OUTBOX_DEAD;
}

/* Rows of one organization go out one after another: a row behind one that waits is not due. */
#define IS_FIRST                                                                                   \
    "(o.organization_id IS NULL OR NOT EXISTS ("                                                   \
    "SELECT 1 FROM outbox e WHERE e.organization_id = o.organization_id "                          \
    "AND e.outbox_id < o.outbox_id AND e.state = 'waiting'))"

#define COLUMNS                                                                                    \
    "o.outbox_id, o.organization_id, o.kind, o.body, o.due_at_ms, o.leased_until_ms, o.tries, "    \
    "o.state, o.outcome, o.failure, o.created_at_ms, o.ended_at_ms, o.trace_parent"

static void read_row(db_query *query, region *memory, store_outbox_row *row) {
    row->id = db_column_integer(query, 0);
    row->organization_id = db_column_integer(query, 1);
    row->kind = region_copy(memory, db_column_text(query, 2));
    row->body_json = region_copy(memory, db_column_text(query, 3));
    row->due_at_ms = db_column_integer(query, 4);
    row->leased_until_ms = db_column_integer(query, 5);
    row->tries = db_column_integer(query, 6);
    row->state = read_state(db_column_text(query, 7));
    row->outcome_json = region_copy(memory, db_column_text(query, 8));
    row->failure = region_copy(memory, db_column_text(query, 9));
    row->created_at_ms = db_column_integer(query, 10);
    row->ended_at_ms = db_column_integer(query, 11);
    row->trace_parent = region_copy(memory, db_column_text(query, 12));
}

static size_t read_rows(db_query *query, size_t limit, region *memory, store_outbox_row **rows) {
    store_outbox_row *list = region_take(memory, limit * sizeof *list);
    size_t count = 0;
    while (list != NULL && count < limit && db_next(query)) {
        read_row(query, memory, &list[count++]);
    }
    db_close_query(query);
    *rows = list;
    return count;
}

size_t store_outbox_due(db *db, int64_t now_ms, size_t limit, region *memory,
                        store_outbox_row **rows) {
    db_query *query = DB_OPEN(db,
                              "SELECT " COLUMNS " FROM outbox o WHERE o.state = 'waiting' "
                              "AND o.due_at_ms <= ?1 AND o.leased_until_ms <= ?1 "
                              "AND " IS_FIRST " "
                              "ORDER BY o.due_at_ms, o.outbox_id LIMIT ?2",
                              db_integer(now_ms), db_integer((int64_t)limit));
    return read_rows(query, limit, memory, rows);
}

bool store_outbox_find(db *db, int64_t id, region *memory, store_outbox_row *row) {
    db_query *query =
        DB_OPEN(db, "SELECT " COLUMNS " FROM outbox o WHERE o.outbox_id = ?1", db_integer(id));
    bool found = db_next(query);
    if (found) read_row(query, memory, row);
    db_close_query(query);
    return found;
}

bool store_outbox_has_older(db *db, int64_t organization_id, int64_t id) {
    return DB_READ(db,
                   "SELECT 1 FROM outbox WHERE organization_id = ?1 AND outbox_id < ?2 "
                   "AND state = 'waiting' LIMIT 1",
                   0, db_integer(organization_id), db_integer(id)) != 0;
}

bool store_outbox_lease(db *db, int64_t id, int64_t now_ms, int64_t until_ms) {
    return DB_RUN(db,
                  "UPDATE outbox SET leased_until_ms = ?3 WHERE outbox_id = ?1 "
                  "AND state = 'waiting' AND leased_until_ms <= ?2",
                  db_integer(id), db_integer(now_ms), db_integer(until_ms)) == 1;
}

void store_outbox_update(db *db, const store_outbox_row *row) {
    (void)DB_RUN(db,
                 "UPDATE outbox SET state = ?2, tries = ?3, due_at_ms = ?4, leased_until_ms = 0, "
                 "outcome = ?5, failure = ?6, ended_at_ms = ?7 "
                 "WHERE outbox_id = ?1 AND state = 'waiting'",
                 db_integer(row->id), db_text(states[row->state]), db_integer(row->tries),
                 db_integer(row->due_at_ms), db_text_or_null(row->outcome_json),
                 db_text_or_null(row->failure), db_integer_or_null(row->ended_at_ms));
}

void store_outbox_forget_body(db *db, int64_t id) {
    (void)DB_RUN(db, "UPDATE outbox SET body = '{}' WHERE outbox_id = ?1", db_integer(id));
}

size_t store_outbox_dead(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                         region *memory, store_outbox_row **rows) {
    db_query *query =
        DB_OPEN(db,
                "SELECT " COLUMNS " FROM outbox o WHERE o.organization_id = ?1 "
                "AND o.state = 'dead' AND o.outbox_id < ?2 "
                "ORDER BY o.outbox_id DESC LIMIT ?3",
                db_integer(organization_id), db_integer(before_id), db_integer((int64_t)limit));
    return read_rows(query, limit, memory, rows);
}

bool store_outbox_revive(db *db, int64_t organization_id, int64_t id, int64_t now_ms) {
    return DB_RUN(db,
                  "UPDATE outbox SET state = 'waiting', tries = 0, due_at_ms = ?3, "
                  "leased_until_ms = 0, ended_at_ms = NULL "
                  "WHERE organization_id = ?1 AND outbox_id = ?2 AND state = 'dead'",
                  db_integer(organization_id), db_integer(id), db_integer(now_ms)) == 1;
}

int64_t store_outbox_next_due_ms(db *db) {
    return DB_READ(db,
                   "SELECT MIN(CASE WHEN o.due_at_ms > o.leased_until_ms THEN o.due_at_ms "
                   "ELSE o.leased_until_ms END) FROM outbox o WHERE o.state = 'waiting' "
                   "AND o.outbox_id > ?1 AND " IS_FIRST,
                   INT64_MAX, db_integer(0));
}

int64_t store_outbox_count(db *db, store_outbox_state state) {
    return DB_READ(db, "SELECT COUNT(*) FROM outbox WHERE state = ?1", 0, db_text(states[state]));
}

int64_t store_outbox_clean(db *db, int64_t before_ms, size_t limit) {
    return DB_RUN(db,
                  "DELETE FROM outbox WHERE outbox_id IN (SELECT outbox_id FROM outbox "
                  "WHERE state = 'done' AND ended_at_ms < ?1 ORDER BY outbox_id LIMIT ?2)",
                  db_integer(before_ms), db_integer((int64_t)limit));
}
