/* The tree of a conversation (flow_ast.h), linked and checked, to a program
 * (bundle/flow_program.h) in one language: expressions and texts compiled, sentences folded, words
 * of the language added. */
#ifndef CLET_COMPILE_FLOW_LOWER_H
#define CLET_COMPILE_FLOW_LOWER_H

#include "flow_ast.h"

/* Lowers the whole tree.
 *
 * locale    tag of the language to build: texts with a key are taken from its strings, else from
 *           those of its language, else from the bot's own; sentences and synonyms from those of it
 *           alone.
 * language  code for folding words ("en", or "none").
 * arena     gets the program, which also borrows from the tree.
 *
 * CHATLET_OK; CHATLET_ERR_INPUT: an expression, a text or a pattern is wrong or too large, which is
 * reported as the checks would have done; CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_flow_lower(clet_flow_ast *ast, chatlet_str locale,
                                                chatlet_str language, clet_arena *arena,
                                                clet_reporter *reporter,
                                                clet_flow_program *program);

#endif
