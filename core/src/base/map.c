#include "map.h"

#include "assert.h"
#include "hash.h"
#include "str.h"

#include <string.h>

enum { FIRST_SLOT_COUNT = 16, SLOT_COUNT_MAX = 1 << 30 };

void clet_map_init(clet_map *map, clet_arena *arena) { *map = (clet_map){.arena = arena}; }

static void put_slot(uint32_t *slots, uint32_t slot_count, uint32_t hash, uint32_t number) {
    uint32_t slot = hash & (slot_count - 1);
    while (slots[slot] != 0)
        slot = (slot + 1) & (slot_count - 1);
    slots[slot] = number;
}

static chatlet_status grow(clet_map *map) {
    const uint32_t slot_count = map->slot_count == 0 ? FIRST_SLOT_COUNT : map->slot_count * 2;
    if (slot_count > SLOT_COUNT_MAX) return CHATLET_ERR_LIMIT;
    uint32_t *slots = clet_arena_allocate_array(map->arena, slot_count, sizeof *slots);
    clet_map_entry *entries =
        clet_arena_allocate_array(map->arena, slot_count / 2, sizeof *entries);
    if (slots == NULL || entries == NULL) return CHATLET_ERR_MEMORY;

    for (uint32_t i = 0; i < map->count; i++)
        put_slot(slots, slot_count, map->entries[i].hash, i + 1);
    if (map->count > 0) memcpy(entries, map->entries, map->count * sizeof *entries);
    map->slots = slots;
    map->entries = entries;
    map->slot_count = slot_count;
    return CHATLET_OK;
}

static clet_map_entry *find_hashed(const clet_map *map, chatlet_str key, uint32_t hash) {
    if (map->slot_count == 0) return NULL;
    for (uint32_t slot = hash & (map->slot_count - 1); map->slots[slot] != 0;
         slot = (slot + 1) & (map->slot_count - 1)) {
        clet_map_entry *entry = &map->entries[map->slots[slot] - 1];
        if (entry->hash == hash && clet_str_equal(entry->key, key)) return entry;
    }
    return NULL;
}

clet_map_entry *clet_map_find(const clet_map *map, chatlet_str key) {
    return find_hashed(map, key, (uint32_t)clet_hash(key));
}

chatlet_status clet_map_insert(clet_map *map, chatlet_str key, uint32_t value,
                               clet_map_entry **entry, bool *added) {
    const uint32_t hash = (uint32_t)clet_hash(key);
    clet_map_entry *found = find_hashed(map, key, hash);
    const bool is_new = found == NULL;
    if (is_new) {
        if (map->count >= map->slot_count / 2) {
            const chatlet_status status = grow(map);
            if (status != CHATLET_OK) return status;
        }
        chatlet_str copy;
        const chatlet_status status = clet_arena_copy(map->arena, key, &copy);
        if (status != CHATLET_OK) return status;
        found = &map->entries[map->count++];
        *found = (clet_map_entry){.key = copy, .value = value, .hash = hash};
        put_slot(map->slots, map->slot_count, hash, map->count);
    }
    if (added != NULL) *added = is_new;
    *entry = found;
    return CHATLET_OK;
}
