#include "time_text.h"

static const int64_t day_ms = INT64_C(86400000);
static const int64_t first_ms = INT64_C(-62167219200000); /* 0000-01-01 */
static const int64_t last_ms = INT64_C(253402300799999);  /* the last of 9999 */

typedef struct civil_date {
    int64_t year;
    int64_t month; /* from 1 */
    int64_t day;   /* from 1 */
} civil_date;

/* Days since 1970-01-01 as a date of the Gregorian calendar (Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms", civil_from_days). */
static civil_date civil_of_days(int64_t days) {
    days += 719468; /* since 0000-03-01 */
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153; /* from March */
    civil_date date = {.year = year_of_era + era * 400,
                       .month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9,
                       .day = day_of_year - (153 * shifted_month + 2) / 5 + 1};
    if (date.month <= 2) date.year++;
    return date;
}

static void put(char *text, int digits, int64_t value) {
    for (int i = digits - 1; i >= 0; i--) {
        text[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

static int64_t clamp(int64_t time_ms) {
    if (time_ms < first_ms) return first_ms;
    return time_ms > last_ms ? last_ms : time_ms;
}

/* Rounded down, also before 1970. */
static int64_t days_of(int64_t time_ms) {
    return time_ms >= 0 ? time_ms / day_ms : -((-time_ms + day_ms - 1) / day_ms);
}

chatlet_str time_text_write_day(int64_t time_ms, char text[TIME_TEXT_DAY_BYTES]) {
    civil_date date = civil_of_days(days_of(clamp(time_ms)));
    put(text, 4, date.year);
    text[4] = '-';
    put(text + 5, 2, date.month);
    text[7] = '-';
    put(text + 8, 2, date.day);
    return (chatlet_str){.data = text, .size_bytes = TIME_TEXT_DAY_BYTES};
}

chatlet_str time_text_write(int64_t time_ms, char text[TIME_TEXT_BYTES]) {
    int64_t clamped = clamp(time_ms);
    int64_t rest_ms = clamped - days_of(clamped) * day_ms;
    (void)time_text_write_day(clamped, text);
    text[10] = 'T';
    put(text + 11, 2, rest_ms / 3600000);
    text[13] = ':';
    put(text + 14, 2, rest_ms / 60000 % 60);
    text[16] = ':';
    put(text + 17, 2, rest_ms / 1000 % 60);
    text[19] = '.';
    put(text + 20, 3, rest_ms % 1000);
    text[23] = 'Z';
    return (chatlet_str){.data = text, .size_bytes = TIME_TEXT_BYTES};
}
