#include "test_assert.h"

#include "test_allocator.h"

#include "base/number_text.h"

static void numbers_are_written_in_decimal(void **state) {
    static const struct {
        int64_t value;
        const char *text;
    } rows[] = {
        {0, "0"},
        {9, "9"},
        {10, "10"},
        {-1, "-1"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_buffer buffer;
        clet_buffer_init(&buffer, test_plain_allocator(), 100);
        clet_number_text_append_i64(&buffer, rows[i].value);
        test_text_equal(rows[i].text, clet_buffer_str(&buffer), test_str(rows[i].text));
        clet_buffer_free(&buffer);
    }
}

static void the_largest_number_fills_the_room(void **state) {
    (void)state;
    char text[CLET_NUMBER_TEXT_BYTES_MAX];
    assert_int_equal(clet_number_text_u64(UINT64_MAX, text), CLET_NUMBER_TEXT_BYTES_MAX);
    assert_memory_equal(text, "18446744073709551615", CLET_NUMBER_TEXT_BYTES_MAX);
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), 100);
    clet_number_text_append_u64(&buffer, UINT64_MAX);
    test_text_equal("appended", clet_buffer_str(&buffer), CHATLET_STR("18446744073709551615"));
    clet_buffer_free(&buffer);
}

static void whole_decimal_texts_are_read(void **state) {
    static const struct {
        const char *text;
        uint64_t value;
    } rows[] = {{"0", 0},
                {"007", 7},
                {"18446744073709551615", UINT64_MAX},
                {"0000000000000000000000018446744073709551615", UINT64_MAX}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t value = 1;
        if (!clet_number_text_read_u64(test_str(rows[i].text), &value) || value != rows[i].value)
            fail_msg("%s", rows[i].text);
    }
}

static void other_texts_are_refused_and_leave_the_result_alone(void **state) {
    static const chatlet_str rows[] = {
        {NULL, 0},
        {"-1", 2},
        {"+1", 2},
        {" 1", 2},
        {"1 ", 2},
        {"1a", 2},
        {"1\0", 2},
        {"\xD9\xA1", 2} /* an Arabic one */,
        {"/", 1},
        {":", 1},
        {"0x10", 4},
        {"18446744073709551616", 20},
        {"99999999999999999999", 20},
        {"184467440737095516150", 21},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t value = 42;
        if (clet_number_text_read_u64(rows[i], &value) || value != 42)
            fail_msg("row %zu: %.*s", i, (int)rows[i].size_bytes, rows[i].data);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_in_decimal),
        cmocka_unit_test(the_largest_number_fills_the_room),
        cmocka_unit_test(whole_decimal_texts_are_read),
        cmocka_unit_test(other_texts_are_refused_and_leave_the_result_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
