/* What the commands backup and restore say when something is in their way. */
#ifndef COMMAND_MESSAGE_H
#define COMMAND_MESSAGE_H

#include "../store/backup.h"
#include "command_backup.h"

/* Writes the sentence for an outcome that is not BACKUP_DONE, and returns false. */
bool command_message_backup(char message[COMMAND_BACKUP_MESSAGE_BYTES], const char *file,
                            backup_outcome outcome, const db *db);

/* The same while reading `file`. `db` may be NULL. */
bool command_message_restore(char message[COMMAND_BACKUP_MESSAGE_BYTES], const char *file,
                             backup_outcome outcome, const db *db, const backup_reading *reading);

#endif
