#include "store_usage.h"

#include <string.h>

static chatlet_str bytes_of(const uint8_t uuid[UUID_BYTES]) {
    return (chatlet_str){.data = (const char *)uuid, .size_bytes = UUID_BYTES};
}

static db_value name_value(const uint8_t uuid[UUID_BYTES]) { return db_bytes(bytes_of(uuid)); }

static void read_event(db_query *query, region *memory, store_usage_event *event) {
    chatlet_str id = db_column_text(query, 0);
    if (id.size_bytes == UUID_BYTES) memcpy(event->id, id.data, UUID_BYTES);
    event->bot_id = db_column_integer(query, 1);
    event->meter = region_copy(memory, db_column_text(query, 2));
    event->quantity = db_column_integer(query, 3);
    event->occurred_at_ms = db_column_integer(query, 4);
    event->received_at_ms = db_column_integer(query, 5);
    event->period_start_ms = db_column_integer(query, 6);
    chatlet_str corrects = db_column_text(query, 7);
    if (corrects.size_bytes == UUID_BYTES) memcpy(event->corrects, corrects.data, UUID_BYTES);
}

bool store_usage_find(db *db, int64_t organization_id, const uint8_t id[UUID_BYTES], region *memory,
                      store_usage_event *event) {
    db_query *query = DB_OPEN(db,
                              "SELECT event_id, bot_id, meter, quantity, occurred_at_ms, "
                              "received_at_ms, period_start_ms, corrects FROM usage_events "
                              "WHERE organization_id = ?1 AND event_id = ?2",
                              db_integer(organization_id), name_value(id));
    bool found = db_next(query);
    if (found) {
        *event = (store_usage_event){.organization_id = organization_id};
        read_event(query, memory, event);
    }
    db_close_query(query);
    return found;
}

int64_t store_usage_corrected(db *db, int64_t organization_id, const uint8_t id[UUID_BYTES]) {
    return DB_READ(db,
                   "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM usage_events "
                   "WHERE organization_id = ?1 AND corrects = ?2",
                   0, db_integer(organization_id), name_value(id));
}

void store_usage_undo(db *db, int64_t organization_id, const uint8_t id[UUID_BYTES]) {
    (void)DB_RUN(db, "DELETE FROM usage_events WHERE organization_id = ?1 AND event_id = ?2",
                 db_integer(organization_id), name_value(id));
}

/* The least UUIDv7 of a time: all below its 48 bits of milliseconds is zero. */
static void write_bound(int64_t time_ms, uint8_t bound[UUID_BYTES]) {
    memset(bound, 0, UUID_BYTES);
    if (time_ms < 0) time_ms = 0;
    for (int i = 0; i < 6; i++)
        bound[i] = (uint8_t)(time_ms >> (40 - 8 * i));
}

size_t store_usage_list_day(db *db, const store_usage_day_question *question, region *memory,
                            store_usage_event **events) {
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    int64_t start_ms = question->day * DAY_MS;
    int64_t end_ms = start_ms + DAY_MS;
    uint8_t low[UUID_BYTES];
    uint8_t high[UUID_BYTES];
    write_bound(start_ms - question->around_ms, low);
    write_bound(end_ms + question->around_ms, high);
    store_usage_event *list = region_take(memory, question->limit * sizeof *list);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT e.event_id, e.bot_id, e.meter, CAST(e.quantity + COALESCE((SELECT "
                "SUM(c.quantity) FROM usage_events c WHERE c.organization_id = e.organization_id "
                "AND c.corrects = e.event_id), 0) AS BIGINT) AS rest, e.occurred_at_ms, "
                "e.received_at_ms, e.period_start_ms, e.corrects FROM usage_events e "
                "WHERE e.organization_id = ?1 AND e.event_id >= ?2 AND e.event_id < ?3 "
                "AND e.meter = ?4 AND e.quantity > 0 AND e.occurred_at_ms >= ?5 "
                "AND e.occurred_at_ms < ?6 AND (?7 = 0 OR e.bot_id = ?7) AND e.quantity > "
                "-COALESCE((SELECT SUM(c.quantity) FROM usage_events c WHERE c.organization_id = "
                "e.organization_id AND c.corrects = e.event_id), 0) "
                "ORDER BY e.event_id LIMIT ?8",
                db_integer(question->organization_id), name_value(low), name_value(high),
                db_text(question->meter), db_integer(start_ms), db_integer(end_ms),
                db_integer(question->bot_id), db_integer((int64_t)question->limit));
    while (list != NULL && count < question->limit && db_next(query)) {
        list[count] = (store_usage_event){.organization_id = question->organization_id};
        read_event(query, memory, &list[count++]);
    }
    db_close_query(query);
    *events = list;
    return count;
}

/* --- sums --- */

void store_usage_add_day(db *db, const store_usage_key *key, int64_t quantity) {
    (void)DB_RUN(db,
                 "INSERT INTO usage_days (organization_id, meter, day, bot_id, quantity) "
                 "VALUES (?1, ?2, ?3, ?4, ?5) "
                 "ON CONFLICT (organization_id, meter, day, bot_id) "
                 "DO UPDATE SET quantity = usage_days.quantity + excluded.quantity",
                 db_integer(key->organization_id), db_text(key->meter), db_integer(key->day),
                 db_integer(key->bot_id), db_integer(quantity));
}

int64_t store_usage_add_period(db *db, const store_usage_key *key, int64_t quantity) {
    return DB_READ(db,
                   "INSERT INTO usage_periods (organization_id, meter, period_start_ms, quantity) "
                   "VALUES (?1, ?2, ?3, ?4) "
                   "ON CONFLICT (organization_id, meter, period_start_ms) "
                   "DO UPDATE SET quantity = usage_periods.quantity + excluded.quantity "
                   "RETURNING quantity",
                   0, db_integer(key->organization_id), db_text(key->meter),
                   db_integer(key->period_start_ms), db_integer(quantity));
}

void store_usage_read_period(db *db, const store_usage_key *key, store_usage_period *period) {
    *period = (store_usage_period){.quantity = 0};
    db_query *query = DB_OPEN(db,
                              "SELECT quantity, charged, reached_at_ms FROM usage_periods "
                              "WHERE organization_id = ?1 AND meter = ?2 AND period_start_ms = ?3",
                              db_integer(key->organization_id), db_text(key->meter),
                              db_integer(key->period_start_ms));
    if (db_next(query)) {
        *period = (store_usage_period){.quantity = db_column_integer(query, 0),
                                       .charged = db_column_integer(query, 1),
                                       .reached_at_ms = db_column_integer(query, 2)};
    }
    db_close_query(query);
}

void store_usage_set_charged(db *db, const store_usage_key *key, int64_t charged,
                             int64_t reached_at_ms) {
    (void)DB_RUN(db,
                 "UPDATE usage_periods SET charged = ?4, reached_at_ms = ?5 "
                 "WHERE organization_id = ?1 AND meter = ?2 AND period_start_ms = ?3",
                 db_integer(key->organization_id), db_text(key->meter),
                 db_integer(key->period_start_ms), db_integer(charged),
                 db_integer_or_null(reached_at_ms));
}

int64_t store_usage_sum_days(db *db, int64_t organization_id, chatlet_str meter, int64_t first_day,
                             int64_t last_day) {
    return DB_READ(db,
                   "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM usage_days "
                   "WHERE organization_id = ?1 AND meter = ?2 AND day >= ?3 AND day <= ?4",
                   0, db_integer(organization_id), db_text(meter), db_integer(first_day),
                   db_integer(last_day));
}

size_t store_usage_list(db *db, const store_usage_question *question, region *memory,
                        store_usage_line **lines) {
    store_usage_line *list = region_take(memory, question->limit * sizeof *list);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT meter, by_day, by_bot, CAST(SUM(quantity) AS BIGINT) FROM (SELECT meter, "
                "CASE WHEN ?6 = 1 THEN day ELSE 0 END AS by_day, "
                "CASE WHEN ?7 = 1 THEN bot_id ELSE 0 END AS by_bot, quantity FROM usage_days "
                "WHERE organization_id = ?1 AND (?2 = '' OR meter = ?2) AND day >= ?3 "
                "AND day <= ?4 AND (?5 = 0 OR bot_id = ?5)) AS parts "
                "GROUP BY meter, by_day, by_bot ORDER BY meter, by_day, by_bot LIMIT ?8",
                db_integer(question->organization_id), db_text(question->meter),
                db_integer(question->first_day), db_integer(question->last_day),
                db_integer(question->bot_id), db_boolean(question->by_day),
                db_boolean(question->by_bot), db_integer((int64_t)question->limit));
    while (list != NULL && count < question->limit && db_next(query)) {
        list[count++] = (store_usage_line){.meter = region_copy(memory, db_column_text(query, 0)),
                                           .day = db_column_integer(query, 1),
                                           .bot_id = db_column_integer(query, 2),
                                           .quantity = db_column_integer(query, 3)};
    }
    db_close_query(query);
    *lines = list;
    return count;
}

/* --- billing periods --- */

static void read_period(db_query *query, store_billing_period *period) {
    *period = (store_billing_period){.start_ms = db_column_integer(query, 0),
                                     .end_ms = db_column_integer(query, 1),
                                     .anchor_ms = db_column_integer(query, 2)};
}

bool store_billing_period_find(db *db, int64_t organization_id, int64_t at_ms,
                               store_billing_period *period) {
    db_query *query = DB_OPEN(db,
                              "SELECT start_ms, end_ms, anchor_ms FROM billing_periods "
                              "WHERE organization_id = ?1 AND start_ms <= ?2 "
                              "ORDER BY start_ms DESC LIMIT 1",
                              db_integer(organization_id), db_integer(at_ms));
    bool found = db_next(query);
    if (found) read_period(query, period);
    db_close_query(query);
    return found;
}

void store_billing_period_add(db *db, int64_t organization_id, const store_billing_period *period) {
    (void)DB_RUN(db,
                 "INSERT INTO billing_periods (organization_id, start_ms, end_ms, anchor_ms) "
                 "VALUES (?1, ?2, ?3, ?4)",
                 db_integer(organization_id), db_integer(period->start_ms),
                 db_integer(period->end_ms), db_integer(period->anchor_ms));
}

void store_billing_period_cut(db *db, int64_t organization_id, int64_t start_ms, int64_t end_ms) {
    (void)DB_RUN(db,
                 "UPDATE billing_periods SET end_ms = ?3 "
                 "WHERE organization_id = ?1 AND start_ms = ?2",
                 db_integer(organization_id), db_integer(start_ms), db_integer(end_ms));
}

size_t store_billing_period_list(db *db, int64_t organization_id, size_t limit, region *memory,
                                 store_billing_period **periods) {
    store_billing_period *list = region_take(memory, limit * sizeof *list);
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT start_ms, end_ms, anchor_ms FROM billing_periods "
                              "WHERE organization_id = ?1 ORDER BY start_ms DESC LIMIT ?2",
                              db_integer(organization_id), db_integer((int64_t)limit));
    while (list != NULL && count < limit && db_next(query))
        read_period(query, &list[count++]);
    db_close_query(query);
    *periods = list;
    return count;
}

/* --- what one visitor did on a day --- */

int64_t store_visitor_usage_read(db *db, const store_visitor_usage_key *key) {
    return DB_READ(db,
                   "SELECT quantity FROM visitor_usage WHERE organization_id = ?1 AND day = ?2 "
                   "AND visitor_id = ?3 AND meter = ?4",
                   0, db_integer(key->organization_id), db_integer(key->day),
                   db_integer(key->visitor_id), db_text(key->meter));
}

void store_visitor_usage_add(db *db, const store_visitor_usage_key *key, int64_t quantity) {
    (void)DB_RUN(db,
                 "INSERT INTO visitor_usage (organization_id, day, visitor_id, meter, quantity) "
                 "VALUES (?1, ?2, ?3, ?4, ?5) "
                 "ON CONFLICT (organization_id, day, visitor_id, meter) "
                 "DO UPDATE SET quantity = visitor_usage.quantity + excluded.quantity",
                 db_integer(key->organization_id), db_integer(key->day),
                 db_integer(key->visitor_id), db_text(key->meter), db_integer(quantity));
}

int64_t store_visitor_usage_purge(db *db, int64_t day) {
    return DB_RUN(db, "DELETE FROM visitor_usage WHERE day < ?1", db_integer(day));
}
