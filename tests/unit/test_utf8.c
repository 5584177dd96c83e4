#include "test_assert.h"

#include "test_allocator.h"

#include "base/utf8.h"

static void every_scalar_value_is_written_and_read_back(void **state) {
    (void)state;
    for (uint32_t codepoint = 0; codepoint <= 0x10FFFF; codepoint++) {
        if (codepoint == 0xD800) codepoint = 0xE000;
        char bytes[CLET_UTF8_BYTES_MAX];
        const size_t size_bytes = clet_utf8_write(codepoint, bytes);
        const clet_utf8_char read =
            clet_utf8_read((chatlet_str){.data = bytes, .size_bytes = size_bytes}, 0);
        if (!read.valid || read.codepoint != codepoint || read.size_bytes != size_bytes)
            fail_msg("U+%04X", codepoint);
    }
}

static void broken_bytes_are_not_valid_and_take_one_byte(void **state) {
    static const struct {
        const char *name;
        chatlet_str bytes;
    } rows[] = {
        {"stray continuation", {"\x80", 1}},
        {"overlong of two", {"\xC0\x80", 2}},
        {"overlong of two, last", {"\xC1\xBF", 2}},
        {"overlong of three", {"\xE0\x9F\xBF", 3}},
        {"overlong of four", {"\xF0\x8F\xBF\xBF", 4}},
        {"first surrogate", {"\xED\xA0\x80", 3}},
        {"last surrogate", {"\xED\xBF\xBF", 3}},
        {"past U+10FFFF", {"\xF4\x90\x80\x80", 4}},
        {"five bytes", {"\xF8\x88\x80\x80\x80", 5}},
        {"never used", {"\xFF", 1}},
        {"cut two", {"\xC3", 1}},
        {"cut three", {"\xE2\x82", 2}},
        {"cut four", {"\xF0\x9F\x98", 3}},
        {"second byte is a letter", {"\xE2z\xAC", 3}},
        {"last byte is a letter", {"\xF0\x9F\x98z", 4}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str guarded = test_guarded_copy(rows[i].bytes);
        const clet_utf8_char read = clet_utf8_read(guarded, 0);
        if (read.valid || read.size_bytes != 1 || read.codepoint != CLET_UTF8_REPLACEMENT)
            fail_msg("%s: U+%04X", rows[i].name, read.codepoint);
        assert_int_equal(clet_utf8_valid_prefix(guarded), 0);
        test_guarded_free(guarded);
    }
}

static void valid_prefix_ends_at_the_first_broken_byte(void **state) {
    (void)state;
    assert_int_equal(clet_utf8_valid_prefix(CHATLET_STR("")), 0);
    assert_int_equal(clet_utf8_valid_prefix((chatlet_str){.data = NULL, .size_bytes = 0}), 0);
    assert_int_equal(clet_utf8_valid_prefix(CHATLET_STR("a\0b")), 3);
    assert_int_equal(clet_utf8_valid_prefix(CHATLET_STR("caf\xC3\xA9")), 5);
    assert_int_equal(clet_utf8_valid_prefix(CHATLET_STR("caf\xC3\xA9\x80z")), 5);
    assert_int_equal(clet_utf8_valid_prefix(CHATLET_STR("caf\xC3")), 3);
}

static void cuts_do_not_end_inside_a_character(void **state) {
    static const struct {
        const char *name;
        chatlet_str text;
        size_t maximum_bytes;
        size_t size_bytes;
    } rows[] = {
        {"short enough", {"abc", 3}, 3, 3},
        {"one too long", {"abcd", 4}, 3, 3},
        {"inside two bytes", {"a\xC3\xA9z", 4}, 2, 1},
        {"behind two bytes", {"a\xC3\xA9z", 4}, 3, 3},
        {"inside four bytes", {"\xF0\x9F\x98\x80z", 5}, 3, 0},
        {"nothing left", {"abc", 3}, 0, 0},
        {"empty", {NULL, 0}, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const size_t size_bytes = clet_utf8_cut(rows[i].text, rows[i].maximum_bytes).size_bytes;
        if (size_bytes != rows[i].size_bytes) fail_msg("%s: %zu", rows[i].name, size_bytes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scalar_value_is_written_and_read_back),
        cmocka_unit_test(broken_bytes_are_not_valid_and_take_one_byte),
        cmocka_unit_test(valid_prefix_ends_at_the_first_broken_byte),
        cmocka_unit_test(cuts_do_not_end_inside_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
