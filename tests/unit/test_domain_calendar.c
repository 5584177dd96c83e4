/* Days, billing periods, times and UUIDs as text. */
#include "domain/calendar.h"
#include "domain/time_text.h"
#include "domain/uuid.h"
#include "test_assert.h"

#include <string.h>

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static int64_t at(const char *text) {
    int64_t time_ms = 0;
    if (!time_text_read(view(text), &time_ms)) fail_msg("%s is no time", text);
    return time_ms;
}

static void a_day_is_its_date_and_back(void **state) {
    (void)state;
    for (int64_t days = -800000; days < 800000; days += 137) {
        calendar_date date = calendar_date_of(days);
        assert_true(calendar_days_of(date) == days);
        assert_in_range(date.day, 1, calendar_month_days(date.year, date.month));
    }
    assert_int_equal(calendar_month_days(2024, 2), 29);
    assert_int_equal(calendar_month_days(1900, 2), 28);
    assert_true(calendar_day(-1) == -1 && calendar_day(0) == 0);
}

static void times_are_read_as_rfc_3339_has_them(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *same; /* NULL: refused */
    } rows[] = {
        {"2026-12-01T03:04:05.678Z", "2026-12-01T03:04:05.678Z"},
        {"2026-12-01T03:04:05Z", "2026-12-01T03:04:05.000Z"},
        {"2026-12-01t03:04:05z", "2026-12-01T03:04:05.000Z"},
        {"2026-12-01T04:04:05.6+01:00", "2026-12-01T03:04:05.600Z"},
        {"2026-11-30T22:34:05.6789-04:30", "2026-12-01T03:04:05.678Z"},
        {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"},
        {"2016-12-31T15:59:60-08:00", "2017-01-01T00:00:00.000Z"},
        {"2016-12-31T22:59:60Z", NULL},
        {"2026-02-29T00:00:00Z", NULL},
        {"2026-00-01T00:00:00Z", NULL},
        {"2026-13-01T00:00:00Z", NULL},
        {"2026-12-00T00:00:00Z", NULL},
        {"2026-12-01T24:00:00Z", NULL},
        {"2026-12-01T00:60:00Z", NULL},
        {"2026-12-01T00:00:61Z", NULL},
        {"2026-12-01T00:00:00.Z", NULL},
        {"2026-12-01T00:00:00", NULL},
        {"2026-12-01T00:00:00+1:00", NULL},
        {"2026-12-01T00:00:00+24:00", NULL},
        {"2026-12-01T00:00:00+01:60", NULL},
        {"2026-12-01T00:00:00Z ", NULL},
        {"2026-12-01 00:00:00Z", NULL},
        {"2026-12-01", NULL},
        {"", NULL},
        {"+026-12-01T00:00:00Z", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t time_ms = -7;
        char text[TIME_TEXT_BYTES];
        bool good = time_text_read(view(rows[i].text), &time_ms);
        if (good != (rows[i].same != NULL)) fail_msg("%s", rows[i].text);
        if (good) {
            test_text_equal(rows[i].text, time_text_write(time_ms, text), view(rows[i].same));
        } else {
            assert_true(time_ms == -7);
        }
    }
}

static void periods_begin_on_the_anchors_day_or_the_months_last(void **state) {
    (void)state;
    static const struct {
        const char *anchor;
        const char *at;
        const char *start;
        const char *end;
    } rows[] = {
        {"2026-01-15T10:30:00Z", "2026-01-15T10:30:00Z", "2026-01-15T10:30:00Z",
         "2026-02-15T10:30:00Z"},
        {"2026-01-15T10:30:00Z", "2026-02-15T10:29:59.999Z", "2026-01-15T10:30:00Z",
         "2026-02-15T10:30:00Z"},
        {"2026-01-15T10:30:00Z", "2026-02-15T10:30:00Z", "2026-02-15T10:30:00Z",
         "2026-03-15T10:30:00Z"},
        {"2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z", "2026-02-28T00:00:00Z",
         "2026-03-31T00:00:00Z"},
        {"2026-01-31T00:00:00Z", "2026-03-30T00:00:00Z", "2026-02-28T00:00:00Z",
         "2026-03-31T00:00:00Z"},
        {"2026-01-31T00:00:00Z", "2026-04-30T12:00:00Z", "2026-04-30T00:00:00Z",
         "2026-05-31T00:00:00Z"},
        {"2026-01-30T00:00:00Z", "2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z",
         "2028-03-30T00:00:00Z"},
        {"2026-01-29T00:00:00Z", "2026-02-27T23:59:59Z", "2026-01-29T00:00:00Z",
         "2026-02-28T00:00:00Z"},
        {"2026-10-31T23:59:59Z", "2027-02-28T23:59:59Z", "2027-02-28T23:59:59Z",
         "2027-03-31T23:59:59Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        calendar_period period = calendar_find_period(at(rows[i].anchor), at(rows[i].at));
        if (period.start_ms != at(rows[i].start) || period.end_ms != at(rows[i].end)) {
            fail_msg("row %zu", i);
        }
    }
}

/* Whatever the anchor's day: no gap, no overlap, ten years long. */
static void each_period_begins_where_the_one_before_ended(void **state) {
    (void)state;
    for (int day = 1; day <= 31; day++) {
        int64_t anchor_ms = at("2026-01-01T00:00:00Z") + (day - 1) * CALENDAR_DAY_MS + 12345;
        int64_t at_ms = anchor_ms;
        for (int i = 0; i < 120; i++) {
            calendar_period period = calendar_find_period(anchor_ms, at_ms);
            assert_true(period.start_ms == at_ms && period.end_ms > at_ms);
            calendar_period last = calendar_find_period(anchor_ms, period.end_ms - 1);
            assert_true(last.start_ms == at_ms && last.end_ms == period.end_ms);
            at_ms = period.end_ms;
        }
    }
}

static void uuids_are_read_whole_or_not(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_read;
        bool is_v7;
    } rows[] = {
        {"019ad7c4-7b3c-7def-8123-456789abcdef", true, true},
        {"019AD7C4-7B3C-7DEF-B123-456789ABCDEF", true, true},
        {"019ad7c4-7b3c-4def-8123-456789abcdef", true, false},
        {"019ad7c4-7b3c-7def-c123-456789abcdef", true, false},
        {"019ad7c47b3c-7def-8123-456789abcdef0", false, false},
        {"019ad7c4-7b3c-7def-8123-456789abcde", false, false},
        {"019ad7c4-7b3c-7def-8123-456789abcdef0", false, false},
        {"019ad7c4-7b3c-7def-8123-456789abcdeg", false, false},
        {"{19ad7c4-7b3c-7def-8123-456789abcde}", false, false},
        {"", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t uuid[UUID_BYTES] = {0};
        char text[UUID_TEXT_BYTES];
        if (uuid_read(view(rows[i].text), uuid) != rows[i].is_read) fail_msg("%s", rows[i].text);
        assert_int_equal(uuid_is_v7(uuid), rows[i].is_v7);
        assert_int_equal(uuid_is_zero(uuid), !rows[i].is_read);
        if (!rows[i].is_read || i == 1) continue;
        test_text_equal("back", uuid_write(uuid, text), view(rows[i].text));
    }
    uint8_t uuid[UUID_BYTES];
    assert_true(uuid_read(view("019ad7c4-7b3c-7def-8123-456789abcdef"), uuid));
    assert_true(uuid_time_ms(uuid) == INT64_C(0x019ad7c47b3c));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_its_date_and_back),
        cmocka_unit_test(times_are_read_as_rfc_3339_has_them),
        cmocka_unit_test(periods_begin_on_the_anchors_day_or_the_months_last),
        cmocka_unit_test(each_period_begins_where_the_one_before_ended),
        cmocka_unit_test(uuids_are_read_whole_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
