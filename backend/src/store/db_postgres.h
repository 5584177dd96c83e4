/* The driver for PostgreSQL, over libpq. */
#ifndef DB_POSTGRES_H
#define DB_POSTGRES_H

#include "db.h"

/* How long each thing may take before the connection is given up (DB_UNAVAILABLE). The server's
 * own limits are a little shorter, so that usually it says why. */
enum {
    DB_POSTGRES_CONNECT_MS = 5000,
    DB_POSTGRES_LOCK_MS = 5000,       /* waiting for a row that another transaction holds */
    DB_POSTGRES_STATEMENT_MS = 15000, /* one statement */
    DB_POSTGRES_IDLE_MS = 60000,      /* between two statements of a transaction */
    DB_POSTGRES_SCRIPT_MS = 600000,   /* db_script: a migration may rewrite a table */
    DB_POSTGRES_ANSWER_EXTRA_MS = 3000
};

/* Connects.
 *
 * conninfo  as libpq takes it: "host=/run/postgresql dbname=chatlet" or "postgresql://…". TLS,
 *           hosts to try and passwords are said there. Copied.
 * failure   says why there is no connection (size_bytes of it, zero-terminated); no password.
 *
 * Owned; NULL when that fails. A transaction that writes is SERIALIZABLE: it may end in DB_RETRY,
 * at db_commit too, but run again on the same connection not more than twice in a row: then it
 * waits until it is the only one that writes. One that reads is REPEATABLE READ READ ONLY. A
 * connection that is lost is made again by the next db_begin. A commit whose answer is lost is
 * DB_UNAVAILABLE although it may stand: callers that run it again bring their own key.
 *
 * Not for several threads at once. Results are read whole, so questions carry a LIMIT. */
db *db_postgres_open(const chatlet_allocator *allocator, const char *conninfo, char *failure,
                     size_t size_bytes);

#endif
