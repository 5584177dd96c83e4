/* The compiler's own state, and what its files share: compile.c takes documents in and drives,
 * compile_site.c settles what concerns the site as a whole. */
#ifndef CLET_COMPILE_COMPILE_STATE_H
#define CLET_COMPILE_COMPILE_STATE_H

#include "bot_read.h"
#include "flow_ast.h"
#include "index_build.h"
#include "page_lists.h"

struct chatlet_compiler {
    const chatlet_allocator *allocator;
    chatlet_compile_callbacks callbacks;
    clet_reporter reporter;
    clet_arena arena;    /* texts of the bot and names of pages */
    clet_bot bot;        /* as written; complete_bot fills the rest */
    bool is_checked;     /* the flows were */
    clet_flow_ast flows; /* what the files say of the conversation */
    clet_map page_names; /* in lower case */
    clet_link_bases bases;
    clet_page_lists lists;
    clet_field_table fields;   /* of the pages added; filled from the first on */
    bool has_fields;           /* those of the bot stand in it */
    bool is_translated;        /* the bot is one of several languages, and not the site's own */
    clet_index_builder *index; /* owned; NULL before the first document */
    uint32_t added_count;      /* documents in the index */
    uint32_t skipped_count;    /* refused with a diagnostic */
    bool has_style;            /* the pages' style sheet was handed over */
    bool sink_refused;         /* for good */
};

/* Adds pages to the index and tells their passages. CHATLET_ERR_LIMIT (reported),
 * CHATLET_ERR_MEMORY: none was added. */
CHATLET_MUST_USE chatlet_status clet_compile_add_pages(chatlet_compiler *compiler, chatlet_str path,
                                                       const clet_page_list *pages);

/* Hands a readable page over, and the style sheet before the first. CHATLET_ERR_SINK. */
CHATLET_MUST_USE chatlet_status clet_compile_emit_page(chatlet_compiler *compiler, chatlet_str name,
                                                       chatlet_str html);

/* The first of the author's boosts whose path the document's begins with. */
uint8_t clet_compile_boost_of(const clet_bot *bot, chatlet_str path);

/* compile_site.c: learns where the site is served and takes lists of pages; tells both. Once, after
 * the last document. CHATLET_ERR_MEMORY, CHATLET_ERR_SINK. */
CHATLET_MUST_USE chatlet_status clet_compile_settle_site(chatlet_compiler *compiler);

#endif
