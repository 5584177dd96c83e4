/* The driver for sqlite-wasm, the official build of SQLite for browsers: the module's host has
 * it open in the same thread and lends it by a few imported functions
 * (web/src/service/database-host.ts). */
#ifndef DB_SQLITE_WASM_H
#define DB_SQLITE_WASM_H

#include "db.h"

/* The host's one database, set up: a rollback journal (the pool of files a browser offers has no
 * shared memory for WAL), synchronous=FULL, foreign keys on. Owned; NULL when that fails, and
 * `failure` (size_bytes of it, zero-terminated) says why. `allocator` outlives it. */
db *db_sqlite_wasm_open(const chatlet_allocator *allocator, char *failure, size_t size_bytes);

#endif
