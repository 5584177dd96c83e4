/* What a value of bot.json may look like. */
#ifndef CLET_COMPILE_BOT_VALUE_H
#define CLET_COMPILE_BOT_VALUE_H

#include <chatlet/base.h>

/* Whether `text` can be shown to a visitor: not blank, at most `maximum_bytes`, and without control
 * characters but line ends. */
bool clet_bot_text_is_valid(chatlet_str text, size_t maximum_bytes);

/* Whether `id` is 1 to CHATLET_BOT_ID_BYTES_MAX lower-case letters, digits and '-'. */
bool clet_bot_id_is_valid(chatlet_str id);

/* Whether `color` is "#rrggbb" in hex digits of either case. */
bool clet_bot_color_is_valid(chatlet_str color);

/* Whether `locale` looks like a BCP 47 tag: subtags of 1 to 8 letters and digits joined by '-', the
 * first of 2 or 3 letters, at most 35 bytes in all. */
bool clet_bot_locale_is_valid(chatlet_str locale);

/* Whether `values` lists 1 to CHATLET_PAGE_VALUES_MAX values of a field, parted by ',' and without
 * ';', each on one line and of at most CHATLET_FIELD_VALUE_BYTES_MAX. */
bool clet_bot_values_are_valid(chatlet_str values);

/* Whether `url` may stand in a citation: http(s), root-relative or relative, without control bytes,
 * spaces, quotes or backslashes, and at most CHATLET_URL_BYTES_MAX long. Empty is valid. */
bool clet_bot_url_is_valid(chatlet_str url);

/* Whether `url` is the address of a server: http(s) with a host, without query, fragment, user
 * name, control bytes, spaces, quotes or backslashes, and at most CHATLET_URL_BYTES_MAX long. */
bool clet_bot_server_is_valid(chatlet_str url);

/* Whether `id` is 1 to 64 letters, digits, '_' or '-'. */
bool clet_bot_server_id_is_valid(chatlet_str id);

#endif
