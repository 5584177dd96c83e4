/* Databases reach the same shape from nothing and from each older one; what is altered, newer or in
 * the way is left alone. */
#include "store/dialect/schema_tables.h"
#include "store/migrate.h"
#include "test_allocator.h"
#include "test_database.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NOW_MS = 77, SHAPE_BYTES_MAX = 256 * 1024, MEMORY_BYTES = 64 * 1024 * 1024, THREADS = 4 };

/* --- shapes as text --- */

static const char shape_sqlite[] = "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || "
                                   "coalesce(sql, '') FROM sqlite_schema WHERE type <> ?1 "
                                   "ORDER BY type, name";

/* Columns, constraints and indexes, as PostgreSQL spells them. */
static const char shape_postgres[] =
    "SELECT replace(line, current_schema() || '.', '') FROM ("
    "SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, "
    "column_default) AS line FROM information_schema.columns "
    "WHERE table_schema = current_schema() UNION ALL "
    "SELECT concat_ws(' ', 'constraint', r.relname, c.conname, pg_get_constraintdef(c.oid)) "
    "FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid "
    "WHERE c.connamespace = CAST(current_schema() AS regnamespace) UNION ALL "
    "SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes "
    "WHERE schemaname = current_schema()) AS lines WHERE line <> ?1 ORDER BY 1";

/* Owned text. */
static char *read_shape(test_database *database) {
    char *shape = calloc(1, SHAPE_BYTES_MAX);
    size_t used = 0;
    const char *sql = database->dialect == DB_DIALECT_SQLITE ? shape_sqlite : shape_postgres;
    db_begin(database->db, false);
    db_query *query = DB_OPEN(database->db, sql, db_text(CHATLET_STR("")));
    while (db_next(query)) {
        chatlet_str line = db_column_text(query, 0);
        assert_true(used + line.size_bytes + 2 < SHAPE_BYTES_MAX);
        memcpy(shape + used, line.data, line.size_bytes);
        used += line.size_bytes;
        shape[used++] = '\n';
    }
    db_close_query(query);
    if (!db_commit(database->db)) fail_msg("%s", db_failure_text(database->db).data);
    return shape;
}

static void expect_same(const char *name, const char *expected, const char *actual) {
    size_t at = 0;
    while (expected[at] != '\0' && expected[at] == actual[at])
        at++;
    if (expected[at] == actual[at]) return;
    while (at > 0 && expected[at - 1] != '\n')
        at--;
    fail_msg("%s: shapes differ: %.200s | %.200s", name, expected + at, actual + at);
}

static migrate_outcome migrate(test_database *database, uint32_t last) {
    return migrate_run(database->db, last, false, NOW_MS, NULL, NULL);
}

/* --- from each older shape --- */

static char *build_whole(db_dialect dialect) {
    test_database *database = test_database_open(dialect, true);
    char *shape = read_shape(database);
    test_database_close(database);
    return shape;
}

/* A row of the oldest shape, which every later one must keep. */
static void build_in_two_steps(db_dialect dialect, uint32_t first, const char *whole) {
    test_database *database = test_database_open(dialect, false);
    assert_int_equal(migrate(database, first), MIGRATE_DONE);
    assert_int_equal(migrate_version(database->db), first);
    db_begin(database->db, true);
    (void)DB_RUN(database->db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, 'old', 'free', 2)",
                 db_integer(1));
    assert_true(db_commit(database->db));

    assert_int_equal(migrate(database, 0), MIGRATE_DONE);
    char *shape = read_shape(database);
    expect_same(database->name, whole, shape);
    db_begin(database->db, false);
    assert_int_equal(DB_READ(database->db,
                             "SELECT COUNT(*) FROM organizations WHERE organization_id = ?1 "
                             "AND name = 'old'",
                             0, db_integer(1)),
                     1);
    db_rollback(database->db);
    free(shape);
    test_database_close(database);
}

static void build_from_each(db_dialect dialect) {
    char *whole = build_whole(dialect);
    assert_true(strlen(whole) > 100);
    migration one;
    for (uint32_t i = 0; migration_get(dialect, i, &one); i++) {
        build_in_two_steps(dialect, one.number, whole);
    }
    free(whole);
}

static void each_older_shape_becomes_the_newest(void **state) {
    (void)state;
    build_from_each(DB_DIALECT_SQLITE);
    if (test_database_is_here(DB_DIALECT_POSTGRES)) build_from_each(DB_DIALECT_POSTGRES);
}

static void migrate_again(test_database *database) {
    char *before = read_shape(database);
    assert_int_equal(migrate(database, 0), MIGRATE_DONE);
    char *after = read_shape(database);
    expect_same(database->name, before, after);
    free(before);
    free(after);
}

static void migrating_again_changes_nothing(void **state) {
    (void)state;
    test_on_databases(migrate_again);
}

/* --- both dialects --- */

/* The next word of SQL, without comments; of one character when it is neither name nor number. */
static chatlet_str next_word(const char **at) {
    while (**at == ' ' || **at == '\n' || strncmp(*at, "--", 2) == 0) {
        *at += **at == '-' ? strcspn(*at, "\n") : 1;
    }
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    size_t size_bytes = strspn(*at, name);
    if (size_bytes == 0 && **at == '\'') size_bytes = strcspn(*at + 1, "'") + 2;
    if (size_bytes == 0 && **at != '\0') size_bytes = 1;
    chatlet_str word = {*at, size_bytes};
    *at += size_bytes;
    return word;
}

static bool is_word(chatlet_str word, const char *text) {
    return word.size_bytes == strlen(text) && memcmp(word.data, text, word.size_bytes) == 0;
}

/* One statement in PostgreSQL's words, single spaces between them; false at the end of `*at`. A
 * trigger's body is read as statements of their own. */
static bool next_statement(const char **at, char *statement, size_t size_bytes) {
    size_t used = 0;
    for (;;) {
        chatlet_str word = next_word(at);
        if (word.size_bytes == 0) return false;
        if (is_word(word, ";")) break;
        if (is_word(word, "STRICT")) continue;
        if (is_word(word, "WITHOUT")) {
            (void)next_word(at); /* ROWID */
            continue;
        }
        if (is_word(word, "INTEGER")) word = CHATLET_STR("BIGINT");
        if (is_word(word, "BLOB")) word = CHATLET_STR("BYTEA");
        assert_true(used + word.size_bytes + 2 < size_bytes);
        memcpy(statement + used, word.data, word.size_bytes);
        used += word.size_bytes;
        statement[used++] = ' ';
    }
    /* "STRICT, WITHOUT ROWID" leaves its comma. */
    if (used > 2 && statement[used - 2] == ',') used -= 2;
    statement[used] = '\0';
    return true;
}

/* The named exceptions of store/dialect/: what only one dialect has. */
static bool is_exception(const char *statement) {
    return strstr(statement, "search_index") != NULL || strcmp(statement, "END ") == 0;
}

static bool next_common(const char **at, char *statement, size_t size_bytes) {
    while (next_statement(at, statement, size_bytes)) {
        if (!is_exception(statement)) return true;
    }
    return false;
}

static void compare_texts(const char *name, const char *sqlite, const char *postgres) {
    static char ours[16384];
    static char theirs[16384];
    for (;;) {
        bool has_ours = next_common(&sqlite, ours, sizeof ours);
        bool has_theirs = next_common(&postgres, theirs, sizeof theirs);
        if (has_ours != has_theirs || (has_ours && strcmp(ours, theirs) != 0)) {
            fail_msg("%s: %s | %s", name, has_ours ? ours : "nothing more",
                     has_theirs ? theirs : "nothing more");
        }
        if (!has_ours) return;
    }
}

static char *text_of(const migration *one) {
    char *text = calloc(1, one->sql.size_bytes + 1);
    memcpy(text, one->sql.data, one->sql.size_bytes);
    return text;
}

/* Tables, columns, types, defaults, constraints, indexes: all that the texts say. */
static void both_dialects_say_the_same(void **state) {
    (void)state;
    assert_true(migration_count(DB_DIALECT_SQLITE) > 0);
    assert_int_equal(migration_count(DB_DIALECT_SQLITE), migration_count(DB_DIALECT_POSTGRES));
    migration sqlite;
    migration postgres;
    for (uint32_t i = 0; migration_get(DB_DIALECT_SQLITE, i, &sqlite); i++) {
        assert_true(migration_get(DB_DIALECT_POSTGRES, i, &postgres));
        char name[64];
        (void)snprintf(name, sizeof name, "%.*s", (int)sqlite.name.size_bytes, sqlite.name.data);
        assert_int_equal(sqlite.number, postgres.number);
        assert_int_equal(sqlite.name.size_bytes, postgres.name.size_bytes);
        assert_memory_equal(sqlite.name.data, postgres.name.data, sqlite.name.size_bytes);
        char *ours = text_of(&sqlite);
        char *theirs = text_of(&postgres);
        compare_texts(name, ours, theirs);
        free(ours);
        free(theirs);
    }
}

/* What the databases themselves say of the texts, and what backups need: a primary key each. */
static void compare_descriptions(test_database *sqlite, test_database *postgres) {
    region memory;
    schema_tables ours;
    schema_tables theirs;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
    db_begin(sqlite->db, false);
    assert_true(schema_tables_read(sqlite->db, &memory, &ours));
    assert_true(schema_check(sqlite->db));
    db_rollback(sqlite->db);
    for (uint32_t i = 0; i < ours.count; i++) {
        if (ours.tables[i].key_count == 0) fail_msg("%s: no primary key", ours.tables[i].name.data);
    }
    if (postgres != NULL) {
        db_begin(postgres->db, false);
        assert_true(schema_tables_read(postgres->db, &memory, &theirs));
        db_rollback(postgres->db);
        assert_int_equal(ours.count, theirs.count);
        for (uint32_t i = 0; i < ours.count; i++) {
            const schema_table *a = &ours.tables[i];
            const schema_table *b = &theirs.tables[i];
            assert_string_equal(a->name.data, b->name.data);
            if (a->column_count != b->column_count || a->reference_count != b->reference_count) {
                fail_msg("%s: other columns or references", a->name.data);
            }
            for (uint32_t j = 0; j < a->column_count; j++) {
                const schema_column *c = &a->columns[j];
                const schema_column *d = &b->columns[j];
                assert_string_equal(c->name.data, d->name.data);
                if (c->kind != d->kind || c->is_required != d->is_required ||
                    c->key_position != d->key_position) {
                    fail_msg("%s.%s differs", a->name.data, c->name.data);
                }
            }
        }
    }
    region_free(&memory);
}

static void both_databases_describe_the_same_tables(void **state) {
    (void)state;
    test_database *sqlite = test_database_open(DB_DIALECT_SQLITE, true);
    test_database *postgres = test_database_is_here(DB_DIALECT_POSTGRES)
                                  ? test_database_open(DB_DIALECT_POSTGRES, true)
                                  : NULL;
    compare_descriptions(sqlite, postgres);
    test_database_close(sqlite);
    if (postgres != NULL) test_database_close(postgres);
}

/* --- what is left alone --- */

static void run_script(test_database *database, const char *sql) {
    db_begin(database->db, true);
    db_script(database->db, (chatlet_str){sql, strlen(sql)});
    if (!db_commit(database->db)) fail_msg("%s: %s", sql, db_failure_text(database->db).data);
}

static void refuse_altered(test_database *database) {
    run_script(database, "UPDATE schema_migrations SET sql = 'x' WHERE number = 1");
    assert_int_equal(migrate(database, 0), MIGRATE_ALTERED);
    assert_false(db_in_transaction(database->db));
}

static void altered_migration_is_refused(void **state) {
    (void)state;
    test_on_databases(refuse_altered);
}

static void refuse_newer(test_database *database) {
    run_script(database, "INSERT INTO schema_migrations (number, name, sql, applied_at_ms) "
                         "VALUES (9999, '9999_later', 'x', 1)");
    char *before = read_shape(database);
    assert_int_equal(migrate(database, 0), MIGRATE_NEWER);
    assert_int_equal(migrate_version(database->db), 9999);
    char *after = read_shape(database);
    expect_same(database->name, before, after);
    free(before);
    free(after);
}

static void newer_database_is_refused(void **state) {
    (void)state;
    test_on_databases(refuse_newer);
}

/* The last table of the second migration is in the way: what came before it in that file is gone
 * again, and the first migration stands. */
static void fail_the_second(test_database *database) {
    migration second;
    assert_true(migration_get(database->dialect, 1, &second));
    assert_int_equal(migrate(database, 1), MIGRATE_DONE);
    char *text = text_of(&second);
    char *last = NULL;
    for (char *at = text; (at = strstr(at, "CREATE TABLE ")) != NULL; at++)
        last = at;
    assert_non_null(last);
    char sql[128];
    (void)snprintf(sql, sizeof sql, "%.*s (in_the_way BIGINT)", (int)(strcspn(last + 13, " ") + 13),
                   last);
    run_script(database, sql);
    char *before = read_shape(database);
    assert_int_equal(migrate(database, 0), MIGRATE_FAILED);
    assert_true(db_failure_text(database->db).size_bytes > 0);
    assert_int_equal(migrate_version(database->db), 1);
    char *after = read_shape(database);
    expect_same(database->name, before, after);
    free(before);
    free(after);
    free(text);
}

static void failing_migration_leaves_the_last_whole_one(void **state) {
    (void)state;
    test_on_empty_databases(fail_the_second);
}

static void count_one(void *context, const migration *one) {
    uint32_t *count = context;
    (void)one;
    (*count)++;
}

static void run_dry(test_database *database) {
    uint32_t announced = 0;
    char *before = read_shape(database);
    assert_int_equal(migrate_run(database->db, 0, true, NOW_MS, count_one, &announced),
                     MIGRATE_DONE);
    assert_int_equal(announced, migration_count(database->dialect));
    char *after = read_shape(database);
    expect_same("dry run on nothing", before, after);
    assert_int_equal(migrate_version(database->db), 0);
    free(before);
    free(after);

    assert_int_equal(migrate(database, 1), MIGRATE_DONE);
    before = read_shape(database);
    announced = 0;
    assert_int_equal(migrate_run(database->db, 0, true, NOW_MS, count_one, &announced),
                     MIGRATE_DONE);
    assert_int_equal(announced, migration_count(database->dialect) - 1);
    after = read_shape(database);
    expect_same("dry run on an older shape", before, after);
    free(before);
    free(after);
}

static void dry_run_announces_and_changes_nothing(void **state) {
    (void)state;
    test_on_empty_databases(run_dry);
}

/* --- several at once --- */

typedef struct racer {
    pthread_t thread;
    db *db;
    migrate_outcome outcome;
} racer;

static void *race(void *context) {
    racer *self = context;
    self->outcome = migrate_run(self->db, 0, false, NOW_MS, NULL, NULL);
    return NULL;
}

static void migrate_at_once(test_database *database) {
    racer racers[THREADS];
    for (int i = 0; i < THREADS; i++)
        racers[i].db = test_database_connect(database, NULL);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        (void)pthread_join(racers[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        if (racers[i].outcome != MIGRATE_DONE) {
            fail_msg("%s: %s", database->name, db_failure_text(racers[i].db).data);
        }
        db_close(racers[i].db);
    }
    db_begin(database->db, false);
    assert_int_equal(DB_READ(database->db,
                             "SELECT COUNT(*) FROM schema_migrations WHERE number > ?1", -1,
                             db_integer(0)),
                     migration_count(database->dialect));
    db_rollback(database->db);
}

static void nodes_that_start_at_once_migrate_once(void **state) {
    (void)state;
    for (int round = 0; round < 5; round++)
        test_on_empty_databases(migrate_at_once);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_older_shape_becomes_the_newest),
        cmocka_unit_test(migrating_again_changes_nothing),
        cmocka_unit_test(both_dialects_say_the_same),
        cmocka_unit_test(both_databases_describe_the_same_tables),
        cmocka_unit_test(altered_migration_is_refused),
        cmocka_unit_test(newer_database_is_refused),
        cmocka_unit_test(failing_migration_leaves_the_last_whole_one),
        cmocka_unit_test(dry_run_announces_and_changes_nothing),
        cmocka_unit_test(nodes_that_start_at_once_migrate_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
