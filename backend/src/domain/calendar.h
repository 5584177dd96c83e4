/* Days and months of the Gregorian calendar in UTC, and the billing periods made of them. */
#ifndef CALENDAR_H
#define CALENDAR_H

#include <chatlet/base.h>

#define CALENDAR_DAY_MS INT64_C(86400000)

typedef struct calendar_date {
    int64_t year;
    int64_t month; /* from 1 */
    int64_t day;   /* from 1 */
} calendar_date;

/* Days since 1970-01-01 as a date, and back (Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms", civil_from_days and days_from_civil). A date need not check its day: the 31st of a
 * month of 30 is the day after the 30th. */
calendar_date calendar_date_of(int64_t days);
int64_t calendar_days_of(calendar_date date);

/* How many days a month has. */
int64_t calendar_month_days(int64_t year, int64_t month);

/* The day a time (milliseconds since 1970, also before) is in, as days since 1970. */
int64_t calendar_day(int64_t time_ms);

/* Begin and end of a billing period; the end is the next one's begin. */
typedef struct calendar_period {
    int64_t start_ms;
    int64_t end_ms;
} calendar_period;

/* The month that `at_ms` (not before `anchor_ms`) is in, counted from `anchor_ms`: periods begin on
 * the anchor's day at its time of day, or on the last day of a month that is shorter; the one after
 * goes back to the anchor's day. */
calendar_period calendar_find_period(int64_t anchor_ms, int64_t at_ms);

#endif
