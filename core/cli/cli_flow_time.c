#include "cli_flow_time.h"

#include <stdio.h>
#include <string.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };
#define DAY_MS (24ll * HOUR_MS)

/* Days since 1970 of a date of the Gregorian calendar, in the way of Howard Hinnant
 * (chrono-Compatible Low-Level Date Algorithms, 2014): years begin in March. */
static int64_t days_of(int64_t year, int64_t month, int64_t day) {
    const int64_t shifted = month <= 2 ? year - 1 : year;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    const int64_t year_of_era = shifted - era * 400;
    const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static void date_of(int64_t days, int64_t *year, int64_t *month, int64_t *day) {
    const int64_t shifted = days + 719468;
    const int64_t era = shifted / 146097;
    const int64_t day_of_era = shifted - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    *month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

/* Digits at `*at`, exactly `count`; -1 when there are others. */
static int64_t read_digits(chatlet_str text, size_t *at, size_t count) {
    int64_t number = 0;
    if (text.size_bytes - *at < count) return -1;
    for (size_t i = 0; i < count; i++) {
        const char digit = text.data[*at + i];
        if (digit < '0' || digit > '9') return -1;
        number = number * 10 + (digit - '0');
    }
    *at += count;
    return number;
}

static bool skip(chatlet_str text, size_t *at, const char *bytes) {
    if (*at >= text.size_bytes || strchr(bytes, text.data[*at]) == NULL || text.data[*at] == '\0')
        return false;
    (*at)++;
    return true;
}

static int64_t read_fraction_ms(chatlet_str text, size_t *at) {
    int64_t scale = 100, fraction_ms = 0;
    size_t digits = 0;
    if (!skip(text, at, ".")) return 0;
    for (int64_t digit; (digit = read_digits(text, at, 1)) >= 0; digits++) {
        fraction_ms += digit * scale;
        scale /= 10;
    }
    return digits == 0 ? -1 : fraction_ms;
}

/* Minutes east of UTC, or a number no zone has when it is none. */
static int64_t read_zone(chatlet_str text, size_t *at) {
    enum { NO_ZONE = 10000 };
    if (skip(text, at, "Zz")) return 0;
    const bool is_west = *at < text.size_bytes && text.data[*at] == '-';
    if (!skip(text, at, "+-")) return NO_ZONE;
    const int64_t hours = read_digits(text, at, 2);
    if (hours < 0 || !skip(text, at, ":")) return NO_ZONE;
    const int64_t minutes = read_digits(text, at, 2);
    if (minutes < 0 || minutes > 59 || hours > 23) return NO_ZONE;
    return (is_west ? -1 : 1) * (hours * 60 + minutes);
}

bool cli_flow_time_read(chatlet_str text, uint64_t *time_ms) {
    size_t at = 0;
    const int64_t year = read_digits(text, &at, 4);
    if (year < 0 || !skip(text, &at, "-")) return false;
    const int64_t month = read_digits(text, &at, 2);
    if (month < 1 || month > 12 || !skip(text, &at, "-")) return false;
    const int64_t day = read_digits(text, &at, 2);
    if (day < 1 || day > 31 || !skip(text, &at, "Tt ")) return false;
    const int64_t hour = read_digits(text, &at, 2);
    if (hour < 0 || hour > 23 || !skip(text, &at, ":")) return false;
    const int64_t minute = read_digits(text, &at, 2);
    if (minute < 0 || minute > 59 || !skip(text, &at, ":")) return false;
    const int64_t second = read_digits(text, &at, 2);
    if (second < 0 || second > 60) return false;
    const int64_t fraction_ms = read_fraction_ms(text, &at);
    const int64_t zone_minutes = read_zone(text, &at);
    if (fraction_ms < 0 || zone_minutes > 24 * 60 || at != text.size_bytes) return false;
    int64_t back_year, back_month, back_day;
    date_of(days_of(year, month, day), &back_year, &back_month, &back_day);
    const int64_t time = days_of(year, month, day) * DAY_MS + hour * HOUR_MS +
                         (minute - zone_minutes) * MINUTE_MS + second * SECOND_MS + fraction_ms;
    /* The 30th of February is the 1st or 2nd of March. */
    if (back_month != month || back_day != day || time < 0) return false;
    *time_ms = (uint64_t)time;
    return true;
}

char *cli_flow_time_words(cli_memory *memory, uint64_t time_ms) {
    int64_t year, month, day;
    const uint64_t of_day_ms = time_ms % (uint64_t)DAY_MS;
    date_of((int64_t)(time_ms / (uint64_t)DAY_MS), &year, &month, &day);
    const unsigned rest_ms = (unsigned)(of_day_ms % SECOND_MS);
    const char *fraction = rest_ms == 0 ? "" : cli_memory_format(memory, ".%03u", rest_ms);
    return cli_memory_format(memory, "%04d-%02d-%02dT%02u:%02u:%02u%sZ", (int)year, (int)month,
                             (int)day, (unsigned)(of_day_ms / HOUR_MS),
                             (unsigned)(of_day_ms / MINUTE_MS % 60),
                             (unsigned)(of_day_ms / SECOND_MS % 60), fraction);
}

char *cli_flow_time_span(cli_memory *memory, uint64_t span_ms) {
    if (span_ms < 10 * SECOND_MS) return cli_memory_format(memory, "%.1f s", (double)span_ms / 1e3);
    if (span_ms < 2 * MINUTE_MS)
        return cli_memory_format(memory, "%u s", (unsigned)(span_ms / SECOND_MS));
    if (span_ms < 2 * HOUR_MS)
        return cli_memory_format(memory, "%u min", (unsigned)(span_ms / MINUTE_MS));
    if (span_ms < 2 * (uint64_t)DAY_MS)
        return cli_memory_format(memory, "%u h", (unsigned)(span_ms / HOUR_MS));
    return cli_memory_format(memory, "%llu d", (unsigned long long)(span_ms / (uint64_t)DAY_MS));
}
