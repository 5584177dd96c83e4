/* What SQLite alone does: rows of the table of events, a thousand in a transaction that reaches the
 * disk, and one sum. Beside it the device's own rate of small writes that reach it.
 *
 *     bench-group-commit FOLDER SECONDS [ROWS]
 *
 * prints {"rows_per_s", "cpu_us", "fdatasync_per_s"}.
 *
 * The table is as backend/src/store/migrations has it, without what it refers to. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { ID_BYTES = 16, PATH_BYTES = 512, BLOCK_BYTES = 4096 };

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
    "CREATE TABLE usage_events (organization_id INTEGER NOT NULL, event_id BLOB NOT NULL CHECK "
    "(LENGTH(event_id) = 16), bot_id INTEGER NOT NULL, meter TEXT NOT NULL, quantity INTEGER NOT "
    "NULL CHECK (quantity <> 0), occurred_at_ms INTEGER NOT NULL, received_at_ms INTEGER NOT NULL, "
    "period_start_ms INTEGER NOT NULL, corrects BLOB, PRIMARY KEY (organization_id, event_id), "
    "CHECK ((quantity < 0) = (corrects IS NOT NULL))) STRICT, WITHOUT ROWID;"
    "CREATE INDEX usage_events_corrections ON usage_events (organization_id, corrects) WHERE "
    "corrects IS NOT NULL;"
    "CREATE TABLE usage_days (organization_id INTEGER, day INTEGER, quantity INTEGER, PRIMARY KEY "
    "(organization_id, day)) STRICT, WITHOUT ROWID";

static double now_s(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_s(void) {
    struct rusage use;
    (void)getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void fail(const char *what) {
    (void)fprintf(stderr, "bench-group-commit: %s\n", what);
    exit(1);
}

static void check(sqlite3 *db, int code) {
    if (code != SQLITE_OK && code != SQLITE_DONE) fail(sqlite3_errmsg(db));
}

static void step(sqlite3 *db, sqlite3_stmt *statement) {
    check(db, sqlite3_step(statement));
    check(db, sqlite3_reset(statement));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *made = NULL;
    check(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL));
    return made;
}

/* As UUIDv7: time, then a number. */
static void write_id(uint64_t number, uint8_t id[ID_BYTES]) {
    memset(id, 0, ID_BYTES);
    id[0] = 0x01;
    id[6] = 0x70;
    id[8] = 0x80;
    for (int i = 0; i < 6; i++)
        id[10 + i] = (uint8_t)(number >> (40 - 8 * i));
}

static void insert_row(sqlite3 *db, sqlite3_stmt *insert, uint64_t number) {
    uint8_t id[ID_BYTES];
    write_id(number, id);
    check(db, sqlite3_bind_blob(insert, 1, id, ID_BYTES, SQLITE_TRANSIENT));
    step(db, insert);
}

static uint64_t run(sqlite3 *db, double seconds, int rows) {
    sqlite3_stmt *begin = prepare(db, "BEGIN IMMEDIATE");
    sqlite3_stmt *commit = prepare(db, "COMMIT");
    sqlite3_stmt *insert =
        prepare(db, "INSERT INTO usage_events VALUES (1, ?1, 0, 'model_tokens', 3, 1796083200000, "
                    "1796083200000, 1796083200000, NULL) ON CONFLICT DO NOTHING");
    sqlite3_stmt *sum =
        prepare(db, "INSERT INTO usage_days VALUES (1, 1, 1) ON CONFLICT DO UPDATE SET quantity = "
                    "usage_days.quantity + excluded.quantity");
    uint64_t count = 0;
    for (double end = now_s() + seconds; now_s() < end;) {
        step(db, begin);
        for (int i = 0; i < rows; i++)
            insert_row(db, insert, count++);
        step(db, sum);
        step(db, commit);
    }
    check(db, sqlite3_finalize(begin));
    check(db, sqlite3_finalize(commit));
    check(db, sqlite3_finalize(insert));
    check(db, sqlite3_finalize(sum));
    return count;
}

static double measure_device(const char *folder) {
    char path[PATH_BYTES];
    char block[BLOCK_BYTES] = {0};
    (void)snprintf(path, sizeof path, "%s/device.bin", folder);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) fail("the folder cannot be written");
    uint64_t count = 0;
    double begin = now_s();
    while (now_s() < begin + 1) {
        if (pwrite(file, block, sizeof block, 0) != BLOCK_BYTES) fail("the device is full");
        if (fdatasync(file) != 0) fail("the device cannot be written");
        count++;
    }
    double rate = (double)count / (now_s() - begin);
    (void)close(file);
    (void)unlink(path);
    return rate;
}

int main(int argc, char **argv) {
    char path[PATH_BYTES];
    sqlite3 *db = NULL;
    if (argc < 3) fail("give a folder and how many seconds");
    (void)snprintf(path, sizeof path, "%s/group-commit.db", argv[1]);
    check(db, sqlite3_open(path, &db));
    check(db, sqlite3_exec(db, schema, NULL, NULL, NULL));
    int rows = argc > 3 ? atoi(argv[3]) : 1000;
    double begin = now_s();
    double cpu = cpu_s();
    uint64_t count = run(db, atof(argv[2]), rows);
    double rate = (double)count / (now_s() - begin);
    double cpu_us = (cpu_s() - cpu) * 1e6 / (double)count;
    check(db, sqlite3_close(db));
    (void)printf("{\"rows_per_s\":%.0f,\"cpu_us\":%.3f,\"fdatasync_per_s\":%.0f}\n", rate, cpu_us,
                 measure_device(argv[1]));
    return 0;
}
