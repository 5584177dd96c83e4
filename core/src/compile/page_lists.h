/* Lists of pages (llms.txt) while documents come in: kept until all pages are known, since what
 * they say is about those. */
#ifndef CLET_COMPILE_PAGE_LISTS_H
#define CLET_COMPILE_PAGE_LISTS_H

#include "block_list.h"
#include "index_build.h"

/* One list. Texts are in the arena. */
typedef struct clet_kept_list {
    chatlet_str path;
    chatlet_str url; /* where it is itself, by which its links are resolved; may be empty */
    bool wants_page;
    clet_block_list blocks; /* as document_links.c made them */
    uint32_t first;         /* its pages among all that are listed */
    uint32_t count;
} clet_kept_list;

typedef struct clet_page_lists {
    clet_arena *arena; /* borrowed */
    clet_kept_list *lists;
    uint32_t count;
    uint32_t capacity;
    clet_listed_page *pages; /* of all lists */
    uint32_t page_count;
    uint32_t page_capacity;
    clet_map empty;          /* pages that were given and had nothing to read: address to number */
    chatlet_str *empty_urls; /* by number */
    uint32_t empty_capacity;
} clet_page_lists;

void clet_page_lists_init(clet_page_lists *lists, clet_arena *arena);

/* Keeps a list that was read; all is copied. CHATLET_ERR_MEMORY: it was not kept. */
CHATLET_MUST_USE chatlet_status clet_page_lists_add(clet_page_lists *lists,
                                                    const chatlet_document *document,
                                                    const clet_block_list *blocks);

/* Notes that the page at `url` had nothing to read. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_page_lists_note_empty(clet_page_lists *lists, chatlet_str url);

/* When `listed`, which is not in the index, is a page that had nothing to read, what the list says
 * of it can be its text: *url gets the page's own; else it is empty. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_page_lists_find_empty(const clet_page_lists *lists,
                                                           const clet_link_bases *bases,
                                                           const clet_listed_page *listed,
                                                           chatlet_str *url);

/* Makes the blocks of a page at `url` of what a list says of it. CHATLET_ERR_MEMORY,
 * CHATLET_ERR_LIMIT. */
CHATLET_MUST_USE chatlet_status clet_listed_page_blocks(const clet_listed_page *listed,
                                                        chatlet_str url, clet_block_list *blocks);

#endif
