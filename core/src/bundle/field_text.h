/* Names of fields and values of pages' metadata, as text: in the sources, in bot.json, in a bundle
 * and in filters. */
#ifndef CLET_BUNDLE_FIELD_TEXT_H
#define CLET_BUNDLE_FIELD_TEXT_H

#include <chatlet/base.h>

/* Whether `name` is 1 to CHATLET_FIELD_NAME_BYTES_MAX lower-case letters, digits, '-' and '_'. */
bool clet_field_name_is_valid(chatlet_str name);

/* Whether `text` is UTF-8 of at most `maximum_bytes` without control bytes below 0x20; the limit of
 * a value is CHATLET_FIELD_VALUE_BYTES_MAX. Stands in bundle_text.c, which asks it of more. */
bool clet_is_line(chatlet_str text, size_t maximum_bytes);

/* Takes the next item of a list: what stands between separators, trimmed; empty ones are skipped.
 * *offset is 0 at first. False at the end; *item is untouched then. Values of a field are parted by
 * ',', conditions of a filter by ';', so neither can stand in a value. */
bool clet_list_next(chatlet_str list, char separator, size_t *offset, chatlet_str *item);

#endif
