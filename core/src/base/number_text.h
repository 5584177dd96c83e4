/* Whole numbers as text, the same on every machine; here and, for doubles, in double_text.h are the
 * only places where core makes one from the other. */
#ifndef CLET_BASE_NUMBER_TEXT_H
#define CLET_BASE_NUMBER_TEXT_H

#include "buffer.h"

enum { CLET_NUMBER_TEXT_BYTES_MAX = 20 };

/* Writes `value` in decimal to `text`; returns its length, 1 to 20. No terminator. */
size_t clet_number_text_u64(uint64_t value, char text[CLET_NUMBER_TEXT_BYTES_MAX]);

/* Appends `value` in decimal. */
void clet_number_text_append_u64(clet_buffer *buffer, uint64_t value);
void clet_number_text_append_i64(clet_buffer *buffer, int64_t value);

/* Reads all of `text` as a decimal number without sign. False when it is empty, has anything but
 * digits, or does not fit; *value is untouched then. */
bool clet_number_text_read_u64(chatlet_str text, uint64_t *value);

#endif
