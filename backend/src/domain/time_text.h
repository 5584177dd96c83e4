/* Times as text. */
#ifndef TIME_TEXT_H
#define TIME_TEXT_H

#include <chatlet/base.h>

enum { TIME_TEXT_BYTES = 24, TIME_TEXT_DAY_BYTES = 10 };

/* `time_ms` (since 1970; years 0 to 9999, else the nearest) as RFC 3339 in UTC:
 * "2026-12-01T03:04:05.678Z". Returns a view of `text`. */
chatlet_str time_text_write(int64_t time_ms, char text[TIME_TEXT_BYTES]);

/* The day alone: "2026-12-01". */
chatlet_str time_text_write_day(int64_t time_ms, char text[TIME_TEXT_DAY_BYTES]);

#endif
