/* Words of an expression (CEL's lexis). */
#ifndef CLET_COMPILE_EXPR_LEX_H
#define CLET_COMPILE_EXPR_LEX_H

#include "expr_source.h"

typedef enum clet_expr_token_kind {
    CLET_EXPR_TOKEN_END,
    CLET_EXPR_TOKEN_WRONG, /* refused; the mistake was noted */
    CLET_EXPR_TOKEN_NAME,
    CLET_EXPR_TOKEN_QUOTED, /* `name`, a field only */
    CLET_EXPR_TOKEN_INT,
    CLET_EXPR_TOKEN_UINT,
    CLET_EXPR_TOKEN_DOUBLE,
    CLET_EXPR_TOKEN_STRING,
    CLET_EXPR_TOKEN_BYTES,
    CLET_EXPR_TOKEN_MARK /* operators and brackets */
} clet_expr_token_kind;

typedef struct clet_expr_token {
    clet_expr_token_kind kind;
    uint32_t offset;
    uint32_t end;
    chatlet_str text; /* as it stands in the source */
} clet_expr_token;

/* The token at or behind `offset`, white space and comments left out. */
clet_expr_token clet_expr_lex(clet_expr_source *source, uint32_t offset);

/* Whether a token is the operator or word `text`. */
bool clet_expr_token_is(const clet_expr_token *token, const char *text);

/* Words that are no names of variables: CEL keeps them for itself and for other languages. */
bool clet_expr_is_reserved(chatlet_str name);

#endif
