#include "cli_names.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

/* FNV-1a. Who chooses the names only slows down their own run. */
static uint64_t hash_of(chatlet_str name) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < name.size_bytes; i++)
        hash = (hash ^ (unsigned char)name.data[i]) * UINT64_C(0x100000001B3);
    return hash ^ hash >> 32;
}

static bool is_equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes &&
           (a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

/* The slot that holds `name`, or the free one it belongs to. */
static uint32_t find_slot(const cli_names *names, chatlet_str name) {
    uint32_t slot = (uint32_t)hash_of(name) & (names->slot_count - 1);
    while (names->slots[slot] != 0 && !is_equal(names->names[names->slots[slot] - 1], name))
        slot = (slot + 1) & (names->slot_count - 1);
    return slot;
}

static void grow(cli_names *names) {
    names->slot_count = names->slot_count == 0 ? FIRST_SLOTS : names->slot_count * 2;
    names->names = cli_grow(names->names, names->slot_count / 2, sizeof(*names->names));
    names->slots = cli_grow(names->slots, names->slot_count, sizeof(*names->slots));
    memset(names->slots, 0, names->slot_count * sizeof(*names->slots));
    for (uint32_t i = 0; i < names->count; i++)
        names->slots[find_slot(names, names->names[i])] = i + 1;
}

uint32_t cli_names_find(const cli_names *names, chatlet_str name) {
    if (names->count == 0) return CLI_NAMES_NONE;
    return names->slots[find_slot(names, name)] - 1; /* a free slot's 0 becomes CLI_NAMES_NONE */
}

uint32_t cli_names_add(cli_names *names, chatlet_str name) {
    if (names->count == names->slot_count / 2) grow(names);
    const uint32_t slot = find_slot(names, name);
    if (names->slots[slot] != 0) return CLI_NAMES_NONE;
    names->names[names->count] =
        (chatlet_str){.data = cli_memory_copy(&names->memory, name), .size_bytes = name.size_bytes};
    names->slots[slot] = ++names->count;
    return names->count - 1;
}

void cli_names_free(cli_names *names) {
    free(names->names);
    free(names->slots);
    cli_memory_free(&names->memory);
    *names = (cli_names){0};
}
