#include "store_version.h"

#include <string.h>

#define COLUMNS                                                                                    \
    "version_id, organization_id, bot_id, number, hash, file_count, size_bytes, bundle_id, "       \
    "title, locale, locale_count, document_count, passage_count, note, uploaded_by_kind, "         \
    "uploaded_by_id, created_at_ms "

static db_value hash_value(const uint8_t hash[STORE_SHA256_BYTES]) {
    return db_bytes((chatlet_str){.data = (const char *)hash, .size_bytes = STORE_SHA256_BYTES});
}

static void read_hash(db_query *query, int column, uint8_t hash[STORE_SHA256_BYTES]) {
    chatlet_str bytes = db_column_text(query, column);
    if (bytes.size_bytes == STORE_SHA256_BYTES) memcpy(hash, bytes.data, bytes.size_bytes);
}

static void read_row(db_query *query, region *memory, store_version *version) {
    version->id = db_column_integer(query, 0);
    version->organization_id = db_column_integer(query, 1);
    version->bot_id = db_column_integer(query, 2);
    version->number = db_column_integer(query, 3);
    read_hash(query, 4, version->hash);
    version->file_count = db_column_integer(query, 5);
    version->size_bytes = db_column_integer(query, 6);
    version->bundle_id = region_copy(memory, db_column_text(query, 7));
    version->title = region_copy(memory, db_column_text(query, 8));
    version->locale = region_copy(memory, db_column_text(query, 9));
    version->locale_count = db_column_integer(query, 10);
    version->document_count = db_column_integer(query, 11);
    version->passage_count = db_column_integer(query, 12);
    version->note = region_copy(memory, db_column_text(query, 13));
    version->uploaded_by_kind = region_copy(memory, db_column_text(query, 14));
    version->uploaded_by_id = db_column_integer(query, 15);
    version->created_at_ms = db_column_integer(query, 16);
}

static bool read_one(db_query *query, region *memory, store_version *version) {
    bool found = db_next(query);
    if (found) read_row(query, memory, version);
    db_close_query(query);
    return found;
}

void store_version_add(db *db, const store_version *version) {
    (void)DB_RUN(
        db,
        "INSERT INTO bot_versions (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
        "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        db_integer(version->id), db_integer(version->organization_id), db_integer(version->bot_id),
        db_integer(version->number), hash_value(version->hash), db_integer(version->file_count),
        db_integer(version->size_bytes), db_text(version->bundle_id), db_text(version->title),
        db_text(version->locale), db_integer(version->locale_count),
        db_integer(version->document_count), db_integer(version->passage_count),
        db_text(version->note), db_text(version->uploaded_by_kind),
        db_integer_or_null(version->uploaded_by_id), db_integer(version->created_at_ms));
}

void store_version_add_file(db *db, int64_t organization_id, int64_t version_id,
                            const store_version_file *file) {
    (void)DB_RUN(db,
                 "INSERT INTO version_files (version_id, name, organization_id, sha256, "
                 "size_bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
                 db_integer(version_id), db_text(file->name), db_integer(organization_id),
                 hash_value(file->sha256), db_integer(file->size_bytes));
}

bool store_version_find(db *db, int64_t organization_id, int64_t bot_id, int64_t version_id,
                        region *memory, store_version *version) {
    return read_one(DB_OPEN(db,
                            "SELECT " COLUMNS "FROM bot_versions WHERE organization_id = ?1 "
                            "AND bot_id = ?2 AND version_id = ?3",
                            db_integer(organization_id), db_integer(bot_id),
                            db_integer(version_id)),
                    memory, version);
}

bool store_version_find_hash(db *db, int64_t organization_id, int64_t bot_id,
                             const uint8_t hash[STORE_SHA256_BYTES], region *memory,
                             store_version *version) {
    return read_one(DB_OPEN(db,
                            "SELECT " COLUMNS "FROM bot_versions WHERE organization_id = ?1 "
                            "AND bot_id = ?2 AND hash = ?3 ORDER BY version_id DESC LIMIT 1",
                            db_integer(organization_id), db_integer(bot_id), hash_value(hash)),
                    memory, version);
}

size_t store_version_list(db *db, int64_t organization_id, int64_t bot_id, int64_t before_id,
                          size_t limit, region *memory, store_version **versions) {
    store_version *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT " COLUMNS "FROM bot_versions WHERE organization_id = ?1 "
                              "AND bot_id = ?2 AND version_id < ?3 "
                              "ORDER BY version_id DESC LIMIT ?4",
                              db_integer(organization_id), db_integer(bot_id),
                              db_integer(before_id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        read_row(query, memory, &rows[count++]);
    db_close_query(query);
    *versions = rows;
    return count;
}

size_t store_version_files(db *db, int64_t organization_id, int64_t version_id,
                           chatlet_str after_name, size_t limit, region *memory,
                           store_version_file **files) {
    store_version_file *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT name, sha256, size_bytes FROM version_files "
                              "WHERE organization_id = ?1 AND version_id = ?2 AND name > ?3 "
                              "ORDER BY name LIMIT ?4",
                              db_integer(organization_id), db_integer(version_id),
                              db_text(after_name), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query)) {
        rows[count].name = region_copy(memory, db_column_text(query, 0));
        read_hash(query, 1, rows[count].sha256);
        rows[count++].size_bytes = db_column_integer(query, 2);
    }
    db_close_query(query);
    *files = rows;
    return count;
}

/* A version that is in a channel now has a line of history without an end. */
#define IS_USED                                                                                    \
    "EXISTS (SELECT 1 FROM channel_history h WHERE h.version_id = v.version_id "                   \
    "AND (h.ended_at_ms IS NULL OR h.ended_at_ms > ?3))"

bool store_version_is_used(db *db, int64_t organization_id, int64_t version_id, int64_t since_ms) {
    return DB_READ(db,
                   "SELECT 1 FROM bot_versions v WHERE v.organization_id = ?1 "
                   "AND v.version_id = ?2 AND " IS_USED,
                   0, db_integer(organization_id), db_integer(version_id),
                   db_integer(since_ms)) != 0;
}

void store_version_remove(db *db, int64_t organization_id, int64_t version_id) {
    (void)DB_RUN(db, "DELETE FROM bot_versions WHERE organization_id = ?1 AND version_id = ?2",
                 db_integer(organization_id), db_integer(version_id));
}

int64_t store_version_prune(db *db, int64_t organization_id, int64_t bot_id, int64_t keep,
                            int64_t since_ms) {
    return DB_RUN(db,
                  "DELETE FROM bot_versions WHERE version_id IN ("
                  "SELECT v.version_id FROM bot_versions v WHERE v.organization_id = ?1 "
                  "AND v.bot_id = ?2 AND NOT " IS_USED
                  " AND (SELECT COUNT(*) FROM bot_versions n WHERE n.bot_id = v.bot_id "
                  "AND n.version_id > v.version_id) >= ?4)",
                  db_integer(organization_id), db_integer(bot_id), db_integer(since_ms),
                  db_integer(keep));
}
