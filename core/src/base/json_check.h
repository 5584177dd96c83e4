/* The whole grammar of JSON (RFC 8259), checked before anything else reads the text. What the
 * standard leaves open is decided in chatlet/json.h. */
#ifndef CLET_BASE_JSON_CHECK_H
#define CLET_BASE_JSON_CHECK_H

#include <chatlet/base.h>

/* CHATLET_OK when `source` is one JSON text. *value_count gets how many values stand in it, at
 * least 1; members of objects count as one each, by their value.
 *
 * CHATLET_ERR_SYNTAX, CHATLET_ERR_UTF8, CHATLET_ERR_LIMIT: `error` (NULL is allowed) says where.
 * Allocates nothing. Cost: the bytes; recursion as deep as the text nests, at most
 * CHATLET_JSON_DEPTH_MAX. */
CHATLET_MUST_USE chatlet_status clet_json_check(chatlet_str source, uint32_t *value_count,
                                                chatlet_error *error);

/* Fills `error` (NULL is allowed) with `message` at byte `offset` of `source`. */
void clet_json_error(chatlet_error *error, chatlet_str source, size_t offset, chatlet_str message);

/* First offset at or after `offset` whose byte is not an ordinary one of a string: a quote, a
 * backslash or a control character; or the size. */
size_t clet_json_skip_plain(chatlet_str source, size_t offset);

/* First offset at or after `offset` that is not JSON's white space, or the size. */
size_t clet_json_skip_space(chatlet_str source, size_t offset);

#endif
