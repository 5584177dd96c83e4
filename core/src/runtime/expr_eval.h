/* Evaluates compiled expressions (bundle/expr_format.h). */
#ifndef CLET_RUNTIME_EXPR_EVAL_H
#define CLET_RUNTIME_EXPR_EVAL_H

#include "expr_run.h"

/* Evaluates `expression`, which passed clet_expr_verify for as many slots.
 *
 * run     arena and budget given, status CHATLET_OK. What is left of the budget can be read after.
 * slots   the variables, by the numbers the compiler gave them; one without a value is the error
 *         UNSET.
 * result  points into the arena, the expression and the slots. An expression without a result has
 *         the kind CHATLET_VALUE_ERROR: that is an outcome, not a failure.
 *
 * CHATLET_OK, CHATLET_ERR_COST (the budget ran out), CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_expr_evaluate(clet_expr_run *run, chatlet_str expression,
                                                   const chatlet_value *slots,
                                                   chatlet_value *result);

#endif
