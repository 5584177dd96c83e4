/* The tombstone file beside the database, whose lines store_erasure.h describes. */
#ifndef ERASURE_FILE_H
#define ERASURE_FILE_H

#include "../domain/region.h"
#include "../store/store_erasure.h"

enum {
    ERASURE_FILE_BYTES_MAX = 256 * 1024 * 1024,
    ERASURE_FILE_MEMORY_BYTES = 768 * 1024 * 1024, /* what a region for these calls needs at most */
    ERASURE_FILE_MODE = 0600
};

/* Receipts are named by the time they were made, but are seen when their transaction ends, so a
 * look goes back this long behind the newest that is known. */
enum { ERASURE_FILE_OVERLAP_MS = 60 * 60 * 1000 };

/* Reads all whole lines; an absent file has none. The array is in `memory`, in the file's order.
 * False: it cannot be read, or is larger than ERASURE_FILE_BYTES_MAX or than `memory`. */
bool erasure_file_read(const char *path, region *memory, store_erasure **erasures, size_t *count);

/* Adds what the database has and the file does not, and flushes it to disk. Begins and ends
 * transactions of its own, which only read. False: the database or the file failed; call again.
 *
 * known_rows  how many the database had when the file was last brought up to date: 0 at first, then
 *             as it was left here. While that does not change the file is not touched. */
bool erasure_file_catch_up(const char *path, db *db, region *memory, int64_t *known_rows);

#endif
