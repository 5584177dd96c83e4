/* Types of an expression: finds what names and calls mean, and that what goes together fits. */
#ifndef CLET_COMPILE_EXPR_CHECK_H
#define CLET_COMPILE_EXPR_CHECK_H

#include "expr_ast.h"

/* A variable of the caller; its slot is its place in the list. */
typedef struct clet_expr_variable {
    chatlet_str name; /* "seats"; may have dots */
    const clet_expr_type *type;
} clet_expr_variable;

typedef struct clet_expr_scope {
    const clet_expr_variable *variables;
    uint32_t variable_count;
    bool is_unchecked; /* nothing is refused for its type or name: such parts are errors when run */
} clet_expr_scope;

/* Fills in what the nodes say is set by checking. Notes every mistake it finds in the source. */
void clet_expr_check(clet_expr_source *source, const clet_expr_scope *scope, clet_expr_node *root);

/* The text of a node in the source, for messages; long ones are cut. */
chatlet_str clet_expr_excerpt(const clet_expr_source *source, const clet_expr_node *node);

#endif
