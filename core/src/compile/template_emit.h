/* The instructions of a template (bundle/template_format.h). */
#ifndef CLET_COMPILE_TEMPLATE_EMIT_H
#define CLET_COMPILE_TEMPLATE_EMIT_H

#include "template_parse.h"

typedef enum clet_template_item_kind {
    CLET_ITEM_TEXT,  /* as it is; of Markdown, within a link */
    CLET_ITEM_TOKEN, /* a text that is a token */
    CLET_ITEM_BLOCK,
    CLET_ITEM_VALUE,
    CLET_ITEM_SECTION,
    CLET_ITEM_INVERTED,
    CLET_ITEM_CLOSE,
    CLET_ITEM_CALL,
    CLET_ITEM_LINK,
    CLET_ITEM_LINK_URL,
    CLET_ITEM_LINK_END
} clet_template_item_kind;

/* One thing to write. */
typedef struct clet_template_item {
    clet_template_item_kind kind;
    uint8_t token; /* TOKEN, BLOCK: a clet_token */
    uint8_t form;  /* VALUE: a clet_template_form */
    uint32_t list; /* BLOCK of a step: which list, and its number there */
    uint32_t first;
    chatlet_str text;
    uint32_t place; /* of the piece it comes from, where it comes from one */
    const clet_template_piece *piece;
} clet_template_item;

/* A row of items that grows. */
typedef struct clet_template_items {
    clet_template_item *items;
    uint32_t count;
    uint32_t capacity;
} clet_template_items;

/* Adds an item; the source's status tells when memory was refused. */
void clet_template_items_add(clet_expr_source *source, clet_template_items *list,
                             const clet_template_item *item);

/* Writes the parts, the text first, as a compiled template in the arena. Notes a mistake when it is
 * too large. */
void clet_template_emit(clet_expr_source *source, const clet_template_wish *wish,
                        const clet_template_items *parts, uint32_t part_count, uint32_t slot_count,
                        chatlet_str *template_bytes);

#endif
