/* Events of usage are added in two ways that do the same: each dialect has the one that is fast. */
#include "../store_usage.h"

#include <string.h>

static db_value name_value(const uint8_t uuid[UUID_BYTES]) {
    return db_bytes((chatlet_str){.data = (const char *)uuid, .size_bytes = UUID_BYTES});
}

static db_value corrects_value(const store_usage_event *event) {
    return uuid_is_zero(event->corrects) ? db_null() : name_value(event->corrects);
}

static bool add_one(db *db, const store_usage_event *event) {
    return DB_RUN(db,
                  "INSERT INTO usage_events (organization_id, event_id, bot_id, meter, quantity, "
                  "occurred_at_ms, received_at_ms, period_start_ms, corrects) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                  "ON CONFLICT (organization_id, event_id) DO NOTHING",
                  db_integer(event->organization_id), name_value(event->id),
                  db_integer(event->bot_id), db_text(event->meter), db_integer(event->quantity),
                  db_integer(event->occurred_at_ms), db_integer(event->received_at_ms),
                  db_integer(event->period_start_ms), corrects_value(event)) > 0;
}

/* A round trip for each row is most of what PostgreSQL takes, so there many go in one statement;
 * SQLite has no trips, and is faster one by one. */
enum { CHUNK_ROWS = 32, CHUNK_COLUMNS = 9, CHUNK_LEAST = 3 };

#define ROW(a, b, c, d, e, f, g, h, i)                                                             \
    "(?" #a ", ?" #b ", ?" #c ", ?" #d ", ?" #e ", ?" #f ", ?" #g ", ?" #h ", ?" #i ")"

/* The numbers of its parameters, a row a line. */
/* clang-format off */
static const char chunk_sql[] =
    "INSERT INTO usage_events (organization_id, event_id, bot_id, meter, quantity, "
    "occurred_at_ms, received_at_ms, period_start_ms, corrects) VALUES "
    ROW(1, 2, 3, 4, 5, 6, 7, 8, 9)
    ", " ROW(10, 11, 12, 13, 14, 15, 16, 17, 18)
    ", " ROW(19, 20, 21, 22, 23, 24, 25, 26, 27)
    ", " ROW(28, 29, 30, 31, 32, 33, 34, 35, 36)
    ", " ROW(37, 38, 39, 40, 41, 42, 43, 44, 45)
    ", " ROW(46, 47, 48, 49, 50, 51, 52, 53, 54)
    ", " ROW(55, 56, 57, 58, 59, 60, 61, 62, 63)
    ", " ROW(64, 65, 66, 67, 68, 69, 70, 71, 72)
    ", " ROW(73, 74, 75, 76, 77, 78, 79, 80, 81)
    ", " ROW(82, 83, 84, 85, 86, 87, 88, 89, 90)
    ", " ROW(91, 92, 93, 94, 95, 96, 97, 98, 99)
    ", " ROW(100, 101, 102, 103, 104, 105, 106, 107, 108)
    ", " ROW(109, 110, 111, 112, 113, 114, 115, 116, 117)
    ", " ROW(118, 119, 120, 121, 122, 123, 124, 125, 126)
    ", " ROW(127, 128, 129, 130, 131, 132, 133, 134, 135)
    ", " ROW(136, 137, 138, 139, 140, 141, 142, 143, 144)
    ", " ROW(145, 146, 147, 148, 149, 150, 151, 152, 153)
    ", " ROW(154, 155, 156, 157, 158, 159, 160, 161, 162)
    ", " ROW(163, 164, 165, 166, 167, 168, 169, 170, 171)
    ", " ROW(172, 173, 174, 175, 176, 177, 178, 179, 180)
    ", " ROW(181, 182, 183, 184, 185, 186, 187, 188, 189)
    ", " ROW(190, 191, 192, 193, 194, 195, 196, 197, 198)
    ", " ROW(199, 200, 201, 202, 203, 204, 205, 206, 207)
    ", " ROW(208, 209, 210, 211, 212, 213, 214, 215, 216)
    ", " ROW(217, 218, 219, 220, 221, 222, 223, 224, 225)
    ", " ROW(226, 227, 228, 229, 230, 231, 232, 233, 234)
    ", " ROW(235, 236, 237, 238, 239, 240, 241, 242, 243)
    ", " ROW(244, 245, 246, 247, 248, 249, 250, 251, 252)
    ", " ROW(253, 254, 255, 256, 257, 258, 259, 260, 261)
    ", " ROW(262, 263, 264, 265, 266, 267, 268, 269, 270)
    ", " ROW(271, 272, 273, 274, 275, 276, 277, 278, 279)
    ", " ROW(280, 281, 282, 283, 284, 285, 286, 287, 288)
    " ON CONFLICT (organization_id, event_id) DO NOTHING RETURNING organization_id, event_id";
/* clang-format on */

static void fill_values(const store_usage_event *event, db_value values[CHUNK_COLUMNS]) {
    values[0] = db_integer(event->organization_id);
    values[1] = name_value(event->id);
    values[2] = db_integer(event->bot_id);
    values[3] = db_text(event->meter);
    values[4] = db_integer(event->quantity);
    values[5] = db_integer(event->occurred_at_ms);
    values[6] = db_integer(event->received_at_ms);
    values[7] = db_integer(event->period_start_ms);
    values[8] = corrects_value(event);
}

static void note_new(const store_usage_event *events, size_t count, bool *is_new,
                     int64_t organization_id, chatlet_str id) {
    for (size_t i = 0; i < count; i++) {
        if (is_new[i] || events[i].organization_id != organization_id) continue;
        if (id.size_bytes != UUID_BYTES || memcmp(events[i].id, id.data, UUID_BYTES) != 0) continue;
        is_new[i] = true;
        return;
    }
}

/* At most CHUNK_ROWS; the last stands in for what is missing, which changes nothing. */
static void add_chunk(db *db, const store_usage_event *events, size_t count, bool *is_new) {
    db_value values[CHUNK_ROWS * CHUNK_COLUMNS];
    for (size_t i = 0; i < CHUNK_ROWS; i++)
        fill_values(&events[i < count ? i : count - 1], values + i * CHUNK_COLUMNS);
    for (size_t i = 0; i < count; i++)
        is_new[i] = false;
    db_query *query = db_open_query(db, chunk_sql, values, CHUNK_ROWS * CHUNK_COLUMNS);
    while (db_next(query)) {
        note_new(events, count, is_new, db_column_integer(query, 0), db_column_text(query, 1));
    }
    db_close_query(query);
}

void store_usage_add(db *db, const store_usage_event *events, size_t count, bool *is_new) {
    size_t at = 0;
    while (db_get_dialect(db) == DB_DIALECT_POSTGRES && count - at >= CHUNK_LEAST) {
        size_t rows = count - at < CHUNK_ROWS ? count - at : CHUNK_ROWS;
        add_chunk(db, events + at, rows, is_new + at);
        at += rows;
    }
    for (; at < count; at++)
        is_new[at] = add_one(db, &events[at]);
}
