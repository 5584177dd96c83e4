/* What can be said of a conversation without running it: checks E02, E03, E05 to E14 and E16 to
 * E25, over the tree that flow_resolve linked. (E01, E04 and E15 are the resolver's.) */
#ifndef CLET_COMPILE_FLOW_CHECK_H
#define CLET_COMPILE_FLOW_CHECK_H

#include "flow_ast.h"

/* The languages of a bot beside its own: texts must be there in each. */
typedef struct clet_flow_locales {
    const chatlet_str *tags;
    uint32_t count;
} clet_flow_locales;

/* Reports every mistake and every doubt, each with its place and what to do. Parts that the parser
 * or the resolver reported are passed over, so that nothing is told twice. An error sets
 * ast->has_mistake.
 *
 * locales  those of bot.json; those that have texts in the tree come to them.
 *
 * CHATLET_OK: all was checked. CHATLET_ERR_MEMORY. Cost: nodes x variables, and the texts. */
CHATLET_MUST_USE chatlet_status clet_flow_check(clet_flow_ast *ast, clet_flow_locales locales,
                                                clet_reporter *reporter);

#endif
