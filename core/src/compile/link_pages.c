/* URLs of pages and targets of links in, numbers of pages out. */
#include "link_pages.h"

#include "link_resolve.h"

void clet_link_pages_init(clet_link_pages *pages, clet_arena *arena, const clet_link_bases *bases) {
    *pages = (clet_link_pages){.arena = arena, .bases = bases};
    clet_map_init(&pages->pages, arena);
}

chatlet_status clet_link_pages_add(clet_link_pages *pages, chatlet_str url, uint32_t number) {
    chatlet_str address;
    clet_map_entry *entry;
    const chatlet_status status = clet_link_address(pages->arena, url, &address);
    if (status != CHATLET_OK || address.size_bytes == 0) return status;
    return clet_map_insert(&pages->pages, address, number, &entry, NULL);
}

chatlet_status clet_link_pages_find(clet_link_pages *pages, chatlet_str page_url,
                                    chatlet_str target, const clet_map_entry **found) {
    *found = NULL;
    const uint32_t base_count = pages->bases == NULL ? 0 : pages->bases->count;
    for (uint32_t i = 0; i < base_count; i++) {
        chatlet_str address;
        const chatlet_status status =
            clet_link_bases_map(pages->bases, i, pages->arena, page_url, target, &address);
        if (status != CHATLET_OK) return status;
        if (address.size_bytes > 0) *found = clet_map_find(&pages->pages, address);
        if (*found != NULL) return CHATLET_OK;
    }
    clet_link_target resolved;
    const chatlet_status status = clet_link_resolve(pages->arena, page_url, target, &resolved);
    if (status == CHATLET_OK) *found = clet_map_find(&pages->pages, resolved.address);
    return status;
}
