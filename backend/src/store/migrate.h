/* Brings a database to the shape this program knows, by the numbered files of
 * migrations/<dialect>/, each in one transaction, only forward. */
#ifndef MIGRATE_H
#define MIGRATE_H

#include "db.h"

/* One file; they are built into the program. Texts are constant. */
typedef struct migration {
    uint32_t number;  /* from its name; later ones are greater */
    chatlet_str name; /* "0001_trunk" */
    chatlet_str sql;
} migration;

/* How many there are, and the one at `index` (from 0, in order); false when there is none. */
uint32_t migration_count(db_dialect dialect);
bool migration_get(db_dialect dialect, uint32_t index, migration *one);

typedef enum migrate_outcome {
    MIGRATE_DONE,    /* the shape is the newest */
    MIGRATE_NEWER,   /* the database is of a newer program: do not touch it */
    MIGRATE_ALTERED, /* a migration that was applied has another text here */
    MIGRATE_FAILED   /* db_failure_text says why; the last whole migration stands */
} migrate_outcome;

/* Number of the newest migration applied; 0 for an empty database. */
uint32_t migrate_version(db *db);

/* Applies what is missing, up to and including `last` (0: all). `announce` (NULL is allowed) is
 * called before each. With `dry_run` nothing is applied. `now_ms` is written beside each. */
migrate_outcome migrate_run(db *db, uint32_t last, bool dry_run, int64_t now_ms,
                            void (*announce)(void *context, const migration *one), void *context);

#endif
