#include "migrate.h"

#include "migration_files.h"

#include <string.h>

enum { NUMBER_DIGITS = 4, LIST_TRIES = 5 };

static const char *folder_of(db_dialect dialect) {
    return dialect == DB_DIALECT_SQLITE ? "sqlite/" : "postgres/";
}

/* Whether `file` is of `dialect`; fills in *one then. Names are "<dialect>/NNNN_name.sql". */
static bool read_file(const embedded_file *file, db_dialect dialect, migration *one) {
    const char *folder = folder_of(dialect);
    size_t folder_bytes = strlen(folder);
    if (strncmp(file->name, folder, folder_bytes) != 0) return false;
    const char *name = file->name + folder_bytes;
    const char *end = strrchr(name, '.');
    if (end == NULL || end - name <= NUMBER_DIGITS) return false;
    uint32_t number = 0;
    for (int i = 0; i < NUMBER_DIGITS; i++)
        number = number * 10 + (uint32_t)(name[i] - '0');
    *one = (migration){.number = number,
                       .name = {.data = name, .size_bytes = (size_t)(end - name)},
                       .sql = {.data = (const char *)file->bytes, .size_bytes = file->size_bytes}};
    return true;
}

/* Numbers may have gaps while several people add files; what counts is their order. */
uint32_t migration_count(db_dialect dialect) {
    uint32_t count = 0;
    migration one;
    for (size_t i = 0; i < migration_file_count; i++) {
        if (read_file(&migration_files[i], dialect, &one)) count++;
    }
    return count;
}

bool migration_get(db_dialect dialect, uint32_t index, migration *one) {
    uint32_t at = 0;
    for (size_t i = 0; i < migration_file_count; i++) {
        migration found;
        if (!read_file(&migration_files[i], dialect, &found)) continue;
        if (at++ != index) continue;
        *one = found;
        return true;
    }
    return false;
}

static const char list_sqlite[] = "CREATE TABLE IF NOT EXISTS schema_migrations ("
                                  "number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                                  "sql TEXT NOT NULL, applied_at_ms INTEGER NOT NULL) STRICT";

static const char list_postgres[] = "CREATE TABLE IF NOT EXISTS schema_migrations ("
                                    "number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                                    "sql TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)";

static const char has_list_sqlite[] =
    "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1";

static const char has_list_postgres[] =
    "SELECT COUNT(*) FROM pg_class WHERE relkind = 'r' AND relname = ?1 "
    "AND relnamespace = CAST(current_schema() AS regnamespace)";

static bool is_list_there(db *db) {
    const char *sql = db_get_dialect(db) == DB_DIALECT_SQLITE ? has_list_sqlite : has_list_postgres;
    return DB_READ(db, sql, 0, db_text(CHATLET_STR("schema_migrations"))) > 0;
}

static bool make_list(db *db) {
    const char *sql = db_get_dialect(db) == DB_DIALECT_SQLITE ? list_sqlite : list_postgres;
    db_begin(db, true);
    db_script(db, (chatlet_str){.data = sql, .size_bytes = strlen(sql)});
    return db_commit(db);
}

/* Several nodes may start at once on one PostgreSQL: the first makes the list, and the others,
 * which it makes clash, find it. */
static bool find_list(db *db, bool may_make) {
    for (int i = 0; i < LIST_TRIES; i++) {
        db_begin(db, false);
        bool is_there = is_list_there(db);
        bool is_known = db_commit(db);
        if (!is_known || is_there || !may_make) return is_known && is_there;
        if (make_list(db)) return true;
        db_state_kind why = db_state(db);
        if (why == DB_MEMORY || why == DB_FULL || why == DB_UNAVAILABLE) return false;
    }
    return false;
}

/* 0 too when there is no list yet; a failure sticks in `db`. */
static uint32_t newest(db *db) {
    if (!find_list(db, false)) return 0;
    db_begin(db, false);
    int64_t number = DB_READ(db, "SELECT MAX(number) FROM schema_migrations WHERE number >= ?1", 0,
                             db_integer(0));
    return db_commit(db) ? (uint32_t)number : 0;
}

uint32_t migrate_version(db *db) { return newest(db); }

typedef enum standing { STANDING_MISSING, STANDING_SAME, STANDING_OTHER } standing;

/* The text itself is kept, so that nothing can be altered unseen. */
static standing look_up(db *db, const migration *one) {
    db_query *query =
        DB_OPEN(db, "SELECT sql FROM schema_migrations WHERE number = ?1", db_integer(one->number));
    standing found = STANDING_MISSING;
    if (db_next(query)) {
        chatlet_str sql = db_column_text(query, 0);
        bool is_same = sql.size_bytes == one->sql.size_bytes &&
                       memcmp(sql.data, one->sql.data, sql.size_bytes) == 0;
        found = is_same ? STANDING_SAME : STANDING_OTHER;
    }
    db_close_query(query);
    return found;
}

static void apply(db *db, const migration *one, int64_t now_ms) {
    db_script(db, one->sql);
    (void)DB_RUN(db,
                 "INSERT INTO schema_migrations (number, name, sql, applied_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4)",
                 db_integer(one->number), db_text(one->name), db_text(one->sql),
                 db_integer(now_ms));
}

/* On PostgreSQL another node waits here, outside of any view of the rows, until this one is done.
 */
static void begin_one(db *db, bool writes) {
    db_begin(db, writes);
    if (writes && db_get_dialect(db) == DB_DIALECT_POSTGRES) {
        db_script(db, CHATLET_STR("LOCK TABLE schema_migrations IN SHARE ROW EXCLUSIVE MODE"));
    }
}

/* Applies one migration that is missing, in a transaction of its own. */
static migrate_outcome run_one(db *db, const migration *one, bool has_list, bool dry_run,
                               int64_t now_ms,
                               void (*announce)(void *context, const migration *one),
                               void *context) {
    begin_one(db, !dry_run);
    standing found = has_list ? look_up(db, one) : STANDING_MISSING;
    if (db_state(db) == DB_GOOD && found == STANDING_MISSING) {
        if (announce != NULL) announce(context, one);
        if (!dry_run) apply(db, one, now_ms);
    }
    if (db_state(db) == DB_GOOD && found == STANDING_OTHER) {
        db_rollback(db);
        return MIGRATE_ALTERED;
    }
    return db_commit(db) ? MIGRATE_DONE : MIGRATE_FAILED;
}

migrate_outcome migrate_run(db *db, uint32_t last, bool dry_run, int64_t now_ms,
                            void (*announce)(void *context, const migration *one), void *context) {
    db_dialect dialect = db_get_dialect(db);
    uint32_t count = migration_count(dialect);
    migration one = {.number = 0};
    if (count == 0 || !migration_get(dialect, count - 1, &one)) return MIGRATE_FAILED;
    bool has_list = find_list(db, !dry_run);
    if (db_state(db) != DB_GOOD || (!has_list && !dry_run)) return MIGRATE_FAILED;
    if (newest(db) > one.number) return MIGRATE_NEWER;
    if (db_state(db) != DB_GOOD) return MIGRATE_FAILED;

    for (uint32_t i = 0; i < count && migration_get(dialect, i, &one); i++) {
        if (last != 0 && one.number > last) break;
        migrate_outcome outcome = run_one(db, &one, has_list, dry_run, now_ms, announce, context);
        if (outcome != MIGRATE_DONE) return outcome;
    }
    return MIGRATE_DONE;
}
