/* In: the catalogs of the two databases. Out: one description. */
#include "schema_tables.h"

#include "../migrate.h"

#include <string.h>

/* table, column, type, required, position in the key. */
static const char columns_sqlite[] =
    "SELECT t.name, c.name, c.type, c.\"notnull\", c.pk FROM pragma_table_list t "
    "JOIN pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = ?1 "
    "AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> 'schema_migrations' "
    "ORDER BY t.name, c.name";

static const char columns_postgres[] =
    "SELECT CAST(t.relname AS text), CAST(c.attname AS text), format_type(c.atttypid, -1), "
    "c.attnotnull, CAST(coalesce(array_position(k.conkey, c.attnum), 0) AS bigint) "
    "FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid "
    "LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p' "
    "WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND c.attnum > 0 "
    "AND NOT c.attisdropped AND 'table' = ?1 AND t.relname <> 'schema_migrations' "
    "ORDER BY t.relname COLLATE \"C\", c.attname COLLATE \"C\"";

/* from table, to table. */
static const char references_sqlite[] =
    "SELECT DISTINCT t.name, f.\"table\" FROM pragma_table_list t "
    "JOIN pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' AND t.type = ?1 "
    "ORDER BY 1, 2";

static const char references_postgres[] =
    "SELECT DISTINCT CAST(t.relname AS text), CAST(f.relname AS text) FROM pg_constraint k "
    "JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid "
    "WHERE k.contype = 'f' AND t.relnamespace = current_schema()::regnamespace "
    "AND 'table' = ?1 ORDER BY 1, 2";

static bool is_text(chatlet_str text, const char *expected) {
    return text.size_bytes == strlen(expected) && memcmp(text.data, expected, text.size_bytes) == 0;
}

static bool are_same(chatlet_str one, chatlet_str other) {
    return one.size_bytes == other.size_bytes && memcmp(one.data, other.data, one.size_bytes) == 0;
}

/* DB_NULL: none of the types that our tables have. */
static db_value_kind kind_of(chatlet_str type) {
    if (is_text(type, "INTEGER") || is_text(type, "bigint")) return DB_INTEGER;
    if (is_text(type, "TEXT") || is_text(type, "text")) return DB_TEXT;
    if (is_text(type, "BLOB") || is_text(type, "bytea")) return DB_BYTES;
    return DB_NULL;
}

uint32_t schema_tables_find(const schema_tables *schema, chatlet_str name) {
    uint32_t at = 0;
    while (at < schema->count && !are_same(schema->tables[at].name, name))
        at++;
    return at;
}

/* Whether a migration makes a table called `name`: a schema of PostgreSQL may hold others' too. */
static bool is_ours(db_dialect dialect, chatlet_str name) {
    static const chatlet_str make = {.data = "CREATE TABLE ", .size_bytes = 13};
    migration one;
    for (uint32_t i = 0; migration_get(dialect, i, &one); i++) {
        const char *end = one.sql.data + one.sql.size_bytes;
        for (const char *at = one.sql.data; (size_t)(end - at) > make.size_bytes + name.size_bytes;
             at++) {
            at = memchr(at, 'C', (size_t)(end - at) - make.size_bytes - name.size_bytes);
            if (at == NULL) break;
            const char *behind = at + make.size_bytes + name.size_bytes;
            if (memcmp(at, make.data, make.size_bytes) == 0 &&
                (*behind == ' ' || *behind == '\n') &&
                memcmp(at + make.size_bytes, name.data, name.size_bytes) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* The table that rows of the query are about: the last one, or a new one; NULL past the limit. */
static schema_table *take_table(schema_tables *schema, region *memory, chatlet_str name) {
    if (schema->count > 0 && are_same(schema->tables[schema->count - 1].name, name)) {
        return &schema->tables[schema->count - 1];
    }
    if (schema->count == SCHEMA_TABLES_MAX) return NULL;
    schema_table *table = &schema->tables[schema->count++];
    table->name = region_copy(memory, name);
    return table;
}

static bool read_column(db_query *query, db_dialect dialect, region *memory,
                        schema_tables *schema) {
    if (!is_ours(dialect, db_column_text(query, 0))) return true;
    schema_table *table = take_table(schema, memory, db_column_text(query, 0));
    if (table == NULL || table->column_count == SCHEMA_COLUMNS_MAX) return false;
    schema_column *column = &table->columns[table->column_count++];
    column->name = region_copy(memory, db_column_text(query, 1));
    column->kind = kind_of(db_column_text(query, 2));
    column->key_position = (uint32_t)db_column_integer(query, 4);
    column->is_required = db_column_integer(query, 3) != 0 || column->key_position > 0;
    if (column->key_position > 0) table->key_count++;
    return column->kind != DB_NULL;
}

static bool read_columns(db *db, region *memory, schema_tables *schema) {
    db_dialect dialect = db_get_dialect(db);
    const char *sql = dialect == DB_DIALECT_SQLITE ? columns_sqlite : columns_postgres;
    db_query *query = DB_OPEN(db, sql, db_text(CHATLET_STR("table")));
    bool is_good = true;
    while (is_good && db_next(query))
        is_good = read_column(query, dialect, memory, schema);
    db_close_query(query);
    return is_good && db_state(db) == DB_GOOD;
}

static bool read_reference(db_query *query, schema_tables *schema) {
    uint32_t from = schema_tables_find(schema, db_column_text(query, 0));
    uint32_t to = schema_tables_find(schema, db_column_text(query, 1));
    if (from == schema->count) return true; /* another's */
    if (to == schema->count) return false;
    schema_table *table = &schema->tables[from];
    if (table->reference_count == SCHEMA_REFERENCES_MAX) return false;
    table->references[table->reference_count++] = to;
    return true;
}

static bool read_references(db *db, schema_tables *schema) {
    bool is_sqlite = db_get_dialect(db) == DB_DIALECT_SQLITE;
    db_query *query = DB_OPEN(db, is_sqlite ? references_sqlite : references_postgres,
                              db_text(CHATLET_STR("table")));
    bool is_good = true;
    while (is_good && db_next(query))
        is_good = read_reference(query, schema);
    db_close_query(query);
    return is_good && db_state(db) == DB_GOOD;
}

/* Whether all that `table` refers to, itself apart, already has a place. */
static bool is_ready(const schema_table *table, uint32_t self, const uint32_t *places) {
    for (uint32_t i = 0; i < table->reference_count; i++) {
        if (table->references[i] != self && places[table->references[i]] == UINT32_MAX) {
            return false;
        }
    }
    return true;
}

/* places[i] becomes where table i goes. False when references go round in a circle. */
static bool order_tables(const schema_tables *schema, uint32_t *places) {
    uint32_t placed = 0;
    for (uint32_t i = 0; i < schema->count; i++)
        places[i] = UINT32_MAX;
    while (placed < schema->count) {
        uint32_t next = 0;
        while (next < schema->count &&
               (places[next] != UINT32_MAX || !is_ready(&schema->tables[next], next, places))) {
            next++;
        }
        if (next == schema->count) return false;
        places[next] = placed++;
    }
    return true;
}

static bool sort_tables(region *memory, schema_tables *schema) {
    uint32_t places[SCHEMA_TABLES_MAX];
    schema_table *sorted = region_take(memory, SCHEMA_TABLES_MAX * sizeof *sorted);
    if (sorted == NULL || !order_tables(schema, places)) return false;
    for (uint32_t i = 0; i < schema->count; i++) {
        schema_table *table = &sorted[places[i]];
        *table = schema->tables[i];
        for (uint32_t j = 0; j < table->reference_count; j++) {
            table->references[j] = places[table->references[j]];
        }
    }
    schema->tables = sorted;
    return true;
}

bool schema_tables_read(db *db, region *memory, schema_tables *schema) {
    schema_tables found = {.count = 0};
    found.tables = region_take(memory, SCHEMA_TABLES_MAX * sizeof *found.tables);
    if (found.tables == NULL || !read_columns(db, memory, &found) || !read_references(db, &found) ||
        !sort_tables(memory, &found) || memory->failed) {
        return false;
    }
    *schema = found;
    return true;
}

bool schema_check(db *db) {
    if (db_get_dialect(db) != DB_DIALECT_SQLITE) return true;
    bool is_whole = false;
    db_query *query =
        DB_OPEN(db, "SELECT integrity_check FROM pragma_integrity_check(?1)", db_integer(1));
    if (db_next(query)) is_whole = is_text(db_column_text(query, 0), "ok");
    db_close_query(query);
    int64_t orphans = DB_READ(
        db, "SELECT COUNT(*) FROM pragma_foreign_key_check WHERE rowid >= ?1 OR rowid IS NULL", -1,
        db_integer(0));
    return is_whole && orphans == 0;
}
