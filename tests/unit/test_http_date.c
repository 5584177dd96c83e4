#include "test_allocator.h"
#include "test_assert.h"

#include "http_date.h"

static void check_written(int64_t time_s, const char *expected) {
    http_buffer text;
    http_buffer_init(&text, test_plain_allocator(), 64);
    http_date_append(&text, time_s);
    test_text_equal(expected, http_buffer_str(&text), test_str(expected));
    http_buffer_free(&text);
}

static void a_time_is_written_as_the_standard_has_it(void **state) {
    (void)state;
    check_written(0, "Thu, 01 Jan 1970 00:00:00 GMT");
    check_written(784111777, "Sun, 06 Nov 1994 08:49:37 GMT");
    check_written(951782400, "Tue, 29 Feb 2000 00:00:00 GMT");
    check_written(4102444799, "Thu, 31 Dec 2099 23:59:59 GMT");
    check_written(4107542400, "Mon, 01 Mar 2100 00:00:00 GMT");
    check_written(253402300799, "Fri, 31 Dec 9999 23:59:59 GMT");
}

static void every_day_is_read_as_it_was_written(void **state) {
    (void)state;
    enum { DAY_S = 86400, DAYS = 50000 };
    for (int64_t day = 0; day < DAYS; day++) {
        const int64_t time_s = day * DAY_S + day % DAY_S;
        int64_t read = -1;
        http_buffer text;
        http_buffer_init(&text, test_plain_allocator(), 64);
        http_date_append(&text, time_s);
        assert_true(http_date_read(http_buffer_str(&text), &read));
        assert_int_equal(read, time_s);
        http_buffer_free(&text);
    }
}

static void dates_are_read_in_three_forms_and_no_other(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t expected; /* -1: no date */
    } rows[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {"Sun Nov  6 08:49:37 1994", 784111777},
        {"Wednesday, 01-Jan-70 00:00:00 GMT", 0},
        {"Friday, 01-Jan-69 00:00:00 GMT", 3124224000},
        {"Tue, 29 Feb 2000 00:00:00 GMT", 951782400},
        {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
        {"Wed, 29 Feb 2100 00:00:00 GMT", -1},
        {"Mon, 30 Feb 2015 00:00:00 GMT", -1},
        {"Mon, 00 Jan 2015 00:00:00 GMT", -1},
        {"Mon, 32 Jan 2015 00:00:00 GMT", -1},
        {"Mon, 01 Jan 1969 00:00:00 GMT", -1},
        {"Mon, 01 jan 2015 00:00:00 GMT", -1},
        {"Mon, 01 Jan 2015 24:00:00 GMT", -1},
        {"Mon, 01 Jan 2015 00:60:00 GMT", -1},
        {"Mon, 01 Jan 2015 00:00:61 GMT", -1},
        {"Mon, 01 Jan 2015 00:00:00 CET", -1},
        {"Mon, 01 Jan 2015 00:00:00", -1},
        {"Mon, 1 Jan 2015 00:00:00 GMT", -1},
        {"Mon,  1 Jan 2015 00:00:00 GMT", -1},
        {"Sun, 06-Nov-94 08:49:37 GMT", -1},
        {"2015-01-01T00:00:00Z", -1},
        {"Sun Nov    08:49:37 1994", -1},
        {"0", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t actual = -1;
        const chatlet_str text = test_guarded_copy(test_str(rows[i].text));
        const bool read = http_date_read(text, &actual);
        if (read != (rows[i].expected >= 0) || actual != rows[i].expected)
            fail_msg("\"%s\": expected %lld, got %lld", rows[i].text, (long long)rows[i].expected,
                     (long long)actual);
        test_guarded_free(text);
    }
}

static void a_moment_is_written_with_its_milliseconds(void **state) {
    (void)state;
    static const struct {
        int64_t time_ms;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {784111777007, "1994-11-06T08:49:37.007Z"},
        {951782400000, "2000-02-29T00:00:00.000Z"},
        {253402300799999, "9999-12-31T23:59:59.999Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        http_buffer text;
        http_buffer_init(&text, test_plain_allocator(), 100);
        http_date_append_rfc3339(&text, rows[i].time_ms);
        test_text_equal(rows[i].text, http_buffer_str(&text), test_str(rows[i].text));
        http_buffer_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_is_written_as_the_standard_has_it),
        cmocka_unit_test(a_moment_is_written_with_its_milliseconds),
        cmocka_unit_test(every_day_is_read_as_it_was_written),
        cmocka_unit_test(dates_are_read_in_three_forms_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
