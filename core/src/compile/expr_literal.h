/* What literals stand for. */
#ifndef CLET_COMPILE_EXPR_LITERAL_H
#define CLET_COMPILE_EXPR_LITERAL_H

#include "../base/value_rules.h"
#include "expr_lex.h"

/* The value of a number, string or bytes token. Texts are in the arena. False when there is none;
 * the mistake was noted.
 *
 * is_negative  a minus stands before the number and belongs to it. */
bool clet_expr_literal(clet_expr_source *source, const clet_expr_token *token, bool is_negative,
                       chatlet_value *value);

#endif
