#include "schema_stage.h"

#include "schema_tables.h"

enum { TRIES = 5 };

static bool run(db *db, region *memory, chatlet_str sql) {
    db_begin(db, true);
    if (memory->failed) {
        db_rollback(db);
        return false;
    }
    db_script(db, sql);
    return db_commit(db);
}

/* Names of schemas come from the server; one that would need quoting is refused. */
static bool is_plain(chatlet_str name) {
    for (size_t i = 0; i < name.size_bytes; i++) {
        if (name.data[i] == '"' || name.data[i] == '\'' || name.data[i] == '\\') return false;
    }
    return name.size_bytes > 0;
}

bool schema_stage_begin(db *db, region *memory, chatlet_str *home) {
    db_begin(db, false);
    db_query *query =
        DB_OPEN(db, "SELECT CAST(current_schema() AS text) WHERE ?1 = ?1", db_integer(1));
    chatlet_str found = CHATLET_STR("");
    if (db_next(query)) found = region_copy(memory, db_column_text(query, 0));
    db_close_query(query);
    if (!db_commit(db) || !is_plain(found)) return false;
    *home = found;
    return run(db, memory,
               region_join(memory, 7, CHATLET_STR("DROP SCHEMA IF EXISTS \""), found,
                           CHATLET_STR("_restore\" CASCADE; CREATE SCHEMA \""), found,
                           CHATLET_STR("_restore\"; SET search_path = \""), found,
                           CHATLET_STR("_restore\"")));
}

/* Moves one table; what refers to the old one was dropped or is about to be. */
static chatlet_str move_table(region *memory, chatlet_str sql, chatlet_str home, chatlet_str name) {
    return region_join(memory, 8, sql, CHATLET_STR("ALTER TABLE \""), home,
                       CHATLET_STR("_restore\".\""), name, CHATLET_STR("\" SET SCHEMA \""), home,
                       CHATLET_STR("\";"));
}

static chatlet_str drop_table(region *memory, chatlet_str sql, chatlet_str home, chatlet_str name) {
    return region_join(memory, 6, sql, CHATLET_STR("DROP TABLE IF EXISTS \""), home,
                       CHATLET_STR("\".\""), name, CHATLET_STR("\" CASCADE;"));
}

bool schema_stage_end(db *db, region *memory, chatlet_str home) {
    static const chatlet_str list = {.data = "schema_migrations", .size_bytes = 17};
    schema_tables schema;
    db_begin(db, false);
    bool is_read = schema_tables_read(db, memory, &schema);
    if (!db_commit(db) || !is_read) return false;
    chatlet_str sql = drop_table(memory, CHATLET_STR(""), home, list);
    for (uint32_t i = 0; i < schema.count; i++) {
        sql = drop_table(memory, sql, home, schema.tables[i].name);
    }
    sql = move_table(memory, sql, home, list);
    for (uint32_t i = 0; i < schema.count; i++) {
        sql = move_table(memory, sql, home, schema.tables[i].name);
    }
    sql = region_join(memory, 6, sql, CHATLET_STR("DROP SCHEMA \""), home,
                      CHATLET_STR("_restore\"; SET search_path = \""), home, CHATLET_STR("\""));
    /* Whoever asks for the old tables just then may stand in the way once. */
    bool is_done = run(db, memory, sql);
    for (int i = 1; i < TRIES && !is_done && db_state(db) == DB_RETRY; i++) {
        is_done = run(db, memory, sql);
    }
    return is_done;
}

void schema_stage_drop(db *db, region *memory, chatlet_str home) {
    (void)run(db, memory,
              region_join(memory, 3, CHATLET_STR("DROP SCHEMA IF EXISTS \""), home,
                          CHATLET_STR("_restore\" CASCADE")));
}

bool schema_is_empty(db *db, region *memory) {
    schema_tables schema;
    bool is_empty = true;
    db_begin(db, false);
    bool is_read = schema_tables_read(db, memory, &schema);
    for (uint32_t i = 0; is_read && is_empty && i < schema.count; i++) {
        chatlet_str sql = region_join(memory, 3, CHATLET_STR("SELECT 1 FROM \""),
                                      schema.tables[i].name, CHATLET_STR("\" LIMIT ?1"));
        if (memory->failed) break;
        is_empty = DB_READ(db, sql.data, 0, db_integer(1)) == 0;
    }
    return db_commit(db) && is_read && !memory->failed && is_empty;
}
