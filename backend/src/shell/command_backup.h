/* `chatletd backup FILE` and `chatletd restore FILE`: all that the database holds, to a file and
 * back. */
#ifndef COMMAND_BACKUP_H
#define COMMAND_BACKUP_H

#include "store_place.h"

enum { COMMAND_BACKUP_MESSAGE_BYTES = 1024 };

typedef struct command_backup_options {
    store_place *place;
    const char *file;     /* the backup */
    const char *erasures; /* the tombstone file beside the database */
    int64_t now_ms;
    bool replaces; /* of restore: over what is there */
} command_backup_options;

/* Writes a backup while others go on writing, reads it back, and says so on standard output. False
 * with a sentence; then the file is as it was. The tombstone file is brought up to date. */
bool command_backup(const command_backup_options *options,
                    char message[COMMAND_BACKUP_MESSAGE_BYTES]);

/* Puts a backup into an empty database, or with options->replaces in the place of what is there:
 * the file is read whole before anything is touched, the database is built beside the one in use,
 * who stands in the tombstone file is erased again, and only then it takes the other's place. False
 * with a sentence; then nothing has changed. A SQLite file must not be in use. */
bool command_restore(const command_backup_options *options,
                     char message[COMMAND_BACKUP_MESSAGE_BYTES]);

#endif
