#include "store_bot.h"

#define COLUMNS                                                                                    \
    "b.bot_id, b.organization_id, b.slug, b.name, b.settings, b.stores_conversations, "            \
    "b.retention_days, b.identity_generation, b.identity_previous_until_ms, "                      \
    "b.preview_generation, b.last_number, b.version, b.created_at_ms, b.updated_at_ms, "           \
    "b.archived_at_ms, v.number "

#define FROM                                                                                       \
    "FROM bots b LEFT JOIN bot_channels c ON c.bot_id = b.bot_id AND c.channel = 'live' "          \
    "LEFT JOIN bot_versions v ON v.version_id = c.version_id "

static void read_row(db_query *query, region *memory, store_bot *bot) {
    bot->id = db_column_integer(query, 0);
    bot->organization_id = db_column_integer(query, 1);
    bot->slug = region_copy(memory, db_column_text(query, 2));
    bot->name = region_copy(memory, db_column_text(query, 3));
    bot->settings_json = region_copy(memory, db_column_text(query, 4));
    bot->stores_conversations = db_column_integer(query, 5) != 0;
    bot->retention_days = (uint32_t)db_column_integer(query, 6);
    bot->identity_generation = db_column_integer(query, 7);
    bot->identity_previous_until_ms = db_column_integer(query, 8);
    bot->preview_generation = db_column_integer(query, 9);
    bot->last_number = db_column_integer(query, 10);
    bot->version = db_column_integer(query, 11);
    bot->created_at_ms = db_column_integer(query, 12);
    bot->updated_at_ms = db_column_integer(query, 13);
    bot->archived_at_ms = db_column_integer(query, 14);
    bot->live_number = db_column_integer(query, 15);
}

static bool read_one(db_query *query, region *memory, store_bot *bot) {
    bool found = db_next(query);
    if (found) read_row(query, memory, bot);
    db_close_query(query);
    return found;
}

bool store_bot_add(db *db, const store_bot *bot) {
    return DB_RUN(db,
                  "INSERT INTO bots (bot_id, organization_id, slug, name, settings, "
                  "stores_conversations, retention_days, created_at_ms, updated_at_ms) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) "
                  "ON CONFLICT (organization_id, slug) WHERE archived_at_ms IS NULL DO NOTHING",
                  db_integer(bot->id), db_integer(bot->organization_id), db_text(bot->slug),
                  db_text(bot->name), db_text(bot->settings_json),
                  db_boolean(bot->stores_conversations), db_integer(bot->retention_days),
                  db_integer(bot->created_at_ms)) == 1;
}

bool store_bot_find(db *db, int64_t organization_id, int64_t bot_id, region *memory,
                    store_bot *bot) {
    return read_one(DB_OPEN(db,
                            "SELECT " COLUMNS FROM "WHERE b.organization_id = ?1 AND b.bot_id = ?2",
                            db_integer(organization_id), db_integer(bot_id)),
                    memory, bot);
}

bool store_bot_find_public(db *db, int64_t bot_id, region *memory, store_bot *bot) {
    return read_one(
        DB_OPEN(db, "SELECT " COLUMNS FROM "WHERE b.bot_id = ?1 AND b.archived_at_ms IS NULL",
                db_integer(bot_id)),
        memory, bot);
}

bool store_bot_find_slug(db *db, int64_t organization_id, chatlet_str slug, region *memory,
                         store_bot *bot) {
    return read_one(DB_OPEN(db,
                            "SELECT " COLUMNS FROM "WHERE b.organization_id = ?1 AND b.slug = ?2 "
                            "AND b.archived_at_ms IS NULL",
                            db_integer(organization_id), db_text(slug)),
                    memory, bot);
}

/* Asked before the row is written: a refused UPDATE would end the transaction. Two at once meet the
 * index, and the later one is a conflict all the same. */
static bool is_slug_taken(db *db, const store_bot *bot) {
    return DB_READ(db,
                   "SELECT 1 FROM bots WHERE organization_id = ?1 AND slug = ?2 AND bot_id <> ?3 "
                   "AND archived_at_ms IS NULL",
                   0, db_integer(bot->organization_id), db_text(bot->slug),
                   db_integer(bot->id)) != 0;
}

bool store_bot_update(db *db, store_bot *bot) {
    if (bot->archived_at_ms == 0 && is_slug_taken(db, bot)) return false;
    (void)DB_RUN(db,
                 "UPDATE bots SET slug = ?3, name = ?4, settings = ?5, stores_conversations = ?6, "
                 "retention_days = ?7, identity_generation = ?8, identity_previous_until_ms = ?9, "
                 "preview_generation = ?10, updated_at_ms = ?11, archived_at_ms = ?12, "
                 "version = version + 1 WHERE organization_id = ?1 AND bot_id = ?2",
                 db_integer(bot->organization_id), db_integer(bot->id), db_text(bot->slug),
                 db_text(bot->name), db_text(bot->settings_json),
                 db_boolean(bot->stores_conversations), db_integer(bot->retention_days),
                 db_integer(bot->identity_generation), db_integer(bot->identity_previous_until_ms),
                 db_integer(bot->preview_generation), db_integer(bot->updated_at_ms),
                 db_integer_or_null(bot->archived_at_ms));
    bot->version++;
    return true;
}

size_t store_bot_list(db *db, int64_t organization_id, bool archived, int64_t before_id,
                      size_t limit, region *memory, store_bot **bots) {
    store_bot *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT " COLUMNS FROM "WHERE b.organization_id = ?1 AND b.bot_id < ?2 AND "
                "CASE WHEN b.archived_at_ms IS NULL THEN 0 ELSE 1 END = ?3 "
                "ORDER BY b.bot_id DESC LIMIT ?4",
                db_integer(organization_id), db_integer(before_id), db_boolean(archived),
                db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        read_row(query, memory, &rows[count++]);
    db_close_query(query);
    *bots = rows;
    return count;
}

int64_t store_bot_count(db *db, int64_t organization_id) {
    return DB_READ(
        db, "SELECT COUNT(*) FROM bots WHERE organization_id = ?1 AND archived_at_ms IS NULL", 0,
        db_integer(organization_id));
}

bool store_bot_is_of(db *db, int64_t organization_id, int64_t bot_id) {
    return DB_READ(db,
                   "SELECT 1 FROM bots WHERE organization_id = ?1 AND bot_id = ?2 "
                   "AND archived_at_ms IS NULL",
                   0, db_integer(organization_id), db_integer(bot_id)) != 0;
}

int64_t store_bot_next_number(db *db, int64_t organization_id, int64_t bot_id) {
    return DB_READ(db,
                   "UPDATE bots SET last_number = last_number + 1 "
                   "WHERE organization_id = ?1 AND bot_id = ?2 RETURNING last_number",
                   0, db_integer(organization_id), db_integer(bot_id));
}

size_t store_bot_origins(db *db, int64_t organization_id, int64_t bot_id, region *memory,
                         chatlet_str **origins) {
    chatlet_str *rows = region_take(memory, STORE_BOT_ORIGINS_MAX * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT origin FROM bot_origins "
                "WHERE organization_id = ?1 AND bot_id = ?2 ORDER BY origin LIMIT ?3",
                db_integer(organization_id), db_integer(bot_id), db_integer(STORE_BOT_ORIGINS_MAX));
    while (rows != NULL && count < STORE_BOT_ORIGINS_MAX && db_next(query))
        rows[count++] = region_copy(memory, db_column_text(query, 0));
    db_close_query(query);
    *origins = rows;
    return count;
}

void store_bot_set_origins(db *db, int64_t organization_id, int64_t bot_id,
                           const chatlet_str *origins, size_t count) {
    (void)DB_RUN(db, "DELETE FROM bot_origins WHERE organization_id = ?1 AND bot_id = ?2",
                 db_integer(organization_id), db_integer(bot_id));
    for (size_t i = 0; i < count; i++) {
        (void)DB_RUN(db,
                     "INSERT INTO bot_origins (bot_id, origin, organization_id) "
                     "VALUES (?1, ?2, ?3) ON CONFLICT (bot_id, origin) DO NOTHING",
                     db_integer(bot_id), db_text(origins[i]), db_integer(organization_id));
    }
}

bool store_bot_has_origin(db *db, int64_t bot_id, chatlet_str origin, chatlet_str pattern) {
    return DB_READ(db,
                   "SELECT 1 FROM bot_origins o JOIN bots b ON b.bot_id = o.bot_id "
                   "WHERE o.bot_id = ?1 AND (o.origin = ?2 OR o.origin = ?3) "
                   "AND b.archived_at_ms IS NULL LIMIT 1",
                   0, db_integer(bot_id), db_text(origin), db_text(pattern)) != 0;
}
