/* CEL's grammar: text to tree, macros made loops. */
#ifndef CLET_COMPILE_EXPR_PARSE_H
#define CLET_COMPILE_EXPR_PARSE_H

#include "expr_ast.h"

/* The tree of the source's text, in its arena; NULL when it does not parse or memory was refused:
 * the source's status says which, and the mistake was noted. */
clet_expr_node *clet_expr_parse(clet_expr_source *source);

/* Makes a loop of a method call that is a macro (all, exists, map, filter …), in its place. False
 * when it is one but not well formed; the mistake was noted. */
bool clet_expr_expand(clet_expr_source *source, clet_expr_node *call);

#endif
