#include "test_assert.h"

#include "http_range.h"

static void a_range_becomes_a_piece_or_nothing(void **state) {
    (void)state;
    static const struct {
        const char *value;
        uint64_t file_bytes;
        http_range expected;
    } rows[] = {
        {"bytes=0-0", 10, {HTTP_RANGE_PIECE, 0, 1}},
        {"bytes=0-9", 10, {HTTP_RANGE_PIECE, 0, 10}},
        {"bytes=0-10", 10, {HTTP_RANGE_PIECE, 0, 10}},
        {"bytes=9-", 10, {HTTP_RANGE_PIECE, 9, 1}},
        {"bytes=10-", 10, {HTTP_RANGE_UNSATISFIABLE, 0, 0}},
        {"bytes=10-11", 10, {HTTP_RANGE_UNSATISFIABLE, 0, 0}},
        {"bytes=-1", 10, {HTTP_RANGE_PIECE, 9, 1}},
        {"bytes=-10", 10, {HTTP_RANGE_PIECE, 0, 10}},
        {"bytes=-11", 10, {HTTP_RANGE_PIECE, 0, 10}},
        {"bytes=-0", 10, {HTTP_RANGE_UNSATISFIABLE, 0, 0}},
        {"bytes=0-", 0, {HTTP_RANGE_UNSATISFIABLE, 0, 0}},
        {"bytes=-5", 0, {HTTP_RANGE_UNSATISFIABLE, 0, 0}},
        {"BYTES = 2-3", 10, {HTTP_RANGE_PIECE, 2, 2}},
        {"bytes=2-3,", 10, {HTTP_RANGE_PIECE, 2, 2}},
        {"bytes=2-3,5-6", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=3-2", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=-", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"lines=0-1", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=a-b", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=1-b", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=--1", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=5", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=0-18446744073709551615", 10, {HTTP_RANGE_PIECE, 0, 10}},
        {"bytes=0-18446744073709551616", 10, {HTTP_RANGE_WHOLE, 0, 0}},
        {"bytes=-18446744073709551615", 10, {HTTP_RANGE_PIECE, 0, 10}},
        {"bytes=18446744073709551615-", UINT64_MAX, {HTTP_RANGE_UNSATISFIABLE, 0, 0}},
        {"bytes=0-", UINT64_MAX, {HTTP_RANGE_PIECE, 0, UINT64_MAX}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const http_range actual = http_range_read(test_str(rows[i].value), rows[i].file_bytes);
        const http_range expected = rows[i].expected;
        if (actual.kind != expected.kind || actual.offset != expected.offset ||
            actual.size_bytes != expected.size_bytes)
            fail_msg("%s of %llu: got kind %d, %llu bytes from %llu", rows[i].value,
                     (unsigned long long)rows[i].file_bytes, actual.kind,
                     (unsigned long long)actual.size_bytes, (unsigned long long)actual.offset);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_range_becomes_a_piece_or_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
