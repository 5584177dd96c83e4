/* Functions of expressions. */
#ifndef CLET_RUNTIME_EXPR_CALL_H
#define CLET_RUNTIME_EXPR_CALL_H

#include "../bundle/function_list.h"
#include "expr_run.h"

/* Calls a function with the values below `top`, which it takes, and puts its result there. Returns
 * the new top. */
chatlet_value *clet_expr_call(clet_expr_run *run, clet_function function, chatlet_value *top);

#endif
