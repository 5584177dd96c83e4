/* In: a backup. Out: a database in the place of the one there was, or nothing changed. */
#include "backup_file.h"
#include "command_backup.h"
#include "command_message.h"
#include "erasure_file.h"
#include "file_text.h"

#include "../store/dialect/schema_stage.h"
#include "../store/dialect/schema_tables.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXTS_BYTES_MAX = 64 * 1024 * 1024 };

/* One restore. `stage` is the connection that builds: of a SQLite file beside the one in use, or in
 * a schema beside it. */
typedef struct restore {
    const command_backup_options *options;
    char *message;
    region texts;
    region memory;
    char stage_path[PATH_MAX];
    store_place stage_place;
    db *stage;
    chatlet_str home; /* PostgreSQL's schema in use */
    backup_reading reading;
    size_t erased;
} restore;

static bool is_sqlite(const restore *self) { return self->options->place->conninfo == NULL; }

static bool say(restore *self, const char *what, const char *why) {
    (void)snprintf(self->message, COMMAND_BACKUP_MESSAGE_BYTES, "%.400s: %.500s", what, why);
    return false;
}

/* --- before anything is touched --- */

static bool check_file(restore *self) {
    const char *path = self->options->file;
    backup_file_reader reader;
    if (!backup_file_open(&reader, path)) return say(self, path, strerror(errno));
    backup_outcome outcome =
        backup_check(&self->memory, backup_file_source(&reader), &self->reading);
    bool is_whole = reader.is_whole;
    if (!backup_file_close(&reader)) outcome = BACKUP_SINK;
    if (outcome == BACKUP_DONE && !is_whole) {
        outcome = BACKUP_DAMAGED;
        self->reading.mistake = "the digest at its end is missing or of other bytes";
    }
    if (outcome == BACKUP_DONE) return true;
    return command_message_restore(self->message, path, outcome, NULL, &self->reading);
}

static bool check_target(restore *self) {
    const store_place *place = self->options->place;
    if (self->options->replaces) return true;
    if (is_sqlite(self) && access(place->path, F_OK) != 0) return true;
    db *db = store_place_open(self->options->place, self->message);
    if (db == NULL) return false;
    bool is_empty = schema_is_empty(db, &self->texts);
    bool is_known = db_state(db) == DB_GOOD && !self->texts.failed;
    if (!is_known) {
        (void)say(self, "the database cannot be read", db_failure_text(db).data);
    } else if (!is_empty) {
        (void)say(self, "the database is not empty",
                  "restore with --replace, and all that it holds is gone");
    }
    db_close(db);
    return is_known && is_empty;
}

/* --- the stage --- */

/* What an earlier try left, and what SQLite keeps beside a file. */
static void remove_stage_files(const restore *self) {
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char path[PATH_MAX + 16];
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", self->stage_path, endings[i]);
        (void)unlink(path);
    }
}

static bool open_stage(restore *self) {
    const store_place *place = self->options->place;
    int length = snprintf(self->stage_path, sizeof self->stage_path, "%s.restore", place->path);
    if (length < 0 || (size_t)length >= sizeof self->stage_path) {
        return say(self, place->path, strerror(ENAMETOOLONG));
    }
    if (is_sqlite(self)) remove_stage_files(self);
    store_place_init(&self->stage_place, place->allocator, self->stage_path, place->conninfo);
    self->stage = store_place_open(&self->stage_place, self->message);
    if (self->stage == NULL) return false;
    if (is_sqlite(self) || schema_stage_begin(self->stage, &self->texts, &self->home)) return true;
    const char *why = db_failure_text(self->stage).data;
    return say(self, "no schema can be made beside the one in use",
               *why != '\0' ? why : "the connection names none that is there (search_path)");
}

static void close_stage(restore *self, bool is_done) {
    if (self->stage != NULL && !is_sqlite(self) && !is_done && self->home.size_bytes > 0) {
        schema_stage_drop(self->stage, &self->texts, self->home);
    }
    db_close(self->stage);
    if (self->stage_place.allocator != NULL) store_place_free(&self->stage_place);
    if (is_sqlite(self) && !is_done && self->stage_path[0] != '\0') remove_stage_files(self);
}

static bool fill_stage(restore *self) {
    backup_file_reader reader;
    if (!backup_file_open(&reader, self->options->file)) {
        return say(self, self->options->file, strerror(errno));
    }
    backup_outcome outcome =
        backup_restore(self->stage, &self->texts, &self->memory, backup_file_source(&reader),
                       self->options->now_ms, &self->reading);
    bool is_same = reader.is_whole;
    if (!backup_file_close(&reader)) outcome = BACKUP_SINK;
    /* It was whole a moment ago: someone writes it. */
    if (outcome == BACKUP_DONE && !is_same) outcome = BACKUP_DAMAGED;
    if (outcome == BACKUP_DONE) return true;
    return command_message_restore(self->message, self->options->file, outcome, self->stage,
                                   &self->reading);
}

/* Erases again whoever was erased after the backup was made. */
static bool replay_erasures(restore *self) {
    store_erasure *erasures = NULL;
    region_reset(&self->memory);
    if (!erasure_file_read(self->options->erasures, &self->memory, &erasures, &self->erased)) {
        return say(self, self->options->erasures, "cannot be read, so nothing was restored");
    }
    db_begin(self->stage, true);
    for (size_t i = 0; i < self->erased; i++)
        store_erasure_replay(self->stage, &erasures[i]);
    bool is_whole = schema_check(self->stage);
    if (db_commit(self->stage) && is_whole) return true;
    return say(self, "the restored rows do not fit together", db_failure_text(self->stage).data);
}

/* --- into its place --- */

/* No other program may have the file open: its writes would go to one that has no name any more.
 * SQLite leaves its write-ahead log only when it is alone, which also puts all of it into the file.
 */
static bool is_unused(restore *self) {
    const char *path = self->options->place->path;
    if (access(path, F_OK) != 0) return true;
    db *db = store_place_open(self->options->place, self->message);
    if (db == NULL) return false;
    db_script(db, CHATLET_STR("PRAGMA busy_timeout = 500; PRAGMA journal_mode = DELETE"));
    bool is_alone = db_state(db) == DB_GOOD;
    db_close(db);
    return is_alone || say(self, path, "is in use; stop chatletd before you restore over it");
}

static bool take_place(restore *self) {
    if (!is_sqlite(self)) {
        if (schema_stage_end(self->stage, &self->texts, self->home)) return true;
        return say(self, "the restored tables cannot take their place, nothing has changed",
                   db_failure_text(self->stage).data);
    }
    db_close(self->stage); /* the last connection: all is in the file, and on disk */
    self->stage = NULL;
    if (!is_unused(self)) return false;
    if (file_text_rename(self->stage_path, self->options->place->path)) return true;
    return say(self, self->options->place->path, strerror(errno));
}

static bool run(restore *self) {
    return check_file(self) && check_target(self) && open_stage(self) && fill_stage(self) &&
           replay_erasures(self) && take_place(self);
}

bool command_restore(const command_backup_options *options,
                     char message[COMMAND_BACKUP_MESSAGE_BYTES]) {
    restore self = {.options = options, .message = message, .home = CHATLET_STR("")};
    region_init(&self.texts, options->place->allocator, TEXTS_BYTES_MAX);
    region_init(&self.memory, options->place->allocator, ERASURE_FILE_MEMORY_BYTES);
    bool is_done = run(&self);
    close_stage(&self, is_done);
    region_free(&self.memory);
    region_free(&self.texts);
    if (!is_done) return false;
    (void)printf("%s: %llu rows of %llu tables restored, %zu erasures honored\n", options->file,
                 (unsigned long long)self.reading.count.rows,
                 (unsigned long long)self.reading.count.tables, self.erased);
    return true;
}
