/* Small questions about the text of request fields (RFC 9110, section 5.6). */
#ifndef HTTP_TEXT_H
#define HTTP_TEXT_H

#include <chatlet/base.h>

bool http_text_equal(chatlet_str a, chatlet_str b);

/* The same for ASCII letters in either case, as field names and most values are compared. */
bool http_text_equal_ignore_case(chatlet_str a, chatlet_str b);

bool http_text_starts_with(chatlet_str text, chatlet_str prefix);
bool http_text_ends_with(chatlet_str text, chatlet_str suffix);

/* Without spaces and tabs at both ends. */
chatlet_str http_text_trim(chatlet_str text);

/* Bytes from `begin` to the end; `begin` is at most the size. */
chatlet_str http_text_from(chatlet_str text, size_t begin);

/* Offset of the first `byte`, or the size when there is none. */
size_t http_text_find(chatlet_str text, char byte);

/* Takes the next item of a list off the front of *rest, trimmed; `separator` within double quotes
 * does not count, and empty items are passed over. False when nothing is left. */
bool http_text_next_item(chatlet_str *rest, char separator, chatlet_str *item);

/* Reads all of `text` as a decimal number without sign. False, and *value untouched, when it is
 * empty, has anything but digits, or does not fit. */
bool http_text_number(chatlet_str text, uint64_t *value);

/* -1 when `byte` is no hexadecimal digit. */
int http_text_hex_digit(char byte);

#endif
