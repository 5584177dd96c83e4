/* The driver for SQLite files. */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "db.h"

/* Lets one connection of a process write at a time, without polling; both may wait. */
typedef struct db_sqlite_turn {
    void *context;
    void (*take)(void *context);
    void (*give)(void *context);
} db_sqlite_turn;

typedef struct db_sqlite_options {
    const char *path;           /* made when it is not there; ":memory:" for tests */
    const char *vfs;            /* NULL: the system's */
    const db_sqlite_turn *turn; /* NULL: SQLite's own waiting; else shared by all connections */
    bool reads_only;
} db_sqlite_options;

/* Opens with WAL and synchronous=FULL, foreign keys on. Owned; NULL when that fails, and `failure`
 * (size_bytes of it, zero-terminated) says why. */
db *db_sqlite_open(const chatlet_allocator *allocator, const db_sqlite_options *options,
                   char *failure, size_t size_bytes);

#endif
