/* A hash map from text to a number, in an arena. Keys keep the order in which they came, so that
 * walking it is deterministic. */
#ifndef CLET_BASE_MAP_H
#define CLET_BASE_MAP_H

#include "arena.h"

typedef struct clet_map_entry {
    chatlet_str key; /* arena */
    uint32_t value;
    uint32_t hash; /* low bits of the key's hash */
} clet_map_entry;

typedef struct clet_map {
    clet_arena *arena;       /* borrowed; the map lives as long */
    clet_map_entry *entries; /* in the order of insertion */
    uint32_t *slots; /* entry number + 1, or 0; a power of two of them, at least half empty */
    uint32_t count;
    uint32_t slot_count;
} clet_map;

/* An empty map in `arena`. */
void clet_map_init(clet_map *map, clet_arena *arena);

/* Finds `key`, or adds a copy of it with `value`.
 * *entry  the entry; valid until the next insertion. *added tells whether it is new; NULL is
 * allowed. CHATLET_ERR_MEMORY: the map is as before. CHATLET_ERR_LIMIT: more than 2^29 keys. */
CHATLET_MUST_USE chatlet_status clet_map_insert(clet_map *map, chatlet_str key, uint32_t value,
                                                clet_map_entry **entry, bool *added);

/* The entry of `key`, or NULL. */
clet_map_entry *clet_map_find(const clet_map *map, chatlet_str key);

#endif
