/* Types of expressions while they are checked. */
#ifndef CLET_COMPILE_EXPR_TYPE_H
#define CLET_COMPILE_EXPR_TYPE_H

#include "../base/value_rules.h"
#include "expr_source.h"

/* Kinds of types: those of values, and two that no value has. */
enum {
    CLET_EXPR_ANY = CHATLET_VALUE_ERROR + 1, /* dyn: found out when it runs */
    CLET_EXPR_OPEN                           /* of the items of []: whatever it meets */
};

typedef struct clet_expr_type clet_expr_type;

struct clet_expr_type {
    uint32_t kind;
    const clet_expr_type *key;  /* of a map */
    const clet_expr_type *item; /* of a list or map */
};

/* The type of a kind; lists and maps hold anything. Constant. */
const clet_expr_type *clet_expr_type_of(uint32_t kind);

/* list(item), map(key, item); dyn when memory was refused, which the source notes. */
const clet_expr_type *clet_expr_type_list(clet_expr_source *source, const clet_expr_type *item);
const clet_expr_type *clet_expr_type_map(clet_expr_source *source, const clet_expr_type *key,
                                         const clet_expr_type *item);

/* Whether a value of one may stand where the other is wanted: they are the same as far as both are
 * known. */
bool clet_expr_type_fits(const clet_expr_type *a, const clet_expr_type *b);

/* The type of what is one or the other: dyn when they do not fit. */
const clet_expr_type *clet_expr_type_join(clet_expr_source *source, const clet_expr_type *a,
                                          const clet_expr_type *b);

/* Whether nothing is known of it before it runs. */
static inline bool clet_expr_type_is_any(const clet_expr_type *type) {
    return type->kind >= CLET_EXPR_ANY;
}

/* The type as authors write it: "map(string, int)". Arena. */
chatlet_str clet_expr_type_text(clet_expr_source *source, const clet_expr_type *type);

/* The same with its article: "an int", "a map(string, int)". */
chatlet_str clet_expr_type_phrase(clet_expr_source *source, const clet_expr_type *type);

/* Reads such a text: null, bool, int, uint, double, string, bytes, timestamp, duration, type, dyn,
 * list, map, list(t), map(k, t). NULL when it is none, or memory was refused. */
const clet_expr_type *clet_expr_type_read(clet_expr_source *source, chatlet_str text);

#endif
