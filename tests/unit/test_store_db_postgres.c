/* What only PostgreSQL can do to a connection: lose it, make it wait, find that it clashes. */
#include "store/db_postgres.h"
#include "test_allocator.h"
#include "test_database.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const char row_insert[] = "INSERT INTO organizations (organization_id, name, plan, "
                                 "created_at_ms) VALUES (?1, 'x', 'free', 0)";
static const char row_update[] =
    "UPDATE organizations SET version = version + ?2 WHERE organization_id = ?1";
static const char row_sum[] = "SELECT SUM(version) FROM organizations WHERE version >= ?1";

static void run_on_postgres(void (*test)(test_database *database)) {
    if (!test_database_is_here(DB_DIALECT_POSTGRES)) {
        (void)fputs("postgres: skipped, CHATLET_TEST_POSTGRES names no server\n", stderr);
        return;
    }
    test_database *database = test_database_open(DB_DIALECT_POSTGRES, true);
    db_begin(database->db, true);
    for (int64_t id = 1; id <= 2; id++)
        (void)DB_RUN(database->db, row_insert, db_integer(id));
    assert_true(db_commit(database->db));
    test(database);
    test_database_close(database);
}

/* Sets a limit for the transaction that is open. */
static void limit(db *db, const char *name, const char *value) {
    db_query *query =
        DB_OPEN(db, "SELECT set_config(?1, ?2, true)", db_text((chatlet_str){name, strlen(name)}),
                db_text((chatlet_str){value, strlen(value)}));
    assert_true(db_next(query));
    db_close_query(query);
}

static void end_session_of(test_database *database, db *victim) {
    db_begin(victim, false);
    int64_t pid =
        DB_READ(victim, "SELECT CAST(pg_backend_pid() AS bigint) WHERE ?1 = 1", 0, db_integer(1));
    db_rollback(victim);
    db_begin(database->db, false);
    /* Waits until it is gone. */
    assert_int_equal(DB_READ(database->db, "SELECT pg_terminate_backend(CAST(?1 AS integer), 5000)",
                             0, db_integer(pid)),
                     1);
    assert_true(db_commit(database->db));
}

static void lose_while_idle(test_database *database) {
    db *db = test_database_connect(database, NULL);
    db_begin(db, false);
    assert_int_equal(DB_READ(db, row_sum, 0, db_integer(0)), 2);
    assert_true(db_commit(db));
    end_session_of(database, db);
    /* Nothing was under way, so nobody notices; what was prepared is prepared again. */
    db_begin(db, false);
    assert_int_equal(DB_READ(db, row_sum, 0, db_integer(0)), 2);
    assert_true(db_commit(db));
    db_close(db);
}

static void connection_lost_while_idle_is_made_again(void **state) {
    (void)state;
    run_on_postgres(lose_while_idle);
}

static void lose_in_transaction(test_database *database) {
    db *db = test_database_connect(database, NULL);
    db_begin(db, true);
    int64_t pid =
        DB_READ(db, "SELECT CAST(pg_backend_pid() AS bigint) WHERE ?1 = 1", 0, db_integer(1));
    assert_int_equal(DB_RUN(db, row_update, db_integer(1), db_integer(10)), 1);
    db_begin(database->db, false);
    assert_int_equal(DB_READ(database->db, "SELECT pg_terminate_backend(CAST(?1 AS integer), 5000)",
                             0, db_integer(pid)),
                     1);
    assert_true(db_commit(database->db));

    assert_int_equal(DB_RUN(db, row_update, db_integer(2), db_integer(10)), 0);
    assert_int_equal(db_state(db), DB_UNAVAILABLE);
    assert_true(db_failure_text(db).size_bytes > 0);
    assert_false(db_commit(db));
    assert_int_equal(db_state(db), DB_UNAVAILABLE);
    db_begin(db, true);
    assert_int_equal(DB_READ(db, row_sum, 0, db_integer(0)), 2);
    assert_int_equal(DB_RUN(db, row_update, db_integer(2), db_integer(10)), 1);
    assert_true(db_commit(db));
    db_close(db);
}

static void connection_lost_in_a_transaction_stores_nothing(void **state) {
    (void)state;
    run_on_postgres(lose_in_transaction);
}

static void wait_for_lock(test_database *database) {
    db *db = test_database_connect(database, NULL);
    db_begin(database->db, true);
    assert_int_equal(DB_RUN(database->db, row_update, db_integer(1), db_integer(1)), 1);
    db_begin(db, true);
    limit(db, "lock_timeout", "30ms");
    assert_int_equal(DB_RUN(db, row_update, db_integer(1), db_integer(1)), 0);
    assert_int_equal(db_state(db), DB_UNAVAILABLE);
    assert_non_null(strstr(db_failure_text(db).data, "lock timeout (55P03)"));
    assert_false(db_commit(db));
    assert_true(db_commit(database->db));
    db_close(db);
}

static void row_locked_too_long_is_unavailable(void **state) {
    (void)state;
    run_on_postgres(wait_for_lock);
}

static void wait_for_statement(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    limit(db, "statement_timeout", "30ms");
    (void)DB_READ(db, "SELECT COUNT(*) FROM (SELECT pg_sleep(CAST(?1 AS bigint))) AS s", 0,
                  db_integer(60));
    assert_int_equal(db_state(db), DB_UNAVAILABLE);
    assert_non_null(strstr(db_failure_text(db).data, "statement timeout (57014)"));
    assert_false(db_commit(db));
    db_begin(db, true);
    assert_int_equal(DB_READ(db, row_sum, 0, db_integer(0)), 2);
    assert_true(db_commit(db));
}

static void statement_that_takes_too_long_is_unavailable(void **state) {
    (void)state;
    run_on_postgres(wait_for_statement);
}

/* Each counts all and adds to its own row: as if one after the other, one would have seen the
 * other's. */
static void clash(test_database *database) {
    db *other = test_database_connect(database, NULL);
    db *both[2] = {database->db, other};
    for (int i = 0; i < 2; i++) {
        db_begin(both[i], true);
        assert_int_equal(DB_READ(both[i], row_sum, 0, db_integer(0)), 2);
    }
    for (int i = 0; i < 2; i++)
        (void)DB_RUN(both[i], row_update, db_integer(i + 1), db_integer(2));
    bool first = db_commit(both[0]);
    bool second = db_commit(both[1]);
    assert_true(first);
    assert_false(second);
    assert_int_equal(db_state(other), DB_RETRY);
    db_close(other);
}

static void transactions_that_clash_are_run_again(void **state) {
    (void)state;
    run_on_postgres(clash);
}

static void read_other_types(test_database *database) {
    db *db = database->db;
    db_begin(db, false);
    (void)DB_READ(db, "SELECT CAST(?1 AS double precision)", 0, db_integer(1));
    assert_int_equal(db_state(db), DB_BROKEN);
    assert_string_equal(db_failure_text(db).data, "a column's type is none that can be read");
    db_rollback(db);
    db_begin(db, false);
    (void)DB_READ(db, "SELECT AVG(v) FROM (VALUES (CAST(?1 AS bigint)), (2)) AS t (v)", 0,
                  db_integer(1));
    assert_int_equal(db_state(db), DB_BROKEN);
    assert_string_equal(db_failure_text(db).data, "a number is not whole or too great");
    db_rollback(db);
    db_begin(db, false);
    (void)DB_RUN(db, row_update, db_integer(1), db_integer(1));
    assert_int_equal(db_state(db), DB_BROKEN); /* reading does not write */
    db_rollback(db);
}

static void values_that_cannot_be_read_are_mistakes_of_ours(void **state) {
    (void)state;
    run_on_postgres(read_other_types);
}

static void check_session(test_database *database) {
    static const char *const expected[][2] = {{"client_encoding", "UTF8"},
                                              {"synchronous_commit", "on"},
                                              {"statement_timeout", "15s"},
                                              {"lock_timeout", "5s"},
                                              {"idle_in_transaction_session_timeout", "1min"},
                                              {"transaction_isolation", "serializable"}};
    db *db = database->db;
    db_begin(db, true);
    db_script(db, CHATLET_STR("SELECT 1")); /* puts its limits back */
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        db_query *query = DB_OPEN(db, "SELECT current_setting(?1)",
                                  db_text((chatlet_str){expected[i][0], strlen(expected[i][0])}));
        assert_true(db_next(query));
        chatlet_str value = db_column_text(query, 0);
        if (value.size_bytes != strlen(expected[i][1]) ||
            memcmp(value.data, expected[i][1], value.size_bytes) != 0) {
            fail_msg("%s is %.*s", expected[i][0], (int)value.size_bytes, value.data);
        }
        db_close_query(query);
    }
    db_rollback(db);
}

static void session_has_limits_and_is_durable(void **state) {
    (void)state;
    run_on_postgres(check_session);
}

/* --- connecting --- */

static void refuse(const char *conninfo, const char *words) {
    char failure[256];
    assert_null(db_postgres_open(test_plain_allocator(), conninfo, failure, sizeof failure));
    if (strstr(failure, words) == NULL) fail_msg("%s: %s", conninfo, failure);
}

static void server_that_is_not_there_is_told(void **state) {
    (void)state;
    refuse("host=/nowhere/at/all password=secret", "No such file or directory");
    refuse("host='x", "unterminated quoted string in connection info string");
    refuse("host=127.0.0.1 port=1 dbname=x", "Connection refused");
}

/* Takes the connection and says nothing, as a machine does whose network is gone. */
static void silent_server_is_given_up(void **state) {
    (void)state;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t size_bytes = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size_bytes), 0);
    char conninfo[64];
    (void)snprintf(conninfo, sizeof conninfo, "host=127.0.0.1 port=%u", ntohs(address.sin_port));
    struct timespec before;
    struct timespec after;
    (void)clock_gettime(CLOCK_MONOTONIC, &before);
    refuse(conninfo, "did not take the connection in time");
    (void)clock_gettime(CLOCK_MONOTONIC, &after);
    assert_in_range(after.tv_sec - before.tv_sec, DB_POSTGRES_CONNECT_MS / 1000 - 1,
                    DB_POSTGRES_CONNECT_MS / 1000 + 5);
    (void)close(listener);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connection_lost_while_idle_is_made_again),
        cmocka_unit_test(connection_lost_in_a_transaction_stores_nothing),
        cmocka_unit_test(row_locked_too_long_is_unavailable),
        cmocka_unit_test(statement_that_takes_too_long_is_unavailable),
        cmocka_unit_test(transactions_that_clash_are_run_again),
        cmocka_unit_test(values_that_cannot_be_read_are_mistakes_of_ours),
        cmocka_unit_test(session_has_limits_and_is_durable),
        cmocka_unit_test(server_that_is_not_there_is_told),
        cmocka_unit_test(silent_server_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
