#include "command_message.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *failure_of(const db *db) {
    chatlet_str text = db != NULL ? db_failure_text(db) : CHATLET_STR("");
    return text.size_bytes > 0 ? text.data : "no reason was given";
}

bool command_message_backup(char message[COMMAND_BACKUP_MESSAGE_BYTES], const char *file,
                            backup_outcome outcome, const db *db) {
    const char *why = "";
    switch (outcome) {
    case BACKUP_STORE: why = failure_of(db); break;
    case BACKUP_MEMORY: why = "there is not enough memory"; break;
    case BACKUP_SINK: why = strerror(errno); break;
    case BACKUP_SHAPE:
        why = "a table has no primary key, or more columns than a backup takes";
        break;
    case BACKUP_BROKEN:
        why = "the database is damaged, or a row is larger than a backup takes";
        break;
    case BACKUP_DONE:
    case BACKUP_DAMAGED:
    case BACKUP_NEWER:
    case BACKUP_ALTERED: why = "what was written does not read back"; break;
    }
    (void)snprintf(message, COMMAND_BACKUP_MESSAGE_BYTES, "no backup was made to %.300s: %.400s",
                   file, why);
    return false;
}

bool command_message_restore(char message[COMMAND_BACKUP_MESSAGE_BYTES], const char *file,
                             backup_outcome outcome, const db *db, const backup_reading *reading) {
    switch (outcome) {
    case BACKUP_STORE:
        (void)snprintf(message, COMMAND_BACKUP_MESSAGE_BYTES,
                       "%.300s was not restored, nothing has changed: %.400s", file,
                       failure_of(db));
        return false;
    case BACKUP_MEMORY:
        (void)snprintf(message, COMMAND_BACKUP_MESSAGE_BYTES,
                       "%.300s was not restored, nothing has changed: there is not enough memory",
                       file);
        return false;
    case BACKUP_SINK:
        (void)snprintf(message, COMMAND_BACKUP_MESSAGE_BYTES, "%.300s cannot be read: %s", file,
                       strerror(errno));
        return false;
    case BACKUP_NEWER:
        (void)snprintf(message, COMMAND_BACKUP_MESSAGE_BYTES,
                       "%.300s is a backup of a newer chatletd; restore it with that one", file);
        return false;
    case BACKUP_ALTERED:
        (void)snprintf(message, COMMAND_BACKUP_MESSAGE_BYTES,
                       "%.300s was not restored: migrations of this chatletd do not fit together",
                       file);
        return false;
    case BACKUP_DONE:
    case BACKUP_SHAPE:
    case BACKUP_BROKEN:
    case BACKUP_DAMAGED: break;
    }
    (void)snprintf(message, COMMAND_BACKUP_MESSAGE_BYTES,
                   "%.300s is not a whole backup, nothing was changed: line %llu: %s", file,
                   (unsigned long long)reading->line,
                   reading->mistake != NULL ? reading->mistake : "it cannot be right");
    return false;
}
