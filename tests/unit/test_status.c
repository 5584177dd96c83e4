#include "test_assert.h"

static void every_status_has_its_own_name(void **state) {
    (void)state;
    for (int a = CHATLET_OK; a <= CHATLET_ERR_COST; a++) {
        const char *name = chatlet_status_name((chatlet_status)a);
        assert_non_null(name);
        assert_string_not_equal(name, "unknown status");
        for (int b = CHATLET_OK; b < a; b++)
            assert_string_not_equal(name, chatlet_status_name((chatlet_status)b));
    }
}

static void a_number_that_is_no_status_has_a_name_too(void **state) {
    (void)state;
    assert_string_equal(chatlet_status_name((chatlet_status)(CHATLET_ERR_COST + 1)),
                        "unknown status");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_own_name),
        cmocka_unit_test(a_number_that_is_no_status_has_a_name_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
