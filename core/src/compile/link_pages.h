/* Which page a link leads to: pages by their addresses, and bases for links that name them by
 * others. */
#ifndef CLET_COMPILE_LINK_PAGES_H
#define CLET_COMPILE_LINK_PAGES_H

#include "link_base.h"

typedef struct clet_link_pages {
    clet_arena *arena; /* borrowed; gets addresses */
    clet_map pages;    /* address to number; the first page of an address has the links */
    const clet_link_bases *bases; /* borrowed; NULL: none are known */
} clet_link_pages;

void clet_link_pages_init(clet_link_pages *pages, clet_arena *arena, const clet_link_bases *bases);

/* Notes page `number` under its URL. CHATLET_ERR_MEMORY, CHATLET_ERR_LIMIT. */
CHATLET_MUST_USE chatlet_status clet_link_pages_add(clet_link_pages *pages, chatlet_str url,
                                                    uint32_t number);

/* Finds the page that `target` on the page `page_url` leads to: by the bases, then as it stands.
 * *found is NULL when it leads to none. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_link_pages_find(clet_link_pages *pages, chatlet_str page_url,
                                                     chatlet_str target,
                                                     const clet_map_entry **found);

#endif
