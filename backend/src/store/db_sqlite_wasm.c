/* Values cross in whole rows: bind reads an array of db_value where it lies, step writes one and
 * the texts beside it, so that a row costs one call either way. */
#include "db_sqlite_wasm.h"

#include "db_driver.h"

#include <string.h>

#define HOST(host_name) __attribute__((import_module("chatlet_db"), import_name(host_name))) extern

/* What prepare gives back. */
typedef struct prepare_reply {
    uint32_t statement;  /* word 0: the host's name for it; 0: failed */
    uint32_t parameters; /* word 1 */
    uint32_t columns;    /* word 2 */
} prepare_reply;

/* What step gives back. */
typedef struct step_reply {
    uint32_t code; /* word 0: SQLite's, extended */
    uint32_t
        needs_bytes; /* word 1: of texts; more than there was room for: ask for the row again */
    int64_t changes; /* words 2 and 3: at the end of a statement that writes */
} step_reply;

_Static_assert(sizeof(void *) == 4, "drawn for 32-bit addresses");
_Static_assert(sizeof(db_value) == 24 && offsetof(db_value, integer) == 8 &&
                   offsetof(db_value, text) == 16,
               "as database-host.ts reads it: kind, 0, integer, address, size");
_Static_assert(DB_NULL == 0 && DB_INTEGER == 1 && DB_TEXT == 2 && DB_BYTES == 3,
               "as database-host.ts reads it");
_Static_assert(sizeof(step_reply) == 16, "as database-host.ts writes it");

/* Codes are SQLite's extended result codes. */
HOST("execute") uint32_t host_execute(const char *sql, size_t size_bytes);
HOST("prepare")
uint32_t host_prepare(const char *sql, size_t size_bytes, prepare_reply *reply);
HOST("bind") uint32_t host_bind(uint32_t statement, const db_value *values, uint32_t count);
HOST("step")
void host_step(uint32_t statement, db_value *row, char *texts, size_t size_bytes,
               step_reply *reply);
/* Writes the row once more, with room for all of its texts. */
HOST("row") void host_row(uint32_t statement, db_value *row, char *texts);
HOST("reset") void host_reset(uint32_t statement);
HOST("finalize") void host_finalize(uint32_t statement);
HOST("in_transaction") uint32_t host_in_transaction(void);
/* Writes at most `size_bytes` of what SQLite says of the last failure; how many. */
HOST("error_text") size_t host_error_text(char *text, size_t size_bytes);

/* SQLite's result codes, which never change (https://www.sqlite.org/rescode.html); sqlite3.h itself
 * is not here. */
enum {
    CODE_OK = 0,
    CODE_BUSY = 5,
    CODE_LOCKED = 6,
    CODE_NOMEM = 7,
    CODE_READONLY = 8,
    CODE_INTERRUPT = 9,
    CODE_IOERR = 10,
    CODE_FULL = 13,
    CODE_CANTOPEN = 14,
    CODE_PROTOCOL = 15,
    CODE_TOOBIG = 18,
    CODE_CONSTRAINT = 19,
    CODE_ROW = 100,
    CODE_DONE = 101
};

enum { FAILURE_BYTES_MAX = 400 };

typedef struct connection {
    const chatlet_allocator *allocator;
    char failure[FAILURE_BYTES_MAX];
} connection;

typedef struct statement {
    const chatlet_allocator *allocator;
    uint32_t name;
    uint32_t parameters;
    uint32_t columns;
    int64_t changes;
    char *texts; /* owned; of the row */
    size_t capacity_bytes;
    db_value row[]; /* `columns` of them */
} statement;

static db_state_kind state_of(uint32_t code) {
    switch (code & 0xff) {
    case CODE_OK:
    case CODE_ROW:
    case CODE_DONE: return DB_GOOD;
    case CODE_CONSTRAINT: return DB_CONSTRAINT;
    case CODE_FULL:
    case CODE_TOOBIG: return DB_FULL;
    case CODE_NOMEM: return DB_MEMORY;
    case CODE_BUSY:
    case CODE_LOCKED:
    case CODE_IOERR:
    case CODE_CANTOPEN:
    case CODE_READONLY:
    case CODE_PROTOCOL:
    case CODE_INTERRUPT: return DB_UNAVAILABLE;
    default: return DB_BROKEN;
    }
}

static db_state_kind execute(void *context, const char *sql) {
    (void)context;
    return state_of(host_execute(sql, strlen(sql)));
}

/* There is one connection: nothing to wait for, and reading needs no snapshot. */
static db_state_kind begin(void *context, bool writes) {
    return execute(context, writes ? "BEGIN IMMEDIATE" : "BEGIN");
}

static db_state_kind commit(void *context) { return execute(context, "COMMIT"); }

/* SQLite has rolled back by itself after some failures. */
static void rollback(void *context) {
    if (host_in_transaction() != 0) (void)execute(context, "ROLLBACK");
}

static db_state_kind prepare(void *context, const char *sql, void **made) {
    connection *self = context;
    prepare_reply reply = {.statement = 0};
    uint32_t code = host_prepare(sql, strlen(sql), &reply);
    if (reply.statement == 0) return code == CODE_OK ? DB_BROKEN : state_of(code);
    size_t size_bytes = sizeof(statement) + reply.columns * sizeof(db_value);
    statement *created = self->allocator->allocate(self->allocator->context, size_bytes);
    if (created == NULL) {
        host_finalize(reply.statement);
        return DB_MEMORY;
    }
    *created = (statement){.allocator = self->allocator,
                           .name = reply.statement,
                           .parameters = reply.parameters,
                           .columns = reply.columns};
    *made = created;
    return DB_GOOD;
}

static bool has_zero_byte(const db_value *value) {
    return value->kind == DB_TEXT && value->text.size_bytes > 0 &&
           memchr(value->text.data, 0, value->text.size_bytes) != NULL;
}

static db_state_kind bind(void *context, void *prepared, const db_value *values, size_t count) {
    (void)context;
    statement *self = prepared;
    if (count != self->parameters) return DB_BROKEN;
    for (size_t i = 0; i < count; i++) {
        if (has_zero_byte(&values[i])) return DB_BROKEN;
    }
    return state_of(host_bind(self->name, values, (uint32_t)count));
}

static bool make_room(statement *self, size_t size_bytes) {
    char *grown = self->allocator->allocate(self->allocator->context, size_bytes);
    if (grown == NULL) return false;
    if (self->texts != NULL) self->allocator->release(self->allocator->context, self->texts);
    self->texts = grown;
    self->capacity_bytes = size_bytes;
    return true;
}

static db_state_kind step(void *context, void *prepared, bool *has_row) {
    (void)context;
    statement *self = prepared;
    step_reply reply = {.code = CODE_OK};
    host_step(self->name, self->row, self->texts, self->capacity_bytes, &reply);
    *has_row = reply.code == CODE_ROW;
    self->changes = reply.changes;
    if (reply.needs_bytes <= self->capacity_bytes) return state_of(reply.code);
    if (!make_room(self, reply.needs_bytes)) return DB_MEMORY;
    host_row(self->name, self->row, self->texts);
    return DB_GOOD;
}

static db_value column(void *prepared, int index) {
    statement *self = prepared;
    return index >= 0 && (uint32_t)index < self->columns ? self->row[index] : db_null();
}

static int64_t changes(void *context, void *prepared) {
    (void)context;
    return ((statement *)prepared)->changes;
}

static void reset(void *prepared) { host_reset(((statement *)prepared)->name); }

static void finalize(void *prepared) {
    statement *self = prepared;
    host_finalize(self->name);
    if (self->texts != NULL) self->allocator->release(self->allocator->context, self->texts);
    self->allocator->release(self->allocator->context, self);
}

static chatlet_str failure_text(void *context) {
    connection *self = context;
    size_t size_bytes = host_error_text(self->failure, sizeof self->failure);
    return (chatlet_str){.data = self->failure, .size_bytes = size_bytes};
}

/* The host closes what it opened. */
static void close_connection(void *context) {
    connection *self = context;
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

/* One connection at a time, so its locks need not be taken anew for each transaction. */
static const char set_up[] = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE;"
                             "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                             "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY";

static void tell(char *failure, size_t size_bytes, chatlet_str text) {
    if (size_bytes == 0) return;
    size_t length = text.size_bytes < size_bytes ? text.size_bytes : size_bytes - 1;
    memcpy(failure, text.data, length);
    failure[length] = 0;
}

db *db_sqlite_wasm_open(const chatlet_allocator *allocator, char *failure, size_t size_bytes) {
    connection *self = allocator->allocate(allocator->context, sizeof *self);
    db *made = NULL;
    if (self != NULL) {
        *self = (connection){.allocator = allocator};
        if (execute(self, set_up) != DB_GOOD) {
            tell(failure, size_bytes, failure_text(self));
            close_connection(self);
            return NULL;
        }
        made = db_new(allocator, &driver, self);
    }
    if (made != NULL) return made;
    if (self != NULL) close_connection(self);
    tell(failure, size_bytes, CHATLET_STR("out of memory"));
    return NULL;
}
