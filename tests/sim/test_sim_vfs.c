/* The disk that fails keeps what SQLite was told it keeps, and nothing else: rows that were
 * committed with synchronous=FULL are there after power failed at any step, with faults on; with
 * synchronous=OFF some are lost, so that the disk is shown to lose things. */
#include "sim_vfs.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS_MAX = 600, LIVES = 12 };

typedef struct journal {
    const char *name;
    const char *set_up;
    bool lasts;
} journal;

static const journal journals[] = {
    {"WAL", "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 12",
     true},
    {"TRUNCATE", "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL", true},
    {"WAL without syncs",
     "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 12", false},
};

typedef struct life {
    sim_disk *disk;
    sqlite3 *db;
    bool committed[ROWS_MAX];
    int row_count;
    size_t lost;
} life;

static bool run(sqlite3 *db, const char *sql) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool open_database(life *self, const journal *kind) {
    if (sqlite3_open_v2("table.db", &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
        SQLITE_OK) {
        return false;
    }
    return run(self->db, kind->set_up) &&
           run(self->db, "CREATE TABLE IF NOT EXISTS rows (number INTEGER PRIMARY KEY, text TEXT)");
}

/* Inserts until power fails or there are enough; a row counts once COMMIT said so. */
static void work(life *self) {
    char sql[200];
    while (!sim_disk_is_down(self->disk) && self->row_count < ROWS_MAX) {
        int number = self->row_count++;
        (void)snprintf(sql, sizeof sql,
                       "BEGIN IMMEDIATE; INSERT INTO rows VALUES (%d, hex(zeroblob(%d))); COMMIT",
                       number, number * 37 % 900);
        self->committed[number] = run(self->db, sql);
        if (!sqlite3_get_autocommit(self->db)) (void)run(self->db, "ROLLBACK");
    }
}

static int on_row(void *context, int count, char **values, char **names) {
    (void)count;
    (void)names;
    bool *there = context;
    int number = 0;
    (void)sscanf(values[0], "%d", &number);
    there[number] = true;
    return 0;
}

/* After a restart: the file is whole, and has what was committed. */
static void look(life *self) {
    bool there[ROWS_MAX] = {false};
    if (sqlite3_exec(self->db, "SELECT number FROM rows", on_row, there, NULL) != SQLITE_OK) {
        self->lost++;
        return;
    }
    for (int i = 0; i < self->row_count; i++) {
        if (self->committed[i] && !there[i]) self->lost++;
        self->committed[i] = there[i];
    }
}

static int on_integrity(void *context, int count, char **values, char **names) {
    (void)count;
    (void)names;
    *(bool *)context = strcmp(values[0], "ok") == 0;
    return 0;
}

static size_t lost_of(const journal *kind, uint64_t seed) {
    static const sim_disk_faults calm = {.error = 0};
    static const sim_disk_faults rough = {
        .full = 2000, .full_steps = 5, .error = 1000, .slow = 9000};
    struct life one = {.disk = sim_disk_new(seed)};
    assert_non_null(one.disk);
    sim_chance chance;
    sim_chance_seed(&chance, seed ^ 77);
    for (int i = 0; i < LIVES; i++) {
        if (!open_database(&one, kind)) {
            one.lost++;
            (void)sqlite3_close(one.db);
            break;
        }
        look(&one);
        bool is_whole = false;
        (void)sqlite3_exec(one.db, "PRAGMA integrity_check", on_integrity, &is_whole, NULL);
        if (!is_whole) one.lost++;
        sim_disk_set_faults(one.disk, &rough);
        sim_disk_set_crash(one.disk, 1 + sim_chance_below(&chance, 300));
        work(&one);
        sim_disk_set_faults(one.disk, &calm);
        sim_disk_restart(one.disk);
        (void)sqlite3_close(one.db);
    }
    sim_disk_free(one.disk);
    return one.lost;
}

static void committed_rows_outlive_power_failures(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof journals / sizeof *journals; i++) {
        size_t lost = 0;
        for (uint64_t seed = 1; seed <= 60; seed++) {
            size_t lost_here = lost_of(&journals[i], seed);
            if (lost_here > 0 && journals[i].lasts) {
                fail_msg("%s: seed %u lost %zu rows", journals[i].name, (unsigned)seed, lost_here);
            }
            lost += lost_here;
        }
        if (!journals[i].lasts) assert_true(lost > 10);
    }
}

static void the_same_seed_gives_the_same_world(void **state) {
    (void)state;
    sim_disk *disk = sim_disk_new(5);
    sim_disk_free(disk);
    assert_int_equal(lost_of(&journals[2], 9), lost_of(&journals[2], 9));
}

static void chance_follows_its_seed(void **state) {
    (void)state;
    sim_chance chance;
    sim_chance_seed(&chance, 1234567);
    /* The first values of SplitMix64 for this seed, as in its authors' reference. */
    assert_true(sim_chance_next(&chance) == UINT64_C(6457827717110365317));
    assert_true(sim_chance_next(&chance) == UINT64_C(3203168211198807973));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chance_follows_its_seed),
        cmocka_unit_test(committed_rows_outlive_power_failures),
        cmocka_unit_test(the_same_seed_gives_the_same_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
