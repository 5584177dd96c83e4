/* Backups are the same from both databases and go back into both. */
#include "store/backup.h"
#include "store/dialect/search_text.h"
#include "store/migrate.h"
#include "store/store_erasure.h"
#include "test_allocator.h"
#include "test_database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NOW_MS = 5000, OUTBOX_ROWS = 1203, AUDIT_ROWS = 97 };

/* --- lines in memory --- */

typedef struct text_file {
    char *data;
    size_t size_bytes;
    size_t room_bytes;
    size_t offset;     /* where reading goes on */
    size_t fail_after; /* bytes after which writing says no; 0: never */
} text_file;

static bool write_line(void *context, chatlet_str bytes) {
    text_file *file = context;
    size_t needed_bytes = file->size_bytes + bytes.size_bytes;
    if (file->fail_after > 0 && needed_bytes > file->fail_after) return false;
    if (needed_bytes > file->room_bytes) {
        file->room_bytes = 2 * needed_bytes;
        file->data = realloc(file->data, file->room_bytes);
        assert_non_null(file->data);
    }
    if (bytes.size_bytes == 0) return true;
    memcpy(file->data + file->size_bytes, bytes.data, bytes.size_bytes);
    file->size_bytes += bytes.size_bytes;
    return true;
}

static bool next_line(void *context, chatlet_str *line, bool *is_end) {
    text_file *file = context;
    *is_end = file->offset == file->size_bytes;
    if (*is_end) return true;
    const char *begin = file->data + file->offset;
    const char *end = memchr(begin, '\n', file->size_bytes - file->offset);
    if (end == NULL) end = file->data + file->size_bytes;
    *line = (chatlet_str){begin, (size_t)(end - begin)};
    file->offset += line->size_bytes + (end < file->data + file->size_bytes ? 1 : 0);
    return true;
}

static backup_sink sink_of(text_file *file) { return (backup_sink){file, write_line}; }

static backup_source source_of(text_file *file) {
    file->offset = 0;
    return (backup_source){file, next_line};
}

/* --- databases --- */

/* Over an allocator of the caller's; both outcomes leave nothing behind. */
static backup_outcome write_over(const test_database *database, const chatlet_allocator *allocator,
                                 text_file *file, backup_count *count) {
    region texts;
    region memory;
    db *db = test_database_connect(database, allocator);
    if (db == NULL) return BACKUP_MEMORY;
    region_init(&texts, allocator, BACKUP_MEMORY_BYTES);
    region_init(&memory, allocator, BACKUP_MEMORY_BYTES);
    backup_outcome outcome = backup_write(db, &texts, &memory, NOW_MS, sink_of(file), count);
    if (outcome == BACKUP_STORE && db_state(db) == DB_MEMORY) outcome = BACKUP_MEMORY;
    db_close(db);
    region_free(&texts);
    region_free(&memory);
    return outcome;
}

static text_file dump(const test_database *database) {
    text_file file = {.data = NULL};
    backup_count count;
    backup_outcome outcome = write_over(database, test_plain_allocator(), &file, &count);
    if (outcome != BACKUP_DONE) fail_msg("%s: backup %d", database->name, outcome);
    return file;
}

static backup_outcome restore(const test_database *database, text_file *file,
                              backup_reading *reading) {
    const chatlet_allocator *allocator = test_plain_allocator();
    region texts;
    region memory;
    region_init(&texts, allocator, BACKUP_MEMORY_BYTES);
    region_init(&memory, allocator, BACKUP_MEMORY_BYTES);
    db *db = test_database_connect(database, NULL);
    backup_outcome outcome = backup_restore(db, &texts, &memory, source_of(file), NOW_MS, reading);
    db_close(db);
    region_free(&texts);
    region_free(&memory);
    return outcome;
}

static backup_outcome check(text_file *file, backup_reading *reading) {
    region memory;
    region_init(&memory, test_plain_allocator(), BACKUP_MEMORY_BYTES);
    backup_outcome outcome = backup_check(&memory, source_of(file), reading);
    region_free(&memory);
    return outcome;
}

static void fill_lists(db *db) {
    static const char bytes[] = {0, '\n', (char)0xff, '"', (char)0x80};
    for (int64_t i = 0; i < OUTBOX_ROWS; i++) {
        (void)DB_RUN(db,
                     "INSERT INTO outbox (outbox_id, organization_id, kind, body, due_at_ms, "
                     "created_at_ms) VALUES (?1, ?2, 'mail', '{}', ?3, 4)",
                     db_integer(i * 3 - 1000), db_integer_or_null(i % 2),
                     db_integer(INT64_MIN + i));
    }
    for (int64_t i = 0; i < AUDIT_ROWS; i++) {
        (void)DB_RUN(db,
                     "INSERT INTO audit_entries (organization_id, sequence, at_ms, actor_kind, "
                     "action, hash) VALUES (?1, ?2, 4, 'system', 'x', ?3)",
                     db_integer(i % 5), db_integer(i + 1),
                     db_bytes((chatlet_str){bytes, (size_t)i % (sizeof bytes + 1)}));
    }
}

static const char odd_text[] = "\"\\\n\t\x01 Zoë 双 \xf0\x9f\x98\x80 $1 ?1 '";

/* Every kind of value, every ordering of tables, more rows than a page and than a statement has. */
static void fill(test_database *database) {
    region memory;
    db *db = database->db;
    region_init(&memory, test_plain_allocator(), BACKUP_MEMORY_BYTES);
    db_begin(db, true);
    for (int64_t i = 1; i <= 3; i++) {
        test_database_add_organization(db, i);
        (void)DB_RUN(db, "UPDATE organizations SET name = ?2, plan = '' WHERE organization_id = ?1",
                     db_integer(i), db_text(CHATLET_STR(odd_text)));
        test_database_add_message(db, i, i, i, i);
        (void)DB_RUN(db,
                     "INSERT INTO accounts (account_id, email, name, created_at_ms) "
                     "VALUES (?1, ?2, 'x', 4)",
                     db_integer(i), db_text((chatlet_str){"a@b" + i - 1, 1}));
        (void)DB_RUN(db,
                     "INSERT INTO members (organization_id, account_id, role, joined_at_ms) "
                     "VALUES (?1, ?2, 'owner', 4)",
                     db_integer(i), db_integer(1));
        search_text_index(db, i, (search_place){.conversation_id = i, .message_id = i},
                          CHATLET_STR("Wo ist mein Paket?"), &memory);
        store_erasure_log(db, &(store_erasure){.receipt_id = i, .visitor_id = i});
    }
    fill_lists(db);
    /* Others may have tables there too: of types that we do not know, and without a key. */
    db_script(db, CHATLET_STR("CREATE TABLE others (a DOUBLE PRECISION)"));
    if (!db_commit(db)) fail_msg("%s: %s", database->name, db_failure_text(db).data);
    region_free(&memory);
}

static void expect_same(const text_file *one, const text_file *other) {
    size_t at = 0;
    while (at < one->size_bytes && at < other->size_bytes && one->data[at] == other->data[at])
        at++;
    if (at == one->size_bytes && at == other->size_bytes) return;
    fail_msg("backups differ at byte %zu of %zu and %zu: %.60s | %.60s", at, one->size_bytes,
             other->size_bytes, one->data + (at > 20 ? at - 20 : 0),
             other->data + (at > 20 ? at - 20 : 0));
}

static void expect_found(test_database *database) {
    region memory;
    search_place hit;
    region_init(&memory, test_plain_allocator(), BACKUP_MEMORY_BYTES);
    db_begin(database->db, false);
    assert_int_equal(
        search_text_query(database->db, 2, CHATLET_STR("paket"), INT64_MAX, &hit, 1, &memory), 1);
    assert_int_equal(hit.message_id, 2);
    db_rollback(database->db);
    region_free(&memory);
}

/* From `from` into an empty database of `dialect`, whose own backup is the same to the byte. */
static void carry_over(const text_file *file, db_dialect dialect) {
    backup_reading reading;
    if (!test_database_is_here(dialect)) return;
    test_database *to = test_database_open(dialect, false);
    text_file copy = *file;
    backup_outcome outcome = restore(to, &copy, &reading);
    if (outcome != BACKUP_DONE) {
        fail_msg("%s: restore %d at line %d: %s", to->name, outcome, (int)reading.line,
                 reading.mistake != NULL ? reading.mistake : "");
    }
    text_file again = dump(to);
    expect_same(file, &again);
    expect_found(to);
    free(again.data);
    test_database_close(to);
}

static void back_up_and_carry_over(test_database *database) {
    fill(database);
    text_file file = dump(database);
    backup_reading reading;
    assert_int_equal(check(&file, &reading), BACKUP_DONE);
    assert_int_equal(reading.count.rows, OUTBOX_ROWS + AUDIT_ROWS + 9 * 3);
    assert_int_equal(reading.made_at_ms, NOW_MS);
    carry_over(&file, DB_DIALECT_SQLITE);
    carry_over(&file, DB_DIALECT_POSTGRES);
    free(file.data);
}

static void backup_goes_from_each_database_into_each(void **state) {
    (void)state;
    test_on_databases(back_up_and_carry_over);
}

/* --- while others write --- */

/* A sink that commits a row of another connection before each line it takes. */
typedef struct busy_sink {
    text_file file;
    db *writer;
    int64_t rows;
} busy_sink;

static bool write_between(void *context, chatlet_str bytes) {
    busy_sink *busy = context;
    if (busy->rows < 50) {
        db_begin(busy->writer, true);
        (void)DB_RUN(busy->writer,
                     "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                     "VALUES (?1, 'late', 'x', 4)",
                     db_integer(1000 + busy->rows++));
        if (!db_commit(busy->writer)) fail_msg("%s", db_failure_text(busy->writer).data);
    }
    return write_line(&busy->file, bytes);
}

static void back_up_while_writing(test_database *database) {
    fill(database);
    text_file before = dump(database);
    busy_sink busy = {.writer = database->db};
    region texts;
    region memory;
    backup_count count;
    region_init(&texts, test_plain_allocator(), BACKUP_MEMORY_BYTES);
    region_init(&memory, test_plain_allocator(), BACKUP_MEMORY_BYTES);
    db *reader = test_database_connect(database, NULL);
    assert_int_equal(
        backup_write(reader, &texts, &memory, NOW_MS, (backup_sink){&busy, write_between}, &count),
        BACKUP_DONE);
    assert_int_equal(busy.rows, 50);
    expect_same(&before, &busy.file);
    db_close(reader);
    region_free(&texts);
    region_free(&memory);
    free(before.data);
    free(busy.file.data);
}

static void backup_sees_one_moment_while_others_write(void **state) {
    (void)state;
    test_on_databases(back_up_while_writing);
}

/* --- what is no backup --- */

typedef struct damage_case {
    const char *name;
    const char *text;
    backup_outcome outcome;
    int line;
    const char *mistake;
} damage_case;

#define HEAD "{\"chatlet_backup\":1,\"migration\":1,\"made_at_ms\":2}\n"
#define TABLE                                                                                      \
    "{\"table\":\"organizations\",\"columns\":[\"created_at_ms\",\"name\",\"organization_id\","    \
    "\"plan\",\"version\"]}\n"
#define END(rows) "{\"end\":true,\"rows\":" rows "}\n"

/* Seen without a database already. */
static const damage_case damages[] = {
    {"nothing", "", BACKUP_DAMAGED, 0, "not the beginning of a backup"},
    {"another file", "hello\n", BACKUP_DAMAGED, 1, "a line that is no JSON"},
    {"another object", "{}\n", BACKUP_DAMAGED, 1, "not the beginning of a backup"},
    {"a later format", "{\"chatlet_backup\":2,\"migration\":1,\"made_at_ms\":2}\n", BACKUP_NEWER, 1,
     NULL},
    {"no end", HEAD TABLE, BACKUP_DAMAGED, 2, "its end is missing"},
    {"an end that is cut", HEAD TABLE "{\"end\":tr", BACKUP_DAMAGED, 3, "a line that is no JSON"},
    {"lines behind the end", HEAD END("0") END("0"), BACKUP_DAMAGED, 3, "lines behind the end"},
    {"two heads", HEAD HEAD, BACKUP_DAMAGED, 2, "a line that is none of a backup"},
    {"rows without a table", HEAD "[1]\n" END("1"), BACKUP_DAMAGED, 2, "a row that fits no table"},
    {"a row that is too short", HEAD TABLE "[1]\n" END("1"), BACKUP_DAMAGED, 3,
     "a row that fits no table"},
    {"a row that is missing", HEAD TABLE END("1"), BACKUP_DAMAGED, 3,
     "another number of rows than its end says"},
    {"a fraction", HEAD TABLE "[1.5,\"\",1,\"\",1]\n" END("1"), BACKUP_DAMAGED, 3,
     "a line that is none of a backup"},
    {"a number past 64 bits", HEAD TABLE "[9223372036854775808,\"\",1,\"\",1]\n", BACKUP_DAMAGED, 3,
     "a line that is none of a backup"},
    {"a truth", HEAD TABLE "[true,\"\",1,\"\",1]\n", BACKUP_DAMAGED, 3,
     "a line that is none of a backup"},
    {"upper-case hex", HEAD TABLE "[{\"hex\":\"FF\"},\"\",1,\"\",1]\n", BACKUP_DAMAGED, 3,
     "a line that is none of a backup"},
    {"half a byte", HEAD TABLE "[{\"hex\":\"f\"},\"\",1,\"\",1]\n", BACKUP_DAMAGED, 3,
     "a line that is none of a backup"},
    {"hex and more", HEAD TABLE "[{\"hex\":\"\",\"x\":1},\"\",1,\"\",1]\n", BACKUP_DAMAGED, 3,
     "a line that is none of a backup"},
    {"a text with a zero byte", HEAD TABLE "[1,\"\\u0000\",1,\"\",1]\n", BACKUP_DAMAGED, 3,
     "a line that is none of a backup"},
    {"a table without columns", HEAD "{\"table\":\"x\",\"columns\":[]}\n", BACKUP_DAMAGED, 2,
     "a table with no columns or too many"},
    {"columns that are no names", HEAD "{\"table\":\"x\",\"columns\":[1]}\n", BACKUP_DAMAGED, 2,
     "a line that is none of a backup"},
    {"broken UTF-8", HEAD "{\"table\":\"\xff\"}\n", BACKUP_DAMAGED, 2, "a line that is no JSON"},
};

/* Seen when the rows meet their tables. */
static const damage_case misfits[] = {
    {"a shape of a newer program", "{\"chatlet_backup\":1,\"migration\":9999,\"made_at_ms\":2}\n",
     BACKUP_NEWER, 1, NULL},
    {"no shape", "{\"chatlet_backup\":1,\"migration\":0,\"made_at_ms\":2}\n", BACKUP_DAMAGED, 1,
     "a shape that never was"},
    {"an unknown table", HEAD "{\"table\":\"x\",\"columns\":[\"y\"]}\n" END("0"), BACKUP_DAMAGED, 2,
     "a table that its shape does not have"},
    {"SQL for a table", HEAD "{\"table\":\"organizations\\\" --\",\"columns\":[\"y\"]}\n",
     BACKUP_DAMAGED, 2, "a table that its shape does not have"},
    {"a missing column", HEAD "{\"table\":\"organizations\",\"columns\":[\"name\"]}\n",
     BACKUP_DAMAGED, 2, "columns that its shape does not have"},
    {"a column twice",
     HEAD "{\"table\":\"organizations\",\"columns\":[\"created_at_ms\",\"name\",\"name\",\"plan\","
          "\"version\"]}\n",
     BACKUP_DAMAGED, 2, "columns that its shape does not have"},
    {"a text for a number", HEAD TABLE "[\"1\",\"\",1,\"\",1]\n" END("1"), BACKUP_DAMAGED, 3,
     "a value that its column does not take"},
    {"nothing where something must be", HEAD TABLE "[null,\"\",1,\"\",1]\n" END("1"),
     BACKUP_DAMAGED, 3, "a value that its column does not take"},
    {"the same row twice", HEAD TABLE "[1,\"\",1,\"\",1]\n[1,\"\",1,\"\",1]\n" END("2"),
     BACKUP_DAMAGED, 5, "a row breaks a rule of its table"},
};

static void expect_damage(const char *where, const damage_case *one, backup_outcome outcome,
                          const backup_reading *reading) {
    const char *mistake = reading->mistake != NULL ? reading->mistake : "none";
    const char *expected = one->mistake != NULL ? one->mistake : "none";
    if (outcome != one->outcome || (int)reading->line != one->line ||
        strcmp(mistake, expected) != 0) {
        fail_msg("%s: %s: outcome %d at line %d: %s", where, one->name, outcome, (int)reading->line,
                 mistake);
    }
}

static text_file file_of(const char *text) {
    text_file file = {.data = NULL};
    assert_true(write_line(&file, (chatlet_str){text, strlen(text)}));
    return file;
}

static void damaged_backup_is_refused_with_its_line(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        backup_reading reading;
        text_file file = file_of(damages[i].text);
        expect_damage("check", &damages[i], check(&file, &reading), &reading);
        free(file.data);
    }
}

static void refuse_misfits(db_dialect dialect) {
    for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
        test_database *database = test_database_open(dialect, false);
        backup_reading reading;
        text_file file = file_of(misfits[i].text);
        expect_damage(database->name, &misfits[i], restore(database, &file, &reading), &reading);
        free(file.data);
        test_database_close(database);
    }
}

static void backup_that_does_not_fit_its_shape_is_refused(void **state) {
    (void)state;
    refuse_misfits(DB_DIALECT_SQLITE);
    if (test_database_is_here(DB_DIALECT_POSTGRES)) refuse_misfits(DB_DIALECT_POSTGRES);
}

/* Every cut of a small backup, at every byte. */
static void cut_backup_is_never_whole(void **state) {
    (void)state;
    static const char whole[] = HEAD TABLE "[1,\"a\",1,\"b\",1]\n" END("1");
    backup_reading reading;
    text_file file = file_of(whole);
    assert_int_equal(check(&file, &reading), BACKUP_DONE);
    /* The last line feed may be missing: all else is there. */
    for (size_t size = 0; size + 2 < sizeof whole; size++) {
        text_file cut = file;
        cut.size_bytes = size;
        if (check(&cut, &reading) != BACKUP_DAMAGED) fail_msg("cut at %zu is taken", size);
    }
    free(file.data);
}

static void fill_the_disk(test_database *database) {
    fill(database);
    text_file file = {.fail_after = 5000};
    backup_count count;
    assert_int_equal(write_over(database, test_plain_allocator(), &file, &count), BACKUP_SINK);
    free(file.data);
}

static void full_disk_stops_the_backup(void **state) {
    (void)state;
    test_on_databases(fill_the_disk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backup_goes_from_each_database_into_each),
        cmocka_unit_test(backup_sees_one_moment_while_others_write),
        cmocka_unit_test(damaged_backup_is_refused_with_its_line),
        cmocka_unit_test(backup_that_does_not_fit_its_shape_is_refused),
        cmocka_unit_test(cut_backup_is_never_whole),
        cmocka_unit_test(full_disk_stops_the_backup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
