/* Names of fields and lists of values, as text. */
#include "test_assert.h"

#include "test_allocator.h"

#include "bundle/field_text.h"

#include <chatlet/limits.h>

static void names_are_small_letters_digits_and_two_signs(void **state) {
    static const struct {
        const char *name;
        bool is_valid;
    } rows[] = {
        {"version", true}, {"a", true},   {"0", true},         {"docusaurus_tag", true},
        {"a-b", true},     {"", false},   {"A", false},        {"a b", false},
        {"a=b", false},    {"a,", false}, {"\303\251", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str copy = test_guarded_copy(test_str(rows[i].name));
        if (clet_field_name_is_valid(copy) != rows[i].is_valid) fail_msg("%s", rows[i].name);
        test_guarded_free(copy);
    }
}

static void a_name_may_be_as_long_as_the_limit_and_no_longer(void **state) {
    char name[CHATLET_FIELD_NAME_BYTES_MAX + 1];
    (void)state;
    memset(name, 'n', sizeof name);
    const chatlet_str at = {.data = name, .size_bytes = CHATLET_FIELD_NAME_BYTES_MAX};
    const chatlet_str past = {.data = name, .size_bytes = CHATLET_FIELD_NAME_BYTES_MAX + 1};
    assert_true(clet_field_name_is_valid(at));
    assert_false(clet_field_name_is_valid(past));
}

static void items_stand_between_separators(void **state) {
    static const struct {
        const char *list;
        const char *joined;
    } rows[] = {
        {"", ""},         {"15", "[15]"}, {"15,16", "[15][16]"}, {" a b ,c ", "[a b][c]"},
        {",,, ,", ""},    {",x,", "[x]"}, {"x,", "[x]"},         {"a\tb", "[a\tb]"},
        {"a;b", "[a;b]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char joined[64] = "";
        chatlet_str value;
        const chatlet_str copy = test_guarded_copy(test_str(rows[i].list));
        for (size_t offset = 0; clet_list_next(copy, ',', &offset, &value);) {
            strcat(joined, "[");
            strncat(joined, value.data, value.size_bytes);
            strcat(joined, "]");
        }
        test_guarded_free(copy);
        test_text_equal(rows[i].list, test_str(joined), test_str(rows[i].joined));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_small_letters_digits_and_two_signs),
        cmocka_unit_test(a_name_may_be_as_long_as_the_limit_and_no_longer),
        cmocka_unit_test(items_stand_between_separators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
