/* Small questions about text views. */
#ifndef CLET_BASE_STR_H
#define CLET_BASE_STR_H

#include <chatlet/base.h>

bool clet_str_equal(chatlet_str a, chatlet_str b);

/* Below, at or above 0 as `a` sorts before, with or after `b`, by bytes; a prefix sorts first. */
int clet_str_compare(chatlet_str a, chatlet_str b);

bool clet_str_starts_with(chatlet_str text, chatlet_str prefix);
bool clet_str_ends_with(chatlet_str text, chatlet_str suffix);

/* The same for ASCII letters in either case. */
bool clet_str_equal_ignore_case(chatlet_str a, chatlet_str b);

/* Bytes from `begin` up to `end`; both are at most the size, begin at most end. */
chatlet_str clet_str_slice(chatlet_str text, size_t begin, size_t end);

/* Without ASCII white space (space, tab, line ends, form feed) at both ends. */
chatlet_str clet_str_trim(chatlet_str text);

/* Length of the longest common prefix of `a` and `b`, in bytes. */
size_t clet_str_common_prefix(chatlet_str a, chatlet_str b);

/* Offset of the first `byte` at or after `from`, or the size when there is none. */
size_t clet_str_find_byte(chatlet_str text, char byte, size_t from);

#endif
