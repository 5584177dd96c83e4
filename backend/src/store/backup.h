/* All rows of a database as text that either database takes back: lines of JSON (RFC 8259), each
 * ended by a line feed.
 *
 *     {"chatlet_backup":1,"migration":8,"made_at_ms":1790000000000}
 *     {"table":"accounts","columns":["account_id","created_at_ms",…]}
 *     [1,1790000000000,…]                    a row of that table
 *     …                                      further tables, each behind those it refers to
 *     {"end":true,"rows":1}                  all of the rows above
 *
 * A value is null, a whole number of 64 bits, a text, or {"hex":"00ff"} for bytes. `migration` is
 * the shape the rows have; restoring builds that shape first and migrates from there. The file that
 * the shell makes of it has one more line behind, {"sha256":"…"}, of all bytes before it. */
#ifndef BACKUP_H
#define BACKUP_H

#include "../domain/region.h"
#include "db.h"

enum {
    BACKUP_FORMAT = 1,
    BACKUP_LINE_BYTES_MAX = 48 * 1024 * 1024,
    BACKUP_MEMORY_BYTES = 512 * 1024 * 1024, /* what a region for these calls needs at most */
    BACKUP_ROWS_PER_READ = 500,
    BACKUP_ROWS_PER_READ_OF_BYTES = 32 /* of a table with bytes, which may be large */
};

typedef enum backup_outcome {
    BACKUP_DONE,
    BACKUP_STORE, /* the database failed: db_state */
    BACKUP_MEMORY,
    BACKUP_SINK,    /* a callback said no: the file could not be written or read */
    BACKUP_SHAPE,   /* a table without primary key, or larger than can be described; our mistake */
    BACKUP_BROKEN,  /* the database found itself damaged, or a row is larger than a line */
    BACKUP_DAMAGED, /* what is read is no whole backup; backup_reading.line says where */
    BACKUP_NEWER,   /* … or one of a newer program */
    BACKUP_ALTERED  /* migrate_run: the database was made by migrations with other texts */
} backup_outcome;

/* Where lines go; false: no more. */
typedef struct backup_sink {
    void *context;
    bool (*write)(void *context, chatlet_str bytes);
} backup_sink;

/* Where lines come from: the next one without its line feed, borrowed until the next call. *is_end:
 * there is none. False: it cannot be read. */
typedef struct backup_source {
    void *context;
    bool (*next)(void *context, chatlet_str *line, bool *is_end);
} backup_source;

typedef struct backup_count {
    uint64_t tables;
    uint64_t rows;
} backup_count;

/* Writes all rows as one moment saw them, while others write. The database checks itself first
 * where it can.
 *
 * db          of its own, in no transaction: what it prepares lives until db_close, and its texts
 *             in `texts`, which must outlive it
 * memory      given back to its state piece by piece
 * made_at_ms  written into the first line */
backup_outcome backup_write(db *db, region *texts, region *memory, int64_t made_at_ms,
                            backup_sink sink, backup_count *count);

/* What is known of a backup while it is read. */
typedef struct backup_reading {
    uint64_t line; /* the last one read, from 1 */
    int64_t migration;
    int64_t made_at_ms;
    backup_count count;
    const char *mistake; /* of a damaged one: constant text; else NULL */
} backup_reading;

/* Reads a backup to its end without a database: whether it is whole and each line what it should
 * be. */
backup_outcome backup_check(region *memory, backup_source source, backup_reading *reading);

/* Puts a backup into `db`, which is empty (not even migrated): builds the shape of the backup, adds
 * the rows in one transaction, and migrates to today's. After a failure the database is to be
 * thrown away. `db` and `texts` as above; `now_ms` is noted beside the migrations. */
backup_outcome backup_restore(db *db, region *texts, region *memory, backup_source source,
                              int64_t now_ms, backup_reading *reading);

#endif
