/* What a database brings; db.c stands above it. `connection` and `statement` are the driver's own.
 */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db.h"

typedef struct db_driver {
    db_dialect dialect;

    /* Runs statements without values or rows. */
    db_state_kind (*execute)(void *connection, const char *sql);
    db_state_kind (*begin)(void *connection, bool writes);
    db_state_kind (*commit)(void *connection);
    void (*rollback)(void *connection);

    /* `sql` is constant text; the statement is owned by the caller, who gives it to finalize. */
    db_state_kind (*prepare)(void *connection, const char *sql, void **statement);
    /* Begins to run it; values live until reset. */
    db_state_kind (*bind)(void *connection, void *statement, const db_value *values, size_t count);
    db_state_kind (*step)(void *connection, void *statement, bool *has_row);
    /* Of the row; text borrowed until the next step or reset. */
    db_value (*column)(void *statement, int column);
    int64_t (*changes)(void *connection, void *statement); /* of the statement that just ended */
    void (*reset)(void *statement);
    void (*finalize)(void *statement);

    chatlet_str (*failure_text)(
        void *connection); /* of the last failure; borrowed until the next */
    void (*close)(void *connection);
} db_driver;

/* A connection over `driver`; owned, for db_close. NULL when memory was refused; then `connection`
 * is still the caller's. `allocator` and `driver` outlive it. */
db *db_new(const chatlet_allocator *allocator, const db_driver *driver, void *connection);

#endif
