#include "calendar.h"

calendar_date calendar_date_of(int64_t days) {
    days += 719468; /* since 0000-03-01 */
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153; /* from March */
    calendar_date date = {.year = year_of_era + era * 400,
                          .month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9,
                          .day = day_of_year - (153 * shifted_month + 2) / 5 + 1};
    if (date.month <= 2) date.year++;
    return date;
}

int64_t calendar_days_of(calendar_date date) {
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t shifted_month = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * shifted_month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int64_t calendar_month_days(int64_t year, int64_t month) {
    calendar_date first = {.year = year, .month = month, .day = 1};
    calendar_date next = {
        .year = month < 12 ? year : year + 1, .month = month < 12 ? month + 1 : 1, .day = 1};
    return calendar_days_of(next) - calendar_days_of(first);
}

/* Rounded down, also before 1970. */
int64_t calendar_day(int64_t time_ms) {
    return time_ms >= 0 ? time_ms / CALENDAR_DAY_MS
                        : -((-time_ms + CALENDAR_DAY_MS - 1) / CALENDAR_DAY_MS);
}

/* `months` after the anchor. */
static int64_t add_months(int64_t anchor_ms, int64_t months) {
    int64_t anchor_day = calendar_day(anchor_ms);
    calendar_date date = calendar_date_of(anchor_day);
    int64_t month = date.year * 12 + date.month - 1 + months;
    date.year = month / 12;
    date.month = month % 12 + 1;
    int64_t length = calendar_month_days(date.year, date.month);
    if (date.day > length) date.day = length;
    return calendar_days_of(date) * CALENDAR_DAY_MS + (anchor_ms - anchor_day * CALENDAR_DAY_MS);
}

calendar_period calendar_find_period(int64_t anchor_ms, int64_t at_ms) {
    calendar_date from = calendar_date_of(calendar_day(anchor_ms));
    calendar_date to = calendar_date_of(calendar_day(at_ms));
    int64_t months = (to.year - from.year) * 12 + to.month - from.month;
    /* Within its month the time may still be before the anchor's day. */
    if (add_months(anchor_ms, months) > at_ms) months--;
    return (calendar_period){.start_ms = add_months(anchor_ms, months),
                             .end_ms = add_months(anchor_ms, months + 1)};
}
