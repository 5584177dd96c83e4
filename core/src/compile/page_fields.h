/* Metadata of pages becomes numbers: which fields the bot has, which values they have, and which of
 * these each page has. */
#ifndef CLET_COMPILE_PAGE_FIELDS_H
#define CLET_COMPILE_PAGE_FIELDS_H

#include "bot_read.h"

/* A table of the fields that `bot` names, whose texts outlive it. */
void clet_field_table_init(clet_field_table *table, clet_arena *arena, const clet_bot *bot);

/* Where the pages come from, for their values and for diagnostics. */
typedef struct clet_page_source {
    const clet_bot *bot;
    chatlet_str path; /* of the document */
    const clet_block_list *list;
    clet_reporter *reporter;
} clet_page_source;

/* Sets the values of all pages, in list->arena: what a page says itself, else what the first rule
 * that fits says, else the first folder of the path for a field that takes it. Values past a limit
 * are reported (E125) and left out. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_page_fields_settle(clet_field_table *table,
                                                        const clet_page_source *source,
                                                        clet_page_list *pages);

/* Reports fields of bot.json that no page of the bot's language has (E126). */
void clet_field_table_report_empty(const clet_field_table *table, const clet_bot *bot,
                                   clet_reporter *reporter);

#endif
