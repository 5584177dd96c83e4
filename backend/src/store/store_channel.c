#include "store_channel.h"

#include <string.h>

static const chatlet_str names[CHANNELS] = {[CHANNEL_DRAFT] = {"draft", 5},
                                            [CHANNEL_STAGING] = {"staging", 7},
                                            [CHANNEL_LIVE] = {"live", 4}};

chatlet_str store_channel_name(store_channel_kind kind) { return names[kind]; }

void store_channel_read(db *db, int64_t organization_id, int64_t bot_id, store_channel_kind kind,
                        store_channel *channel) {
    *channel = (store_channel){.kind = kind};
    db_query *query =
        DB_OPEN(db,
                "SELECT c.version_id, v.number, c.version, c.changed_at_ms "
                "FROM bot_channels c LEFT JOIN bot_versions v "
                "ON v.version_id = c.version_id WHERE c.organization_id = ?1 "
                "AND c.bot_id = ?2 AND c.channel = ?3",
                db_integer(organization_id), db_integer(bot_id), db_text(names[kind]));
    if (db_next(query)) {
        channel->version_id = db_column_integer(query, 0);
        channel->number = db_column_integer(query, 1);
        channel->version = db_column_integer(query, 2);
        channel->changed_at_ms = db_column_integer(query, 3);
    }
    db_close_query(query);
}

void store_channel_set(db *db, int64_t organization_id, int64_t bot_id, store_channel_kind kind,
                       const store_channel_line *line) {
    db_value channel = db_text(names[kind]);
    (void)DB_RUN(db,
                 "INSERT INTO bot_channels (bot_id, channel, organization_id, version_id, "
                 "changed_at_ms) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (bot_id, channel) "
                 "DO UPDATE SET version_id = excluded.version_id, "
                 "changed_at_ms = excluded.changed_at_ms, version = bot_channels.version + 1",
                 db_integer(bot_id), channel, db_integer(organization_id),
                 db_integer_or_null(line->version_id), db_integer(line->began_at_ms));
    (void)DB_RUN(db,
                 "UPDATE channel_history SET ended_at_ms = ?4 WHERE organization_id = ?1 "
                 "AND bot_id = ?2 AND channel = ?3 AND ended_at_ms IS NULL",
                 db_integer(organization_id), db_integer(bot_id), channel,
                 db_integer(line->began_at_ms));
    (void)DB_RUN(db,
                 "INSERT INTO channel_history (history_id, organization_id, bot_id, channel, "
                 "version_id, number, by_kind, by_id, began_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                 db_integer(line->id), db_integer(organization_id), db_integer(bot_id), channel,
                 db_integer_or_null(line->version_id), db_integer_or_null(line->number),
                 db_text(line->by_kind), db_integer_or_null(line->by_id),
                 db_integer(line->began_at_ms));
}

size_t store_channel_history(db *db, int64_t organization_id, int64_t bot_id,
                             store_channel_kind kind, int64_t before_id, size_t limit,
                             region *memory, store_channel_line **lines) {
    store_channel_line *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT history_id, version_id, number, by_kind, by_id, "
                              "began_at_ms, ended_at_ms FROM channel_history "
                              "WHERE organization_id = ?1 AND bot_id = ?2 AND channel = ?3 "
                              "AND history_id < ?4 ORDER BY history_id DESC LIMIT ?5",
                              db_integer(organization_id), db_integer(bot_id), db_text(names[kind]),
                              db_integer(before_id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query)) {
        store_channel_line *row = &rows[count++];
        row->id = db_column_integer(query, 0);
        row->version_id = db_column_integer(query, 1);
        row->number = db_column_integer(query, 2);
        row->by_kind = region_copy(memory, db_column_text(query, 3));
        row->by_id = db_column_integer(query, 4);
        row->began_at_ms = db_column_integer(query, 5);
        row->ended_at_ms = db_column_integer(query, 6);
    }
    db_close_query(query);
    *lines = rows;
    return count;
}

int64_t store_channel_previous(db *db, int64_t organization_id, int64_t bot_id,
                               store_channel_kind kind) {
    return DB_READ(db,
                   "SELECT h.version_id FROM channel_history h WHERE h.organization_id = ?1 "
                   "AND h.bot_id = ?2 AND h.channel = ?3 AND h.version_id IS NOT NULL "
                   "AND NOT EXISTS (SELECT 1 FROM bot_channels c WHERE c.bot_id = h.bot_id "
                   "AND c.channel = h.channel AND c.version_id = h.version_id) "
                   "ORDER BY h.history_id DESC LIMIT 1",
                   0, db_integer(organization_id), db_integer(bot_id), db_text(names[kind]));
}

int64_t store_channel_last_change(db *db) {
    /* Archiving a bot takes it down without a line of history. */
    return DB_READ(db,
                   "SELECT COALESCE(MAX(history_id), 0) FROM channel_history WHERE history_id > ?1",
                   0, db_integer(0)) +
           DB_READ(db, "SELECT COUNT(*) FROM bots WHERE archived_at_ms > ?1", 0, db_integer(0));
}

size_t store_channel_live_versions(db *db, int64_t after_bot_id, size_t limit, region *memory,
                                   store_live_version **list) {
    store_live_version *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT c.organization_id, c.bot_id, c.version_id "
                              "FROM bot_channels c JOIN bots b ON b.bot_id = c.bot_id "
                              "WHERE c.channel = 'live' AND c.bot_id > ?1 "
                              "AND c.version_id IS NOT NULL AND b.archived_at_ms IS NULL "
                              "ORDER BY c.bot_id LIMIT ?2",
                              db_integer(after_bot_id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query)) {
        rows[count].organization_id = db_column_integer(query, 0);
        rows[count].bot_id = db_column_integer(query, 1);
        rows[count++].version_id = db_column_integer(query, 2);
    }
    db_close_query(query);
    *list = rows;
    return count;
}

static bool read_file(db_query *query, store_published_file *file) {
    bool found = db_next(query);
    if (found) {
        chatlet_str hash = db_column_text(query, 1);
        file->organization_id = db_column_integer(query, 0);
        if (hash.size_bytes == STORE_SHA256_BYTES) memcpy(file->sha256, hash.data, hash.size_bytes);
    }
    db_close_query(query);
    return found;
}

bool store_channel_find_file(db *db, int64_t bot_id, store_channel_kind kind, chatlet_str name,
                             int64_t since_ms, store_published_file *file) {
    file->is_current = true;
    if (read_file(DB_OPEN(db,
                          "SELECT f.organization_id, f.sha256 FROM bot_channels c "
                          "JOIN bots b ON b.bot_id = c.bot_id AND b.archived_at_ms IS NULL "
                          "JOIN version_files f ON f.version_id = c.version_id "
                          "WHERE c.bot_id = ?1 AND c.channel = ?2 AND f.name = ?3",
                          db_integer(bot_id), db_text(names[kind]), db_text(name)),
                  file))
        return true;
    file->is_current = false;
    return read_file(DB_OPEN(db,
                             "SELECT f.organization_id, f.sha256 FROM channel_history h "
                             "JOIN bots b ON b.bot_id = h.bot_id AND b.archived_at_ms IS NULL "
                             "JOIN version_files f ON f.version_id = h.version_id "
                             "WHERE h.bot_id = ?1 AND h.channel = ?2 AND f.name = ?3 "
                             "AND (h.ended_at_ms IS NULL OR h.ended_at_ms > ?4) "
                             "ORDER BY h.history_id DESC LIMIT 1",
                             db_integer(bot_id), db_text(names[kind]), db_text(name),
                             db_integer(since_ms)),
                     file);
}
