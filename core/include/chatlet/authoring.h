/* Tools over an author's files, for the command line and the designer. */
#ifndef CHATLET_AUTHORING_H
#define CHATLET_AUTHORING_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

/* The canonical form of a bot's JSON file, so that versions differ only where something changed:
 * members by the bytes of their keys, two spaces for each level, one member or item a line, a line
 * end behind the last; texts with no escape they can do without, numbers as they were written.
 *
 * Members keep their order where it means something: of `assign`, `args`, `body`, `headers`,
 * `init` and `output`, and of values within the events of a test. Formatting twice gives the same,
 * and what is built of the file says the same. Members of one key keep their order, so that the
 * last one still counts.
 *
 * source  of bot.json, a flow, intents, strings or a test; which is told by its members. Any other
 *         JSON has its members sorted.
 * text    owned by the caller, who gives its data back with the allocator's release; never empty.
 * error   NULL, or gets line, column and reason when the source is refused.
 *
 * CHATLET_ERR_SYNTAX, CHATLET_ERR_UTF8, CHATLET_ERR_LIMIT as chatlet_json_parse, or the text would
 * be over CHATLET_JSON_BYTES_MAX; CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status chatlet_source_format(const chatlet_allocator *allocator,
                                                      chatlet_str source, chatlet_str *text,
                                                      chatlet_error *error);

#endif
