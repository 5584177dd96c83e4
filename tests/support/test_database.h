/* Fresh databases for tests: a SQLite file of its own, and a schema of its own on the PostgreSQL
 * that CHATLET_TEST_POSTGRES names (under ctest: a throw-away server). */
#ifndef TEST_DATABASE_H
#define TEST_DATABASE_H

#include "store/db.h"

typedef struct test_database {
    const char *name; /* "sqlite" or "postgres", for messages */
    db_dialect dialect;
    db *db;          /* owned: the first connection */
    char folder[64]; /* of SQLite: made for it, and removed with all that is in it */
    char place[512]; /* file or conninfo */
} test_database;

/* Whether there is a server of that kind here; SQLite always is. */
bool test_database_is_here(db_dialect dialect);

/* A fresh one; `migrates`: brought to the newest shape, otherwise empty. Fails the test when that
 * does not work. */
test_database *test_database_open(db_dialect dialect, bool migrates);

/* One more connection, over `allocator` (NULL: malloc); owned, for db_close. NULL when it was
 * refused. */
db *test_database_connect(const test_database *database, const chatlet_allocator *allocator);

/* Closes it and removes what was made. All other connections must be closed. */
void test_database_close(test_database *database);

/* Adds an organization, and with it a bot of the same id, unless it is there. In a transaction. */
void test_database_add_organization(db *db, int64_t organization_id);

/* Adds a message without a text, and its visitor and conversation unless they are there. */
void test_database_add_message(db *db, int64_t organization_id, int64_t visitor_id,
                               int64_t conversation_id, int64_t message_id);

/* Runs `test` on a fresh, migrated database of each kind that is here. One that is not is named on
 * standard error. */
void test_on_databases(void (*test)(test_database *database));

/* The same on empty databases. */
void test_on_empty_databases(void (*test)(test_database *database));

#endif
