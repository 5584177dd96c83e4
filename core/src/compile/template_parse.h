/* A text with its tags (Mustache, github.com/mustache/spec: the core modules) to a row of pieces.
 *
 * Partials are put in where they stand, each with its pieces; one that includes itself becomes a
 * part of its own, which is called. */
#ifndef CLET_COMPILE_TEMPLATE_PARSE_H
#define CLET_COMPILE_TEMPLATE_PARSE_H

#include "../bundle/template_format.h"
#include "expr_check.h"

typedef enum clet_piece_kind {
    CLET_PIECE_TEXT,
    CLET_PIECE_VALUE,
    CLET_PIECE_SECTION,
    CLET_PIECE_INVERTED,
    CLET_PIECE_CLOSE, /* of either */
    CLET_PIECE_CALL
} clet_piece_kind;

typedef struct clet_template_piece {
    clet_piece_kind kind;
    bool is_raw;        /* a value not to be escaped: {{{x}}}, {{&x}} */
    bool is_standalone; /* its tag has a line of its own, which is gone */
    uint32_t offset;    /* in the template; of what a partial has: where that is included */
    uint32_t partner;   /* of a section and its end: the place of the other */
    uint32_t part;      /* CALL: number of the part */
    chatlet_str text;   /* TEXT; else the name */
    const clet_template_path *path; /* of a value or section; set by template_name.h */
} clet_template_piece;

/* The text, or a partial that is called. */
typedef struct clet_template_part {
    chatlet_str name;   /* of a partial */
    chatlet_str source; /* the same */
    uint32_t offset;    /* where it was called first */
    clet_template_piece *pieces;
    uint32_t count;
    uint32_t capacity;
} clet_template_part;

/* Finds the text of a partial; false when there is none. What it gives must outlive compiling. */
typedef bool (*clet_template_find)(void *context, chatlet_str name, chatlet_str *source);

typedef struct clet_template_wish {
    clet_expr_scope scope; /* variables, each with its slot by its place. Unchecked: all names are
                              looked up in the value of slot 0 when it is rendered, and partials
                              that are not found are empty */
    clet_template_mode mode;
    clet_template_find find; /* of partials; NULL: there are none */
    void *context;           /* for find */
} clet_template_wish;

enum { CLET_TEMPLATE_PARTS_MAX = 16 };

typedef struct clet_template_parsed {
    clet_template_part parts[CLET_TEMPLATE_PARTS_MAX]; /* the text is the first */
    uint32_t part_count;
} clet_template_parsed;

/* Reads source->text. Mistakes are noted in the source; what could be read is in *parsed, which the
 * caller zeroes. */
void clet_template_parse(clet_expr_source *source, const clet_template_wish *wish,
                         clet_template_parsed *parsed);

#endif
