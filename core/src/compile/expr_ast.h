/* The tree of an expression, and what checking learns of each part. */
#ifndef CLET_COMPILE_EXPR_AST_H
#define CLET_COMPILE_EXPR_AST_H

#include "../bundle/function_list.h"
#include "../bundle/opcode_list.h"
#include "expr_type.h"

typedef enum clet_expr_kind {
    CLET_EXPR_LITERAL,
    CLET_EXPR_NAME,      /* a variable, of the caller or of a loop, or a type */
    CLET_EXPR_FIELD,     /* child.name */
    CLET_EXPR_HAS,       /* has(child.name) */
    CLET_EXPR_CALL,      /* name(children), or first child.name(other children) */
    CLET_EXPR_LIST,      /* children are its items */
    CLET_EXPR_MAP,       /* children are key, value, key, value … */
    CLET_EXPR_UNARY,     /* opcode child */
    CLET_EXPR_BINARY,    /* child opcode child */
    CLET_EXPR_LOGIC,     /* child && child, child || child: opcode AND or OR */
    CLET_EXPR_CONDITION, /* child ? child : child */
    CLET_EXPR_LOOP       /* range.all(variable, body) and its like: range, body, filter or NULL */
} clet_expr_kind;

/* What a name was found to be. */
typedef enum clet_expr_meaning {
    CLET_EXPR_MEANS_NOTHING,
    CLET_EXPR_MEANS_SLOT,
    CLET_EXPR_MEANS_LOCAL,
    CLET_EXPR_MEANS_TYPE
} clet_expr_meaning;

typedef struct clet_expr_node clet_expr_node;

struct clet_expr_node {
    clet_expr_kind kind;
    uint32_t offset; /* in the source */
    uint32_t end;
    uint32_t depth; /* 1 and that of its deepest child */
    clet_opcode opcode;
    chatlet_value literal;
    chatlet_str name;
    bool is_method; /* of a call: its first child stands before the dot */
    bool is_rooted; /* of a name: a dot in front keeps it from the variables of loops */
    clet_expr_node **children;
    uint32_t child_count;

    clet_loop loop;
    chatlet_str variables[2];
    uint32_t variable_count;
    uint32_t height; /* of a loop's range on the stack; set when instructions are written */

    /* Set by checking. */
    const clet_expr_type *type;
    clet_expr_meaning meaning;
    uint32_t place;              /* slot; kind of a type; which variable of the loop */
    const clet_expr_node *owner; /* the loop whose variable this is */
    const clet_expr_type *variable_types[2];
    int function; /* a clet_function, or one of those below */
    char fill;    /* an argument to add: 'e' an empty text, 'm' -1; or 0 */
};

/* What a call may be besides a clet_function. */
enum {
    CLET_EXPR_CALL_UNKNOWN = -1, /* an error when it runs: only without checking */
    CLET_EXPR_CALL_WRONG = -2,   /* the same, for arguments no function of the name takes */
    CLET_EXPR_CALL_DYN = -3,     /* dyn(x): x */
    CLET_EXPR_CALL_MATCHES = -4,
    CLET_EXPR_CALL_EXTREME = -5 /* math.greatest and math.least of several: of a list of them */
};

#endif
