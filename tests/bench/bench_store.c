/* Rows a second that are durable when they are told: through store/db.h and with the library bare,
 * in the same run, in turns.
 *
 *     bench_store sqlite FILE | postgres CONNINFO
 *
 * Prints a line for each way: its name, a tab, rows a second. */
#include "store/db.h"
#include "store/db_postgres.h"
#include "store/db_sqlite.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ROUNDS = 5,
    SINGLE_ROWS = 100,
    GROUP = 1000,
    GROUPS = 4,
    ROWS_A_STATEMENT = 100,
    COLUMNS = 5
};

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static const chatlet_allocator allocator = {.allocate = allocate, .release = release};

static void stop(const char *what, const char *why) {
    (void)fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static double now_s(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char table_sqlite[] =
    "CREATE TABLE rows_of_bench (organization_id INTEGER NOT NULL, event_id BLOB NOT NULL, meter "
    "TEXT NOT NULL, quantity INTEGER NOT NULL, at_ms INTEGER NOT NULL, "
    "PRIMARY KEY (organization_id, event_id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE schema_migrations (number INTEGER)";

static const char table_postgres[] =
    "CREATE TABLE rows_of_bench (organization_id BIGINT NOT NULL, event_id BYTEA NOT NULL, meter "
    "TEXT NOT NULL, quantity BIGINT NOT NULL, at_ms BIGINT NOT NULL, "
    "PRIMARY KEY (organization_id, event_id)); CREATE TABLE schema_migrations (number BIGINT)";

#define INSERT_HEAD                                                                                \
    "INSERT INTO rows_of_bench (organization_id, event_id, meter, quantity, at_ms) VALUES "
static const char insert_ours[] =
    INSERT_HEAD "(?1, ?2, ?3, ?4, ?5) ON CONFLICT (organization_id, event_id) DO NOTHING";
static const char insert_postgres[] =
    INSERT_HEAD "($1, $2, $3, $4, $5) ON CONFLICT (organization_id, event_id) DO NOTHING";

/* A key as UUIDv7 has them: rising, then chance. */
static void make_key(unsigned char key[16]) {
    static uint64_t count;
    uint64_t chance = ++count * UINT64_C(0x9E3779B97F4A7C15);
    for (int i = 0; i < 8; i++)
        key[i] = (unsigned char)(count >> (56 - 8 * i));
    for (int i = 0; i < 8; i++)
        key[8 + i] = (unsigned char)(chance >> (8 * i));
}

/* What each way does: `rows` rows in one durable transaction. */
typedef void (*add_rows)(void *context, int rows);

/* --- through db.h --- */

static void add_ours(void *context, int rows) {
    db *db = context;
    db_begin(db, true);
    for (int i = 0; i < rows; i++) {
        unsigned char key[16];
        make_key(key);
        (void)DB_RUN(db, insert_ours, db_integer(7),
                     db_bytes((chatlet_str){(const char *)key, sizeof key}),
                     db_text(CHATLET_STR("conversations")), db_integer(1), db_integer(1790000000));
    }
    if (!db_commit(db)) stop("db.h", db_failure_text(db).data);
}

/* Many rows a statement, as a writer of events may. */
static void add_ours_many(void *context, int rows) {
    static char sql[ROWS_A_STATEMENT * 40 + 256];
    static unsigned char keys[ROWS_A_STATEMENT][16];
    db_value values[ROWS_A_STATEMENT * COLUMNS];
    db *db = context;
    if (sql[0] == '\0') {
        size_t used = (size_t)snprintf(sql, sizeof sql, INSERT_HEAD);
        for (int i = 0; i < ROWS_A_STATEMENT; i++) {
            int n = i * COLUMNS;
            used += (size_t)snprintf(sql + used, sizeof sql - used, "%s(?%d, ?%d, ?%d, ?%d, ?%d)",
                                     i > 0 ? ", " : "", n + 1, n + 2, n + 3, n + 4, n + 5);
        }
        (void)snprintf(sql + used, sizeof sql - used,
                       " ON CONFLICT (organization_id, event_id) DO NOTHING");
    }
    db_begin(db, true);
    for (int done = 0; done < rows; done += ROWS_A_STATEMENT) {
        for (int i = 0; i < ROWS_A_STATEMENT; i++) {
            make_key(keys[i]);
            db_value *row = values + i * COLUMNS;
            row[0] = db_integer(7);
            row[1] = db_bytes((chatlet_str){(const char *)keys[i], sizeof keys[i]});
            row[2] = db_text(CHATLET_STR("conversations"));
            row[3] = db_integer(1);
            row[4] = db_integer(1790000000);
        }
        (void)db_run_values(db, sql, values, ROWS_A_STATEMENT * COLUMNS);
    }
    if (!db_commit(db)) stop("db.h", db_failure_text(db).data);
}

/* --- sqlite3 bare --- */

typedef struct bare_sqlite {
    sqlite3 *handle;
    sqlite3_stmt *insert;
} bare_sqlite;

static void run_sqlite(bare_sqlite *self, const char *sql) {
    if (sqlite3_exec(self->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        stop(sql, sqlite3_errmsg(self->handle));
    }
}

static void add_sqlite(void *context, int rows) {
    bare_sqlite *self = context;
    run_sqlite(self, "BEGIN IMMEDIATE");
    for (int i = 0; i < rows; i++) {
        unsigned char key[16];
        make_key(key);
        (void)sqlite3_bind_int64(self->insert, 1, 7);
        (void)sqlite3_bind_blob(self->insert, 2, key, sizeof key, SQLITE_STATIC);
        (void)sqlite3_bind_text(self->insert, 3, "conversations", -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(self->insert, 4, 1);
        (void)sqlite3_bind_int64(self->insert, 5, 1790000000);
        if (sqlite3_step(self->insert) != SQLITE_DONE) {
            stop("step", sqlite3_errmsg(self->handle));
        }
        (void)sqlite3_reset(self->insert);
    }
    run_sqlite(self, "COMMIT");
}

static bare_sqlite open_sqlite(const char *path) {
    bare_sqlite self = {.handle = NULL};
    if (sqlite3_open(path, &self.handle) != SQLITE_OK) stop(path, "cannot be opened");
    run_sqlite(&self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA wal_autocheckpoint = 4000");
    run_sqlite(&self, table_sqlite);
    if (sqlite3_prepare_v2(self.handle, insert_ours, -1, &self.insert, NULL) != SQLITE_OK) {
        stop("prepare", sqlite3_errmsg(self.handle));
    }
    return self;
}

/* --- libpq bare --- */

static void run_postgres(PGconn *link, const char *sql) {
    PGresult *result = PQexec(link, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) stop(sql, PQerrorMessage(link));
    PQclear(result);
}

static void add_postgres(void *context, int rows) {
    static const char whole_7[8] = {0, 0, 0, 0, 0, 0, 0, 7};
    static const char whole_1[8] = {0, 0, 0, 0, 0, 0, 0, 1};
    static const int sizes[COLUMNS] = {8, 16, 13, 8, 8};
    static const int formats[COLUMNS] = {1, 1, 1, 1, 1};
    PGconn *link = context;
    run_postgres(link, "BEGIN ISOLATION LEVEL SERIALIZABLE");
    for (int i = 0; i < rows; i++) {
        unsigned char key[16];
        make_key(key);
        const char *values[COLUMNS] = {whole_7, (const char *)key, "conversations", whole_1,
                                       whole_1};
        PGresult *result = PQexecPrepared(link, "insert", COLUMNS, values, sizes, formats, 1);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) stop("insert", PQerrorMessage(link));
        PQclear(result);
    }
    run_postgres(link, "COMMIT");
}

static PGconn *open_postgres(const char *conninfo) {
    PGconn *link = PQconnectdb(conninfo);
    if (PQstatus(link) != CONNECTION_OK) stop(conninfo, PQerrorMessage(link));
    run_postgres(link, table_postgres);
    PGresult *result = PQprepare(link, "insert", insert_postgres, COLUMNS, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) stop("prepare", PQerrorMessage(link));
    PQclear(result);
    return link;
}

/* --- measuring --- */

typedef struct way {
    const char *name;
    add_rows add;
    void *context;
    int rows;         /* of a transaction */
    int transactions; /* of a round */
    double best;      /* rows a second, of the best round: others use this machine too */
} way;

static void measure(way *ways, size_t count) {
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            double begin = now_s();
            for (int n = 0; n < ways[i].transactions; n++)
                ways[i].add(ways[i].context, ways[i].rows);
            double rate = ways[i].rows * ways[i].transactions / (now_s() - begin);
            if (rate > ways[i].best) ways[i].best = rate;
        }
    }
    for (size_t i = 0; i < count; i++)
        (void)printf("%s\t%.0f\n", ways[i].name, ways[i].best);
}

int main(int count, char **words) {
    char failure[256];
    db *ours = NULL;
    void *bare = NULL;
    add_rows add_bare = NULL;
    bare_sqlite sqlite = {.handle = NULL};
    if (count != 3) stop("bench_store", "sqlite FILE | postgres CONNINFO");
    if (strcmp(words[1], "sqlite") == 0) {
        sqlite = open_sqlite(words[2]);
        bare = &sqlite;
        add_bare = add_sqlite;
        db_sqlite_options options = {.path = words[2]};
        ours = db_sqlite_open(&allocator, &options, failure, sizeof failure);
    } else {
        bare = open_postgres(words[2]);
        add_bare = add_postgres;
        ours = db_postgres_open(&allocator, words[2], failure, sizeof failure);
    }
    if (ours == NULL) stop(words[2], failure);
    way ways[] = {
        {"bare, 1 row a commit", add_bare, bare, 1, SINGLE_ROWS, 0},
        {"db.h, 1 row a commit", add_ours, ours, 1, SINGLE_ROWS, 0},
        {"bare, 1,000 rows a commit", add_bare, bare, GROUP, GROUPS, 0},
        {"db.h, 1,000 rows a commit", add_ours, ours, GROUP, GROUPS, 0},
        {"db.h, 1,000 rows a commit, 100 a statement", add_ours_many, ours, GROUP, GROUPS, 0}};
    measure(ways, sizeof ways / sizeof ways[0]);
    return 0;
}
