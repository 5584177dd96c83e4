/* Dates of HTTP (RFC 9110, section 5.6.7), without the C library's time zones and locales. */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include "http_buffer.h"

/* Appends `time_s` (seconds since 1970, years 1970 to 9999) as "Sun, 06 Nov 1994 08:49:37 GMT". */
void http_date_append(http_buffer *buffer, int64_t time_s);

/* Appends `time_ms` (milliseconds since 1970, likewise) as "1994-11-06T08:49:37.000Z". */
void http_date_append_rfc3339(http_buffer *buffer, int64_t time_ms);

/* Reads a date in the first form above or in one of the two old ones ("Sunday, 06-Nov-94 08:49:37
 * GMT", "Sun Nov  6 08:49:37 1994"). The name of the weekday is not checked against the date.
 * False, and *time_s untouched, when it is none of them. */
bool http_date_read(chatlet_str text, int64_t *time_s);

#endif
