/* A backup (store/backup.h) as a file. Its last line is {"sha256":"…"}, of all bytes before. */
#ifndef BACKUP_FILE_H
#define BACKUP_FILE_H

#include "../security/crypto.h"
#include "../store/backup.h"

#include <stdio.h>

enum { BACKUP_FILE_MODE = 0600 }; /* it holds all that the database holds */

/* Being written; not to be moved. */
typedef struct backup_file_writer {
    const char *path; /* borrowed */
    char *part_path;  /* owned: beside it, renamed when all is on disk */
    FILE *file;
    crypto_sha256_state digest;
} backup_file_writer;

/* False: the file cannot be made (errno says why). */
bool backup_file_create(backup_file_writer *writer, const char *path);
backup_sink backup_file_sink(backup_file_writer *writer);

/* With `keep` the digest is added, all is flushed to disk and takes its name; without, or when that
 * fails (false), nothing is left of it. */
bool backup_file_finish(backup_file_writer *writer, bool keep);

/* Being read; not to be moved. */
typedef struct backup_file_reader {
    FILE *file;
    char *lines[2]; /* owned: the line that was given last, and the one behind it */
    size_t room_bytes[2];
    size_t size_bytes[2];
    bool is_there[2]; /* a line was read into it */
    int current;
    bool is_whole; /* the last line was the digest of those before */
    bool failed;
    crypto_sha256_state digest;
} backup_file_reader;

bool backup_file_open(backup_file_reader *reader, const char *path);

/* Gives all lines but the last. Once its end was read, reader->is_whole is known. A line longer
 * than BACKUP_LINE_BYTES_MAX is cut there, which no reader of backups takes. */
backup_source backup_file_source(backup_file_reader *reader);

/* True when nothing was in the way of reading. */
bool backup_file_close(backup_file_reader *reader);

#endif
