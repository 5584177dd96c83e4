/* Files of a bot to the tree of its conversation (flow_ast.h). Each file adds to the tree; when all
 * are there, flow_resolve links them. Every mistake is reported with its place, and what is right
 * is taken. */
#ifndef CLET_COMPILE_FLOW_PARSE_H
#define CLET_COMPILE_FLOW_PARSE_H

#include "flow_member.h"

#include <chatlet/compile.h>

/* Parses what bot.json says of the conversation: start, flows, vars, intents, entities, triggers,
 * strings, connections, engines, trigger_confidence, migrate. Its other fields are bot_read.h's,
 * which also reports a text that is no JSON: nothing is done then. Paths and bytes are copied.
 *
 * CHATLET_ERR_INPUT    mistakes were reported.
 * CHATLET_ERR_MEMORY   the tree may only be freed. */
CHATLET_MUST_USE chatlet_status clet_flow_parse_bot(clet_flow_ast *ast, clet_reporter *reporter,
                                                    chatlet_str path, chatlet_str bytes);

/* Parses flows/NAME.json, intents/NAME.json, intents/NAME.txt or strings/TAG.json; the path says
 * which (chatlet_source_kind_of). Statuses as above; CHATLET_ERR_ARGUMENT: it is none of them. */
CHATLET_MUST_USE chatlet_status clet_flow_parse_source(clet_flow_ast *ast, clet_reporter *reporter,
                                                       chatlet_str path, chatlet_str bytes);

/* The parts of it, each in its own file; the parser notes what memory was refused. */

/* flow_parse_flow.c: the object of one flow, named `name` at byte `name_offset`. */
void clet_parse_flow(clet_flow_parser *parser, const chatlet_json *object, chatlet_str name,
                     uint32_t name_offset);
/* Variables: {"name": {"type": …}, …}, or a type alone. `count` is raised by those that are
 * right. */
typedef enum clet_variable_place {
    CLET_VARIABLE_OF_BOT,
    CLET_VARIABLE_LOCAL,
    CLET_VARIABLE_PARAMETER,
    CLET_VARIABLE_RESULT
} clet_variable_place;
void clet_parse_variables(clet_flow_parser *parser, const chatlet_json *object,
                          clet_variable_place where, clet_ast_variable *variables, uint32_t *count);
void clet_parse_triggers(clet_flow_parser *parser, const chatlet_json *list,
                         const clet_ast_flow *flow, clet_ast_triggers *triggers);

/* flow_parse_node.c, flow_parse_field.c, flow_parse_media.c. */
void clet_parse_node(clet_flow_parser *parser, const chatlet_json *object, clet_ast_node *node);
void clet_parse_fields(clet_flow_parser *parser, const chatlet_json *list, clet_ast_node *node);
void clet_parse_options(clet_flow_parser *parser, const chatlet_json *list, bool is_card,
                        clet_ast_options *options);
void clet_parse_media(clet_flow_parser *parser, const chatlet_json *list, clet_ast_media **media,
                      uint32_t *count);

/* intent_parse.c: an object of several intents; one intent; sentences, one a line. */
void clet_parse_intents(clet_flow_parser *parser, const chatlet_json *object);
void clet_parse_intent_file(clet_flow_parser *parser, const chatlet_json *root, chatlet_str name);
void clet_parse_intent_lines(clet_flow_parser *parser, chatlet_str name, chatlet_str locale,
                             chatlet_str bytes);

/* strings_parse.c: texts of one language. */
void clet_parse_strings(clet_flow_parser *parser, const chatlet_json *object, chatlet_str locale);

/* flow_parse_bot.c: entities and connections. */
void clet_parse_bot_members(clet_flow_parser *parser, const chatlet_json *root);

#endif
