/* An expression from its text to its instructions: what the flow compiler calls. */
#ifndef CLET_COMPILE_EXPR_COMPILE_H
#define CLET_COMPILE_EXPR_COMPILE_H

#include "expr_check.h"
#include "expr_source.h"

#include <chatlet/expression.h>

typedef struct clet_expr_wish {
    clet_expr_scope scope;          /* variables, each with its slot by its place */
    const clet_expr_type *expected; /* NULL: any */
    bool allows_computed_patterns;  /* only where the evaluator is given a pattern compiler */
} clet_expr_wish;

typedef struct clet_expr_compiled {
    chatlet_str expression; /* arena; as bundle/expr_format.h draws it */
    const clet_expr_type *type;
    const clet_expr_mistake *mistakes; /* arena; in the order they were found */
} clet_expr_compiled;

/* Compiles `text`. All that the result points to is in the arena.
 *
 * CHATLET_OK; CHATLET_ERR_INPUT: there are mistakes, no expression; CHATLET_ERR_MEMORY. A text that
 * is not UTF-8 or too long is a mistake. */
CHATLET_MUST_USE chatlet_status clet_expr_compile(clet_arena *arena, chatlet_str text,
                                                  const clet_expr_wish *wish,
                                                  clet_expr_compiled *compiled);

/* The public side's variables as a scope; both are in the arena. CHATLET_ERR_ARGUMENT: a type does
 * not read, or there are too many. */
CHATLET_MUST_USE chatlet_status clet_expr_scope_read(clet_arena *arena,
                                                     const chatlet_expression_variable *given,
                                                     uint32_t count, bool is_unchecked,
                                                     clet_expr_scope *scope);

/* A copy of `bytes`, not empty, that the caller of the public side owns. */
CHATLET_MUST_USE chatlet_status clet_expr_give(const chatlet_allocator *allocator,
                                               chatlet_str bytes, chatlet_str *owned);

/* Line and column, from 1 and in bytes, of an offset in an expression. */
void clet_expr_place(chatlet_str text, uint32_t offset, uint32_t *line, uint32_t *column);

#endif
