/* In: calls of db.c. Out: libpq's. Sending and waiting are ours, with a deadline each, because
 * libpq's own waiting has none: a server that is gone without a word must not hold a worker. */
#include "db_postgres.h"

#include "db_driver.h"
#include "db_postgres_sql.h"
#include "db_postgres_value.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    FAILURE_BYTES = 512,
    NAME_BYTES = 24,
    STATE_BYTES = 5,
    TYPE_ANY = 0,
    BINARY = 1,
    CLASHES_MAX = 2
};

typedef struct connection {
    const chatlet_allocator *allocator;
    char *conninfo;      /* owned */
    PGconn *link;        /* owned; NULL: lost */
    uint64_t generation; /* counts connections: statements of an earlier one are gone */
    uint64_t names;      /* statements named so far */
    uint32_t clashes;    /* transactions that had to be run again since the last that was stored */
    char failure[FAILURE_BYTES];
} connection;

/* One prepared statement. The arrays have `count` entries and stand in one block. */
typedef struct statement {
    connection *owner; /* borrowed */
    char *sql;         /* owned; with $1 */
    size_t count;
    uint64_t generation; /* of the connection that knows it; 0: none */
    char name[NAME_BYTES];
    Oid *types; /* owned: the block's begin */
    const char **values;
    int *sizes;
    int *formats;
    char (*wholes)[DB_POSTGRES_WHOLE_BYTES];
    PGresult *result; /* owned; NULL: not run yet */
    int row;          /* the next one */
} statement;

static const int64_t second_ms = 1000;

static int64_t now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * second_ms + now.tv_nsec / 1000000;
}

static db_state_kind fail(connection *self, db_state_kind state, const char *words) {
    (void)snprintf(self->failure, sizeof self->failure, "%s", words);
    return state;
}

/* Gives the connection up; the next db_begin makes another. */
static db_state_kind lose(connection *self, const char *words) {
    (void)fail(self, DB_UNAVAILABLE, words);
    if (self->link != NULL) PQfinish(self->link);
    self->link = NULL;
    return DB_UNAVAILABLE;
}

/* What libpq says, as one line. */
static db_state_kind lose_as_told(connection *self) {
    char words[FAILURE_BYTES];
    (void)snprintf(words, sizeof words, "%s", PQerrorMessage(self->link));
    for (char *at = words; *at != '\0'; at++) {
        if (*at == '\n' || *at == '\t') *at = at[1] == '\0' ? '\0' : ' ';
    }
    return lose(self, words[0] != '\0' ? words : "the connection was lost");
}

/* --- what went wrong --- */

static bool is_class(const char *state, const char *prefix) {
    return strncmp(state, prefix, strlen(prefix)) == 0;
}

/* By the SQLSTATE codes of PostgreSQL's manual, appendix A. */
static db_state_kind state_of(const char *state) {
    static const struct {
        const char *prefix;
        db_state_kind kind;
    } table[] = {
        {"40001", DB_RETRY},       /* serialization failure */
        {"40P01", DB_RETRY},       /* deadlock */
        {"23", DB_CONSTRAINT},     /* integrity constraint violation */
        {"53100", DB_FULL},        /* disk full */
        {"53400", DB_FULL},        /* configuration limit exceeded, temp_file_limit above all */
        {"53", DB_UNAVAILABLE},    /* too many connections, out of memory there */
        {"08", DB_UNAVAILABLE},    /* connection exception */
        {"57", DB_UNAVAILABLE},    /* shutdown, statement_timeout */
        {"55P03", DB_UNAVAILABLE}, /* lock_timeout */
        {"25P03", DB_UNAVAILABLE}, /* idle_in_transaction_session_timeout */
        {"58", DB_UNAVAILABLE},    /* input/output error */
        {"XX", DB_UNAVAILABLE},    /* corrupted data, internal error */
        {"26000", DB_RETRY},       /* a pooler gave us a session without our statements */
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (is_class(state, table[i].prefix)) return table[i].kind;
    }
    return DB_BROKEN;
}

/* The server's sentence and code. Its details are left out: they quote rows. */
static db_state_kind fail_of_result(connection *self, const PGresult *result) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (state == NULL || PQstatus(self->link) != CONNECTION_OK) return lose_as_told(self);
    db_state_kind kind = state_of(state);
    if (kind == DB_RETRY) self->clashes++;
    (void)snprintf(self->failure, sizeof self->failure, "%s (%.*s)",
                   words != NULL ? words : "refused", STATE_BYTES, state);
    return kind;
}

/* --- sending and waiting --- */

/* Waits until the socket can be read (or written, with `writes`); false when time is up. */
static bool wait_for_socket(PGconn *link, bool reads, bool writes, int64_t deadline_ms) {
    struct pollfd socket = {.fd = PQsocket(link),
                            .events = (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0))};
    for (;;) {
        int64_t left_ms = deadline_ms - now_ms();
        if (left_ms <= 0) return false;
        /* An interrupted or early wait looks at the clock again. */
        if (poll(&socket, 1, (int)left_ms) > 0) return true;
    }
}

/* Sends what waits in libpq's buffer, and reads until one result is whole. DB_GOOD: it is, or the
 * server has no more. */
static db_state_kind wait_for_result(connection *self, int64_t deadline_ms) {
    for (;;) {
        int unsent = PQflush(self->link);
        if (unsent < 0) return lose_as_told(self);
        if (unsent == 0 && PQisBusy(self->link) == 0) return DB_GOOD;
        if (!wait_for_socket(self->link, true, unsent > 0, deadline_ms)) {
            return lose(self, "the server did not answer in time");
        }
        if (PQconsumeInput(self->link) == 0) return lose_as_told(self);
    }
}

/* Reads all results of what was sent. The first that failed decides; *last (NULL: not wanted) gets
 * the last one, owned, when all is well. */
static db_state_kind read_results(connection *self, int64_t within_ms, PGresult **last) {
    int64_t deadline_ms = now_ms() + within_ms;
    db_state_kind state = DB_GOOD;
    PGresult *kept = NULL;
    for (;;) {
        db_state_kind waited = wait_for_result(self, deadline_ms);
        PGresult *result = waited == DB_GOOD ? PQgetResult(self->link) : NULL;
        if (waited != DB_GOOD) state = waited;
        if (result == NULL) break;
        ExecStatusType status = PQresultStatus(result);
        bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        if (!is_good && state == DB_GOOD) state = fail_of_result(self, result);
        PQclear(kept);
        kept = result;
        if (self->link == NULL) break;
    }
    if (state == DB_GOOD && kept == NULL) state = lose(self, "the server gave no result");
    if (state == DB_GOOD && last != NULL) {
        *last = kept;
    } else {
        PQclear(kept);
    }
    return state;
}

static db_state_kind run_text(connection *self, const char *sql, int64_t within_ms,
                              PGresult **last) {
    if (self->link == NULL) return fail(self, DB_UNAVAILABLE, "there is no connection");
    if (PQsendQuery(self->link, sql) == 0) return lose_as_told(self);
    return read_results(self, within_ms, last);
}

static db_state_kind run_short(connection *self, const char *sql) {
    return run_text(self, sql, DB_POSTGRES_STATEMENT_MS + DB_POSTGRES_ANSWER_EXTRA_MS, NULL);
}

/* --- connecting --- */

static void ignore_notice(void *context, const PGresult *notice) {
    (void)context;
    (void)notice;
}

static db_state_kind start_link(connection *self) {
    static const char *const keywords[] = {"fallback_application_name", "keepalives_idle",
                                           "tcp_user_timeout",          "dbname",
                                           "client_encoding",           NULL};
    const char *const values[] = {"chatletd", "30", "15000", self->conninfo, "UTF8", NULL};
    self->link = PQconnectStartParams(keywords, values, 1);
    if (self->link == NULL) return fail(self, DB_MEMORY, "no memory for a connection");
    if (PQstatus(self->link) == CONNECTION_BAD) return lose_as_told(self);
    return DB_GOOD;
}

static db_state_kind finish_link(connection *self) {
    int64_t deadline_ms = now_ms() + DB_POSTGRES_CONNECT_MS;
    PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
    while (wanted != PGRES_POLLING_OK) {
        if (wanted == PGRES_POLLING_FAILED) return lose_as_told(self);
        if (!wait_for_socket(self->link, wanted == PGRES_POLLING_READING,
                             wanted == PGRES_POLLING_WRITING, deadline_ms)) {
            return lose(self, "the server did not take the connection in time");
        }
        wanted = PQconnectPoll(self->link);
    }
    if (PQsetnonblocking(self->link, 1) != 0) return lose_as_told(self);
    (void)PQsetNoticeReceiver(self->link, ignore_notice, NULL);
    return DB_GOOD;
}

/* Time limits, and that a commit is on disk when it is told: a server may have that off, but a
 * stronger choice (remote_apply) stays. */
static db_state_kind set_up_session(connection *self) {
    char sql[FAILURE_BYTES];
    (void)snprintf(sql, sizeof sql,
                   "SET statement_timeout = %d; SET lock_timeout = %d; "
                   "SET idle_in_transaction_session_timeout = %d; "
                   "SELECT set_config('synchronous_commit', 'on', false) "
                   "WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')",
                   DB_POSTGRES_STATEMENT_MS, DB_POSTGRES_LOCK_MS, DB_POSTGRES_IDLE_MS);
    return run_short(self, sql);
}

static db_state_kind connect_anew(connection *self) {
    if (self->link != NULL) PQfinish(self->link);
    self->link = NULL;
    db_state_kind state = start_link(self);
    if (state == DB_GOOD) state = finish_link(self);
    if (state == DB_GOOD) state = set_up_session(self);
    if (state == DB_GOOD) {
        self->generation++;
    } else if (self->link != NULL) {
        PQfinish(self->link);
        self->link = NULL;
    }
    return state;
}

/* --- the driver --- */

static void rollback(void *context) {
    connection *self = context;
    char failure[FAILURE_BYTES];
    (void)memcpy(failure, self->failure, sizeof failure); /* why we roll back is what matters */
    if (self->link != NULL && PQtransactionStatus(self->link) != PQTRANS_IDLE &&
        run_short(self, "ROLLBACK") != DB_GOOD && self->link != NULL) {
        PQfinish(self->link);
        self->link = NULL;
    }
    (void)memcpy(self->failure, failure, sizeof failure);
}

/* Serializable transactions that run at once may clash again and again, the more so while tables
 * are small, because PostgreSQL then notes whole pages and tables as read. So each that writes
 * says that it does, by a lock that lets others write; and one that clashed CLASHES_MAX times
 * asks for the lock alone, waits until nobody else writes, and cannot clash. LOCK TABLE comes
 * before the transaction's view of the rows, which an advisory lock would not. */
static const char begin_reading[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
static const char begin_writing[] = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; "
                                    "LOCK TABLE schema_migrations IN ROW SHARE MODE";
static const char begin_alone[] = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; "
                                  "LOCK TABLE schema_migrations IN EXCLUSIVE MODE";
static const char begin_first[] = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";

static db_state_kind begin_on_link(connection *self, bool writes) {
    if (!writes) return run_short(self, begin_reading);
    db_state_kind state =
        run_short(self, self->clashes >= CLASHES_MAX ? begin_alone : begin_writing);
    if (state != DB_BROKEN || PQtransactionStatus(self->link) != PQTRANS_INERROR) return state;
    /* Before the first migration there is no such table. */
    state = run_short(self, "ROLLBACK");
    return state == DB_GOOD ? run_short(self, begin_first) : state;
}

/* Whatever refuses a beginning, a standby among it, is no place to work. */
static db_state_kind give_up_link(connection *self, db_state_kind state) {
    if (self->link != NULL) PQfinish(self->link);
    self->link = NULL;
    return state == DB_MEMORY ? state : DB_UNAVAILABLE;
}

static db_state_kind begin(void *context, bool writes) {
    connection *self = context;
    self->failure[0] = '\0';
    db_state_kind state = DB_UNAVAILABLE;
    if (self->link != NULL) state = begin_on_link(self, writes);
    if (state == DB_GOOD) return state;
    /* Waiting for the lock took too long, or clashed: the connection is good. */
    if (self->link != NULL && PQstatus(self->link) == CONNECTION_OK &&
        PQtransactionStatus(self->link) == PQTRANS_INERROR) {
        rollback(self);
        return state;
    }
    /* A server that was restarted shows only now; nothing has happened yet, so once more. */
    state = connect_anew(self);
    if (state == DB_GOOD) state = begin_on_link(self, writes);
    return state == DB_GOOD ? state : give_up_link(self, state);
}

static db_state_kind commit(void *context) {
    connection *self = context;
    PGresult *result = NULL;
    db_state_kind state =
        run_text(self, "COMMIT", DB_POSTGRES_STATEMENT_MS + DB_POSTGRES_ANSWER_EXTRA_MS, &result);
    /* The server answers COMMIT of a failed transaction with success and the word ROLLBACK. */
    if (state == DB_GOOD && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        state = fail(self, DB_BROKEN, "the transaction had failed before it was committed");
    }
    PQclear(result);
    if (state == DB_GOOD) self->clashes = 0;
    return state;
}

static db_state_kind set_limits(connection *self, int statement_ms, int lock_ms) {
    char sql[96];
    (void)snprintf(sql, sizeof sql, "SET statement_timeout = %d; SET lock_timeout = %d",
                   statement_ms, lock_ms);
    return run_short(self, sql);
}

/* A migration may rewrite a table, and waits for the one that another node runs. */
static db_state_kind execute(void *context, const char *sql) {
    connection *self = context;
    db_state_kind state = set_limits(self, DB_POSTGRES_SCRIPT_MS, DB_POSTGRES_SCRIPT_MS);
    if (state != DB_GOOD) return state;
    state = run_text(self, sql, DB_POSTGRES_SCRIPT_MS + DB_POSTGRES_ANSWER_EXTRA_MS, NULL);
    /* In a transaction that failed the settings go back with it. */
    if (state != DB_GOOD) return state;
    return set_limits(self, DB_POSTGRES_STATEMENT_MS, DB_POSTGRES_LOCK_MS);
}

/* One block for the five arrays, those of pointers first, so that each is aligned. */
static bool take_arrays(statement *self) {
    const size_t each = sizeof *self->values + sizeof *self->wholes + sizeof *self->types +
                        sizeof *self->sizes + sizeof *self->formats;
    const chatlet_allocator *allocator = self->owner->allocator;
    char *block = allocator->allocate(allocator->context, (self->count + 1) * each);
    if (block == NULL) return false;
    (void)memset(block, 0, (self->count + 1) * each);
    self->values = (const char **)(void *)block;
    block += (self->count + 1) * sizeof *self->values;
    self->wholes = (char(*)[DB_POSTGRES_WHOLE_BYTES])block;
    block += (self->count + 1) * sizeof *self->wholes;
    self->types = (Oid *)(void *)block;
    block += (self->count + 1) * sizeof *self->types;
    self->sizes = (int *)(void *)block;
    block += (self->count + 1) * sizeof *self->sizes;
    self->formats = (int *)(void *)block;
    return true;
}

static void free_statement(statement *self) {
    const chatlet_allocator *allocator = self->owner->allocator;
    if (self->values != NULL) allocator->release(allocator->context, (void *)self->values);
    if (self->sql != NULL) allocator->release(allocator->context, self->sql);
    allocator->release(allocator->context, self);
}

/* Only takes memory: the server is asked when the kinds of the first values are known. */
static db_state_kind prepare(void *context, const char *sql, void **made) {
    connection *self = context;
    statement *one = self->allocator->allocate(self->allocator->context, sizeof *one);
    if (one == NULL) return fail(self, DB_MEMORY, "no memory for a statement");
    *one = (statement){.owner = self};
    one->sql = db_postgres_sql_rewrite(self->allocator, sql, &one->count);
    bool is_wrong = one->sql == NULL && one->count == SIZE_MAX;
    if (one->sql == NULL || !take_arrays(one)) {
        free_statement(one);
        return is_wrong ? fail(self, DB_BROKEN, "a parameter's number is missing or too great")
                        : fail(self, DB_MEMORY, "no memory for a statement");
    }
    *made = one;
    return DB_GOOD;
}

/* Whether the server knows the statement with these types. A type is learned with the first value
 * that has one; until then the server finds out from where the parameter stands. */
static bool knows_types(statement *self, const db_value *values) {
    bool knows = self->generation == self->owner->generation;
    for (size_t i = 0; i < self->count; i++) {
        Oid type = db_postgres_type(values[i].kind);
        if (type == TYPE_ANY || type == self->types[i]) continue;
        self->types[i] = type;
        knows = false;
    }
    return knows;
}

static db_state_kind prepare_there(statement *self) {
    connection *owner = self->owner;
    (void)snprintf(self->name, sizeof self->name, "s%llu", (unsigned long long)++owner->names);
    if (PQsendPrepare(owner->link, self->name, self->sql, (int)self->count, self->types) == 0) {
        return lose_as_told(owner);
    }
    db_state_kind state =
        read_results(owner, DB_POSTGRES_STATEMENT_MS + DB_POSTGRES_ANSWER_EXTRA_MS, NULL);
    self->generation = state == DB_GOOD ? owner->generation : 0;
    return state;
}

static db_state_kind set_value(statement *self, size_t index, const db_value *value) {
    self->formats[index] = BINARY;
    self->sizes[index] = 0;
    self->values[index] = NULL;
    switch (value->kind) {
    case DB_NULL: return DB_GOOD;
    case DB_INTEGER:
        db_postgres_write_whole(value->integer, self->wholes[index]);
        self->values[index] = self->wholes[index];
        self->sizes[index] = DB_POSTGRES_WHOLE_BYTES;
        return DB_GOOD;
    case DB_TEXT:
        if (value->text.size_bytes > 0 &&
            memchr(value->text.data, '\0', value->text.size_bytes) != NULL) {
            return fail(self->owner, DB_BROKEN, "a text with a zero byte cannot be stored");
        }
        break;
    case DB_BYTES: break;
    }
    if (value->text.size_bytes > INT32_MAX) {
        return fail(self->owner, DB_BROKEN, "a value is too large to be stored");
    }
    /* NULL would be SQL's NULL. */
    self->values[index] = value->text.size_bytes > 0 ? value->text.data : "";
    self->sizes[index] = (int)value->text.size_bytes;
    return DB_GOOD;
}

static db_state_kind bind(void *context, void *prepared, const db_value *values, size_t count) {
    connection *self = context;
    statement *one = prepared;
    if (self->link == NULL) return fail(self, DB_UNAVAILABLE, "there is no connection");
    if (count != one->count) {
        return fail(self, DB_BROKEN, "other values than the statement has parameters");
    }
    for (size_t i = 0; i < count; i++) {
        db_state_kind state = set_value(one, i, &values[i]);
        if (state != DB_GOOD) return state;
    }
    return knows_types(one, values) ? DB_GOOD : prepare_there(one);
}

static db_state_kind check_columns(statement *self) {
    for (int column = 0; column < PQnfields(self->result); column++) {
        if (!db_postgres_reads(PQftype(self->result, column))) {
            return fail(self->owner, DB_BROKEN, "a column's type is none that can be read");
        }
    }
    return DB_GOOD;
}

static db_state_kind run(statement *self) {
    connection *owner = self->owner;
    if (owner->link == NULL) return fail(owner, DB_UNAVAILABLE, "there is no connection");
    if (PQsendQueryPrepared(owner->link, self->name, (int)self->count, self->values, self->sizes,
                            self->formats, BINARY) == 0) {
        return lose_as_told(owner);
    }
    db_state_kind state =
        read_results(owner, DB_POSTGRES_STATEMENT_MS + DB_POSTGRES_ANSWER_EXTRA_MS, &self->result);
    /* Whatever was wrong with a statement of this name, the next one is made anew. */
    if (state == DB_RETRY || state == DB_BROKEN) self->generation = 0;
    return state == DB_GOOD ? check_columns(self) : state;
}

static db_value read_column(const statement *self, int row, int column, bool *is_whole) {
    db_value value = db_null();
    *is_whole = true;
    if (PQgetisnull(self->result, row, column) != 0) return value;
    chatlet_str bytes = {.data = PQgetvalue(self->result, row, column),
                         .size_bytes = (size_t)PQgetlength(self->result, row, column)};
    *is_whole = db_postgres_read(PQftype(self->result, column), bytes, &value);
    return value;
}

static db_state_kind step(void *context, void *prepared, bool *has_row) {
    connection *self = context;
    statement *one = prepared;
    if (one->result == NULL) {
        db_state_kind state = run(one);
        if (state != DB_GOOD) return state;
    }
    *has_row = one->row < PQntuples(one->result);
    if (!*has_row) return DB_GOOD;
    for (int column = 0; column < PQnfields(one->result); column++) {
        bool is_whole;
        (void)read_column(one, one->row, column, &is_whole);
        if (!is_whole) return fail(self, DB_BROKEN, "a number is not whole or too great");
    }
    one->row++;
    return DB_GOOD;
}

static db_value column(void *prepared, int index) {
    const statement *one = prepared;
    bool is_whole;
    if (one->result == NULL || one->row == 0 || index < 0 || index >= PQnfields(one->result)) {
        return db_null();
    }
    return read_column(one, one->row - 1, index, &is_whole);
}

static int64_t changes(void *context, void *prepared) {
    (void)context;
    statement *one = prepared;
    /* SELECT counts its rows there, which changed nothing. */
    if (one->result == NULL || strncmp(PQcmdStatus(one->result), "SELECT", 6) == 0) return 0;
    int64_t count = 0;
    for (const char *digit = PQcmdTuples(one->result); *digit >= '0' && *digit <= '9'; digit++) {
        count = count * 10 + (*digit - '0');
    }
    return count;
}

static void reset(void *prepared) {
    statement *one = prepared;
    PQclear(one->result);
    one->result = NULL;
    one->row = 0;
}

/* The server forgets its side when the connection ends, which is when statements are finalized. */
static void finalize(void *prepared) {
    reset(prepared);
    free_statement(prepared);
}

static chatlet_str failure_text(void *context) {
    const connection *self = context;
    return (chatlet_str){.data = self->failure, .size_bytes = strlen(self->failure)};
}

static void close_connection(void *context) {
    connection *self = context;
    const chatlet_allocator *allocator = self->allocator;
    if (self->link != NULL) PQfinish(self->link);
    if (self->conninfo != NULL) allocator->release(allocator->context, self->conninfo);
    allocator->release(allocator->context, self);
}

static const db_driver driver = {.dialect = DB_DIALECT_POSTGRES,
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

db *db_postgres_open(const chatlet_allocator *allocator, const char *conninfo, char *failure,
                     size_t size_bytes) {
    (void)snprintf(failure, size_bytes, "out of memory");
    connection *self = allocator->allocate(allocator->context, sizeof *self);
    if (self == NULL) return NULL;
    *self = (connection){.allocator = allocator};
    self->conninfo = allocator->allocate(allocator->context, strlen(conninfo) + 1);
    if (self->conninfo != NULL) {
        (void)memcpy(self->conninfo, conninfo, strlen(conninfo) + 1);
        db *made = connect_anew(self) == DB_GOOD ? db_new(allocator, &driver, self) : NULL;
        if (made != NULL) return made;
        if (self->failure[0] != '\0') (void)snprintf(failure, size_bytes, "%s", self->failure);
    }
    close_connection(self);
    return NULL;
}
