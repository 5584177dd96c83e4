/* Many connections that read, count up and write at once: nothing is lost, nothing counts twice. */
#include "store/db_postgres.h"
#include "store/db_sqlite.h"
#include "test_allocator.h"
#include "test_database.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { THREADS = 8, ROUNDS = 40, TRIES_MAX = 5 };

static const char row_read[] = "SELECT version FROM organizations WHERE organization_id = ?1";
static const char row_write[] = "UPDATE organizations SET version = ?2 WHERE organization_id = ?1";
static const char event_insert[] =
    "INSERT INTO outbox (outbox_id, kind, body, due_at_ms, created_at_ms) "
    "VALUES (?1, 'x', '{}', 0, 0)";

typedef struct worker {
    pthread_t thread;
    db *db;
    int64_t number;
    int64_t retries;
    db_state_kind failure; /* the one that ended it; DB_GOOD: all was done */
} worker;

/* One more, with a row that says which. */
static void count_up(db *db, int64_t row_id) {
    int64_t version = DB_READ(db, row_read, -1, db_integer(1));
    (void)DB_RUN(db, row_write, db_integer(1), db_integer(version + 1));
    (void)DB_RUN(db, event_insert, db_integer(row_id));
}

static void *work(void *context) {
    worker *self = context;
    for (int64_t round = 0; round < ROUNDS; round++) {
        bool is_done = false;
        for (int i = 0; i < TRIES_MAX && !is_done; i++) {
            db_begin(self->db, true);
            count_up(self->db, self->number * ROUNDS + round + 1);
            is_done = db_commit(self->db);
            if (!is_done && db_state(self->db) != DB_RETRY) break;
            if (!is_done) self->retries++;
        }
        if (!is_done) {
            self->failure = db_state(self->db);
            return NULL;
        }
    }
    return NULL;
}

static void check_sum(test_database *database) {
    db_begin(database->db, false);
    assert_int_equal(DB_READ(database->db, row_read, -1, db_integer(1)), 1 + THREADS * ROUNDS);
    assert_int_equal(DB_READ(database->db, "SELECT COUNT(*) FROM outbox WHERE outbox_id > ?1", -1,
                             db_integer(0)),
                     THREADS * ROUNDS);
    db_rollback(database->db);
}

static void run_workers(test_database *database, worker *workers) {
    db_begin(database->db, true);
    (void)DB_RUN(database->db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, 'x', 'free', 0)",
                 db_integer(1));
    assert_true(db_commit(database->db));
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        (void)pthread_join(workers[i].thread, NULL);
    int64_t retries = 0;
    for (int i = 0; i < THREADS; i++) {
        if (workers[i].failure != DB_GOOD) {
            fail_msg("%s: worker %d: %s", database->name, i, db_failure_text(workers[i].db).data);
        }
        retries += workers[i].retries;
        db_close(workers[i].db);
    }
    check_sum(database);
    print_message("%s: %d transactions, %d run again\n", database->name, THREADS * ROUNDS,
                  (int)retries);
}

static void write_at_once(test_database *database) {
    worker workers[THREADS] = {{.db = NULL}};
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        workers[i].db = test_database_connect(database, NULL);
    }
    run_workers(database, workers);
}

static void sum_is_kept_when_connections_write_at_once(void **state) {
    (void)state;
    test_on_databases(write_at_once);
}

/* --- with the turn that connections of one process share --- */

static void take(void *context) { (void)pthread_mutex_lock(context); }
static void give(void *context) { (void)pthread_mutex_unlock(context); }

static void sum_is_kept_when_connections_take_turns(void **state) {
    (void)state;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    const db_sqlite_turn turn = {&mutex, take, give};
    worker workers[THREADS] = {{.db = NULL}};
    char failure[256];
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    db_sqlite_options options = {.path = database->place, .turn = &turn};
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        workers[i].db = db_sqlite_open(test_plain_allocator(), &options, failure, sizeof failure);
        assert_non_null(workers[i].db);
    }
    run_workers(database, workers);
    /* Given back after failures too: else this would wait for ever. */
    assert_int_equal(pthread_mutex_trylock(&mutex), 0);
    test_database_close(database);
}

static void turn_is_given_back_after_each_failure(void **state) {
    (void)state;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    const db_sqlite_turn turn = {&mutex, take, give};
    char failure[256];
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    db_sqlite_options options = {.path = database->place, .turn = &turn};
    db *db = db_sqlite_open(test_plain_allocator(), &options, failure, sizeof failure);
    for (int i = 0; i < 3; i++) {
        db_begin(db, true);
        assert_int_not_equal(pthread_mutex_trylock(&mutex), 0);
        if (i == 0) (void)DB_RUN(db, "SELEKT ?1", db_integer(1));
        if (i == 1) db_rollback(db);
        if (i != 1) assert_int_equal(db_commit(db), i == 2);
        assert_int_equal(pthread_mutex_trylock(&mutex), 0);
        (void)pthread_mutex_unlock(&mutex);
    }
    db_close(db);
    test_database_close(database);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sum_is_kept_when_connections_write_at_once),
        cmocka_unit_test(sum_is_kept_when_connections_take_turns),
        cmocka_unit_test(turn_is_given_back_after_each_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
