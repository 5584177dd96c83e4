/* What operators do: +, -, *, /, %, order, `in`, [], fields. Each takes any two values and gives a
 * value, an error when they do not go together. */
#ifndef CLET_RUNTIME_EXPR_OPERATE_H
#define CLET_RUNTIME_EXPR_OPERATE_H

#include "../bundle/opcode_list.h"
#include "expr_run.h"

/* ADD, SUBTRACT, MULTIPLY, DIVIDE and MODULO. */
chatlet_value clet_expr_calculate(clet_expr_run *run, clet_opcode opcode, const chatlet_value *a,
                                  const chatlet_value *b);
chatlet_value clet_expr_negate(const chatlet_value *value);

/* LESS, LESS_EQUAL, GREATER and GREATER_EQUAL. */
chatlet_value clet_expr_order(clet_opcode opcode, const chatlet_value *a, const chatlet_value *b);

chatlet_value clet_expr_equal(clet_expr_run *run, const chatlet_value *a, const chatlet_value *b);

/* Whether `item` is in the list, or a key of the map. */
chatlet_value clet_expr_in(clet_expr_run *run, const chatlet_value *item,
                           const chatlet_value *list);

/* list[2], map["key"] */
chatlet_value clet_expr_index(clet_expr_run *run, const chatlet_value *list,
                              const chatlet_value *index);

/* map.field, and has(map.field) */
chatlet_value clet_expr_field(clet_expr_run *run, const chatlet_value *map, chatlet_str name);
chatlet_value clet_expr_has(clet_expr_run *run, const chatlet_value *map, chatlet_str name);

#endif
