#include "db_driver.h"

#include <string.h>

enum { STATEMENTS_MAX = 512, TABLE_SIZE = 1024 };

/* A statement under the address of its text. */
struct db_query {
    db *db;
    const char *sql; /* NULL: a free place */
    void *statement; /* owned; NULL when it could not be prepared */
    bool is_open;
    bool is_over;
};

struct db {
    const chatlet_allocator *allocator;
    const db_driver *driver;
    void *connection; /* owned */
    db_state_kind state;
    bool in_transaction;
    size_t count;
    db_query spare; /* for what is run while the same text is open, or past the table's end */
    db_query dead;  /* for what is run while that is open, too: our mistake */
    db_query queries[TABLE_SIZE];
};

db *db_new(const chatlet_allocator *allocator, const db_driver *driver, void *connection) {
    db *self = allocator->allocate(allocator->context, sizeof *self);
    if (self == NULL) return NULL;
    memset(self, 0, sizeof *self);
    self->allocator = allocator;
    self->driver = driver;
    self->connection = connection;
    return self;
}

db_dialect db_get_dialect(const db *db) { return db->driver->dialect; }

db_state_kind db_state(const db *db) { return db->state; }

chatlet_str db_failure_text(const db *db) {
    if (db->state == DB_GOOD) return CHATLET_STR("");
    return db->driver->failure_text(db->connection);
}

/* The first failure is the one that is told. */
static void note(db *db, db_state_kind state) {
    if (db->state == DB_GOOD) db->state = state;
}

void db_begin(db *db, bool writes) {
    db->state = DB_GOOD;
    note(db, db->driver->begin(db->connection, writes));
    db->in_transaction = db->state == DB_GOOD;
}

bool db_commit(db *db) {
    if (db->state != DB_GOOD || !db->in_transaction) {
        db_rollback(db);
        return false;
    }
    note(db, db->driver->commit(db->connection));
    if (db->state == DB_GOOD) {
        db->in_transaction = false;
        return true;
    }
    db_rollback(db);
    return false;
}

void db_rollback(db *db) {
    if (db->in_transaction) db->driver->rollback(db->connection);
    db->in_transaction = false;
}

bool db_in_transaction(const db *db) { return db->in_transaction; }

static size_t hash_address(const char *sql) {
    uint64_t bits = (uint64_t)(uintptr_t)sql;
    return (size_t)(bits * UINT64_C(0x9E3779B97F4A7C15) >> 48) % TABLE_SIZE;
}

/* The place of `sql` in the table, its own or a free one; NULL past its end. */
static db_query *find_place(db *db, const char *sql) {
    size_t at = hash_address(sql);
    while (db->queries[at].sql != NULL && db->queries[at].sql != sql)
        at = (at + 1) % TABLE_SIZE;
    if (db->queries[at].sql == NULL && db->count == STATEMENTS_MAX) return NULL;
    return &db->queries[at];
}

static db_query *take_place(db *db, const char *sql) {
    db_query *query = find_place(db, sql);
    if (query == NULL || query->is_open) {
        query = &db->spare;
        if (query->is_open) {
            note(db, DB_BROKEN);
            db->dead = (db_query){.db = db};
            return &db->dead;
        }
        if (query->statement != NULL) db->driver->finalize(query->statement);
        *query = (db_query){.db = db};
    }
    if (query->sql == NULL && query != &db->spare) db->count++;
    query->db = db;
    query->sql = sql;
    return query;
}

db_query *db_open_query(db *db, const char *sql, const db_value *values, size_t count) {
    db_query *query = take_place(db, sql);
    query->is_open = true;
    query->is_over = false;
    if (db->state == DB_GOOD && query->statement == NULL) {
        note(db, db->driver->prepare(db->connection, sql, &query->statement));
    }
    if (db->state == DB_GOOD) {
        note(db, db->driver->bind(db->connection, query->statement, values, count));
    }
    return query;
}

bool db_next(db_query *query) {
    db *db = query->db;
    bool has_row = false;
    if (db->state != DB_GOOD || query->is_over) return false;
    note(db, db->driver->step(db->connection, query->statement, &has_row));
    if (db->state != DB_GOOD) has_row = false;
    query->is_over = !has_row;
    return has_row;
}

int64_t db_column_integer(db_query *query, int column) {
    db_value value = query->db->driver->column(query->statement, column);
    return value.kind == DB_INTEGER ? value.integer : 0;
}

chatlet_str db_column_text(db_query *query, int column) {
    db_value value = query->db->driver->column(query->statement, column);
    return value.kind == DB_TEXT || value.kind == DB_BYTES ? value.text : CHATLET_STR("");
}

bool db_column_is_null(db_query *query, int column) {
    return query->db->driver->column(query->statement, column).kind == DB_NULL;
}

void db_close_query(db_query *query) {
    if (query->statement != NULL) query->db->driver->reset(query->statement);
    query->is_open = false;
}

int64_t db_run_values(db *db, const char *sql, const db_value *values, size_t count) {
    db_query *query = db_open_query(db, sql, values, count);
    while (db_next(query)) {
    }
    int64_t changes =
        db->state == DB_GOOD ? db->driver->changes(db->connection, query->statement) : 0;
    db_close_query(query);
    return changes;
}

int64_t db_read_integer(db *db, const char *sql, const db_value *values, size_t count,
                        int64_t otherwise) {
    db_query *query = db_open_query(db, sql, values, count);
    int64_t value = otherwise;
    if (db_next(query) && !db_column_is_null(query, 0)) value = db_column_integer(query, 0);
    db_close_query(query);
    return value;
}

void db_script(db *db, chatlet_str sql) {
    if (db->state != DB_GOOD) return;
    char *text = db->allocator->allocate(db->allocator->context, sql.size_bytes + 1);
    if (text == NULL) {
        note(db, DB_MEMORY);
        return;
    }
    memcpy(text, sql.data, sql.size_bytes);
    text[sql.size_bytes] = 0;
    note(db, db->driver->execute(db->connection, text));
    db->allocator->release(db->allocator->context, text);
}

void db_close(db *db) {
    if (db == NULL) return;
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (db->queries[i].statement != NULL) db->driver->finalize(db->queries[i].statement);
    }
    if (db->spare.statement != NULL) db->driver->finalize(db->spare.statement);
    db->driver->close(db->connection);
    db->allocator->release(db->allocator->context, db);
}
