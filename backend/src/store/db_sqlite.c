#include "db_sqlite.h"

#include "db_driver.h"

#include <sqlite3.h>
#include <string.h>

enum { BUSY_TIMEOUT_MS = 10 * 1000, FAILURE_BYTES = 256 };

static void tell(char *failure, size_t size_bytes, const char *text) {
    size_t length = strlen(text);
    if (size_bytes == 0) return;
    if (length > size_bytes - 1) length = size_bytes - 1;
    memcpy(failure, text, length);
    failure[length] = 0;
}

typedef struct connection {
    const chatlet_allocator *allocator;
    sqlite3 *handle; /* owned */
    const db_sqlite_turn *turn;
    bool has_turn;
    char failure[FAILURE_BYTES]; /* of the last one: a roll-back after it makes SQLite forget */
} connection;

static db_state_kind state_of(int code) {
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return DB_GOOD;
    case SQLITE_CONSTRAINT: return DB_CONSTRAINT;
    case SQLITE_FULL:
    case SQLITE_TOOBIG: return DB_FULL;
    case SQLITE_NOMEM: return DB_MEMORY;
    case SQLITE_BUSY: /* waited BUSY_TIMEOUT_MS, or its view is too old to write upon */
        return code == SQLITE_BUSY_SNAPSHOT ? DB_RETRY : DB_UNAVAILABLE;
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT: return DB_UNAVAILABLE;
    default: return DB_BROKEN;
    }
}

/* The state of `code`, which the last call gave; its words are kept. */
static db_state_kind keep(connection *self, int code) {
    db_state_kind state = state_of(code);
    if (state == DB_GOOD) return state;
    bool is_its_own = sqlite3_extended_errcode(self->handle) == code;
    tell(self->failure, sizeof self->failure,
         is_its_own ? sqlite3_errmsg(self->handle) : sqlite3_errstr(code));
    return state;
}

static db_state_kind execute(void *context, const char *sql) {
    connection *self = context;
    return keep(self, sqlite3_exec(self->handle, sql, NULL, NULL, NULL));
}

static void give_turn(connection *self) {
    if (self->turn == NULL || !self->has_turn) return;
    self->has_turn = false;
    self->turn->give(self->turn->context);
}

static db_state_kind begin(void *context, bool writes) {
    connection *self = context;
    if (!writes) return execute(self, "BEGIN");
    if (self->turn != NULL) {
        self->turn->take(self->turn->context);
        self->has_turn = true;
    }
    db_state_kind state = execute(self, "BEGIN IMMEDIATE");
    if (state != DB_GOOD) give_turn(self);
    return state;
}

/* After a failed COMMIT the transaction may still be open; db.c rolls back then. */
static db_state_kind commit(void *context) {
    connection *self = context;
    db_state_kind state = execute(self, "COMMIT");
    if (state == DB_GOOD) give_turn(self);
    return state;
}

static void rollback(void *context) {
    connection *self = context;
    /* SQLite has rolled back by itself after some failures; then this says so, and that is well. */
    if (sqlite3_get_autocommit(self->handle) == 0) {
        (void)sqlite3_exec(self->handle, "ROLLBACK", NULL, NULL, NULL);
    }
    give_turn(self);
}

static db_state_kind prepare(void *context, const char *sql, void **statement) {
    connection *self = context;
    sqlite3_stmt *made = NULL;
    int code = sqlite3_prepare_v3(self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL);
    if (code == SQLITE_OK) *statement = made;
    return keep(self, code);
}

static int bind_value(sqlite3_stmt *statement, int place, const db_value *value) {
    /* SQLite tells an empty text from NULL by its address. */
    const char *data = value->text.data != NULL ? value->text.data : "";
    switch (value->kind) {
    case DB_NULL: return sqlite3_bind_null(statement, place);
    case DB_INTEGER: return sqlite3_bind_int64(statement, place, value->integer);
    case DB_TEXT:
        if (memchr(data, 0, value->text.size_bytes) != NULL) return SQLITE_MISMATCH;
        return sqlite3_bind_text64(statement, place, data, value->text.size_bytes, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(statement, place, data, value->text.size_bytes, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static db_state_kind bind(void *context, void *statement, const db_value *values, size_t count) {
    connection *self = context;
    if ((size_t)sqlite3_bind_parameter_count(statement) != count) return keep(self, SQLITE_RANGE);
    for (size_t i = 0; i < count; i++) {
        int code = bind_value(statement, (int)i + 1, &values[i]);
        if (code != SQLITE_OK) return keep(self, code);
    }
    return DB_GOOD;
}

static db_state_kind step(void *context, void *statement, bool *has_row) {
    connection *self = context;
    int code = sqlite3_step(statement);
    *has_row = code == SQLITE_ROW;
    return keep(self, code);
}

static db_value column(void *statement, int index) {
    switch (sqlite3_column_type(statement, index)) {
    case SQLITE_INTEGER: return db_integer(sqlite3_column_int64(statement, index));
    case SQLITE_TEXT: {
        const char *data = (const char *)sqlite3_column_text(statement, index);
        size_t size_bytes = (size_t)sqlite3_column_bytes(statement, index);
        return db_text((chatlet_str){.data = data, .size_bytes = size_bytes});
    }
    case SQLITE_BLOB: {
        const char *data = sqlite3_column_blob(statement, index);
        size_t size_bytes = (size_t)sqlite3_column_bytes(statement, index);
        return db_bytes((chatlet_str){.data = data, .size_bytes = size_bytes});
    }
    default: return db_null();
    }
}

static int64_t changes(void *context, void *statement) {
    connection *self = context;
    return sqlite3_stmt_readonly(statement) ? 0 : sqlite3_changes64(self->handle);
}

static void reset(void *statement) {
    (void)sqlite3_reset(statement);
    /* Borrowed values end here. */
    (void)sqlite3_clear_bindings(statement);
}

static void finalize(void *statement) { (void)sqlite3_finalize(statement); }

static chatlet_str failure_text(void *context) {
    connection *self = context;
    return (chatlet_str){.data = self->failure, .size_bytes = strlen(self->failure)};
}

static void close_connection(void *context) {
    connection *self = context;
    (void)sqlite3_close(self->handle);
    self->allocator->release(self->allocator->context, self);
}

static const db_driver driver = {.dialect = DB_DIALECT_SQLITE,
                                 .execute = execute,
                                 .begin = begin,
                                 .commit = commit,
                                 .rollback = rollback,
                                 .prepare = prepare,
                                 .bind = bind,
                                 .step = step,
                                 .column = column,
                                 .changes = changes,
                                 .reset = reset,
                                 .finalize = finalize,
                                 .failure_text = failure_text,
                                 .close = close_connection};

/* What every connection needs. FULL: what is acknowledged is on disk. Checkpoints after 4,000 pages
 * keep the log small without one for each commit. The schema is trusted: older SQLites (3.40) take
 * FTS5 in triggers for unsafe otherwise, and whoever can write the file can do worse. */
static const char set_up[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                             "PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000;"
                             "PRAGMA trusted_schema = ON; PRAGMA temp_store = MEMORY";

static const char set_up_reader[] = "PRAGMA foreign_keys = ON; PRAGMA query_only = ON;"
                                    "PRAGMA trusted_schema = ON; PRAGMA temp_store = MEMORY";

static int open_handle(connection *self, const db_sqlite_options *options) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(options->path, &self->handle, flags, options->vfs);
    if (code != SQLITE_OK) return code;
    (void)sqlite3_busy_timeout(self->handle, BUSY_TIMEOUT_MS);
    (void)sqlite3_extended_result_codes(self->handle, 1);
    return sqlite3_exec(self->handle, options->reads_only ? set_up_reader : set_up, NULL, NULL,
                        NULL);
}

db *db_sqlite_open(const chatlet_allocator *allocator, const db_sqlite_options *options,
                   char *failure, size_t size_bytes) {
    connection *self = allocator->allocate(allocator->context, sizeof *self);
    if (self == NULL) {
        tell(failure, size_bytes, "out of memory");
        return NULL;
    }
    *self = (connection){.allocator = allocator, .turn = options->turn};
    int code = open_handle(self, options);
    db *made = NULL;
    if (code != SQLITE_OK) {
        tell(failure, size_bytes,
             self->handle != NULL ? sqlite3_errmsg(self->handle) : sqlite3_errstr(code));
    } else {
        made = db_new(allocator, &driver, self);
        if (made == NULL) tell(failure, size_bytes, "out of memory");
    }
    if (made == NULL) close_connection(self);
    return made;
}
