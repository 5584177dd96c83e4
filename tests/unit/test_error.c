#include "test_assert.h"

#include "base/error.h"

#include <string.h>

static void refusal_fills_the_error_and_gives_the_status(void **state) {
    (void)state;
    chatlet_error error = {.line = 7, .column = 8, .message = "an older and longer sentence"};
    assert_int_equal(clet_error_refuse(&error, CHATLET_ERR_PART, "too short"), CHATLET_ERR_PART);
    assert_string_equal(error.message, "too short");
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 0);
}

static void refusal_without_a_sentence_names_the_status(void **state) {
    (void)state;
    chatlet_error error;
    assert_int_equal(clet_error_refuse(&error, CHATLET_ERR_MEMORY, NULL), CHATLET_ERR_MEMORY);
    assert_string_equal(error.message, "out of memory");
}

static void refusal_nobody_asks_about_is_a_status(void **state) {
    (void)state;
    assert_int_equal(clet_error_refuse(NULL, CHATLET_ERR_STATE, "x"), CHATLET_ERR_STATE);
}

static void longest_sentence_fits(void **state) {
    (void)state;
    char sentence[CHATLET_ERROR_MESSAGE_BYTES];
    chatlet_error error;
    memset(sentence, 'a', sizeof sentence);
    sentence[sizeof sentence - 1] = '\0';
    clet_error_refuse(&error, CHATLET_ERR_LIMIT, sentence);
    assert_string_equal(error.message, sentence);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusal_fills_the_error_and_gives_the_status),
        cmocka_unit_test(refusal_without_a_sentence_names_the_status),
        cmocka_unit_test(refusal_nobody_asks_about_is_a_status),
        cmocka_unit_test(longest_sentence_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
