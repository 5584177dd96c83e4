/* The functions authors can call: names, types, and which function of the runtime each is. */
#ifndef CLET_COMPILE_EXPR_OVERLOAD_H
#define CLET_COMPILE_EXPR_OVERLOAD_H

#include "expr_ast.h"

typedef enum clet_expr_style {
    CLET_EXPR_FREE,   /* size(x) */
    CLET_EXPR_METHOD, /* x.size() */
    CLET_EXPR_EITHER
} clet_expr_style;

/* One form of a function. Letters are those of function_list.h, and L list(string), T type. */
typedef struct clet_expr_overload {
    const char *name; /* "math.abs" */
    clet_expr_style style;
    const char *arguments;
    char result;
    char fill; /* as in clet_expr_node */
    int function;
} clet_expr_overload;

/* The list, ended by one without a name. Forms of one name stand together. */
extern const clet_expr_overload clet_expr_overloads[];

/* The type of a letter. */
const clet_expr_type *clet_expr_overload_type(clet_expr_source *source, char letter);

/* Whether a form has this name and style, with as many arguments unless `count` is negative. */
bool clet_expr_overload_is(const clet_expr_overload *overload, chatlet_str name, bool is_method,
                           int count);

#endif
