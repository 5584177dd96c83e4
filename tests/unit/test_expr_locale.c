/* Dates, numbers, money, lists and plurals as languages write them. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_expression.h"

/* Evaluates in a language, at an offset from UTC; the value must be this text. */
static void gives(const char *tag, int32_t zone, const char *source, const char *expected) {
    const chatlet_allocator *allocator = test_plain_allocator();
    chatlet_str locale = {0};
    chatlet_expression *expression = NULL;
    chatlet_evaluation *evaluation = NULL;
    const chatlet_expression_options options = {.variable_count = 0};
    if (tag[0] != '\0')
        assert_int_equal(chatlet_locale_data(allocator, test_str(tag), &locale), CHATLET_OK);
    const chatlet_evaluation_options place = {
        .cost_max = TEST_EXPRESSION_COST, .locale = locale, .zone_minutes = zone};
    test_status_equal(
        source, chatlet_expression_compile(allocator, test_str(source), &options, &expression),
        CHATLET_OK);
    assert_int_equal(chatlet_expression_evaluate_local(allocator,
                                                       chatlet_expression_code(expression), NULL, 0,
                                                       &place, &evaluation),
                     CHATLET_OK);
    const chatlet_value *value = chatlet_evaluation_value(evaluation);
    if (value->kind == CHATLET_VALUE_ERROR)
        fail_msg("%s: %s", source, chatlet_value_error_sentence((chatlet_value_error)value->error));
    test_text_equal(source, (chatlet_str){value->text, value->count}, test_str(expected));
    chatlet_evaluation_free(evaluation);
    chatlet_expression_free(expression);
    if (locale.data != NULL) allocator->release(NULL, (void *)(uintptr_t)locale.data);
}

#define SPACE "\xC2\xA0"
#define THIN "\xE2\x80\xAF"

/* What Intl of ICU 78 (CLDR 48) gives, but for the narrow space before AM and PM. */
static void languages_have_their_own_forms(void **state) {
    static const struct {
        const char *tag;
        const char *source;
        const char *expected;
    } rows[] = {
        {"en", "format_money(-12345.5, 'USD')", "-$12,345.50"},
        {"en", "format_money(1, 'CHF')", "CHF" SPACE "1.00"},
        {"en", "format_money(1250, 'JPY')",
         "\xC2\xA5"
         "1,250"},
        {"es", "format_money(1234.5, 'EUR')", "1234,50" SPACE "\xE2\x82\xAC"},
        {"es", "format_money(12345.5, 'USD')", "12.345,50" SPACE "US$"},
        {"pt", "format_money(1234.5, 'BRL')", "R$" SPACE "1.234,50"},
        {"fr", "format_money(1234.5, 'EUR')", "1" THIN "234,50" SPACE "\xE2\x82\xAC"},
        {"de", "format_number(1234567.891)", "1.234.567,891"},
        {"it", "format_number(1234)", "1234"},
        {"it", "format_number(12345)", "12.345"},
        {"en", "format_number(1234.5, 2)", "1,234.50"},
        {"en", "format_number(7u, 1)", "7.0"},
        {"en", "format_number(-100)", "-100"},
        {"en", "format_number(0.0 / 0.0)", "NaN"},
        {"en", "format_date('2026-01-05', 'short')", "1/5/26"},
        {"en", "format_date('2026-01-05')", "Jan 5, 2026"},
        {"es", "format_date('2026-01-05', 'full')", "lunes, 5 de enero de 2026"},
        {"pt", "format_date('2026-01-05', 'long')", "5 de janeiro de 2026"},
        {"de", "format_date('2026-01-05', 'medium')", "05.01.2026"},
        {"en", "format_time('00:05')", "12:05 AM"},
        {"en", "format_time('13:05:09', 'medium')", "1:05:09 PM"},
        {"es", "format_time('09:30')", "9:30"},
        {"de", "format_datetime('2026-01-05T09:04:07Z', 'long')", "5. Januar 2026 um 09:04"},
        {"en", "format_list(['A'])", "A"},
        {"en", "format_list(['A', 'B'])", "A and B"},
        {"en", "format_list([1, 2.5, true])", "1, 2.5, and true"},
        {"es", "format_list(['A', 'B', 'C'])", "A, B y C"},
        {"es", "format_list([])", ""},
        {"en", "plural(1, {'one': 'day', 'other': 'days'})", "day"},
        {"en", "plural(1.5, {'one': 'day', 'other': 'days'})", "days"},
        {"en", "plural(0, {'=0': 'none', 'one': 'day', 'other': 'days'})", "none"},
        {"pt", "plural(0, {'one': 'dia', 'other': 'dias'})", "dia"},
        {"es", "plural(1000000, {'one': 'd', 'many': 'de d', 'other': 'ds'})", "de d"},
        {"es", "plural(1000000, {'one': 'd', 'other': 'ds'})", "ds"},
        {"", "format_money(1234.5, 'EUR')", "EUR 1234.50"},
        {"", "format_number(1234567.5)", "1234567.5"},
        {"", "format_date('2026-01-05', 'full')", "2026-01-05"},
        {"", "format_datetime('2026-01-05T09:04:07Z')", "2026-01-05 09:04"},
        {"", "plural(1, {'one': 'a', 'other': 'b'})", "a"},
    };
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(rows); i++)
        gives(rows[i].tag, 0, rows[i].source, rows[i].expected);
}

static void times_are_shown_at_the_visitors_offset(void **state) {
    (void)state;
    gives("en", 60, "format_date(timestamp('2026-01-05T23:30:00Z'))", "Jan 6, 2026");
    gives("en", -300, "format_time(timestamp('2026-01-05T03:30:00Z'), 'long')",
          "10:30:00 PM UTC-5");
    gives("es", 330, "format_time(timestamp('2026-01-05T03:30:00Z'), 'long')", "9:00:00 UTC+5:30");
    gives("es", 330, "format_date('2026-01-05') + format_time('09:00')", "5 ene 20269:00");
}

static void what_cannot_be_written_is_an_error(void **state) {
    static const test_expression_failure rows[] = {
        {"format_date('2026-02-30')", CHATLET_VALUE_ERROR_CONVERT},
        {"format_date('2026-01-05', 'tall')", CHATLET_VALUE_ERROR_ARGUMENT},
        {"format_time('25:00')", CHATLET_VALUE_ERROR_CONVERT},
        {"format_date(dyn(1))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"format_money(1, 'euro')", CHATLET_VALUE_ERROR_ARGUMENT},
        {"format_number(1, 101)", CHATLET_VALUE_ERROR_ARGUMENT},
        {"format_number(dyn('1'))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"format_list([[1]])", CHATLET_VALUE_ERROR_OVERLOAD},
        {"plural(1, {'few': 'a'})", CHATLET_VALUE_ERROR_NO_KEY},
        {"plural(1, {'one': 1})", CHATLET_VALUE_ERROR_OVERLOAD},
    };
    (void)state;
    test_expressions_fail(rows, TEST_COUNT(rows));
}

static void languages_and_offsets_that_are_none_are_refused(void **state) {
    chatlet_str data = {0};
    chatlet_evaluation *evaluation = NULL;
    chatlet_expression *expression = NULL;
    const chatlet_expression_options options = {.variable_count = 0};
    const chatlet_evaluation_options broken = {.cost_max = 10, .locale = CHATLET_STR("es")};
    const chatlet_evaluation_options far = {.cost_max = 10, .zone_minutes = 24 * 60 + 1};
    (void)state;
    assert_int_equal(chatlet_locale_data(test_plain_allocator(), CHATLET_STR("tlh"), &data),
                     CHATLET_ERR_ARGUMENT);
    assert_int_equal(
        chatlet_expression_compile(test_plain_allocator(), CHATLET_STR("1"), &options, &expression),
        CHATLET_OK);
    const chatlet_str code = chatlet_expression_code(expression);
    assert_int_equal(chatlet_expression_evaluate_local(test_plain_allocator(), code, NULL, 0,
                                                       &broken, &evaluation),
                     CHATLET_ERR_BUNDLE);
    assert_int_equal(
        chatlet_expression_evaluate_local(test_plain_allocator(), code, NULL, 0, &far, &evaluation),
        CHATLET_ERR_ARGUMENT);
    chatlet_expression_free(expression);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_have_their_own_forms),
        cmocka_unit_test(times_are_shown_at_the_visitors_offset),
        cmocka_unit_test(what_cannot_be_written_is_an_error),
        cmocka_unit_test(languages_and_offsets_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
