#include "command_backup.h"

#include "backup_file.h"
#include "command_message.h"
#include "erasure_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXTS_BYTES_MAX = 64 * 1024 * 1024 };

/* A SQLite file that is not there would be made. */
static bool is_there(const store_place *place) {
    return place->conninfo != NULL || access(place->path, F_OK) == 0;
}

static backup_outcome write_file(const command_backup_options *options, db *db,
                                 backup_count *count) {
    const chatlet_allocator *allocator = options->place->allocator;
    backup_file_writer writer;
    region texts;
    region memory;
    if (!backup_file_create(&writer, options->file)) return BACKUP_SINK;
    region_init(&texts, allocator, TEXTS_BYTES_MAX);
    region_init(&memory, allocator, BACKUP_MEMORY_BYTES);
    backup_outcome outcome =
        backup_write(db, &texts, &memory, options->now_ms, backup_file_sink(&writer), count);
    if (!backup_file_finish(&writer, outcome == BACKUP_DONE) && outcome == BACKUP_DONE) {
        outcome = BACKUP_SINK;
    }
    /* Statements were prepared from the texts; whoever owns `db` closes it before anything else. */
    region_free(&memory);
    region_free(&texts);
    return outcome;
}

/* Reads what is on disk now: a backup that cannot be read is none. */
static bool reads_back(const command_backup_options *options, const backup_count *count) {
    backup_file_reader reader;
    backup_reading reading;
    region memory;
    if (!backup_file_open(&reader, options->file)) return false;
    region_init(&memory, options->place->allocator, BACKUP_MEMORY_BYTES);
    backup_outcome outcome = backup_check(&memory, backup_file_source(&reader), &reading);
    bool is_whole = reader.is_whole;
    region_free(&memory);
    return backup_file_close(&reader) && outcome == BACKUP_DONE && is_whole &&
           reading.count.rows == count->rows && reading.count.tables == count->tables;
}

/* So that the tombstones know at least what the backup knows. */
static bool bring_erasures_up_to_date(const command_backup_options *options, db *db) {
    region memory;
    int64_t known_rows = 0;
    region_init(&memory, options->place->allocator, ERASURE_FILE_MEMORY_BYTES);
    bool is_good = erasure_file_catch_up(options->erasures, db, &memory, &known_rows);
    region_free(&memory);
    return is_good;
}

bool command_backup(const command_backup_options *options,
                    char message[COMMAND_BACKUP_MESSAGE_BYTES]) {
    backup_count count = {.rows = 0};
    if (!is_there(options->place)) {
        (void)snprintf(message, COMMAND_BACKUP_MESSAGE_BYTES,
                       "there is no database at %.400s; name its folder with --data",
                       options->place->path);
        return false;
    }
    db *db = store_place_open(options->place, message);
    if (db == NULL) return false;
    backup_outcome outcome = write_file(options, db, &count);
    if (outcome == BACKUP_DONE && !reads_back(options, &count)) outcome = BACKUP_DAMAGED;
    if (outcome != BACKUP_DONE) (void)command_message_backup(message, options->file, outcome, db);
    db_close(db);
    if (outcome != BACKUP_DONE) return false;
    db = store_place_open(options->place, message);
    if (db == NULL) return false;
    if (!bring_erasures_up_to_date(options, db)) {
        (void)fprintf(stderr, "chatletd: %s could not be brought up to date: %s\n",
                      options->erasures, strerror(errno));
    }
    db_close(db);
    (void)printf("%s: %llu rows of %llu tables, read back and whole\n", options->file,
                 (unsigned long long)count.rows, (unsigned long long)count.tables);
    return true;
}
