#include "test_assert.h"

#include "base/str.h"

static const chatlet_str nothing = {.data = NULL, .size_bytes = 0};

static int sign(int number) { return (number > 0) - (number < 0); }

static void order_is_by_bytes_and_a_prefix_sorts_first(void **state) {
    static const struct {
        const char *name;
        chatlet_str a;
        chatlet_str b;
        int order;
    } rows[] = {
        {"both empty", {NULL, 0}, {"", 0}, 0},
        {"empty first", {NULL, 0}, {"a", 1}, -1},
        {"prefix first", {"ab", 2}, {"abc", 3}, -1},
        {"equal", {"abc", 3}, {"abc", 3}, 0},
        {"after a zero byte", {"a\0c", 3}, {"a\0b", 3}, 1},
        {"zero byte counts", {"a\0", 2}, {"a", 1}, 1},
        {"bytes are unsigned", {"\xC3", 1}, {"z", 1}, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int order = sign(clet_str_compare(rows[i].a, rows[i].b));
        if (order != rows[i].order) fail_msg("%s: %d", rows[i].name, order);
        assert_int_equal(sign(clet_str_compare(rows[i].b, rows[i].a)), -rows[i].order);
        assert_int_equal(clet_str_equal(rows[i].a, rows[i].b), rows[i].order == 0);
    }
}

static void prefixes_and_suffixes_are_found(void **state) {
    (void)state;
    const chatlet_str text = CHATLET_STR("guide.md");
    assert_true(clet_str_starts_with(text, CHATLET_STR("guide")));
    assert_true(clet_str_starts_with(text, nothing));
    assert_true(clet_str_starts_with(text, text));
    assert_false(clet_str_starts_with(text, CHATLET_STR("guide.md2")));
    assert_true(clet_str_ends_with(text, CHATLET_STR(".md")));
    assert_true(clet_str_ends_with(nothing, nothing));
    assert_false(clet_str_ends_with(text, CHATLET_STR(".txt")));
    assert_false(clet_str_ends_with(CHATLET_STR("d"), CHATLET_STR(".md")));
}

static void case_is_ignored_for_ascii_letters_only(void **state) {
    (void)state;
    assert_true(
        clet_str_equal_ignore_case(CHATLET_STR("Content-Type"), CHATLET_STR("CONTENT-tYPE")));
    assert_false(clet_str_equal_ignore_case(CHATLET_STR("a"), CHATLET_STR("ab")));
    assert_false(clet_str_equal_ignore_case(CHATLET_STR("["), CHATLET_STR("{")));
    assert_false(clet_str_equal_ignore_case(CHATLET_STR("\xC3\x89"), CHATLET_STR("\xC3\xA9")));
    assert_true(clet_str_equal_ignore_case(nothing, CHATLET_STR("")));
}

static void slices_reach_from_begin_up_to_end(void **state) {
    (void)state;
    const chatlet_str text = CHATLET_STR("abcdef");
    test_text_equal("middle", clet_str_slice(text, 1, 3), CHATLET_STR("bc"));
    test_text_equal("whole", clet_str_slice(text, 0, 6), text);
    test_text_equal("empty at the end", clet_str_slice(text, 6, 6), nothing);
    test_text_equal("of nothing", clet_str_slice(nothing, 0, 0), nothing);
}

static void white_space_is_trimmed_at_both_ends(void **state) {
    (void)state;
    test_text_equal("all kinds", clet_str_trim(CHATLET_STR(" \t\r\n\fa b\v \n")),
                    CHATLET_STR("a b"));
    test_text_equal("nothing but space", clet_str_trim(CHATLET_STR(" \t ")), nothing);
    test_text_equal("none", clet_str_trim(CHATLET_STR("ab")), CHATLET_STR("ab"));
    test_text_equal("empty", clet_str_trim(nothing), nothing);
    test_text_equal("zero byte stays", clet_str_trim(CHATLET_STR(" \0 ")), CHATLET_STR("\0"));
}

static void common_prefix_is_counted(void **state) {
    (void)state;
    assert_int_equal(clet_str_common_prefix(CHATLET_STR("index"), CHATLET_STR("indent")), 4);
    assert_int_equal(clet_str_common_prefix(CHATLET_STR("a"), CHATLET_STR("abc")), 1);
    assert_int_equal(clet_str_common_prefix(nothing, CHATLET_STR("abc")), 0);
}

static void bytes_are_found_from_an_offset(void **state) {
    (void)state;
    const chatlet_str text = CHATLET_STR("a,b,c");
    assert_int_equal(clet_str_find_byte(text, ',', 0), 1);
    assert_int_equal(clet_str_find_byte(text, ',', 2), 3);
    assert_int_equal(clet_str_find_byte(text, ',', 4), 5);
    assert_int_equal(clet_str_find_byte(text, ',', 5), 5);
    assert_int_equal(clet_str_find_byte(nothing, ',', 0), 0);
    assert_int_equal(clet_str_find_byte(CHATLET_STR("a\0b"), '\0', 0), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_by_bytes_and_a_prefix_sorts_first),
        cmocka_unit_test(prefixes_and_suffixes_are_found),
        cmocka_unit_test(case_is_ignored_for_ascii_letters_only),
        cmocka_unit_test(slices_reach_from_begin_up_to_end),
        cmocka_unit_test(white_space_is_trimmed_at_both_ends),
        cmocka_unit_test(common_prefix_is_counted),
        cmocka_unit_test(bytes_are_found_from_an_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
