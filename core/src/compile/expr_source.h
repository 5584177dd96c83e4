/* An expression being compiled: its text, its memory, and the mistakes found in it. */
#ifndef CLET_COMPILE_EXPR_SOURCE_H
#define CLET_COMPILE_EXPR_SOURCE_H

#include "../base/arena.h"
#include "diagnostic.h"

/* One thing to tell the author. */
typedef struct clet_expr_mistake clet_expr_mistake;

struct clet_expr_mistake {
    clet_diagnostic_code code;
    uint32_t offset;     /* of the part it is about, in bytes of the expression */
    chatlet_str message; /* arena */
    const clet_expr_mistake *next;
};

typedef struct clet_expr_source {
    clet_arena *arena;     /* borrowed; holds all that compiling makes */
    chatlet_str text;      /* UTF-8, as long as its rule allows */
    chatlet_status status; /* CHATLET_ERR_INPUT after a mistake, CHATLET_ERR_MEMORY; else OK */
    clet_expr_mistake *first;
    clet_expr_mistake *last;
} clet_expr_source;

/* Notes a mistake. `pieces` end in an empty one and are joined; each is cut at 200 bytes. */
void clet_expr_refuse(clet_expr_source *source, clet_diagnostic_code code, uint32_t offset,
                      const chatlet_str *pieces);

/* What a source may not be. */
typedef struct clet_expr_text_rule {
    size_t bytes_max;
    clet_diagnostic_code too_long_code;
    chatlet_str too_long; /* sentences */
    clet_diagnostic_code not_utf8_code;
    chatlet_str not_utf8;
} clet_expr_text_rule;

/* Whether the source is UTF-8 and short enough; the mistake is noted when it is not. */
bool clet_expr_is_text(clet_expr_source *source, const clet_expr_text_rule *rule);

/* Zeroed memory of the arena; NULL, with the status set, when it is refused. */
void *clet_expr_allocate(clet_expr_source *source, size_t count, size_t size_bytes);

#endif
