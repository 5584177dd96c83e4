/* Blocks are cut off the region one behind the other; freed ones wait in a list of their size class
 * until one of that class is asked for. */
#include "parser_memory.h"

#include "../base/assert.h"
#include "../base/checked.h"

#include <string.h>

/* Every block begins with this. The list number says how large it is. */
typedef struct block_head {
    uint64_t list;
    uint64_t padding; /* keeps what follows aligned for any type */
} block_head;

enum {
    STEP_BYTES = 16,      /* of the small classes, one for each multiple … */
    SMALL_BYTES_MAX = 512 /* … up to here; above, classes double */
};
enum { SMALL_LISTS = SMALL_BYTES_MAX / STEP_BYTES };

/* The class that `size_bytes` falls into, from 0. */
static uint32_t list_of(size_t size_bytes) {
    if (size_bytes <= STEP_BYTES) return 0;
    if (size_bytes <= SMALL_BYTES_MAX) return (uint32_t)((size_bytes - 1) / STEP_BYTES);
    uint32_t list = SMALL_LISTS;
    size_t largest = (size_t)SMALL_BYTES_MAX * 2;
    while (largest < size_bytes && list + 1 < CLET_PARSER_MEMORY_LISTS) {
        largest *= 2;
        list++;
    }
    return list;
}

/* Largest size of class `list`. */
static size_t list_bytes(uint32_t list) {
    if (list < SMALL_LISTS) return (size_t)(list + 1) * STEP_BYTES;
    return (size_t)SMALL_BYTES_MAX << (list - SMALL_LISTS + 1);
}

chatlet_status clet_parser_memory_reserve(clet_parser_memory *memory,
                                          const chatlet_allocator *allocator,
                                          size_t document_bytes) {
    size_t size_bytes;
    if (!clet_checked_multiply(document_bytes, CHATLET_PARSER_BYTES_FACTOR, &size_bytes) ||
        !clet_checked_add(size_bytes, CHATLET_PARSER_BYTES_BASE, &size_bytes)) {
        return CHATLET_ERR_MEMORY;
    }
    if (size_bytes > CHATLET_PARSER_BYTES_MAX) size_bytes = CHATLET_PARSER_BYTES_MAX;
    char *region = allocator->allocate(allocator->context, size_bytes);
    if (region == NULL) return CHATLET_ERR_MEMORY;
    memset(memory, 0, sizeof *memory);
    memory->allocator = allocator;
    memory->region = region;
    memory->size_bytes = size_bytes;
    return CHATLET_OK;
}

static _Noreturn void leave(clet_parser_memory *memory) { longjmp(memory->exhausted, 1); }

void *clet_parser_memory_allocate(clet_parser_memory *memory, size_t size_bytes) {
    if (size_bytes > memory->size_bytes) leave(memory);
    const uint32_t list = list_of(size_bytes);
    if (memory->free_lists[list] != NULL) {
        void *block = memory->free_lists[list];
        memcpy(&memory->free_lists[list], block, sizeof(void *));
        return block;
    }
    const size_t block_bytes = list_bytes(list) + sizeof(block_head);
    if (memory->size_bytes - memory->used_bytes < block_bytes) leave(memory);
    block_head *head = (block_head *)(void *)(memory->region + memory->used_bytes);
    memory->used_bytes += block_bytes;
    head->list = list;
    return head + 1;
}

void *clet_parser_memory_resize(clet_parser_memory *memory, void *old, size_t size_bytes) {
    if (old == NULL) return clet_parser_memory_allocate(memory, size_bytes);
    const size_t old_bytes = list_bytes((uint32_t)((block_head *)old - 1)->list);
    if (size_bytes <= old_bytes) return old;
    void *block = clet_parser_memory_allocate(memory, size_bytes);
    memcpy(block, old, old_bytes);
    clet_parser_memory_free(memory, old);
    return block;
}

void clet_parser_memory_free(clet_parser_memory *memory, void *block) {
    if (block == NULL) return;
    const uint64_t list = ((block_head *)block - 1)->list;
    CLET_ASSERT(list < CLET_PARSER_MEMORY_LISTS);
    memcpy(block, &memory->free_lists[list], sizeof(void *));
    memory->free_lists[list] = block;
}

void clet_parser_memory_release(clet_parser_memory *memory) {
    memory->allocator->release(memory->allocator->context, memory->region);
    memory->region = NULL;
}
