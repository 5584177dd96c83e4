/* In: the lines of backup.h. Out: rows in a database, or only whether the lines are whole. */
#include "backup.h"

#include "backup_line.h"
#include "dialect/schema_tables.h"
#include "migrate.h"

#include <string.h>

/* Rows that go in with one statement; PostgreSQL is far away from each. */
enum { ROWS_MAX = 64, PARAMETERS_MAX = 500, BATCH_BYTES = 4 * 1024 * 1024, NUMBER_DIGITS = 3 };

/* The table that rows belong to at the moment, and those that wait. */
typedef struct batch {
    uint32_t column_count;
    const schema_table *table;          /* NULL while only checking */
    uint32_t order[SCHEMA_COLUMNS_MAX]; /* of the line's columns: places in table->columns */
    uint32_t rows_max;
    const char *sql_many; /* of rows_max rows */
    const char *sql_one;
    uint32_t row_count;
    db_value values[PARAMETERS_MAX + SCHEMA_COLUMNS_MAX];
} batch;

typedef struct restoring {
    db *db; /* NULL: only checking */
    region *texts;
    region *memory; /* holds the rows that wait */
    backup_source source;
    backup_reading *reading;
    schema_tables schema;
    bool is_table_open;
    bool is_over;
    batch batch;
} restoring;

static backup_outcome damaged(restoring *self, const char *mistake) {
    self->reading->mistake = mistake;
    return BACKUP_DAMAGED;
}

/* --- statements --- */

static chatlet_str number_text(region *texts, uint32_t number) {
    char digits[NUMBER_DIGITS];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return region_copy(texts, (chatlet_str){digits + at, sizeof digits - at});
}

/* INSERT of `rows` rows, with the columns as the line names them. */
static chatlet_str join_insert(region *scratch, const backup_line *line, uint32_t rows) {
    chatlet_str sql =
        region_join(scratch, 3, CHATLET_STR("INSERT INTO \""), line->table, CHATLET_STR("\" ("));
    for (size_t i = 0; i < line->count; i++) {
        sql = region_join(scratch, 4, sql, i > 0 ? CHATLET_STR(", \"") : CHATLET_STR("\""),
                          line->values[i].text, CHATLET_STR("\""));
    }
    sql = region_join(scratch, 2, sql, CHATLET_STR(") VALUES "));
    for (uint32_t row = 0; row < rows; row++) {
        sql = region_join(scratch, 2, sql, row > 0 ? CHATLET_STR(", (") : CHATLET_STR("("));
        for (uint32_t i = 0; i < line->count; i++) {
            sql = region_join(scratch, 3, sql, i > 0 ? CHATLET_STR(", ?") : CHATLET_STR("?"),
                              number_text(scratch, row * (uint32_t)line->count + i + 1));
        }
        sql = region_join(scratch, 2, sql, CHATLET_STR(")"));
    }
    return sql;
}

/* NULL: no memory. */
static const char *insert_sql(region *texts, const backup_line *line, uint32_t rows) {
    region scratch; /* each piece makes another copy of all before it */
    region_init(&scratch, texts->source, texts->maximum_bytes);
    chatlet_str sql = join_insert(&scratch, line, rows);
    if (!scratch.failed) sql = region_copy(texts, sql);
    bool is_good = !scratch.failed && !texts->failed;
    region_free(&scratch);
    return is_good ? sql.data : NULL;
}

/* --- rows --- */

static backup_outcome run(restoring *self, const char *sql, const db_value *values, size_t count) {
    (void)db_run_values(self->db, sql, values, count);
    if (db_state(self->db) == DB_GOOD) return BACKUP_DONE;
    /* The check sums were right, so this file was not made of a database with our constraints. */
    if (db_state(self->db) == DB_CONSTRAINT)
        return damaged(self, "a row breaks a rule of its table");
    return BACKUP_STORE;
}

/* Adds the rows that wait. */
static backup_outcome add_waiting(restoring *self) {
    batch *batch = &self->batch;
    backup_outcome outcome = BACKUP_DONE;
    if (self->db != NULL && batch->row_count == batch->rows_max && batch->row_count > 1) {
        outcome = run(self, batch->sql_many, batch->values,
                      (size_t)batch->row_count * batch->column_count);
    } else if (self->db != NULL) {
        for (uint32_t i = 0; i < batch->row_count && outcome == BACKUP_DONE; i++) {
            outcome = run(self, batch->sql_one, batch->values + (size_t)i * batch->column_count,
                          batch->column_count);
        }
    }
    batch->row_count = 0;
    return outcome;
}

/* … and forgets all that was read. */
static backup_outcome flush(restoring *self) {
    backup_outcome outcome = add_waiting(self);
    region_reset(self->memory);
    return outcome;
}

static bool fits(const schema_column *column, const db_value *value) {
    return value->kind == DB_NULL ? !column->is_required : value->kind == column->kind;
}

static backup_outcome take_row(restoring *self, const backup_line *line) {
    batch *batch = &self->batch;
    if (!self->is_table_open || line->count != batch->column_count) {
        return damaged(self, "a row that fits no table");
    }
    self->reading->count.rows++;
    if (self->db == NULL) return flush(self);
    for (size_t i = 0; i < line->count; i++) {
        if (!fits(&batch->table->columns[batch->order[i]], &line->values[i])) {
            return damaged(self, "a value that its column does not take");
        }
        batch->values[batch->row_count * line->count + i] = line->values[i];
    }
    batch->row_count++;
    bool is_full = batch->row_count == batch->rows_max || self->memory->size_bytes > BATCH_BYTES;
    return is_full ? flush(self) : BACKUP_DONE;
}

static bool find_columns(batch *batch, const backup_line *line) {
    const schema_table *table = batch->table;
    bool is_seen[SCHEMA_COLUMNS_MAX] = {false};
    if (line->count != table->column_count) return false;
    for (size_t i = 0; i < line->count; i++) {
        chatlet_str name = line->values[i].text;
        uint32_t at = 0;
        while (at < table->column_count &&
               (table->columns[at].name.size_bytes != name.size_bytes ||
                memcmp(table->columns[at].name.data, name.data, name.size_bytes) != 0)) {
            at++;
        }
        if (at == table->column_count || is_seen[at]) return false;
        is_seen[at] = true;
        batch->order[i] = at;
    }
    return true;
}

/* Makes the table that `line` names the one that rows are of. */
static backup_outcome open_table(restoring *self, const backup_line *line) {
    batch *batch = &self->batch;
    uint32_t at = schema_tables_find(&self->schema, line->table);
    if (at == self->schema.count) return damaged(self, "a table that its shape does not have");
    batch->table = &self->schema.tables[at];
    if (!find_columns(batch, line)) return damaged(self, "columns that its shape does not have");
    batch->rows_max = PARAMETERS_MAX / (uint32_t)line->count;
    if (batch->rows_max > ROWS_MAX) batch->rows_max = ROWS_MAX;
    batch->sql_one = insert_sql(self->texts, line, 1);
    batch->sql_many = insert_sql(self->texts, line, batch->rows_max);
    return batch->sql_one != NULL && batch->sql_many != NULL ? BACKUP_DONE : BACKUP_MEMORY;
}

static backup_outcome take_table(restoring *self, const backup_line *line) {
    backup_outcome outcome = add_waiting(self);
    if (outcome != BACKUP_DONE) return outcome;
    if (line->count == 0 || line->count > SCHEMA_COLUMNS_MAX) {
        return damaged(self, "a table with no columns or too many");
    }
    self->reading->count.tables++;
    self->is_table_open = true;
    self->batch.column_count = (uint32_t)line->count;
    if (self->db != NULL) outcome = open_table(self, line);
    region_reset(self->memory);
    return outcome;
}

static backup_outcome take_end(restoring *self, const backup_line *line) {
    self->is_over = true;
    if ((uint64_t)line->rows != self->reading->count.rows) {
        return damaged(self, "another number of rows than its end says");
    }
    return flush(self);
}

/* --- lines --- */

/* Reads one line into `line`. */
static backup_outcome next_line(restoring *self, backup_line *line, bool *is_end) {
    chatlet_str text;
    if (!self->source.next(self->source.context, &text, is_end)) return BACKUP_SINK;
    if (*is_end) return BACKUP_DONE;
    self->reading->line++;
    if (text.size_bytes > BACKUP_LINE_BYTES_MAX) return damaged(self, "a line that is too long");
    switch (backup_line_read(self->memory, text, line)) {
    case CHATLET_OK: return BACKUP_DONE;
    case CHATLET_ERR_MEMORY: return BACKUP_MEMORY;
    case CHATLET_ERR_LIMIT:
    case CHATLET_ERR_ARGUMENT:
    case CHATLET_ERR_UTF8:
    case CHATLET_ERR_SYNTAX:
    case CHATLET_ERR_BUNDLE:
    case CHATLET_ERR_VERSION:
    case CHATLET_ERR_PART:
    case CHATLET_ERR_STATE:
    case CHATLET_ERR_SINK:
    case CHATLET_ERR_INPUT:
    case CHATLET_ERR_COST: break;
    }
    return damaged(self, "a line that is no JSON");
}

static backup_outcome read_head(restoring *self) {
    backup_line line = {.kind = BACKUP_LINE_NONE};
    bool is_end = false;
    backup_outcome outcome = next_line(self, &line, &is_end);
    if (outcome != BACKUP_DONE) return outcome;
    if (line.kind != BACKUP_LINE_HEAD) return damaged(self, "not the beginning of a backup");
    self->reading->migration = line.migration;
    self->reading->made_at_ms = line.made_at_ms;
    region_reset(self->memory);
    return line.format == BACKUP_FORMAT ? BACKUP_DONE : BACKUP_NEWER;
}

static backup_outcome take_line(restoring *self, const backup_line *line) {
    if (self->is_over) return damaged(self, "lines behind the end");
    switch (line->kind) {
    case BACKUP_LINE_TABLE: return take_table(self, line);
    case BACKUP_LINE_ROW: return take_row(self, line);
    case BACKUP_LINE_END: return take_end(self, line);
    case BACKUP_LINE_HEAD:
    case BACKUP_LINE_NONE: break;
    }
    return damaged(self, "a line that is none of a backup");
}

static backup_outcome read_rest(restoring *self) {
    backup_outcome outcome = BACKUP_DONE;
    bool is_end = false;
    while (outcome == BACKUP_DONE && !is_end) {
        backup_line line = {.kind = BACKUP_LINE_NONE};
        outcome = next_line(self, &line, &is_end);
        if (outcome == BACKUP_DONE && !is_end) outcome = take_line(self, &line);
    }
    region_reset(self->memory);
    if (outcome == BACKUP_DONE && !self->is_over) return damaged(self, "its end is missing");
    return outcome;
}

backup_outcome backup_check(region *memory, backup_source source, backup_reading *reading) {
    *reading = (backup_reading){.line = 0};
    restoring self = {.memory = memory, .source = source, .reading = reading};
    backup_outcome outcome = read_head(&self);
    return outcome == BACKUP_DONE ? read_rest(&self) : outcome;
}

/* --- the database --- */

static backup_outcome migrate_to(restoring *self, uint32_t last, int64_t now_ms) {
    switch (migrate_run(self->db, last, false, now_ms, NULL, NULL)) {
    case MIGRATE_DONE: return BACKUP_DONE;
    case MIGRATE_NEWER: return BACKUP_NEWER;
    case MIGRATE_ALTERED: return BACKUP_ALTERED;
    case MIGRATE_FAILED: break;
    }
    return BACKUP_STORE;
}

/* Builds the shape that the rows have. A number that this program does not know is a newer's. */
static backup_outcome build_shape(restoring *self, int64_t now_ms) {
    int64_t wanted = self->reading->migration;
    if (wanted < 1 || wanted > UINT32_MAX) return damaged(self, "a shape that never was");
    backup_outcome outcome = migrate_to(self, (uint32_t)wanted, now_ms);
    if (outcome != BACKUP_DONE) return outcome;
    return migrate_version(self->db) == (uint32_t)wanted ? BACKUP_DONE : BACKUP_NEWER;
}

static backup_outcome add_rows(restoring *self) {
    db_begin(self->db, true);
    if (!schema_tables_read(self->db, self->texts, &self->schema)) {
        backup_outcome why = self->texts->failed ? BACKUP_MEMORY : BACKUP_STORE;
        db_rollback(self->db);
        return why;
    }
    backup_outcome outcome = read_rest(self);
    if (outcome != BACKUP_DONE) {
        db_rollback(self->db);
        return outcome;
    }
    return db_commit(self->db) ? BACKUP_DONE : BACKUP_STORE;
}

backup_outcome backup_restore(db *db, region *texts, region *memory, backup_source source,
                              int64_t now_ms, backup_reading *reading) {
    *reading = (backup_reading){.line = 0};
    restoring self = {
        .db = db, .texts = texts, .memory = memory, .source = source, .reading = reading};
    backup_outcome outcome = read_head(&self);
    if (outcome == BACKUP_DONE) outcome = build_shape(&self, now_ms);
    if (outcome == BACKUP_DONE) outcome = add_rows(&self);
    return outcome == BACKUP_DONE ? migrate_to(&self, 0, now_ms) : outcome;
}
