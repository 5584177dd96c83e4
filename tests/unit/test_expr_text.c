#include "test_assert.h"
#include "test_expression.h"

static void strings_are_searched_and_cut_by_characters(void **state) {
    static const char *const rows[] = {
        "'añb'.size() == 3 && size('🐱') == 1 && size(b'añ') == 3",
        "'añb'.charAt(1) == 'ñ' && 'a'.charAt(1) == ''",
        "'añbñ'.indexOf('ñ') == 1 && 'añbñ'.indexOf('ñ', 2) == 3 && 'a'.indexOf('z') == -1",
        "'añbñ'.lastIndexOf('ñ') == 3 && 'añbñ'.lastIndexOf('ñ', 2) == 1",
        "''.lastIndexOf('a') == -1 && 'aa'.lastIndexOf('') == 2 && 'aa'.indexOf('') == 0",
        "'añb'.substring(1) == 'ñb' && 'añb'.substring(1, 2) == 'ñ' && 'añb'.substring(3) == ''",
        "'Añ'.lowerAscii() == 'añ' && 'aÑ'.upperAscii() == 'AÑ' && '@[`{'.lowerAscii() == '@[`{'",
        "'a-b-c'.replace('-', '+') == 'a+b+c' && 'a-b-c'.replace('-', '+', 1) == 'a+b-c'",
        "'añ'.replace('', '.') == '.a.ñ.' && 'ab'.replace('', '.', 1) == '.ab'",
        "'aaa'.replace('aa', 'b') == 'ba' && 'a'.replace('a', 'b', 0) == 'a'",
        "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c']",
        "'añ'.split('') == ['a', 'ñ'] && ''.split('') == [] && ''.split(',') == ['']",
        "'a,b'.split(',', 0) == [] && 'a,b'.split(',', 1) == ['a,b'] && ','.split(',') == ['', '']",
        "' \\u00a0a b\\u3000'.trim() == 'a b' && '  '.trim() == '' && 'a'.trim() == 'a'",
        "['a', 'b'].join() == 'ab' && ['a', 'b'].join(', ') == 'a, b' && [].join('x') == ''",
        "'añ🐱'.reverse() == '🐱ña' && ''.reverse() == ''",
        "strings.quote('a\"\\n\\u0007') == '\"a\\\\\"\\\\n\\\\a\"'",
        "'abc'.contains('bc') && 'abc'.startsWith('ab') && 'abc'.endsWith('') && !''.contains('a')",
        "'aaaaab'.contains('aab')",
    };
    (void)state;
    test_expressions_hold(rows, TEST_COUNT(rows));
}

static void places_outside_a_string_are_errors(void **state) {
    static const test_expression_failure rows[] = {
        {"'abc'.charAt(4)", CHATLET_VALUE_ERROR_INDEX},
        {"'abc'.charAt(-1)", CHATLET_VALUE_ERROR_INDEX},
        {"'abc'.indexOf('a', 4)", CHATLET_VALUE_ERROR_INDEX},
        {"'abc'.lastIndexOf('a', -1)", CHATLET_VALUE_ERROR_INDEX},
        {"'abc'.substring(4)", CHATLET_VALUE_ERROR_INDEX},
        {"'abc'.substring(2, 1)", CHATLET_VALUE_ERROR_INDEX},
        {"'abc'.substring(-1, 1)", CHATLET_VALUE_ERROR_INDEX},
        {"dyn(['a', 1]).join()", CHATLET_VALUE_ERROR_OVERLOAD},
        {"dyn(1).trim()", CHATLET_VALUE_ERROR_OVERLOAD},
    };
    (void)state;
    test_expressions_fail(rows, TEST_COUNT(rows));
}

static void formats_are_filled_in(void **state) {
    static const char *const rows[] = {
        "'%s, %d, 100%%'.format(['a', 5]) == 'a, 5, 100%'",
        "'%s %s %s %s'.format([1u, true, 2.50, null]) == '1 true 2.5 null'",
        "'%.2f'.format([1.005]) == '1.00' && '%f'.format([1]) == '1.000000'",
        "'%.0f %.0f'.format([0.5, 1.5]) == '0 2' && '%.1e'.format([12345.0]) == '1.2e+04'",
        "'%x %X %o %b'.format([255, 255, 8, 5]) == 'ff FF 10 101'",
        "'%x'.format([-255]) == '-ff' && '%x'.format(['hi']) == '6869' && '%b'.format([true]) == "
        "'1'",
        "'%x'.format([-9223372036854775808]) == '-8000000000000000'",
        "'%s'.format([[1, 'a', [b'b']]]) == '[1, a, [b]]'",
        "'%s'.format([{'b': 1, 'a': 2, 3: true}]) == '{3: true, a: 2, b: 1}'",
        "'%s %s'.format([timestamp(0), duration('1.5s')]) == '1970-01-01T00:00:00Z 1.5s'",
        "'%s'.format([int]) == 'int' && '%d'.format([double('NaN')]) == 'NaN'",
        "'none'.format([]) == 'none'",
    };
    (void)state;
    test_expressions_hold(rows, TEST_COUNT(rows));
}

static void formats_that_do_not_fit_are_errors(void **state) {
    static const test_expression_failure rows[] = {
        {"'%d'.format(['a'])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%d'.format([1.5])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%f'.format(['a'])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%x'.format([1.5])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%o'.format([true])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%s'.format([])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%a'.format([1])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%'.format([1])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%.f'.format([1.0])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%.3'.format([1.0])", CHATLET_VALUE_ERROR_FORMAT},
        {"'%.101f'.format([1.0])", CHATLET_VALUE_ERROR_FORMAT},
    };
    static const char *const at[] = {"'%.100f'.format([1.0]).size() == 102"};
    (void)state;
    assert_int_equal(CHATLET_FORMAT_PLACES_MAX, 100);
    test_expressions_hold(at, 1);
    test_expressions_fail(rows, TEST_COUNT(rows));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_searched_and_cut_by_characters),
        cmocka_unit_test(places_outside_a_string_are_errors),
        cmocka_unit_test(formats_are_filled_in),
        cmocka_unit_test(formats_that_do_not_fit_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
