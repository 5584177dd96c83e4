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

/* Reads RFC 3339 ("2026-12-01T04:04:05.6+01:00"): what is finer than a millisecond is cut; a leap
 * second is the first of the next day. False, and *time_ms untouched, for anything else. */
bool time_text_read(chatlet_str text, int64_t *time_ms);

/* Reads a day alone, as days since 1970. */
bool time_text_read_day(chatlet_str text, int64_t *days);

#endif
