/* What the links between collected pages tell of where their site is served, and which pages a list
 * of pages means. */
#include "index_collect.h"

#include "../base/str.h"
#include "link_pages.h"
#include "link_resolve.h"

#include <string.h>

enum {
    PREFIX_NAMES_MAX = 4,
    PREFIX_LINKS_MIN = 2 /* different links that lead to a page by one and the same prefix */
};

typedef struct site_work {
    clet_index_builder *builder;
    clet_link_bases *bases;
    clet_arena arena;
    clet_link_pages pages;
    clet_map seen;     /* root, zero byte, address: links looked at */
    clet_map found;    /* root: different links that lead to a page as they stand */
    clet_map prefixes; /* root, zero byte, prefix: different links that lead to one by it */
} site_work;

static chatlet_status begin_work(site_work *work, clet_index_builder *builder,
                                 const clet_link_bases *bases) {
    clet_page_walk walk = {0};
    chatlet_status status = CHATLET_OK;
    work->builder = builder;
    clet_arena_init(&work->arena, builder->allocator);
    clet_link_pages_init(&work->pages, &work->arena, bases);
    for (const clet_kept_page *page;
         status == CHATLET_OK && (page = clet_index_next_page(builder, &walk)) != NULL;)
        status = clet_link_pages_add(&work->pages, page->url, walk.document - 1);
    return status;
}

/* ---- the prefix that links have -------------------------------------------------------------- */

static chatlet_status insert_pair(site_work *work, clet_map *map, chatlet_str root,
                                  chatlet_str text, clet_map_entry **entry, bool *is_new) {
    char *key = clet_arena_allocate(&work->arena, root.size_bytes + 1 + text.size_bytes);
    if (key == NULL) return CHATLET_ERR_MEMORY;
    if (root.size_bytes > 0) memcpy(key, root.data, root.size_bytes);
    key[root.size_bytes] = '\0';
    if (text.size_bytes > 0) memcpy(key + root.size_bytes + 1, text.data, text.size_bytes);
    const chatlet_str whole = {.data = key, .size_bytes = root.size_bytes + 1 + text.size_bytes};
    return clet_map_insert(map, whole, 0, entry, is_new);
}

static chatlet_status count_found(site_work *work, chatlet_str root) {
    clet_map_entry *entry;
    const chatlet_status status = clet_map_insert(&work->found, root, 0, &entry, NULL);
    if (status == CHATLET_OK) entry->value++;
    return status;
}

/* Counts the prefixes by which `address`, from the root or with a host, leads to a page. What a
 * prefix leaves nothing of could be any site's front page, and tells nothing. */
static chatlet_status count_prefixes(site_work *work, chatlet_str root, chatlet_str address) {
    const bool has_host = clet_str_starts_with(address, CHATLET_STR("//"));
    size_t end = clet_str_find_byte(address, '/', has_host ? 2 : 1);
    for (int names = 0; names < PREFIX_NAMES_MAX && end + 1 < address.size_bytes; names++) {
        const chatlet_str rest = clet_str_slice(address, end + 1, address.size_bytes);
        chatlet_str joined;
        clet_map_entry *entry;
        chatlet_status status = clet_link_join(&work->arena, root, rest, &joined);
        if (status == CHATLET_OK && clet_map_find(&work->pages.pages, joined) != NULL) {
            status = insert_pair(work, &work->prefixes, root, clet_str_slice(address, 0, end),
                                 &entry, NULL);
            if (status == CHATLET_OK) entry->value++;
        }
        if (status != CHATLET_OK) return status;
        end = clet_str_find_byte(address, '/', end + 1);
    }
    return CHATLET_OK;
}

/* The target's address where it does not depend on the page it stands on; else empty. Links of
 * pages that name a host mostly lead elsewhere, and are left to lists. */
static chatlet_status whole_address(site_work *work, chatlet_str target, chatlet_str *address) {
    clet_link_target resolved;
    *address = (chatlet_str){0};
    const chatlet_status status =
        clet_link_resolve(&work->arena, (chatlet_str){0}, target, &resolved);
    if (status == CHATLET_OK && clet_str_starts_with(resolved.address, CHATLET_STR("/")))
        *address = resolved.address;
    return status;
}

static chatlet_status look_at_link(site_work *work, chatlet_str page_url, chatlet_str root,
                                   chatlet_str target) {
    clet_link_target as_is;
    chatlet_str whole = {0};
    clet_map_entry *entry;
    bool is_new;
    chatlet_status status = clet_link_resolve(&work->arena, page_url, target, &as_is);
    if (status != CHATLET_OK || as_is.address.size_bytes == 0) return status;
    const bool is_found = clet_map_find(&work->pages.pages, as_is.address) != NULL;
    if (!is_found) status = whole_address(work, target, &whole);
    if (status != CHATLET_OK || (!is_found && whole.size_bytes == 0)) return status;
    status =
        insert_pair(work, &work->seen, root, is_found ? as_is.address : whole, &entry, &is_new);
    if (status != CHATLET_OK || !is_new) return status;
    return is_found ? count_found(work, root) : count_prefixes(work, root, whole);
}

/* *root has no data for a page whose root is known, or is part of its URL. */
static chatlet_status root_of_page(site_work *work, chatlet_str url, chatlet_str *root) {
    chatlet_str address;
    chatlet_str rest;
    *root = (chatlet_str){0};
    const chatlet_status status = clet_link_address(&work->arena, url, &address);
    if (status != CHATLET_OK || address.size_bytes == 0) return status;
    if (!clet_link_root(address, root, &rest) || clet_link_bases_know(work->bases, *root))
        *root = (chatlet_str){0};
    return CHATLET_OK;
}

static chatlet_status look_at_page(site_work *work, const clet_kept_page *page) {
    chatlet_str root;
    chatlet_status status = root_of_page(work, page->url, &root);
    for (uint32_t i = 0; status == CHATLET_OK && root.data != NULL && i < page->link_count; i++) {
        const chatlet_str target = page->links[i].target;
        const bool is_rooted = clet_str_starts_with(target, CHATLET_STR("/"));
        /* "//host/" and "https:" name hosts. */
        if (is_rooted ? clet_str_starts_with(target, CHATLET_STR("//"))
                      : clet_str_find_byte(target, ':', 0) < target.size_bytes)
            continue;
        status = look_at_link(work, page->url, root, target);
    }
    return status;
}

/* Different links of pages at `root` that begin with `prefix` and lead to no page as they stand. */
static uint32_t count_below(const site_work *work, const clet_link_base *base) {
    uint32_t below = 0;
    for (uint32_t i = 0; i < work->seen.count; i++) {
        const chatlet_str key = work->seen.entries[i].key;
        const size_t end = clet_str_find_byte(key, '\0', 0);
        const chatlet_str address = clet_str_slice(key, end + 1, key.size_bytes);
        const bool is_other = !clet_str_equal(clet_str_slice(key, 0, end), base->root) ||
                              !clet_str_starts_with(address, base->address) ||
                              clet_map_find(&work->pages.pages, address) != NULL;
        if (is_other) continue;
        below += address.size_bytes == base->address.size_bytes ||
                 address.data[base->address.size_bytes] == '/';
    }
    return below;
}

/* A prefix counts when it explains more links than are found without one, and most of those that
 * begin with it: stray links to another site beside this one do neither. */
static bool is_convincing(const site_work *work, const clet_link_base *base) {
    const clet_map_entry *found = clet_map_find(&work->found, base->root);
    const uint32_t others = found == NULL ? 0 : found->value;
    return base->count >= PREFIX_LINKS_MIN && base->count > others &&
           (uint64_t)base->count * 2 > count_below(work, base);
}

static bool is_better(const clet_map_entry *entry, const clet_map_entry *best) {
    if (entry->value != best->value) return entry->value > best->value;
    return entry->key.size_bytes < best->key.size_bytes;
}

/* Of the prefixes of each root the one by which most links are found; of equals the shorter, then
 * the first. `best` gets its number by root. */
static chatlet_status choose_prefixes(const site_work *work, clet_map *best) {
    for (uint32_t i = 0; i < work->prefixes.count; i++) {
        const clet_map_entry *entry = &work->prefixes.entries[i];
        const chatlet_str root =
            clet_str_slice(entry->key, 0, clet_str_find_byte(entry->key, '\0', 0));
        clet_map_entry *chosen;
        const chatlet_status status = clet_map_insert(best, root, i, &chosen, NULL);
        if (status != CHATLET_OK) return status;
        if (is_better(entry, &work->prefixes.entries[chosen->value])) chosen->value = i;
    }
    return CHATLET_OK;
}

static chatlet_status settle_prefixes(site_work *work, chatlet_site_evidence evidence) {
    clet_map best;
    clet_map_init(&best, &work->arena);
    chatlet_status status = choose_prefixes(work, &best);
    for (uint32_t i = 0; status == CHATLET_OK && i < best.count; i++) {
        const clet_map_entry *entry = &work->prefixes.entries[best.entries[i].value];
        const chatlet_str root = best.entries[i].key;
        const clet_link_base base = {
            .root = root,
            .address = clet_str_slice(entry->key, root.size_bytes + 1, entry->key.size_bytes),
            .evidence = evidence,
            .count = entry->value};
        if (is_convincing(work, &base)) status = clet_link_bases_add(work->bases, &base);
    }
    return status;
}

static void begin_counting(site_work *work) {
    clet_map_init(&work->seen, &work->arena);
    clet_map_init(&work->found, &work->arena);
    clet_map_init(&work->prefixes, &work->arena);
}

/* A list names the pages of its own site, mostly by their whole addresses. */
static chatlet_status learn_from_list(site_work *work, const clet_listed_page *listed,
                                      uint32_t count) {
    chatlet_status status = CHATLET_OK;
    begin_counting(work);
    for (uint32_t i = 0; status == CHATLET_OK && i < count; i++) {
        chatlet_str root;
        status = root_of_page(work, listed[i].list_url, &root);
        if (status == CHATLET_OK && root.data != NULL)
            status = look_at_link(work, listed[i].list_url, root, listed[i].target);
    }
    return status == CHATLET_OK ? settle_prefixes(work, CHATLET_SITE_BY_LIST) : status;
}

chatlet_status clet_index_builder_learn(clet_index_builder *builder, clet_link_bases *bases,
                                        const clet_listed_page *listed, uint32_t count) {
    site_work work = {.bases = bases};
    chatlet_status status = begin_work(&work, builder, NULL);
    if (status == CHATLET_OK) status = learn_from_list(&work, listed, count);
    begin_counting(&work);
    clet_page_walk walk = {0};
    for (const clet_kept_page *page;
         status == CHATLET_OK && (page = clet_index_next_page(builder, &walk)) != NULL;)
        status = look_at_page(&work, page);
    if (status == CHATLET_OK) status = settle_prefixes(&work, CHATLET_SITE_BY_LINKS);
    clet_arena_free(&work.arena);
    return status;
}

/* ---- lists of pages -------------------------------------------------------------------------- */

chatlet_status clet_index_builder_find(clet_index_builder *builder, const clet_link_bases *bases,
                                       clet_listed_page *listed, uint32_t count) {
    site_work work = {.bases = NULL};
    chatlet_status status = begin_work(&work, builder, bases);
    for (uint32_t i = 0; status == CHATLET_OK && i < count; i++) {
        const clet_map_entry *found;
        status = clet_link_pages_find(&work.pages, listed[i].list_url, listed[i].target, &found);
        if (status != CHATLET_OK || found == NULL) continue;
        listed[i].is_found = true;
        listed[i].document = found->value;
    }
    clet_arena_free(&work.arena);
    return status;
}
