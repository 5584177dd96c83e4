/* One connection to the database, whichever it is: SQLite, PostgreSQL, or sqlite-wasm.
 *
 * One SQL text serves all: parameters are ?1, ?2, … (each used at least once); whole numbers,
 * texts, bytes and NULL are the only values; `INSERT … ON CONFLICT … RETURNING` works everywhere.
 * What differs stands in dialect/.
 *
 * Failures stick, as in a JSON writer: after one, every query is without rows and changes nothing,
 * and db_commit fails. So only the end of a transaction looks at db_state. A row that is not there
 * or not inserted for a conflict that SQL names is no failure. */
#ifndef DB_H
#define DB_H

#include <chatlet/base.h>

typedef struct db db;
typedef struct db_query db_query;

typedef enum db_state_kind {
    DB_GOOD,
    DB_RETRY,       /* clashed with another transaction: roll back and run all of it again */
    DB_CONSTRAINT,  /* a constraint refused a row; a mistake of ours, or a race with one */
    DB_FULL,        /* disk or quota full: 503, nothing was stored */
    DB_UNAVAILABLE, /* lost, locked too long, input/output error: 503 */
    DB_MEMORY,
    DB_BROKEN /* SQL or schema is wrong: our mistake */
} db_state_kind;

typedef enum db_dialect { DB_DIALECT_SQLITE, DB_DIALECT_POSTGRES } db_dialect;

typedef enum db_value_kind { DB_NULL, DB_INTEGER, DB_TEXT, DB_BYTES } db_value_kind;

typedef struct db_value {
    db_value_kind kind;
    int64_t integer;
    chatlet_str text; /* of text (UTF-8 without zero bytes: a driver refuses one) and bytes */
} db_value;

static inline db_value db_null(void) { return (db_value){.kind = DB_NULL}; }
static inline db_value db_integer(int64_t value) {
    return (db_value){.kind = DB_INTEGER, .integer = value};
}
static inline db_value db_boolean(bool value) { return db_integer(value ? 1 : 0); }
static inline db_value db_text(chatlet_str value) {
    return (db_value){.kind = DB_TEXT, .text = value};
}
static inline db_value db_bytes(chatlet_str value) {
    return (db_value){.kind = DB_BYTES, .text = value};
}
/* NULL when `value` is 0, or empty. */
static inline db_value db_integer_or_null(int64_t value) {
    return value != 0 ? db_integer(value) : db_null();
}
static inline db_value db_text_or_null(chatlet_str value) {
    return value.size_bytes > 0 ? db_text(value) : db_null();
}

db_dialect db_get_dialect(const db *db);
db_state_kind db_state(const db *db);

/* What the driver said of the failure, for the log; empty without one. Borrowed until the next
 * db_begin. */
chatlet_str db_failure_text(const db *db);

/* Begins a transaction and forgets an earlier failure. `writes` takes the one right to write
 * (SQLite: BEGIN IMMEDIATE), or a serializable transaction; reading sees one state of all. */
void db_begin(db *db, bool writes);

/* Ends it; true when all of it is stored durably. After a failure everything is rolled back. */
CHATLET_MUST_USE bool db_commit(db *db);
void db_rollback(db *db);
bool db_in_transaction(const db *db);

/* Runs `sql`, which is constant text: the statement is prepared once and kept under its address.
 * The same text may not be run again before db_close_query. Values are borrowed until then. Never
 * NULL; use the macros below. */
db_query *db_open_query(db *db, const char *sql, const db_value *values, size_t count);

/* Moves to the next row; false at the end, or after a failure. */
bool db_next(db_query *query);

/* Of the row, `column` from 0. A NULL is 0 or empty. Texts are borrowed until the next call with
 * `query`. */
int64_t db_column_integer(db_query *query, int column);
chatlet_str db_column_text(db_query *query, int column); /* also of bytes */
bool db_column_is_null(db_query *query, int column);

void db_close_query(db_query *query);

/* Runs a statement to its end, ignoring rows. How many rows it changed. */
int64_t db_run_values(db *db, const char *sql, const db_value *values, size_t count);

/* The whole number in the first column of the first row; `otherwise` when there is no row. */
int64_t db_read_integer(db *db, const char *sql, const db_value *values, size_t count,
                        int64_t otherwise);

/* DB_OPEN(db, "SELECT … WHERE organization_id = ?1", db_integer(id)): at least one value. */
#define DB_VALUES(...)                                                                             \
    (const db_value[]){__VA_ARGS__}, sizeof((const db_value[]){__VA_ARGS__}) / sizeof(db_value)
#define DB_OPEN(db, sql, ...) db_open_query((db), (sql), DB_VALUES(__VA_ARGS__))
#define DB_RUN(db, sql, ...) db_run_values((db), (sql), DB_VALUES(__VA_ARGS__))
#define DB_READ(db, sql, otherwise, ...)                                                           \
    db_read_integer((db), (sql), DB_VALUES(__VA_ARGS__), (otherwise))

/* Runs several statements without values, for migrations and their tests. Not kept. */
void db_script(db *db, chatlet_str sql);

void db_close(db *db); /* NULL is allowed */

#endif
