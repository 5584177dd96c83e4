/* Functions of strings. Places in a string count characters, as CEL has it. */
#ifndef CLET_RUNTIME_EXPR_TEXT_H
#define CLET_RUNTIME_EXPR_TEXT_H

#include "../bundle/function_list.h"
#include "expr_run.h"

/* CONTAINS to FORMAT. */
chatlet_value clet_expr_text_call(clet_expr_run *run, clet_function function,
                                  const chatlet_value *arguments);

/* How many characters a string has. */
int64_t clet_expr_text_length(clet_expr_run *run, const chatlet_value *text);

/* "%s costs %.2f".format([name, price]) */
chatlet_value clet_expr_format(clet_expr_run *run, chatlet_str format, const chatlet_value *list);

#endif
