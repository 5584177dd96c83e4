/* The tree of a pattern. */
#ifndef CLET_COMPILE_PATTERN_TREE_H
#define CLET_COMPILE_PATTERN_TREE_H

#include "pattern_class.h"
#include "pattern_compile.h"

typedef enum clet_pattern_kind {
    CLET_PATTERN_EMPTY,
    CLET_PATTERN_LETTER, /* one character */
    CLET_PATTERN_DOT,    /* any character; `any_line_end` says whether \n too */
    CLET_PATTERN_SET,
    CLET_PATTERN_AT,     /* an assertion */
    CLET_PATTERN_SERIES, /* `first`, then `second` */
    CLET_PATTERN_CHOICE, /* `first` or `second` */
    CLET_PATTERN_REPEAT  /* `first`, `least` to `most` times */
} clet_pattern_kind;

enum { CLET_PATTERN_WITHOUT_END = UINT32_MAX };

typedef struct clet_pattern_node clet_pattern_node;

struct clet_pattern_node {
    clet_pattern_kind kind;
    uint32_t character; /* of a letter; a clet_pattern_place of AT */
    bool any_line_end;
    clet_pattern_class set;
    const clet_pattern_node *first;
    const clet_pattern_node *second;
    uint32_t least;
    uint32_t most;
};

/* Parses `pattern`. CHATLET_ERR_SYNTAX with *refusal, CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_pattern_parse(clet_arena *arena, chatlet_str pattern,
                                                   const clet_pattern_node **tree,
                                                   clet_pattern_refusal *refusal);

#endif
