/* The store with every allocation refused: nothing leaks, and nothing is half stored. */
#include "fault_loop.h"
#include "store/backup.h"
#include "store/db_sqlite.h"
#include "store/dialect/schema_stage.h"
#include "store/dialect/search_text.h"
#include "store/migrate.h"
#include "store/store_erasure.h"
#include "test_allocator.h"
#include "test_database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NOW_MS = 5, MEMORY_BYTES = 16 * 1024 * 1024 };

/* What runs of one operation share. `watch` is a connection of its own that is refused nothing. */
typedef struct fault_store {
    test_database *database;
    db *watch;
    int64_t next_id;
    chatlet_str backup;
} fault_store;

static chatlet_status status_of(const db *db) {
    if (db_state(db) == DB_GOOD) return CHATLET_OK;
    return db_state(db) == DB_MEMORY ? CHATLET_ERR_MEMORY : CHATLET_ERR_STATE;
}

static int64_t count_of(fault_store *self, int64_t id) {
    db_begin(self->watch, false);
    int64_t count =
        DB_READ(self->watch, "SELECT COUNT(*) FROM organizations WHERE organization_id = ?1", -1,
                db_integer(id));
    assert_true(db_commit(self->watch));
    return count;
}

/* --- a transaction --- */

static void use(db *db, int64_t id, region *memory) {
    search_place place = {.conversation_id = id, .message_id = id};
    search_place hit;
    test_database_add_organization(db, id);
    test_database_add_message(db, id, id, id, id);
    search_text_index(db, id, place, CHATLET_STR("words of a message"), memory);
    size_t found = search_text_query(db, id, CHATLET_STR("message"), INT64_MAX, &hit, 1, memory);
    if (db_state(db) == DB_GOOD && !memory->failed) assert_int_equal(found, 1);
    db_query *outer =
        DB_OPEN(db, "SELECT name FROM organizations WHERE organization_id = ?1", db_integer(id));
    while (db_next(outer))
        assert_int_equal(db_column_text(outer, 0).size_bytes, 1);
    db_close_query(outer);
    db_script(db, CHATLET_STR("DELETE FROM search_texts WHERE words = ''"));
}

static chatlet_status run_transaction(const chatlet_allocator *allocator, void *context) {
    fault_store *self = context;
    region memory;
    int64_t id = ++self->next_id;
    db *db = test_database_connect(self->database, allocator);
    if (db == NULL) return CHATLET_ERR_MEMORY;
    region_init(&memory, allocator, MEMORY_BYTES);
    db_begin(db, true);
    use(db, id, &memory);
    bool is_stored = false;
    if (memory.failed) {
        db_rollback(db);
    } else {
        is_stored = db_commit(db);
    }
    chatlet_status status = memory.failed ? CHATLET_ERR_MEMORY : status_of(db);
    assert_int_equal(is_stored, status == CHATLET_OK);
    assert_int_equal(count_of(self, id), is_stored ? 1 : 0);
    region_free(&memory);
    db_close(db);
    return status;
}

/* --- a backup --- */

typedef struct line_count {
    size_t size_bytes;
    char *data; /* NULL: not kept */
} line_count;

static bool keep_line(void *context, chatlet_str bytes) {
    line_count *lines = context;
    if (lines->data != NULL) memcpy(lines->data + lines->size_bytes, bytes.data, bytes.size_bytes);
    lines->size_bytes += bytes.size_bytes;
    return true;
}

static chatlet_status status_of_backup(backup_outcome outcome, const db *db) {
    if (outcome == BACKUP_DONE) return CHATLET_OK;
    if (outcome == BACKUP_MEMORY) return CHATLET_ERR_MEMORY;
    return outcome == BACKUP_STORE ? status_of(db) : CHATLET_ERR_STATE;
}

static chatlet_status write_backup(const chatlet_allocator *allocator, fault_store *self,
                                   line_count *lines) {
    region texts;
    region memory;
    backup_count count;
    db *db = test_database_connect(self->database, allocator);
    if (db == NULL) return CHATLET_ERR_MEMORY;
    region_init(&texts, allocator, MEMORY_BYTES);
    region_init(&memory, allocator, MEMORY_BYTES);
    backup_outcome outcome =
        backup_write(db, &texts, &memory, NOW_MS, (backup_sink){lines, keep_line}, &count);
    chatlet_status status = status_of_backup(outcome, db);
    db_close(db);
    region_free(&memory);
    region_free(&texts);
    return status;
}

static chatlet_status run_backup(const chatlet_allocator *allocator, void *context) {
    line_count lines = {.data = NULL};
    return write_backup(allocator, context, &lines);
}

/* --- a restore --- */

static bool next_line(void *context, chatlet_str *line, bool *is_end) {
    chatlet_str *rest = context;
    *is_end = rest->size_bytes == 0;
    if (*is_end) return true;
    const char *end = memchr(rest->data, '\n', rest->size_bytes);
    *line = (chatlet_str){rest->data, (size_t)(end - rest->data)};
    rest->data = end + 1;
    rest->size_bytes -= line->size_bytes + 1;
    return true;
}

static chatlet_status run_restore(const chatlet_allocator *allocator, void *context) {
    fault_store *self = context;
    db_sqlite_options options = {.path = ":memory:"};
    char failure[256];
    region texts;
    region memory;
    backup_reading reading;
    chatlet_str rest = self->backup;
    db *db = db_sqlite_open(allocator, &options, failure, sizeof failure);
    if (db == NULL) return CHATLET_ERR_MEMORY;
    region_init(&texts, allocator, MEMORY_BYTES);
    region_init(&memory, allocator, MEMORY_BYTES);
    backup_outcome outcome =
        backup_restore(db, &texts, &memory, (backup_source){&rest, next_line}, NOW_MS, &reading);
    chatlet_status status = status_of_backup(outcome, db);
    db_close(db);
    region_free(&memory);
    region_free(&texts);
    return status;
}

static chatlet_status run_check(const chatlet_allocator *allocator, void *context) {
    fault_store *self = context;
    region memory;
    backup_reading reading;
    chatlet_str rest = self->backup;
    region_init(&memory, allocator, MEMORY_BYTES);
    backup_outcome outcome = backup_check(&memory, (backup_source){&rest, next_line}, &reading);
    region_free(&memory);
    return status_of_backup(outcome, NULL);
}

static void refuse_on(test_database *database) {
    fault_store self = {.database = database, .watch = test_database_connect(database, NULL)};
    /* A few rows for the backups; the ids go on from there. */
    for (int i = 0; i < 3; i++) {
        assert_int_equal(run_transaction(test_plain_allocator(), &self), CHATLET_OK);
    }
    line_count lines = {.data = malloc(1024 * 1024)};
    assert_non_null(lines.data);
    assert_int_equal(write_backup(test_plain_allocator(), &self, &lines), CHATLET_OK);
    self.backup = (chatlet_str){lines.data, lines.size_bytes};

    fault_refuse_each(database->name, run_transaction, &self);
    fault_refuse_each("backup", run_backup, &self);
    fault_refuse_each("check of a backup", run_check, &self);
    if (database->dialect == DB_DIALECT_SQLITE) {
        fault_refuse_each("restore", run_restore, &self);
    }
    free(lines.data);
    db_close(self.watch);
}

static void store_without_memory_stores_nothing_and_leaks_nothing(void **state) {
    (void)state;
    test_on_databases(refuse_on);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(store_without_memory_stores_nothing_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
