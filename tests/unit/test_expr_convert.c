/* Conversions, times and the math extension. */
#include "test_assert.h"
#include "test_expression.h"

static void types_are_converted(void **state) {
    static const char *const rows[] = {
        "int('-12') == -12 && int('+7') == 7 && int(3.9) == 3 && int(-3.9) == -3 && int(5u) == 5",
        "int('-9223372036854775808') == -9223372036854775808",
        "uint('12') == 12u && uint(3.9) == 3u && uint(-0.0) == 0u && uint(7) == 7u",
        "double('1.5') == 1.5 && double(3) == 3.0 && double('1e3') == 1000.0 && double(3u) == 3.0",
        "string(1.5) == '1.5' && string(-7) == '-7' && string(7u) == '7' && string(true) == 'true'",
        "string(1500000.0) == '1500000' && string(0.1 + 0.2) == '0.30000000000000004'",
        "string(b'a\\303\\261') == 'añ' && bytes('ñ') == b'\\303\\261'",
        "bool('true') && bool('T') && bool('1') && !bool('False') && !bool('0')",
        "string(timestamp('2024-02-29T10:00:00.250+02:00')) == '2024-02-29T08:00:00.25Z'",
        "string(duration('1h30m')) == '5400s' && string(duration('-1.5ms')) == '-0.0015s'",
        "int(timestamp('1970-01-02T00:00:00Z')) == 86400 && timestamp(86400).getDate() == 2",
        "size(string(dyn(int))) == 3",
    };
    static const test_expression_failure failures[] = {
        {"int('a')", CHATLET_VALUE_ERROR_CONVERT},
        {"int('')", CHATLET_VALUE_ERROR_CONVERT},
        {"int('9223372036854775808')", CHATLET_VALUE_ERROR_RANGE},
        {"int(1e19)", CHATLET_VALUE_ERROR_RANGE},
        {"int(0.0 / 0.0)", CHATLET_VALUE_ERROR_RANGE},
        {"int(18446744073709551615u)", CHATLET_VALUE_ERROR_RANGE},
        {"int(dyn(true))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"uint(-1)", CHATLET_VALUE_ERROR_RANGE},
        {"uint(-1.0)", CHATLET_VALUE_ERROR_RANGE},
        {"uint(-0.5)", CHATLET_VALUE_ERROR_RANGE},
        {"uint('-1')", CHATLET_VALUE_ERROR_CONVERT},
        {"uint(dyn(null))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"double('1,5')", CHATLET_VALUE_ERROR_CONVERT},
        {"double(dyn(true))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"string(b'\\377')", CHATLET_VALUE_ERROR_UTF8},
        {"string(dyn([]))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"bool('yes')", CHATLET_VALUE_ERROR_CONVERT},
        {"bool(dyn(1))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"bytes(dyn(1))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"size(dyn(1))", CHATLET_VALUE_ERROR_OVERLOAD},
    };
    (void)state;
    test_expressions_hold(rows, TEST_COUNT(rows));
    test_expressions_fail(failures, TEST_COUNT(failures));
}

static void times_are_read_moved_and_taken_apart(void **state) {
    static const char *const rows[] = {
        "timestamp('2024-02-29T23:30:00Z').getFullYear() == 2024",
        "timestamp('2024-02-29T23:30:00Z').getMonth() == 1",
        "timestamp('2024-02-29T23:30:00Z').getDayOfYear() == 59",
        "timestamp('2024-02-29T23:30:00Z').getDayOfMonth() == 28",
        "timestamp('2024-02-29T23:30:00Z').getDate() == 29",
        "timestamp('2024-02-29T23:30:00Z').getDayOfWeek() == 4",
        "timestamp('2024-02-29T23:30:05.678Z').getHours() == 23",
        "timestamp('2024-02-29T23:30:05.678Z').getMinutes() == 30",
        "timestamp('2024-02-29T23:30:05.678Z').getSeconds() == 5",
        "timestamp('2024-02-29T23:30:05.678Z').getMilliseconds() == 678",
        "timestamp('2024-02-29T23:30:00Z').getHours('+02:00') == 1",
        "timestamp('2024-02-29T23:30:00Z').getDate('+02:00') == 1",
        "timestamp('2024-02-29T23:30:00Z').getMinutes('-05:45') == 45",
        "timestamp('2024-02-29T23:30:00Z').getHours('UTC') == 23",
        "timestamp('2024-02-29T23:30:00Z').getHours('02:00') == 1",
        "timestamp('1969-12-31T23:59:59Z').getSeconds() == 59 && timestamp(-1).getFullYear() == "
        "1969",
        "timestamp('0001-01-01T00:00:00Z').getDayOfWeek() == 1",
        "string(timestamp('9999-12-31T23:59:59.999999999Z')) == '9999-12-31T23:59:59.999999999Z'",
        "string(timestamp('0001-01-01T00:00:00Z')) == '0001-01-01T00:00:00Z'",
        "timestamp('2024-03-01T00:00:00Z') - timestamp('2024-02-29T00:00:00Z') == duration('24h')",
        "timestamp(0) + duration('1ns') > timestamp(0) && duration('1m') + timestamp(0) == "
        "timestamp(60)",
        "timestamp(0) - duration('0.5s') == timestamp('1969-12-31T23:59:59.5Z')",
        "duration('1h') + duration('30m') == duration('90m') && duration('1h') - duration('2h') == "
        "duration('-1h')",
        "duration('1h1m1.5s').getMinutes() == 61 && duration('90s').getHours() == 0",
        "duration('1.5s').getMilliseconds() == 500 && duration('1.5s').getSeconds() == 1",
        "duration('1us') == duration('1000ns') && duration('1µs') == duration('1us') && "
        "duration('0') == duration('0s')",
        "duration('.5h') == duration('30m') && duration('+1s') == duration('1s')",
        "string(duration('9223372036.854775807s')) == '9223372036.854775807s'",
        "timestamp(timestamp(5)) == timestamp(5) && duration(duration('5s')) == duration('5s')",
    };
    static const test_expression_failure failures[] = {
        {"timestamp('2023-02-29T00:00:00Z')", CHATLET_VALUE_ERROR_CONVERT},
        {"timestamp('2024-02-29 00:00:00Z')", CHATLET_VALUE_ERROR_CONVERT},
        {"timestamp('2024-02-29T00:00:00')", CHATLET_VALUE_ERROR_CONVERT},
        {"timestamp('2024-02-29T24:00:00Z')", CHATLET_VALUE_ERROR_CONVERT},
        {"timestamp('2024-04-31T00:00:00Z')", CHATLET_VALUE_ERROR_CONVERT},
        {"timestamp('2024-02-29T00:00:00Zx')", CHATLET_VALUE_ERROR_CONVERT},
        {"timestamp('2024-02-29T00:00:00.Z')", CHATLET_VALUE_ERROR_CONVERT},
        {"timestamp('0001-01-01T00:00:00+00:01')", CHATLET_VALUE_ERROR_RANGE},
        {"timestamp(253402300800)", CHATLET_VALUE_ERROR_RANGE},
        {"timestamp(dyn(1.5))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"timestamp('9999-12-31T23:59:59Z') + duration('1s')", CHATLET_VALUE_ERROR_RANGE},
        {"timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')",
         CHATLET_VALUE_ERROR_RANGE},
        {"duration('9223372036.854775808s')", CHATLET_VALUE_ERROR_RANGE},
        {"duration('99999999999999999999h')", CHATLET_VALUE_ERROR_RANGE},
        {"duration('9223372036s') + duration('1s')", CHATLET_VALUE_ERROR_RANGE},
        {"duration('1')", CHATLET_VALUE_ERROR_CONVERT},
        {"duration('s')", CHATLET_VALUE_ERROR_CONVERT},
        {"duration('')", CHATLET_VALUE_ERROR_CONVERT},
        {"duration('1.5.s')", CHATLET_VALUE_ERROR_CONVERT},
        {"duration(dyn(1))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"timestamp(0).getHours('Europe/Paris')", CHATLET_VALUE_ERROR_ZONE},
        {"timestamp(0).getHours('+2:00')", CHATLET_VALUE_ERROR_ZONE},
        {"dyn(duration('1s')).getDate()", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn(1).getDate()", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn(timestamp(0)) + timestamp(0)", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn(duration('1s')) - timestamp(0)", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn(duration('1s')) * dyn(duration('1s'))", CHATLET_VALUE_ERROR_OVERLOAD},
    };
    (void)state;
    test_expressions_hold(rows, TEST_COUNT(rows));
    test_expressions_fail(failures, TEST_COUNT(failures));
}

/* Every day of the years around leap days goes there and back. */
static void dates_agree_with_their_days(void **state) {
    static const char *const rows[] = {
        "[0, 59, 60, 364, 365, 11016, 11017, 19782, 19783, -1, -719162, 2932896]"
        ".all(day, timestamp(string(timestamp(day * 86400))) == timestamp(day * 86400))",
        "timestamp('2000-02-29T00:00:00Z').getDayOfYear() == 59",
        "timestamp('1900-03-01T00:00:00Z').getDayOfYear() == 59",
        "timestamp('2023-12-31T00:00:00Z').getDayOfYear() == 364",
        "timestamp('2024-12-31T00:00:00Z').getDayOfYear() == 365",
    };
    (void)state;
    test_expressions_hold(rows, TEST_COUNT(rows));
}

static void math_works_on_numbers(void **state) {
    static const char *const rows[] = {
        "math.greatest(1, 2, 3) == 3 && math.least([2.5, 1.5]) == 1.5 && math.greatest(1, 2.5) == "
        "2.5",
        "math.greatest(dyn([1, 5u])) == 5u && math.least(7) == 7",
        "math.ceil(1.2) == 2.0 && math.ceil(-1.2) == -1.0 && math.floor(-1.2) == -2.0",
        "math.round(0.5) == 1.0 && math.round(-0.5) == -1.0 && math.round(0.49999999999999994) == "
        "0.0",
        "math.trunc(-1.9) == -1.0 && math.round(4503599627370497.0) == 4503599627370497.0",
        "math.abs(-5) == 5 && math.abs(5u) == 5u && math.abs(-1.5) == 1.5",
        "math.sign(-5) == -1 && math.sign(0u) == 0u && math.sign(2.5) == 1.0 && math.sign(-0.5) == "
        "-1.0",
        "math.isNaN(0.0 / 0.0) && math.isInf(-1.0 / 0.0) && !math.isInf(1.0) && math.isFinite(1.0)",
        "math.isNaN(math.sign(0.0 / 0.0)) && math.isInf(math.ceil(1.0 / 0.0))",
        "math.bitAnd(6, 3) == 2 && math.bitOr(6u, 1u) == 7u && math.bitXor(6, 3) == 5",
        "math.bitNot(0) == -1 && math.bitShiftLeft(1, 62) == 4611686018427387904",
        "math.bitShiftRight(-1, 63) == 1 && math.bitShiftLeft(1, 64) == 0",
    };
    static const test_expression_failure failures[] = {
        {"math.abs(-9223372036854775808)", CHATLET_VALUE_ERROR_OVERFLOW},
        {"math.bitShiftLeft(1, -1)", CHATLET_VALUE_ERROR_ARGUMENT},
        {"math.greatest([])", CHATLET_VALUE_ERROR_ARGUMENT},
        {"math.least(dyn('a'))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"math.bitAnd(dyn(1), 1u)", CHATLET_VALUE_ERROR_OVERLOAD},
        {"math.bitNot(dyn(1.5))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"math.bitShiftLeft(dyn(1.5), 1)", CHATLET_VALUE_ERROR_OVERLOAD},
        {"math.ceil(dyn(1))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"math.sign(dyn('a'))", CHATLET_VALUE_ERROR_OVERLOAD},
        {"math.abs(dyn('a'))", CHATLET_VALUE_ERROR_OVERLOAD},
    };
    (void)state;
    test_expressions_hold(rows, TEST_COUNT(rows));
    test_expressions_fail(failures, TEST_COUNT(failures));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_converted),
        cmocka_unit_test(times_are_read_moved_and_taken_apart),
        cmocka_unit_test(dates_agree_with_their_days),
        cmocka_unit_test(math_works_on_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
