/* Links what the files of a bot name: targets to nodes, names to flows, variables, intents,
 * entities and connections; numbers flows, nodes and slots. */
#ifndef CLET_COMPILE_FLOW_RESOLVE_H
#define CLET_COMPILE_FLOW_RESOLVE_H

#include "flow_ast.h"

/* Fills in all that flow_ast.h calls resolved, once, when every file was parsed. Reports E01 (no
 * such node, flow, intent or entity), E04 (no such variable to put something into, or one declared
 * where another has its name) and E15 (no such connection), each with the nearest name there is.
 * Names within expressions and templates are the checks'.
 *
 * CHATLET_ERR_INPUT: something was reported; the rest is linked. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_flow_resolve(clet_flow_ast *ast, clet_reporter *reporter);

#endif
