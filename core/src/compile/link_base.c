/* Canonical addresses in, bases out; links in, addresses of pages out. */
#include "link_base.h"

#include "../base/str.h"
#include "link_resolve.h"

#include <string.h>

void clet_link_bases_init(clet_link_bases *bases, clet_arena *arena) {
    *bases = (clet_link_bases){.arena = arena};
    clet_map_init(&bases->votes, arena);
    clet_map_init(&bases->voters, arena);
}

/* ---- addresses in two parts ------------------------------------------------------------------ */

/* Length of the names "a/b" at the beginning of `address` that are `name`, with the slashes between
 * them. */
static size_t leading_names(chatlet_str address, chatlet_str name) {
    size_t end = 0;
    for (;;) {
        const size_t begin = end == 0 ? 0 : end + 1;
        const chatlet_str left = clet_str_slice(address, begin, address.size_bytes);
        const size_t name_end = begin + clet_str_find_byte(left, '/', 0);
        if (begin > address.size_bytes ||
            !clet_str_equal(clet_str_slice(address, begin, name_end), name))
            return end;
        end = name_end;
        if (end == address.size_bytes) return end;
    }
}

bool clet_link_root(chatlet_str address, chatlet_str *root, chatlet_str *rest) {
    const chatlet_str pages = CHATLET_STR("pages");
    if (clet_str_starts_with(address, CHATLET_STR("//"))) return false;
    size_t end = leading_names(address, CHATLET_STR(".."));
    if (end == 0 && clet_str_starts_with(address, CHATLET_STR("/"))) end = 1;
    if (end == 0 && leading_names(address, pages) >= pages.size_bytes) end = pages.size_bytes;
    *root = clet_str_slice(address, 0, end);
    if (end > 1 && end < address.size_bytes) end++; /* the slash behind it */
    *rest = clet_str_slice(address, end, address.size_bytes);
    if (clet_str_equal(*rest, CHATLET_STR("."))) *rest = (chatlet_str){0};
    return true;
}

chatlet_status clet_link_join(clet_arena *arena, chatlet_str root, chatlet_str rest,
                              chatlet_str *address) {
    const bool needs_slash =
        root.size_bytes > 0 && rest.size_bytes > 0 && !clet_str_ends_with(root, CHATLET_STR("/"));
    char *joined = clet_arena_allocate(arena, root.size_bytes + rest.size_bytes + 1);
    if (joined == NULL) return CHATLET_ERR_MEMORY;
    size_t size_bytes = 0;
    if (root.size_bytes > 0) memcpy(joined, root.data, root.size_bytes);
    size_bytes += root.size_bytes;
    if (needs_slash) joined[size_bytes++] = '/';
    if (rest.size_bytes > 0) memcpy(joined + size_bytes, rest.data, rest.size_bytes);
    size_bytes += rest.size_bytes;
    if (size_bytes == 0) joined[size_bytes++] = '.';
    *address = (chatlet_str){.data = joined, .size_bytes = size_bytes};
    return CHATLET_OK;
}

/* Whether `address` is `folder` or lies in it; *rest is the way from there. */
static bool lies_in(chatlet_str address, chatlet_str folder, chatlet_str *rest) {
    if (!clet_str_starts_with(address, folder)) return false;
    size_t begin = folder.size_bytes;
    const bool ends_open = begin > 0 && folder.data[begin - 1] == '/';
    if (begin > 0 && !ends_open && begin < address.size_bytes) {
        if (address.data[begin] != '/') return false;
        begin++;
    }
    *rest = clet_str_slice(address, begin, address.size_bytes);
    return true;
}

/* The folder that `address` names when `rest` is the way from it; false when it does not end so. */
static bool folder_before(chatlet_str address, chatlet_str rest, chatlet_str *folder) {
    *folder = address;
    if (rest.size_bytes == 0) return true;
    if (!clet_str_ends_with(address, rest)) return false;
    size_t end = address.size_bytes - rest.size_bytes;
    if (end == 0 || address.data[end - 1] != '/') return false;
    /* "/" and "//example.org/" keep their slash: so their addresses are written. */
    const bool has_host = clet_str_starts_with(address, CHATLET_STR("//"));
    const size_t host_end = has_host ? clet_str_find_byte(address, '/', 2) + 1 : 1;
    if (end > host_end) end--;
    *folder = clet_str_slice(address, 0, end);
    return true;
}

/* ---- learning -------------------------------------------------------------------------------- */

chatlet_status clet_link_bases_add(clet_link_bases *bases, const clet_link_base *base) {
    if (bases->count == CHATLET_SITE_BASES_MAX || base->address.size_bytes == 0 ||
        clet_str_equal(base->root, base->address))
        return CHATLET_OK;
    for (uint32_t i = 0; i < bases->count; i++) {
        if (clet_str_equal(bases->items[i].root, base->root) &&
            clet_str_equal(bases->items[i].address, base->address))
            return CHATLET_OK;
    }
    clet_link_base added = *base;
    chatlet_status status = clet_arena_copy(bases->arena, base->root, &added.root);
    if (status == CHATLET_OK) status = clet_arena_copy(bases->arena, base->address, &added.address);
    if (status == CHATLET_OK) bases->items[bases->count++] = added;
    return status;
}

static chatlet_status count(clet_map *map, chatlet_str key) {
    clet_map_entry *entry;
    const chatlet_status status = clet_map_insert(map, key, 0, &entry, NULL);
    if (status == CHATLET_OK) entry->value++;
    return status;
}

static chatlet_status vote(clet_link_bases *bases, chatlet_str root, chatlet_str folder) {
    char key[2 * CHATLET_URL_BYTES_MAX + 1];
    const size_t size_bytes = root.size_bytes + 1 + folder.size_bytes;
    if (size_bytes > sizeof key) return CHATLET_OK;
    if (root.size_bytes > 0) memcpy(key, root.data, root.size_bytes);
    key[root.size_bytes] = '\0';
    memcpy(key + root.size_bytes + 1, folder.data, folder.size_bytes);
    return count(&bases->votes, (chatlet_str){.data = key, .size_bytes = size_bytes});
}

chatlet_status clet_link_bases_note(clet_link_bases *bases, chatlet_str url,
                                    chatlet_str canonical) {
    if (url.size_bytes == 0 || canonical.size_bytes == 0) return CHATLET_OK;
    chatlet_str root;
    chatlet_str rest;
    chatlet_str folder;
    chatlet_str address = {0};
    clet_link_target target;
    clet_arena scratch;
    clet_arena_init(&scratch, bases->arena->allocator);
    chatlet_status status = clet_link_address(&scratch, url, &address);
    /* Only one from the root or with a host says where the site is. */
    if (status == CHATLET_OK)
        status = clet_link_resolve(&scratch, (chatlet_str){0}, canonical, &target);
    const bool says_something = status == CHATLET_OK && address.size_bytes > 0 &&
                                clet_str_starts_with(target.address, CHATLET_STR("/")) &&
                                clet_link_root(address, &root, &rest);
    if (says_something) {
        status = count(&bases->voters, root);
        if (status == CHATLET_OK && folder_before(target.address, rest, &folder))
            status = vote(bases, root, folder);
    }
    clet_arena_free(&scratch);
    return status;
}

bool clet_link_bases_know(const clet_link_bases *bases, chatlet_str root) {
    chatlet_str rest;
    for (uint32_t i = 0; i < bases->count; i++) {
        const chatlet_str known = bases->items[i].root;
        if (clet_str_equal(known, root) || (root.size_bytes > 0 && lies_in(known, root, &rest)))
            return true;
    }
    return false;
}

static bool has_root(const clet_link_bases *bases, chatlet_str root) {
    for (uint32_t i = 0; i < bases->count; i++) {
        if (clet_str_equal(bases->items[i].root, root)) return true;
    }
    return false;
}

chatlet_status clet_link_bases_settle(clet_link_bases *bases) {
    for (uint32_t i = 0; i < bases->votes.count; i++) {
        const clet_map_entry *entry = &bases->votes.entries[i];
        const size_t end = clet_str_find_byte(entry->key, '\0', 0);
        const clet_link_base base = {.root = clet_str_slice(entry->key, 0, end),
                                     .address =
                                         clet_str_slice(entry->key, end + 1, entry->key.size_bytes),
                                     .evidence = CHATLET_SITE_BY_CANONICAL,
                                     .count = entry->value};
        const uint32_t all = clet_map_find(&bases->voters, base.root)->value;
        const bool is_clear = (uint64_t)entry->value * 2 > all && (all == 1 || entry->value > 1);
        if (!is_clear || has_root(bases, base.root)) continue;
        const chatlet_status status = clet_link_bases_add(bases, &base);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

/* ---- using ----------------------------------------------------------------------------------- */

static bool names_host(chatlet_str target) {
    const size_t colon = clet_str_find_byte(target, ':', 0);
    return clet_str_starts_with(target, CHATLET_STR("//")) ||
           clet_str_find_byte(target, '/', 0) == colon + 1;
}

chatlet_status clet_link_bases_map(const clet_link_bases *bases, uint32_t i, clet_arena *arena,
                                   chatlet_str page_url, chatlet_str target, chatlet_str *address) {
    const clet_link_base *base = &bases->items[i];
    clet_link_target whole;
    chatlet_str rest;
    *address = (chatlet_str){0};
    const chatlet_str path = clet_str_trim(target);
    const bool has_host = names_host(path);
    if (!has_host && !clet_str_starts_with(path, CHATLET_STR("/"))) return CHATLET_OK;
    if (!has_host) {
        /* From the root of the host the page is served by: the base's, when the page lies in it. */
        chatlet_str own;
        const chatlet_status status = clet_link_address(arena, page_url, &own);
        if (status != CHATLET_OK || !lies_in(own, base->root, &rest)) return status;
    }
    const chatlet_status status = clet_link_resolve(arena, base->address, path, &whole);
    if (status != CHATLET_OK || !lies_in(whole.address, base->address, &rest)) return status;
    return clet_link_join(arena, base->root, rest, address);
}
