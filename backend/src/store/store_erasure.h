/* Which visitors were erased, so that a restored backup forgets them again.
 *
 * Whoever erases a visitor calls store_erasure_log in the same transaction. The shell copies what
 * is new in the table to the tombstone file beside the database (erasures.log), which no backup
 * holds and no restore replaces; `chatletd restore` erases again whoever stands in it.
 *
 * The file is lines of text, only ever added to:
 *
 *     1 <receipt> <organization> <visitor> <erased at, ms> <check>\n
 *
 * decimal numbers but for the check: eight hexadecimal digits, FNV-1a of 32 bits (Fowler, Noll, Vo)
 * over what stands before its space. The 1 is the version of the line. A line that does not end or
 * check is the rest of a write that was cut off, and left out. */
#ifndef STORE_ERASURE_H
#define STORE_ERASURE_H

#include "db.h"

enum { STORE_ERASURE_LINE_BYTES_MAX = 100 };

typedef struct store_erasure {
    int64_t receipt_id; /* a row id of its own, greater than 0 */
    int64_t organization_id;
    int64_t visitor_id;
    int64_t erased_at_ms;
} store_erasure;

/* Notes that all of a visitor's rows are gone in this transaction. Noted again with the same
 * receipt it changes nothing. */
void store_erasure_log(db *db, const store_erasure *erasure);

/* Erases a visitor of a restored backup again, with all that hangs on them, and notes it. */
void store_erasure_replay(db *db, const store_erasure *erasure);

/* Up to `limit` of all organizations' with a greater receipt than `after_id`, in its order. How
 * many. */
size_t store_erasure_list(db *db, int64_t after_id, store_erasure *erasures, size_t limit);

/* How many there are: changes with every one. */
int64_t store_erasure_count(db *db);

/* Writes the line of `erasure`, with its end; returns a view of it. */
chatlet_str store_erasure_line(const store_erasure *erasure,
                               char line[STORE_ERASURE_LINE_BYTES_MAX]);

/* Reads the line that begins at *offset of `file` and moves *offset behind it. False: it is no
 * whole line of ours, *erasure is untouched. At the end of the file *offset stays. */
bool store_erasure_read(chatlet_str file, size_t *offset, store_erasure *erasure);

#endif
