/* CEL's math extension: greatest, least, rounding, signs, bits. */
#ifndef CLET_RUNTIME_EXPR_MATH_H
#define CLET_RUNTIME_EXPR_MATH_H

#include "../base/value_rules.h"
#include "../bundle/function_list.h"

/* GREATEST to BIT_SHIFT_RIGHT. */
chatlet_value clet_expr_math(clet_function function, const chatlet_value *arguments);

#endif
