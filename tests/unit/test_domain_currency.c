/* Currencies and whole numbers as text. */
#include "domain/currency.h"
#include "domain/row_id.h"
#include "domain/whole_text.h"
#include "test_assert.h"

static void currencies_have_their_own_digits(void **state) {
    static const struct {
        const char *code;
        uint32_t digits;
    } rows[] = {{"usd", 2}, {"eur", 2}, {"jpy", 0}, {"krw", 0}, {"xpf", 0}, {"bif", 0},
                {"mga", 0}, {"isk", 0}, {"ugx", 0}, {"kwd", 3}, {"bhd", 3}, {"huf", 2},
                {"xyz", 2}, {"", 2},    {"us", 2},  {"USD", 2}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (currency_digits(test_str(rows[i].code)) != rows[i].digits) fail_msg("%s", rows[i].code);
    }
    assert_true(currency_is_code(test_str("usd")));
    assert_false(currency_is_code(test_str("USD")));
    assert_false(currency_is_code(test_str("usdx")));
}

static void stripe_keeps_two_digits_of_some_that_have_none(void **state) {
    int64_t value = 7;
    (void)state;
    assert_true(currency_to_stripe(test_str("usd"), 4900, &value) && value == 4900);
    assert_true(currency_to_stripe(test_str("jpy"), 4900, &value) && value == 4900);
    assert_true(currency_to_stripe(test_str("isk"), 4900, &value) && value == 490000);
    assert_true(currency_to_stripe(test_str("ugx"), -3, &value) && value == -300);
    assert_true(currency_from_stripe(test_str("isk"), 490000, &value) && value == 4900);
    assert_true(currency_from_stripe(test_str("jpy"), 49, &value) && value == 49);
    value = 7;
    assert_false(currency_from_stripe(test_str("isk"), 490050, &value));
    assert_false(currency_to_stripe(test_str("isk"), INT64_MAX / 100 + 1, &value));
    assert_int_equal(value, 7);
    assert_true(currency_to_stripe(test_str("isk"), INT64_MAX / 100, &value));
}

static void whole_numbers_are_written_and_read_back(void **state) {
    static const struct {
        int64_t value;
        const char *text;
    } rows[] = {{0, "0"},
                {7, "7"},
                {-7, "-7"},
                {INT64_MAX, "9223372036854775807"},
                {INT64_MIN, "-9223372036854775808"}};
    char text[WHOLE_TEXT_BYTES];
    int64_t read = 5;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        test_text_equal(rows[i].text, whole_text_write(rows[i].value, text),
                        test_str(rows[i].text));
    assert_true(whole_text_read(test_str("0300"), 300, &read) && read == 300);
    assert_true(whole_text_read(test_str("9223372036854775807"), INT64_MAX, &read));
    read = 5;
    static const char *const bad[] = {"",    "-1",  "+1",  " 1",  "1 ",
                                      "1.0", "301", "0x1", "1e3", "9223372036854775808"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t maximum = strlen(bad[i]) > 5 ? INT64_MAX : 300;
        if (whole_text_read(test_str(bad[i]), maximum, &read)) fail_msg("\"%s\"", bad[i]);
    }
    assert_int_equal(read, 5);
}

static void the_moment_of_a_row_is_in_its_id(void **state) {
    const int64_t moment_ms = INT64_C(1796083200123);
    (void)state;
    assert_true(row_id_time_ms(row_id_make(moment_ms, UINT32_MAX)) == moment_ms);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(currencies_have_their_own_digits),
        cmocka_unit_test(stripe_keeps_two_digits_of_some_that_have_none),
        cmocka_unit_test(whole_numbers_are_written_and_read_back),
        cmocka_unit_test(the_moment_of_a_row_is_in_its_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
