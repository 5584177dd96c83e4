/* Parameters of ours to PostgreSQL's; and the bytes of its values. */
#include "store/db_postgres_sql.h"
#include "store/db_postgres_value.h"
#include "test_allocator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct rewrite_case {
    const char *name;
    const char *sql;
    const char *expected; /* NULL: refused */
    size_t count;
} rewrite_case;

static const rewrite_case rewrite_cases[] = {
    {"no parameter", "SELECT 1", "SELECT 1", 0},
    {"nothing", "", "", 0},
    {"two", "SELECT ?1, ?2", "SELECT $1, $2", 2},
    {"the same one twice", "SELECT ?1 WHERE a = ?1", "SELECT $1 WHERE a = $1", 1},
    {"out of order", "SELECT ?12, ?2", "SELECT $12, $2", 12},
    {"in a text", "SELECT '?1', ?1", "SELECT '?1', $1", 1},
    {"behind a doubled quote", "SELECT 'it''s ?1', ?2", "SELECT 'it''s ?1', $2", 2},
    {"in a quoted name", "SELECT \"a?1\", ?1", "SELECT \"a?1\", $1", 1},
    {"in a comment to the line's end", "SELECT ?1 -- ?2\n, ?3", "SELECT $1 -- ?2\n, $3", 3},
    {"in a comment", "SELECT /* ?1 '*/ ?2", "SELECT /* ?1 '*/ $2", 2},
    {"in a comment within one", "/* /* ?1 */ ?2 */ ?3", "/* /* ?1 */ ?2 */ $3", 3},
    {"a comment that never ends", "?1 /* ?2", "$1 /* ?2", 1},
    {"a text that never ends", "?1 '?2", "$1 '?2", 1},
    {"division and subtraction", "?1/?2-?3", "$1/$2-$3", 3},
    {"greatest number", "?512", "$512", 512},
    {"one past it", "?513", NULL, SIZE_MAX},
    {"no number", "SELECT ?", NULL, SIZE_MAX},
    {"number 0", "SELECT ?0", NULL, SIZE_MAX},
    {"a huge number", "?99999999999999999999999", NULL, SIZE_MAX},
};

static void parameters_are_rewritten_outside_of_texts_names_and_comments(void **state) {
    (void)state;
    const chatlet_allocator *allocator = test_plain_allocator();
    for (size_t i = 0; i < sizeof rewrite_cases / sizeof rewrite_cases[0]; i++) {
        const rewrite_case *one = &rewrite_cases[i];
        size_t count = 7;
        char *sql = db_postgres_sql_rewrite(allocator, one->sql, &count);
        bool is_same =
            one->expected == NULL ? sql == NULL : sql != NULL && strcmp(sql, one->expected) == 0;
        if (!is_same || count != one->count) {
            fail_msg("%s: %s gives %s with %zu", one->name, one->sql, sql ? sql : "none", count);
        }
        if (sql != NULL) allocator->release(allocator->context, sql);
    }
}

static void refused_memory_is_told_apart_from_a_wrong_parameter(void **state) {
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    memory.refuse_at = 1;
    size_t count = 7;
    assert_null(db_postgres_sql_rewrite(&memory.allocator, "SELECT ?1", &count));
    assert_int_equal(count, 0);
}

typedef struct value_case {
    const char *name;
    uint32_t type;
    const char *bytes;
    size_t size_bytes;
    bool is_read;
    int64_t expected;
} value_case;

#define BYTES(literal) (literal), sizeof(literal) - 1

enum { BOOL = 16, INT8 = 20, INT4 = 23, NUMERIC = 1700 };

static const value_case value_cases[] = {
    {"true", BOOL, BYTES("\1"), true, 1},
    {"of 4 bytes, negative", INT4, BYTES("\xff\xff\xff\xfe"), true, -2},
    {"of 8 bytes", INT8, BYTES("\0\0\0\0\0\0\1\2"), true, 258},
    {"the least", INT8, BYTES("\x80\0\0\0\0\0\0\0"), true, INT64_MIN},
    {"of no bytes", INT8, BYTES(""), false, 0},
    {"of 9 bytes", INT8, BYTES("\0\0\0\0\0\0\0\0\0"), false, 0},
    {"sum 0", NUMERIC, BYTES("\0\0\0\0\0\0\0\0"), true, 0},
    {"sum 7", NUMERIC, BYTES("\0\1\0\0\0\0\0\0\0\7"), true, 7},
    {"sum -7", NUMERIC, BYTES("\0\1\0\0\x40\0\0\0\0\7"), true, -7},
    {"sum 10000: trailing digits are left out", NUMERIC, BYTES("\0\1\0\1\0\0\0\0\0\1"), true,
     10000},
    {"sum 10002", NUMERIC, BYTES("\0\2\0\1\0\0\0\0\0\1\0\2"), true, 10002},
    {"sum 1.5", NUMERIC, BYTES("\0\2\0\0\0\0\0\1\0\1\x13\x88"), false, 0},
    {"sum 1.0", NUMERIC, BYTES("\0\2\0\0\0\0\0\1\0\1\0\0"), true, 1},
    {"not a number", NUMERIC, BYTES("\0\0\0\0\xc0\0\0\0"), false, 0},
    {"greatest sum", NUMERIC, BYTES("\0\5\0\4\0\0\0\0\x03\x9a\x0d\x2c\x01\x70\x15\x65\x16\xaf"),
     true, INT64_MAX},
    {"one past it", NUMERIC, BYTES("\0\5\0\4\0\0\0\0\x03\x9a\x0d\x2c\x01\x70\x15\x65\x16\xb0"),
     false, 0},
    {"least sum", NUMERIC, BYTES("\0\5\0\4\x40\0\0\0\x03\x9a\x0d\x2c\x01\x70\x15\x65\x16\xb0"),
     true, INT64_MIN},
    {"weight beyond all", NUMERIC, BYTES("\0\1\x7f\xff\0\0\0\0\0\1"), false, 0},
    {"fewer digits than said", NUMERIC, BYTES("\0\2\0\0\0\0\0\0\0\1"), false, 0},
    {"less than digits, nothing", NUMERIC, BYTES("\xff\xff\0\0\0\0\0\0"), false, 0},
};

static void numbers_of_results_are_read_whole_or_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof value_cases / sizeof value_cases[0]; i++) {
        const value_case *one = &value_cases[i];
        chatlet_str bytes = test_guarded_copy((chatlet_str){one->bytes, one->size_bytes});
        db_value value = db_null();
        bool is_read = db_postgres_read(one->type, bytes, &value);
        if (is_read != one->is_read || (is_read && value.integer != one->expected)) {
            fail_msg("%s: %d, %lld", one->name, is_read, (long long)value.integer);
        }
        test_guarded_free(bytes);
    }
}

static void whole_numbers_come_back_as_they_were_written(void **state) {
    (void)state;
    static const int64_t values[] = {0, 1, -1, 255, 256, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char bytes[DB_POSTGRES_WHOLE_BYTES];
        db_value value = db_null();
        db_postgres_write_whole(values[i], bytes);
        assert_true(db_postgres_read(INT8, (chatlet_str){bytes, sizeof bytes}, &value));
        assert_int_equal(value.kind, DB_INTEGER);
        assert_true(value.integer == values[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_are_rewritten_outside_of_texts_names_and_comments),
        cmocka_unit_test(refused_memory_is_told_apart_from_a_wrong_parameter),
        cmocka_unit_test(numbers_of_results_are_read_whole_or_refused),
        cmocka_unit_test(whole_numbers_come_back_as_they_were_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
