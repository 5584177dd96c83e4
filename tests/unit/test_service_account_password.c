#include "test_allocator.h"
#include "test_assert.h"
#include "test_service.h"

#include "security/password.h"
#include "service/service_account.h"

static void passwords_that_are_tried_first_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *password;
        bool is_good;
    } rows[] = {
        {"correct horse battery", true},
        {"ten letter", true},
        {"nine let.", false},
        {"\xc3\xb1\xc3\xa1\xc3\xa9\xc3\xad\xc3\xb3\xc3\xba\xc3\xbc\xc3\xb1 x", true},
        {"\xc3\xb1\xc3\xa1\xc3\xa9\xc3\xad\xc3\xb3\xc3\xba\xc3\xbc\xc3\xb1x", false},
        {"zebra zebra", true},
        {"no digits or capitals needed", true},
        {"aaaaaaaaaaaa", false},
        {"abababababab", false},
        {"1234567890", false},
        {"zyxwvutsrq", false},
        {"abcdefghijk1", false},
        {"Password123!", false},
        {"!!PASSWORD!!", false},
        {"qwertyuiop", false},
        {"administrator", false},
        {"password is long enough so", true},
        {"ann.miller@example.com", false},
        {"ANN.MILLER2026", false},
        {"ann.miller walks", true},
    };
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service test;
    test_service_open(&test, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str password = test_guarded_copy(test_str(rows[i].password));
        test.service.problem = (problem){.code = PROBLEM_NONE};
        if (account_check_password(&test.service, CHATLET_STR("/password"), password,
                                   CHATLET_STR("ann.miller@example.com")) != rows[i].is_good)
            fail_msg("%s: should be %s", rows[i].password, rows[i].is_good ? "taken" : "refused");
        test_guarded_free(password);
        if (!rows[i].is_good)
            test_text_equal("pointer", test.service.problem.fields[0].pointer,
                            test_str("/password"));
    }
    test_service_close(&test);
    test_database_close(database);
}

static void the_longest_password_is_taken_and_no_longer(void **state) {
    (void)state;
    static char text[PASSWORD_BYTES_MAX + 1];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "tools"[i % 5];
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service test;
    test_service_open(&test, database);
    for (size_t past = 0; past < 2; past++)
        assert_int_equal(account_check_password(&test.service, CHATLET_STR("/password"),
                                                (chatlet_str){text, PASSWORD_BYTES_MAX + past},
                                                CHATLET_STR("a@b.c")),
                         past == 0);
    test_service_close(&test);
    test_database_close(database);
}

static void a_name_is_one_line(void **state) {
    (void)state;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service test;
    test_service_open(&test, database);
    assert_true(account_check_name(&test.service, CHATLET_STR("/name"), test_str("Ann \xc3\xa9")));
    assert_false(account_check_name(&test.service, CHATLET_STR("/name"), test_str("Ann\nB")));
    assert_false(account_check_name(&test.service, CHATLET_STR("/name"), test_str("Ann\x7f")));
    assert_false(account_check_name(&test.service, CHATLET_STR("/name"), CHATLET_STR("A\0B")));
    test_service_close(&test);
    test_database_close(database);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_that_are_tried_first_are_refused),
        cmocka_unit_test(the_longest_password_is_taken_and_no_longer),
        cmocka_unit_test(a_name_is_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
