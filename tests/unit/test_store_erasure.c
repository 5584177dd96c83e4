/* Erasures: rows, lines of the tombstone file, and erasing again. */
#include "store/dialect/search_text.h"
#include "store/store_erasure.h"
#include "test_allocator.h"
#include "test_database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct line_case {
    const char *name;
    const char *file; /* one line is read of it */
    bool is_read;
    size_t offset; /* afterwards */
} line_case;

static const line_case cases[] = {
    {"nothing", "", false, 0},
    {"only its end", "\n", false, 1},
    {"without its end", "1 7 8 9 10 00000000", false, 19},
    {"another check", "1 7 8 9 10 00000000\n", false, 20},
    {"another version", "2 7 8 9 10 00000000\n", false, 20},
    {"a number less", "1 7 8 9 00000000\n", false, 17},
    {"letters", "hello world, this is no line\nnext", false, 29},
    {"a minus", "1 -7 8 9 10 00000000\n", false, 21},
    {"19 digits that do not fit", "1 9999999999999999999 8 9 10 00000000\n", false, 38},
    {"a leading zero", "1 07 8 9 10 00000000\n", false, 21},
};

static void lines_that_do_not_check_are_left_out(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        store_erasure erasure = {.receipt_id = 77};
        size_t offset = 0;
        chatlet_str file = test_guarded_copy((chatlet_str){cases[i].file, strlen(cases[i].file)});
        bool is_read = store_erasure_read(file, &offset, &erasure);
        if (is_read != cases[i].is_read || offset != cases[i].offset) {
            fail_msg("%s: %d, offset %zu", cases[i].name, is_read, offset);
        }
        assert_int_equal(erasure.receipt_id, 77);
        test_guarded_free(file);
    }
}

static void expect_same(const store_erasure *a, const store_erasure *b) {
    assert_true(a->receipt_id == b->receipt_id && a->organization_id == b->organization_id &&
                a->visitor_id == b->visitor_id && a->erased_at_ms == b->erased_at_ms);
}

static void lines_read_back_and_no_change_of_a_byte_does(void **state) {
    (void)state;
    static const store_erasure erasures[] = {
        {1, 0, 0, 0}, {7, 8, 9, 10}, {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX}};
    for (size_t i = 0; i < sizeof erasures / sizeof erasures[0]; i++) {
        char line[STORE_ERASURE_LINE_BYTES_MAX];
        size_t offset = 0;
        store_erasure found = {.receipt_id = 0};
        chatlet_str text = store_erasure_line(&erasures[i], line);
        assert_true(store_erasure_read(text, &offset, &found));
        assert_int_equal(offset, text.size_bytes);
        expect_same(&found, &erasures[i]);
        for (size_t at = 0; at < text.size_bytes; at++) {
            line[at] ^= 1;
            offset = 0;
            if (store_erasure_read(text, &offset, &found)) fail_msg("byte %zu", at);
            line[at] ^= 1;
        }
    }
}

static void log_and_list(test_database *database) {
    db *db = database->db;
    store_erasure found[3];
    db_begin(db, true);
    for (int64_t id = 5; id >= 1; id--) {
        const store_erasure erasure = {id, 10 * id, 100 * id, 1000 * id};
        store_erasure_log(db, &erasure);
        store_erasure_log(db, &erasure); /* again: nothing more */
    }
    assert_int_equal(store_erasure_count(db), 5);
    assert_int_equal(store_erasure_list(db, 1, found, 3), 3);
    expect_same(&found[0], &(store_erasure){2, 20, 200, 2000});
    expect_same(&found[2], &(store_erasure){4, 40, 400, 4000});
    assert_int_equal(store_erasure_list(db, 4, found, 3), 1);
    assert_int_equal(store_erasure_list(db, 5, found, 3), 0);
    assert_true(db_commit(db));
}

static void erasures_are_listed_in_order(void **state) {
    (void)state;
    test_on_databases(log_and_list);
}

static int64_t count(db *db, const char *sql) { return DB_READ(db, sql, -1, db_integer(0)); }

static void replay(test_database *database) {
    db *db = database->db;
    region memory;
    region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
    db_begin(db, true);
    for (int64_t id = 1; id <= 2; id++) {
        test_database_add_organization(db, id);
        test_database_add_message(db, id, id, id, id);
        search_text_index(db, id, (search_place){id, id}, CHATLET_STR("secret"), &memory);
    }
    store_erasure_replay(db, &(store_erasure){50, 1, 1, 9});
    store_erasure_replay(db, &(store_erasure){51, 1, 2, 9}); /* of another organization */
    store_erasure_replay(db, &(store_erasure){52, 3, 3, 9}); /* of none */
    assert_true(db_commit(db));
    db_begin(db, false);
    assert_int_equal(count(db, "SELECT COUNT(*) FROM visitors WHERE visitor_id > ?1"), 1);
    assert_int_equal(count(db, "SELECT COUNT(*) FROM conversations WHERE visitor_id > ?1"), 1);
    assert_int_equal(count(db, "SELECT COUNT(*) FROM messages WHERE message_id > ?1"), 1);
    assert_int_equal(count(db, "SELECT COUNT(*) FROM search_texts WHERE message_id > ?1"), 1);
    assert_int_equal(store_erasure_count(db), 3);
    search_place hit;
    assert_int_equal(search_text_query(db, 1, CHATLET_STR("secret"), INT64_MAX, &hit, 1, &memory),
                     0);
    assert_int_equal(search_text_query(db, 2, CHATLET_STR("secret"), INT64_MAX, &hit, 1, &memory),
                     1);
    db_rollback(db);
    region_free(&memory);
}

static void erased_again_nothing_of_a_visitor_is_left(void **state) {
    (void)state;
    test_on_databases(replay);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_do_not_check_are_left_out),
        cmocka_unit_test(lines_read_back_and_no_change_of_a_byte_does),
        cmocka_unit_test(erasures_are_listed_in_order),
        cmocka_unit_test(erased_again_nothing_of_a_visitor_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
