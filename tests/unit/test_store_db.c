/* What db.h promises, on both databases. */
#include "store/db.h"
#include "test_database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char organization_insert[] =
    "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
    "VALUES (?1, ?2, 'free', 5)";
static const char organization_name[] = "SELECT name FROM organizations WHERE organization_id = ?1";
static const char organization_count[] = "SELECT COUNT(*) FROM organizations WHERE version >= ?1";

static void add(db *db, int64_t id, chatlet_str name) {
    assert_int_equal(DB_RUN(db, organization_insert, db_integer(id), db_text(name)), 1);
}

static int64_t count(db *db) { return DB_READ(db, organization_count, -1, db_integer(0)); }

static void expect_name(db *db, int64_t id, chatlet_str expected) {
    db_query *query = DB_OPEN(db, organization_name, db_integer(id));
    assert_true(db_next(query));
    chatlet_str name = db_column_text(query, 0);
    assert_int_equal(name.size_bytes, expected.size_bytes);
    assert_memory_equal(name.data, expected.data, expected.size_bytes);
    assert_false(db_next(query));
    db_close_query(query);
}

static void values_come_back(test_database *database) {
    static const char bytes[] = {0, 1, (char)0xff, 'x'};
    static const char text[] = "Zoë 'quotes' \\ \"双\" $1 ?1";
    db *db = database->db;
    db_begin(db, true);
    assert_int_equal(
        DB_RUN(db,
               "INSERT INTO audit_entries (organization_id, sequence, at_ms, actor_kind, action, "
               "detail, hash) VALUES (?1, 1, ?2, ?3, '?4', ?4, ?5)",
               db_integer(INT64_MAX), db_integer(INT64_MIN), db_text(CHATLET_STR(text)), db_null(),
               db_bytes((chatlet_str){bytes, sizeof bytes})),
        1);
    assert_true(db_commit(db));

    db_begin(db, false);
    db_query *query = DB_OPEN(db,
                              "SELECT organization_id, at_ms, actor_kind, detail, hash, action "
                              "FROM audit_entries WHERE organization_id = ?1",
                              db_integer(INT64_MAX));
    assert_true(db_next(query));
    assert_true(db_column_integer(query, 0) == INT64_MAX);
    assert_true(db_column_integer(query, 1) == INT64_MIN);
    assert_memory_equal(db_column_text(query, 2).data, text, sizeof text - 1);
    assert_int_equal(db_column_text(query, 2).size_bytes, sizeof text - 1);
    assert_true(db_column_is_null(query, 3));
    assert_false(db_column_is_null(query, 4));
    assert_int_equal(db_column_text(query, 4).size_bytes, sizeof bytes);
    assert_memory_equal(db_column_text(query, 4).data, bytes, sizeof bytes);
    assert_memory_equal(db_column_text(query, 5).data, "?4", 2);
    assert_false(db_next(query));
    db_close_query(query);
    assert_int_equal(db_state(db), DB_GOOD);
    db_rollback(db);
}

/* The type of a parameter is learned with the first value that has one. */
static void null_may_come_before_and_after_a_value(test_database *database) {
    static const char sql[] =
        "INSERT INTO audit_entries (organization_id, sequence, at_ms, actor_kind, actor_id, "
        "address, action, hash) VALUES (1, ?1, 0, 'system', ?2, ?3, 'x', ?4)";
    const db_value rows[][4] = {
        {db_integer(1), db_null(), db_null(), db_bytes(CHATLET_STR("h"))},
        {db_integer(2), db_integer(7), db_text(CHATLET_STR("a")), db_bytes(CHATLET_STR(""))},
        {db_integer(3), db_null(), db_text(CHATLET_STR("")), db_bytes(CHATLET_STR("h"))},
    };
    db *db = database->db;
    db_begin(db, true);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(db_run_values(db, sql, rows[i], 4), 1);
    assert_true(db_commit(db));
    db_begin(db, false);
    assert_int_equal(DB_READ(db,
                             "SELECT COUNT(*) FROM audit_entries WHERE actor_id IS NULL "
                             "AND organization_id = ?1",
                             -1, db_integer(1)),
                     2);
    /* An empty text is a text. */
    assert_int_equal(DB_READ(db,
                             "SELECT COUNT(*) FROM audit_entries WHERE address IS NULL "
                             "AND organization_id = ?1",
                             -1, db_integer(1)),
                     1);
    db_rollback(db);
}

static void rows_changed_are_counted(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    add(db, 1, CHATLET_STR("one"));
    add(db, 2, CHATLET_STR("two"));
    assert_int_equal(DB_RUN(db,
                            "INSERT INTO organizations (organization_id, name, plan, "
                            "created_at_ms) VALUES (?1, 'again', 'free', 5) "
                            "ON CONFLICT (organization_id) DO NOTHING",
                            db_integer(1)),
                     0);
    assert_int_equal(DB_RUN(db, "UPDATE organizations SET plan = ?1 WHERE version = 1",
                            db_text(CHATLET_STR("p"))),
                     2);
    assert_int_equal(DB_RUN(db, organization_count, db_integer(0)), 0);
    assert_int_equal(
        DB_RUN(db, "DELETE FROM organizations WHERE organization_id > ?1", db_integer(1)), 1);
    db_query *query = DB_OPEN(db,
                              "UPDATE organizations SET version = version + ?1 "
                              "WHERE organization_id = 1 RETURNING version, name",
                              db_integer(4));
    assert_true(db_next(query));
    assert_int_equal(db_column_integer(query, 0), 5);
    assert_false(db_next(query));
    db_close_query(query);
    assert_true(db_commit(db));
}

static void sums_are_whole_numbers(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    add(db, 1, CHATLET_STR("one"));
    add(db, 20000, CHATLET_STR("two"));
    assert_int_equal(DB_READ(db,
                             "SELECT SUM(organization_id) FROM organizations WHERE version = ?1",
                             -1, db_integer(1)),
                     20001);
    /* No row gives no sum. */
    assert_int_equal(DB_READ(db,
                             "SELECT SUM(organization_id) FROM organizations WHERE version = ?1",
                             -1, db_integer(9)),
                     -1);
    assert_true(db_commit(db));
}

static void rolled_back_rows_are_gone(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    add(db, 1, CHATLET_STR("one"));
    assert_true(db_in_transaction(db));
    db_rollback(db);
    assert_false(db_in_transaction(db));
    db_begin(db, true);
    assert_int_equal(count(db), 0);
    assert_true(db_commit(db));
}

static void failure_sticks_until_the_next_beginning(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    add(db, 1, CHATLET_STR("one"));
    assert_int_equal(DB_RUN(db, organization_insert, db_integer(1), db_text(CHATLET_STR("two"))),
                     0);
    assert_int_equal(db_state(db), DB_CONSTRAINT);
    assert_true(db_failure_text(db).size_bytes > 0);
    assert_int_equal(DB_RUN(db, organization_insert, db_integer(3), db_text(CHATLET_STR("x"))), 0);
    assert_int_equal(count(db), -1);
    assert_int_equal(db_state(db), DB_CONSTRAINT);
    assert_false(db_commit(db));
    assert_int_equal(db_state(db), DB_CONSTRAINT);
    assert_non_null(strstr(db_failure_text(db).data, "onstraint"));

    db_begin(db, true);
    assert_int_equal(db_state(db), DB_GOOD);
    assert_int_equal(db_failure_text(db).size_bytes, 0);
    assert_int_equal(count(db), 0);
    assert_true(db_commit(db));
}

static void foreign_rows_are_constraints(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    (void)DB_RUN(db,
                 "INSERT INTO members (organization_id, account_id, role, joined_at_ms) "
                 "VALUES (?1, 2, 'owner', 3)",
                 db_integer(1));
    assert_false(db_commit(db));
    assert_int_equal(db_state(db), DB_CONSTRAINT);
}

static void expect_broken(db *db, const char *sql, db_value value) {
    db_begin(db, true);
    (void)db_run_values(db, sql, &value, 1);
    if (db_commit(db) || db_state(db) != DB_BROKEN) fail_msg("%s: %d", sql, db_state(db));
    assert_true(db_failure_text(db).size_bytes > 0);
}

static void mistakes_of_ours_are_broken(test_database *database) {
    db *db = database->db;
    expect_broken(db, "SELEKT ?1", db_integer(1));
    expect_broken(db, "SELECT nothing FROM organizations WHERE version = ?1", db_integer(1));
    expect_broken(db, "SELECT name FROM organizations WHERE version = ?1 AND name = ?2",
                  db_integer(1));
    /* The connection is as good as before. */
    db_begin(db, true);
    assert_int_equal(count(db), 0);
    assert_true(db_commit(db));
}

static void text_with_a_zero_byte_is_refused(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    (void)DB_RUN(db, organization_insert, db_integer(1), db_text((chatlet_str){"a\0b", 3}));
    assert_int_equal(db_state(db), DB_BROKEN);
    assert_false(db_commit(db));
    db_begin(db, true);
    add(db, 1, CHATLET_STR("a"));
    assert_true(db_commit(db));
}

static void reading_sees_one_state_and_changes_nothing(test_database *database) {
    db *db = database->db;
    struct db *other = test_database_connect(database, NULL);
    db_begin(other, false);
    assert_int_equal(count(other), 0);
    db_begin(db, true);
    add(db, 1, CHATLET_STR("one"));
    assert_true(db_commit(db));
    assert_int_equal(count(other), 0);
    db_rollback(other);
    db_begin(other, false);
    assert_int_equal(count(other), 1);
    expect_name(other, 1, CHATLET_STR("one"));
    db_rollback(other);
    db_close(other);
}

static void statement_open_twice_reads_on(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    add(db, 1, CHATLET_STR("one"));
    db_query *outer = DB_OPEN(db, organization_name, db_integer(1));
    assert_true(db_next(outer));
    expect_name(db, 1, CHATLET_STR("one")); /* the same text, through the spare place */
    assert_memory_equal(db_column_text(outer, 0).data, "one", 3);
    db_close_query(outer);
    assert_true(db_commit(db));
}

static void script_runs_many_statements_or_none(test_database *database) {
    db *db = database->db;
    db_begin(db, true);
    db_script(db, CHATLET_STR("CREATE TABLE a (b BIGINT); INSERT INTO a VALUES (1); SELEKT"));
    assert_false(db_commit(db));
    assert_int_equal(db_state(db), DB_BROKEN);
    db_begin(db, true);
    db_script(db, CHATLET_STR("CREATE TABLE a (b BIGINT); INSERT INTO a VALUES (1), (2)"));
    assert_int_equal(DB_READ(db, "SELECT COUNT(*) FROM a WHERE b >= ?1", -1, db_integer(1)), 2);
    assert_true(db_commit(db));
}

/* More texts than are kept: those past the end are prepared again each time. */
static void many_statements_are_more_than_are_kept(test_database *database) {
    static char texts[600][64];
    db *db = database->db;
    db_begin(db, false);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 600; i++) {
            (void)snprintf(texts[i], sizeof texts[i],
                           "SELECT %d + COUNT(*) FROM members WHERE role = ?1", i);
            assert_int_equal(DB_READ(db, texts[i], -1, db_text(CHATLET_STR("none"))), i);
        }
    }
    db_rollback(db);
}

#define ON_BOTH(name)                                                                              \
    static void on_both_##name(void **state) {                                                     \
        (void)state;                                                                               \
        test_on_databases(name);                                                                   \
    }
#define TESTS(TEST)                                                                                \
    TEST(values_come_back)                                                                         \
    TEST(null_may_come_before_and_after_a_value)                                                   \
    TEST(rows_changed_are_counted)                                                                 \
    TEST(sums_are_whole_numbers)                                                                   \
    TEST(rolled_back_rows_are_gone)                                                                \
    TEST(failure_sticks_until_the_next_beginning)                                                  \
    TEST(foreign_rows_are_constraints)                                                             \
    TEST(mistakes_of_ours_are_broken)                                                              \
    TEST(text_with_a_zero_byte_is_refused)                                                         \
    TEST(reading_sees_one_state_and_changes_nothing)                                               \
    TEST(statement_open_twice_reads_on)                                                            \
    TEST(script_runs_many_statements_or_none)                                                      \
    TEST(many_statements_are_more_than_are_kept)
TESTS(ON_BOTH)

int main(void) {
#define UNIT_TEST(name) {#name, on_both_##name, NULL, NULL, NULL},
    const struct CMUnitTest tests[] = {TESTS(UNIT_TEST)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
