/* Tools over an author's files, for the command line and the designer. */
#ifndef CHATLET_AUTHORING_H
#define CHATLET_AUTHORING_H

#include <chatlet/compile.h>

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

/* A picture of the flows that a compiler was given, in DOT (graphviz.org): flows as boxes, nodes
 * with their kinds, ways on with what is chosen or asked on them, triggers. Mistakes in the flows
 * do not matter: ways that lead nowhere are left out.
 *
 * compiler  before chatlet_compiler_finish; it checks its flows (chatlet_compiler_check) if it
 *           did not yet.
 * flow      the only one to show; others are named where ways lead to them. Empty: all.
 * text      as chatlet_source_format's.
 *
 * CHATLET_ERR_ARGUMENT: there is no such flow, or none at all. CHATLET_ERR_LIMIT: the text would be
 * over CHATLET_JSON_BYTES_MAX. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status chatlet_flow_graph(chatlet_compiler *compiler, chatlet_str flow,
                                                   chatlet_str *text);

#endif
