#include "test_database.h"

#include "store/db_postgres.h"
#include "store/db_sqlite.h"
#include "store/migrate.h"
#include "test_allocator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { TEST_NOW_MS = 1000 };

static const char *server(void) { return getenv("CHATLET_TEST_POSTGRES"); }

bool test_database_is_here(db_dialect dialect) {
    return dialect == DB_DIALECT_SQLITE || server() != NULL;
}

/* A script in a transaction of its own, on the server's own schema. */
static void run_on_server(const char *sql) {
    char failure[256];
    db *db = db_postgres_open(test_plain_allocator(), server(), failure, sizeof failure);
    if (db == NULL) fail_msg("PostgreSQL: %s", failure);
    db_begin(db, true);
    db_script(db, (chatlet_str){.data = sql, .size_bytes = strlen(sql)});
    if (!db_commit(db)) fail_msg("%s: %s", sql, db_failure_text(db).data);
    db_close(db);
}

static void make_schema(test_database *database) {
    static atomic_uint made;
    char sql[128];
    int pid = (int)getpid();
    unsigned number = atomic_fetch_add(&made, 1);
    (void)snprintf(database->folder, sizeof database->folder, "test_%d_%u", pid, number);
    (void)snprintf(database->place, sizeof database->place, "%s options='-csearch_path=%s'",
                   server(), database->folder);
    (void)snprintf(sql, sizeof sql, "CREATE SCHEMA %s", database->folder);
    run_on_server(sql);
}

static void make_folder(test_database *database) {
    /* In memory where the system has such a folder: disks are for the crash tests. */
    const char *parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    (void)snprintf(database->folder, sizeof database->folder, "%s/chatlet-db-XXXXXX", parent);
    assert_non_null(mkdtemp(database->folder));
    (void)snprintf(database->place, sizeof database->place, "%s/chatlet.db", database->folder);
}

db *test_database_connect(const test_database *database, const chatlet_allocator *allocator) {
    char failure[256];
    if (allocator == NULL) allocator = test_plain_allocator();
    db *made = NULL;
    if (database->dialect == DB_DIALECT_POSTGRES) {
        made = db_postgres_open(allocator, database->place, failure, sizeof failure);
    } else {
        db_sqlite_options options = {.path = database->place};
        made = db_sqlite_open(allocator, &options, failure, sizeof failure);
    }
    if (made == NULL && allocator == test_plain_allocator()) {
        fail_msg("%s: %s", database->name, failure);
    }
    return made;
}

test_database *test_database_open(db_dialect dialect, bool migrates) {
    test_database *database = calloc(1, sizeof *database);
    assert_non_null(database);
    database->dialect = dialect;
    database->name = dialect == DB_DIALECT_SQLITE ? "sqlite" : "postgres";
    if (dialect == DB_DIALECT_POSTGRES) {
        make_schema(database);
    } else {
        make_folder(database);
    }
    database->db = test_database_connect(database, NULL);
    if (migrates && migrate_run(database->db, 0, false, TEST_NOW_MS, NULL, NULL) != MIGRATE_DONE) {
        fail_msg("%s: %s", database->name, db_failure_text(database->db).data);
    }
    return database;
}

void test_database_close(test_database *database) {
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char text[600];
    db_close(database->db);
    if (database->dialect == DB_DIALECT_POSTGRES) {
        (void)snprintf(text, sizeof text, "DROP SCHEMA %s CASCADE", database->folder);
        run_on_server(text);
    } else {
        for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
            (void)snprintf(text, sizeof text, "%s%s", database->place, endings[i]);
            (void)unlink(text);
        }
        (void)rmdir(database->folder);
    }
    free(database);
}

void test_database_add_organization(db *db, int64_t organization_id) {
    (void)DB_RUN(db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, 'x', 'free', 0) ON CONFLICT (organization_id) DO NOTHING",
                 db_integer(organization_id));
    (void)DB_RUN(db,
                 "INSERT INTO bots (bot_id, organization_id, slug, name, stores_conversations, "
                 "retention_days, created_at_ms, updated_at_ms) "
                 "VALUES (?1, ?1, 'x', 'x', 1, 90, 0, 0) ON CONFLICT (bot_id) DO NOTHING",
                 db_integer(organization_id));
}

void test_database_add_message(db *db, int64_t organization_id, int64_t visitor_id,
                               int64_t conversation_id, int64_t message_id) {
    char uuid[16] = "an organization";
    for (int i = 0; i < 8; i++)
        uuid[i] = (char)(conversation_id >> (8 * i));
    (void)DB_RUN(db,
                 "INSERT INTO visitors (visitor_id, organization_id, bot_id, consent, "
                 "created_at_ms, seen_at_ms) VALUES (?1, ?2, ?2, 1, 0, 0) "
                 "ON CONFLICT (visitor_id) DO NOTHING",
                 db_integer(visitor_id), db_integer(organization_id));
    (void)DB_RUN(db,
                 "INSERT INTO conversations (conversation_id, organization_id, uuid, bot_id, "
                 "visitor_id, state, began_at_ms, last_at_ms) "
                 "VALUES (?1, ?2, ?3, ?2, ?4, 'open', 0, 0) "
                 "ON CONFLICT (conversation_id) DO NOTHING",
                 db_integer(conversation_id), db_integer(organization_id),
                 db_bytes((chatlet_str){uuid, sizeof uuid}), db_integer(visitor_id));
    (void)DB_RUN(db,
                 "INSERT INTO messages (message_id, organization_id, conversation_id, at_ms, "
                 "author, text) VALUES (?1, ?2, ?3, 0, 'visitor', '')",
                 db_integer(message_id), db_integer(organization_id), db_integer(conversation_id));
}

static void run_on(db_dialect dialect, bool migrates, void (*test)(test_database *database)) {
    if (!test_database_is_here(dialect)) {
        (void)fputs("postgres: skipped, CHATLET_TEST_POSTGRES names no server\n", stderr);
        return;
    }
    test_database *database = test_database_open(dialect, migrates);
    test(database);
    test_database_close(database);
}

void test_on_databases(void (*test)(test_database *database)) {
    run_on(DB_DIALECT_SQLITE, true, test);
    run_on(DB_DIALECT_POSTGRES, true, test);
}

void test_on_empty_databases(void (*test)(test_database *database)) {
    run_on(DB_DIALECT_SQLITE, false, test);
    run_on(DB_DIALECT_POSTGRES, false, test);
}
