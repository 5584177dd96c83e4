/* Names that senders make for themselves: UUIDs (RFC 9562), of version 7 where their order by time
 * matters. */
#ifndef UUID_H
#define UUID_H

#include <chatlet/base.h>

enum { UUID_BYTES = 16, UUID_TEXT_BYTES = 36 };

/* Reads "0190f5a4-7b3c-7def-8123-456789abcdef", with digits in either case. False, and `uuid`
 * untouched, for anything else. */
bool uuid_read(chatlet_str text, uint8_t uuid[UUID_BYTES]);

/* Writes it in lower case; returns a view of `text`. */
chatlet_str uuid_write(const uint8_t uuid[UUID_BYTES], char text[UUID_TEXT_BYTES]);

/* Whether version and variant are those of RFC 9562's version 7. */
bool uuid_is_v7(const uint8_t uuid[UUID_BYTES]);

/* The time a version 7 was made at, milliseconds since 1970, by its maker's clock. */
int64_t uuid_time_ms(const uint8_t uuid[UUID_BYTES]);

bool uuid_is_zero(const uint8_t uuid[UUID_BYTES]);

#endif
