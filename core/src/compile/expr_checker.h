/* What the files of the type checker share. */
#ifndef CLET_COMPILE_EXPR_CHECKER_H
#define CLET_COMPILE_EXPR_CHECKER_H

#include "expr_check.h"

/* A loop around the part that is being checked. */
typedef struct clet_expr_loop_scope clet_expr_loop_scope;

struct clet_expr_loop_scope {
    const clet_expr_node *loop;
    const clet_expr_loop_scope *outer;
};

typedef struct clet_expr_checker {
    clet_expr_source *source;
    const clet_expr_scope *scope;
    const clet_expr_loop_scope *loops; /* innermost first */
} clet_expr_checker;

/* Notes a mistake, unless nothing is checked. */
void clet_expr_checker_refuse(clet_expr_checker *check, clet_diagnostic_code code, uint32_t offset,
                              const chatlet_str *pieces);

/* Finds what a name, a chain of fields that spells one, or a call by such a chain means. True when
 * the node is done, its children too. */
bool clet_expr_checker_name(clet_expr_checker *check, clet_expr_node *node);

/* The types of operators and calls, whose children are checked. Sets a call's function. */
const clet_expr_type *clet_expr_checker_unary(clet_expr_checker *check, const clet_expr_node *node);
const clet_expr_type *clet_expr_checker_binary(clet_expr_checker *check,
                                               const clet_expr_node *node);
const clet_expr_type *clet_expr_checker_call(clet_expr_checker *check, clet_expr_node *call);

#endif
