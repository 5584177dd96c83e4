/* A checked tree made instructions (bundle/expr_format.h). */
#ifndef CLET_COMPILE_EXPR_EMIT_H
#define CLET_COMPILE_EXPR_EMIT_H

#include "expr_ast.h"

typedef struct clet_expr_emit_options {
    bool allows_computed_patterns; /* else `matches` wants its pattern as a literal */
} clet_expr_emit_options;

/* Writes `root`; *expression is in the arena. When something is over a limit, or a pattern is none,
 * that is noted in the source and *expression is untouched. */
void clet_expr_emit(clet_expr_source *source, const clet_expr_emit_options *options,
                    clet_expr_node *root, chatlet_str *expression);

#endif
