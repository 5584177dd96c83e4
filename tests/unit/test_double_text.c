#include "test_assert.h"

#include "base/double_text.h"

static void the_shortest_text_is_written(void **state) {
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {1.5, "1.5"},
        {0.1, "0.1"},
        {-987.654, "-987.654"},
        {100, "100"},
        {1500000, "1500000"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e21, "1e+21"},
        {6.02214e23, "6.02214e+23"},
        {0.000001, "0.000001"},
        {1e-7, "1e-7"},
        {5e-324, "5e-324"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {9007199254740993.0, "9007199254740992"},
        {1e23, "1e+23"},
        {4.35, "4.35"},
        {0.3, "0.3"},
        {0.1 + 0.2, "0.30000000000000004"},
        {__builtin_inf(), "Infinity"},
        {-__builtin_inf(), "-Infinity"},
        {__builtin_nan(""), "NaN"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[CLET_DOUBLE_TEXT_BYTES_MAX];
        const size_t size_bytes = clet_double_text_write(rows[i].number, text);
        test_text_equal(rows[i].text, (chatlet_str){text, size_bytes}, test_str(rows[i].text));
    }
}

static void places_are_rounded_from_the_exact_value(void **state) {
    static const struct {
        double number;
        uint32_t places;
        bool is_scientific;
        const char *text;
    } rows[] = {
        {1.2345, 3, false, "1.234"},
        {123.4999, 3, false, "123.500"},
        {0.5, 0, false, "0"},
        {1.5, 0, false, "2"},
        {2.5, 0, false, "2"},
        {0.05, 0, false, "0"},
        {0.6, 0, false, "1"},
        {999.9996, 3, false, "1000.000"},
        {0, 2, false, "0.00"},
        {-1.005, 2, false, "-1.00"},
        {1e22, 1, false, "10000000000000000000000.0"},
        {1052.032911275, 6, true, "1.052033e+03"},
        {0, 2, true, "0.00e+00"},
        {9.999, 1, true, "1.0e+01"},
        {5e-324, 0, true, "5e-324"},
        {__builtin_inf(), 2, false, "Infinity"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[CLET_DOUBLE_FIXED_BYTES_MAX];
        const size_t size_bytes =
            clet_double_text_fixed(rows[i].number, rows[i].places, rows[i].is_scientific, text);
        test_text_equal(rows[i].text, (chatlet_str){text, size_bytes}, test_str(rows[i].text));
    }
}

/* The longest number there is, at the limit of places. */
static void the_longest_text_fits_its_room(void **state) {
    char text[CLET_DOUBLE_FIXED_BYTES_MAX];
    (void)state;
    const size_t size_bytes =
        clet_double_text_fixed(-1.7976931348623157e308, CHATLET_FORMAT_PLACES_MAX, false, text);
    assert_int_equal(size_bytes, 1 + 309 + 1 + CHATLET_FORMAT_PLACES_MAX);
    assert_memory_equal(text, "-17976931348623157", 18);
}

static void texts_are_read_to_the_nearest_double(void **state) {
    static const struct {
        const char *text;
        double number;
    } rows[] = {
        {"0", 0},
        {"1.5", 1.5},
        {".5", 0.5},
        {"5.", 5},
        {"+3", 3},
        {"1e3", 1000},
        {"1E-3", 0.001},
        {"-84.32e7", -843200000},
        {"1.38e-23", 1.38e-23},
        {"9007199254740993", 9007199254740992.0},
        {"9007199254740993.0000000000000000000000000001", 9007199254740994.0},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"1.7976931348623159e308", __builtin_inf()},
        {"1e400", __builtin_inf()},
        {"-1e99999999999999999999", -__builtin_inf()},
        {"2.4703282292062327e-324", 0},
        {"2.4703282292062328e-324", 5e-324},
        {"2.2250738585072011e-308", 2.2250738585072011e-308},
        {"1e-99999999999999999999", 0},
        {"0e99999", 0},
        {"inf", __builtin_inf()},
        {"-Infinity", -__builtin_inf()},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double number = 42;
        if (!clet_double_text_read(test_str(rows[i].text), &number) || number != rows[i].number)
            fail_msg("%s: %a", rows[i].text, number);
    }
}

static void long_texts_count_to_their_last_digit(void **state) {
    char text[2000];
    double number;
    (void)state;
    /* Half way between two doubles, and a digit far behind that decides. */
    const size_t length = (size_t)snprintf(text, sizeof text, "9007199254740993.");
    memset(text + length, '0', 1500);
    assert_true(clet_double_text_read((chatlet_str){text, length + 1500}, &number));
    assert_true(number == 9007199254740992.0);
    text[length + 1499] = '1';
    assert_true(clet_double_text_read((chatlet_str){text, length + 1500}, &number));
    assert_true(number == 9007199254740994.0);
}

static void other_texts_are_no_doubles(void **state) {
    static const char *const rows[] = {"",   ".",  "-",  "e5",   "1e",  "1e+", "1.2.3", "0x10",
                                       " 1", "1 ", "1f", "infi", "--1", "1_0", "NaNs",  "+-1"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double number = 42;
        if (clet_double_text_read(test_str(rows[i]), &number) || number != 42)
            fail_msg("%s: %a", rows[i], number);
    }
}

static double random_double(uint64_t *seed) {
    double number;
    do {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        const uint64_t bits = *seed ^ *seed >> 29;
        memcpy(&number, &bits, sizeof number);
    } while (number - number != 0);
    return number;
}

/* Against the C library of the machine that tests run on. */
static void what_is_written_reads_back_as_the_same(void **state) {
    uint64_t seed = 1;
    (void)state;
    for (int i = 0; i < 3000; i++) {
        char text[CLET_DOUBLE_TEXT_BYTES_MAX + 1];
        char fixed[CLET_DOUBLE_FIXED_BYTES_MAX + 1];
        char expected[CLET_DOUBLE_FIXED_BYTES_MAX + 1];
        double back;
        const double number = random_double(&seed);
        const size_t size_bytes = clet_double_text_write(number, text);
        assert_true(clet_double_text_read((chatlet_str){text, size_bytes}, &back));
        text[size_bytes] = '\0';
        if (back != number || strtod(text, NULL) != number) fail_msg("%a: %s", number, text);
        fixed[clet_double_text_fixed(number, (uint32_t)i % 30, i % 2 == 1, fixed)] = '\0';
        snprintf(expected, sizeof expected, i % 2 == 1 ? "%.*e" : "%.*f", i % 30, number);
        assert_string_equal(fixed, expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortest_text_is_written),
        cmocka_unit_test(places_are_rounded_from_the_exact_value),
        cmocka_unit_test(the_longest_text_fits_its_room),
        cmocka_unit_test(texts_are_read_to_the_nearest_double),
        cmocka_unit_test(long_texts_count_to_their_last_digit),
        cmocka_unit_test(other_texts_are_no_doubles),
        cmocka_unit_test(what_is_written_reads_back_as_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
