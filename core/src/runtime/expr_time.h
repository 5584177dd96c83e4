/* Timestamps and durations: reading, writing, arithmetic and parts, in UTC or at an offset from it.
 *
 * Timestamps reach from the year 1 to 9999, in nanoseconds; durations are whole nanoseconds of 64
 * bits, some 292 years. Zones by name ("Europe/Paris") need tables that change every year and are
 * the error ZONE. Dates from days and back: Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms". */
#ifndef CLET_RUNTIME_EXPR_TIME_H
#define CLET_RUNTIME_EXPR_TIME_H

#include "../bundle/function_list.h"
#include "../bundle/opcode_list.h"
#include "expr_run.h"

/* timestamp(x) of RFC 3339 text or seconds; duration(x) of text such as "1h30m", "-1.5s". */
chatlet_value clet_expr_to_timestamp(const chatlet_value *value);
chatlet_value clet_expr_to_duration(const chatlet_value *value);

/* + and - of two that are timestamps or durations. */
chatlet_value clet_expr_calculate_time(clet_opcode opcode, const chatlet_value *a,
                                       const chatlet_value *b);

/* GET_FULL_YEAR to GET_MILLISECONDS. zone: empty or "UTC" for UTC; "+01:00", "-05:30", "02:00". */
chatlet_value clet_expr_time_part(clet_function function, const chatlet_value *value,
                                  chatlet_str zone);

/* A place in time by the calendar. */
typedef struct clet_expr_civil {
    uint32_t year;    /* 1 to 9999; 0 and 10000 at the ends, where a zone moves it over */
    uint32_t month;   /* 1 to 12 */
    uint32_t day;     /* 1 to 31 */
    uint32_t weekday; /* Sunday is 0 */
    uint32_t hour, minute, second;
} clet_expr_civil;

/* Of a timestamp, at an offset from UTC. */
clet_expr_civil clet_expr_time_civil(const chatlet_value *time, int32_t zone_minutes);

/* "2024-02-29T12:00:00.5Z"; "5400s", "-0.5s" */
void clet_expr_time_append(clet_expr_text *text, const chatlet_value *time);
void clet_expr_duration_append(clet_expr_text *text, int64_t nanoseconds);

#endif
