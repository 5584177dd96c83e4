#include "store_analytics.h"

void store_analytics_add(db *db, store_analytics_key key, chatlet_str measure, int64_t quantity) {
    (void)DB_RUN(db,
                 "INSERT INTO analytics_days (organization_id, bot_id, day, measure, quantity) "
                 "VALUES (?1, ?2, ?3, ?4, ?5) "
                 "ON CONFLICT (organization_id, bot_id, day, measure) "
                 "DO UPDATE SET quantity = analytics_days.quantity + excluded.quantity",
                 db_integer(key.organization_id), db_integer(key.bot_id), db_integer(key.day),
                 db_text(measure), db_integer(quantity));
}

static bool has_room(db *db, store_analytics_key key) {
    return DB_READ(db,
                   "SELECT COUNT(*) FROM analytics_nodes "
                   "WHERE organization_id = ?1 AND bot_id = ?2 AND day = ?3",
                   0, db_integer(key.organization_id), db_integer(key.bot_id),
                   db_integer(key.day)) < STORE_NODES_PER_DAY_MAX;
}

void store_analytics_add_node(db *db, store_analytics_key key, chatlet_str node, int64_t entries,
                              int64_t ends) {
    const int64_t changed =
        DB_RUN(db,
               "UPDATE analytics_nodes SET entries = entries + ?5, ends = ends + ?6 "
               "WHERE organization_id = ?1 AND bot_id = ?2 AND day = ?3 AND node = ?4",
               db_integer(key.organization_id), db_integer(key.bot_id), db_integer(key.day),
               db_text(node), db_integer(entries), db_integer(ends));
    if (changed > 0 || !has_room(db, key)) return;
    (void)DB_RUN(db,
                 "INSERT INTO analytics_nodes (organization_id, bot_id, day, node, entries, ends) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (organization_id, bot_id, day, node) "
                 "DO UPDATE SET entries = analytics_nodes.entries + excluded.entries, "
                 "ends = analytics_nodes.ends + excluded.ends",
                 db_integer(key.organization_id), db_integer(key.bot_id), db_integer(key.day),
                 db_text(node), db_integer(entries), db_integer(ends));
}

bool store_analytics_visitor_is_new(db *db, store_analytics_key key, int64_t visitor_id) {
    return DB_RUN(db,
                  "INSERT INTO visitor_days (bot_id, day, visitor_id) "
                  "SELECT v.bot_id, ?3, v.visitor_id FROM visitors v "
                  "WHERE v.organization_id = ?1 AND v.bot_id = ?2 AND v.visitor_id = ?4 "
                  "ON CONFLICT (bot_id, day, visitor_id) DO NOTHING",
                  db_integer(key.organization_id), db_integer(key.bot_id), db_integer(key.day),
                  db_integer(visitor_id)) == 1;
}

size_t store_analytics_list(db *db, int64_t organization_id, int64_t bot_id, int64_t from_day,
                            int64_t to_day, size_t limit, region *memory,
                            store_analytics_figure **figures) {
    store_analytics_figure *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT day, measure, CAST(SUM(quantity) AS BIGINT) FROM analytics_days "
                "WHERE organization_id = ?1 AND (?2 = 0 OR bot_id = ?2) AND day >= ?3 AND day < ?4 "
                "GROUP BY day, measure ORDER BY day, measure LIMIT ?5",
                db_integer(organization_id), db_integer(bot_id), db_integer(from_day),
                db_integer(to_day), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] =
            (store_analytics_figure){.day = db_column_integer(query, 0),
                                     .measure = region_copy(memory, db_column_text(query, 1)),
                                     .quantity = db_column_integer(query, 2)};
    db_close_query(query);
    *figures = rows;
    return count;
}

size_t store_analytics_nodes(db *db, int64_t organization_id, int64_t bot_id, int64_t from_day,
                             int64_t to_day, size_t limit, region *memory,
                             store_analytics_node **nodes) {
    store_analytics_node *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT node, CAST(SUM(entries) AS BIGINT) AS entered, CAST(SUM(ends) AS BIGINT) "
                "FROM analytics_nodes "
                "WHERE organization_id = ?1 AND bot_id = ?2 AND day >= ?3 AND day < ?4 "
                "GROUP BY node ORDER BY entered DESC, node LIMIT ?5",
                db_integer(organization_id), db_integer(bot_id), db_integer(from_day),
                db_integer(to_day), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] =
            (store_analytics_node){.node = region_copy(memory, db_column_text(query, 0)),
                                   .entries = db_column_integer(query, 1),
                                   .ends = db_column_integer(query, 2)};
    db_close_query(query);
    *nodes = rows;
    return count;
}
