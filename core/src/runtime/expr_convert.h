/* Conversions: size(x), type(x), int(x), string(x) … */
#ifndef CLET_RUNTIME_EXPR_CONVERT_H
#define CLET_RUNTIME_EXPR_CONVERT_H

#include "../bundle/function_list.h"
#include "expr_run.h"

/* SIZE to TO_DURATION, of one value. */
chatlet_value clet_expr_convert(clet_expr_run *run, clet_function function,
                                const chatlet_value *value);

/* Appends the value as string(x) has it, or an error's nothing; false when it has no text. */
bool clet_expr_convert_append(clet_expr_text *text, const chatlet_value *value);

#endif
