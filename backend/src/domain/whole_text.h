/* Whole numbers as text and back. */
#ifndef WHOLE_TEXT_H
#define WHOLE_TEXT_H

#include <chatlet/base.h>

enum { WHOLE_TEXT_BYTES = 20 };

/* `value` in decimal; a view of `text`. */
chatlet_str whole_text_write(int64_t value, char text[WHOLE_TEXT_BYTES]);

/* Digits only, at least one, without sign or space, and at most `maximum`. False for any other
 * text; *value is untouched then. */
bool whole_text_read(chatlet_str text, int64_t maximum, int64_t *value);

#endif
