/* In: a database. Out: the lines of backup.h, table by table, in pages by the primary key. */
#include "backup.h"

#include "backup_line.h"
#include "dialect/schema_tables.h"

#include <string.h>

/* What one backup holds together. */
typedef struct writing {
    db *db;
    region *texts;
    region *memory;
    backup_sink sink;
    backup_count count;
} writing;

static backup_outcome send(const writing *self, chatlet_str line) {
    if (line.size_bytes == 0) return self->memory->failed ? BACKUP_MEMORY : BACKUP_BROKEN;
    return self->sink.write(self->sink.context, line) ? BACKUP_DONE : BACKUP_SINK;
}

/* --- the questions, which nobody can write by hand --- */

static chatlet_str add(region *texts, chatlet_str sql, chatlet_str more) {
    return region_join(texts, 2, sql, more);
}

/* "a", "b": names of columns, those of the key alone with `of_key`, in its order. */
static chatlet_str list_names(region *texts, const schema_table *table, bool of_key) {
    chatlet_str list = CHATLET_STR("");
    uint32_t count = of_key ? table->key_count : table->column_count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        if (of_key) {
            at = 0;
            while (table->columns[at].key_position != i + 1)
                at++;
        }
        list = region_join(texts, 4, list, i > 0 ? CHATLET_STR(", \"") : CHATLET_STR("\""),
                           table->columns[at].name, CHATLET_STR("\""));
    }
    return list;
}

/* ?1, ?2: `count` parameters. */
static chatlet_str list_parameters(region *texts, uint32_t count) {
    chatlet_str list = CHATLET_STR("");
    for (uint32_t i = 0; i < count; i++) {
        char number[2] = {(char)('0' + (i + 1) / 10), (char)('0' + (i + 1) % 10)};
        chatlet_str digits = {.data = i + 1 < 10 ? number + 1 : number,
                              .size_bytes = i + 1 < 10 ? 1 : 2};
        list = region_join(texts, 3, list, i > 0 ? CHATLET_STR(", ?") : CHATLET_STR("?"), digits);
    }
    return list;
}

static bool has_bytes(const schema_table *table) {
    for (uint32_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].kind == DB_BYTES) return true;
    }
    return false;
}

/* One page: from the beginning, or (`is_further`) behind the key in its parameters. NULL: no
 * memory. */
static const char *page_sql(region *texts, const schema_table *table, bool is_further) {
    chatlet_str keys = list_names(texts, table, true);
    chatlet_str sql = region_join(texts, 4, CHATLET_STR("SELECT "), list_names(texts, table, false),
                                  CHATLET_STR(" FROM \""), table->name);
    sql = add(texts, sql, CHATLET_STR("\""));
    if (is_further) {
        sql = region_join(texts, 6, sql, CHATLET_STR(" WHERE ("), keys, CHATLET_STR(") > ("),
                          list_parameters(texts, table->key_count), CHATLET_STR(")"));
    }
    sql = region_join(texts, 4, sql, CHATLET_STR(" ORDER BY "), keys,
                      has_bytes(table) ? CHATLET_STR(" LIMIT 32") : CHATLET_STR(" LIMIT 500"));
    return texts->failed ? NULL : region_copy(texts, sql).data;
}

_Static_assert(BACKUP_ROWS_PER_READ == 500 && BACKUP_ROWS_PER_READ_OF_BYTES == 32,
               "page_sql spells them out");

/* --- rows --- */

static db_value read_value(db_query *query, int column, db_value_kind kind) {
    if (db_column_is_null(query, column)) return db_null();
    if (kind == DB_INTEGER) return db_integer(db_column_integer(query, column));
    chatlet_str text = db_column_text(query, column);
    return kind == DB_TEXT ? db_text(text) : db_bytes(text);
}

/* Copies the key of a row for the question after the page. */
static void keep_key(region *memory, const schema_table *table, const db_value *row,
                     db_value *key) {
    for (uint32_t i = 0; i < table->column_count; i++) {
        uint32_t position = table->columns[i].key_position;
        if (position == 0) continue;
        key[position - 1] = row[i];
        if (row[i].kind != DB_INTEGER) key[position - 1].text = region_copy(memory, row[i].text);
    }
}

/* Sends one page; *rows: how many it had, and `key`, in `keys`, becomes the last one's. */
static backup_outcome write_page(writing *self, const schema_table *table, db_query *query,
                                 region *keys, db_value *key, uint32_t *rows) {
    backup_outcome outcome = BACKUP_DONE;
    uint32_t page = has_bytes(table) ? BACKUP_ROWS_PER_READ_OF_BYTES : BACKUP_ROWS_PER_READ;
    *rows = 0;
    memset(key, 0, SCHEMA_COLUMNS_MAX * sizeof *key);
    while (outcome == BACKUP_DONE && db_next(query)) {
        db_value row[SCHEMA_COLUMNS_MAX];
        for (uint32_t i = 0; i < table->column_count; i++) {
            row[i] = read_value(query, (int)i, table->columns[i].kind);
        }
        outcome = send(self, backup_line_row(self->memory, row, table->column_count));
        region_reset(self->memory);
        if (++*rows == page) keep_key(keys, table, row, key);
    }
    self->count.rows += *rows;
    return outcome;
}

/* The key of one page's end is borrowed by the question for the next, whose end goes beside it. */
static backup_outcome write_rows(writing *self, const schema_table *table, region keys[2]) {
    const char *first = page_sql(self->texts, table, false);
    const char *further = page_sql(self->texts, table, true);
    if (first == NULL || further == NULL) return BACKUP_MEMORY;
    uint32_t page = has_bytes(table) ? BACKUP_ROWS_PER_READ_OF_BYTES : BACKUP_ROWS_PER_READ;
    db_value key[SCHEMA_COLUMNS_MAX];
    backup_outcome outcome = BACKUP_DONE;
    uint32_t rows = page;
    for (uint32_t i = 0; outcome == BACKUP_DONE && rows == page; i = i == 1 ? 2 : 1) {
        region *next = &keys[i % 2];
        region_reset(next);
        db_query *query = i == 0 ? db_open_query(self->db, first, NULL, 0)
                                 : db_open_query(self->db, further, key, table->key_count);
        db_value next_key[SCHEMA_COLUMNS_MAX];
        outcome = write_page(self, table, query, next, next_key, &rows);
        db_close_query(query);
        memcpy(key, next_key, sizeof key);
        if (outcome == BACKUP_DONE && next->failed) outcome = BACKUP_MEMORY;
    }
    if (outcome == BACKUP_DONE && db_state(self->db) != DB_GOOD) outcome = BACKUP_STORE;
    return outcome;
}

static backup_outcome write_table(writing *self, const schema_table *table) {
    if (table->key_count == 0) return BACKUP_SHAPE;
    backup_outcome outcome = send(self, backup_line_table(self->memory, table));
    region_reset(self->memory);
    if (outcome != BACKUP_DONE) return outcome;
    region keys[2];
    region_init(&keys[0], self->memory->source, self->memory->maximum_bytes);
    region_init(&keys[1], self->memory->source, self->memory->maximum_bytes);
    outcome = write_rows(self, table, keys);
    region_free(&keys[0]);
    region_free(&keys[1]);
    self->count.tables++;
    return outcome;
}

static backup_outcome write_all(writing *self, int64_t migration, int64_t made_at_ms) {
    schema_tables schema;
    if (!schema_check(self->db)) {
        return db_state(self->db) == DB_GOOD ? BACKUP_BROKEN : BACKUP_STORE;
    }
    if (!schema_tables_read(self->db, self->texts, &schema)) {
        if (self->texts->failed) return BACKUP_MEMORY;
        return db_state(self->db) == DB_GOOD ? BACKUP_SHAPE : BACKUP_STORE;
    }
    backup_outcome outcome = send(self, backup_line_head(self->memory, migration, made_at_ms));
    for (uint32_t i = 0; i < schema.count && outcome == BACKUP_DONE; i++) {
        outcome = write_table(self, &schema.tables[i]);
    }
    if (outcome != BACKUP_DONE) return outcome;
    return send(self, backup_line_end(self->memory, self->count.rows));
}

backup_outcome backup_write(db *db, region *texts, region *memory, int64_t made_at_ms,
                            backup_sink sink, backup_count *count) {
    writing self = {.db = db, .texts = texts, .memory = memory, .sink = sink};
    db_begin(db, false);
    int64_t migration = DB_READ(db, "SELECT MAX(number) FROM schema_migrations WHERE number >= ?1",
                                0, db_integer(0));
    backup_outcome outcome =
        db_state(db) == DB_GOOD ? write_all(&self, migration, made_at_ms) : BACKUP_STORE;
    db_rollback(db);
    *count = self.count;
    return outcome;
}
