/* Whether bytes of strangers are text that a database takes. JSON is checked where it is read. */
#ifndef UTF8_TEXT_H
#define UTF8_TEXT_H

#include <chatlet/base.h>

/* UTF-8 as RFC 3629 has it: no character in more bytes than it needs, no surrogates, none past
 * U+10FFFF. A zero byte is a character like others. */
bool utf8_is_valid(chatlet_str text);

/* The same without zero bytes, which no text of a database may hold. */
bool utf8_is_storable(chatlet_str text);

#endif
