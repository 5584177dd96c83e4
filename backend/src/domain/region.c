#include "region.h"

#include <stdarg.h>
#include <string.h>

enum { ALIGNMENT = 16 };

typedef struct region_block {
    struct region_block *older;
    size_t used_bytes;
    size_t size_bytes; /* behind this header */
    size_t padding;
} region_block;

_Static_assert(sizeof(region_block) % ALIGNMENT == 0, "memory behind the header must be aligned");

static void *allocate(void *context, size_t size_bytes) { return region_take(context, size_bytes); }

static void release(void *context, void *memory) {
    (void)context;
    (void)memory;
}

void region_init(region *region, const chatlet_allocator *source, size_t maximum_bytes) {
    *region = (struct region){.source = source, .maximum_bytes = maximum_bytes};
    region->allocator = (chatlet_allocator){region, allocate, release};
}

/* A block of its own for what is larger than usual, so that the block in use is not given up. */
static region_block *add_block(region *region, size_t needed_bytes) {
    size_t size_bytes = REGION_BLOCK_BYTES - sizeof(region_block);
    if (size_bytes < needed_bytes) size_bytes = needed_bytes;
    if (size_bytes > region->maximum_bytes - region->size_bytes) return NULL;
    region_block *block =
        region->source->allocate(region->source->context, size_bytes + sizeof *block);
    if (block == NULL) return NULL;
    *block = (region_block){.older = region->blocks, .size_bytes = size_bytes};
    region->size_bytes += size_bytes;
    bool is_large = needed_bytes >= (size_t)REGION_BLOCK_BYTES / 4;
    if (is_large && region->blocks != NULL) {
        block->older = region->blocks->older;
        region->blocks->older = block;
    } else {
        region->blocks = block;
    }
    return block;
}

void *region_take(region *region, size_t size_bytes) {
    if (region->failed) return NULL;
    if (size_bytes > region->maximum_bytes) {
        region->failed = true;
        return NULL;
    }
    size_t rounded = (size_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    region_block *block = region->blocks;
    if (block == NULL || block->size_bytes - block->used_bytes < rounded) {
        block = add_block(region, rounded);
        if (block == NULL) {
            region->failed = true;
            return NULL;
        }
    }
    void *memory = (char *)(block + 1) + block->used_bytes;
    block->used_bytes += rounded;
    memset(memory, 0, size_bytes);
    return memory;
}

chatlet_str region_copy(region *region, chatlet_str text) { return region_join(region, 1, text); }

chatlet_str region_join(region *region, size_t count, ...) {
    size_t size_bytes = 0;
    va_list parts;
    va_start(parts, count);
    for (size_t i = 0; i < count; i++) {
        size_t part_bytes = va_arg(parts, chatlet_str).size_bytes;
        /* Texts lie in memory, so a sum of sixteen of them can't wrap; a region holds less. */
        if (part_bytes > region->maximum_bytes - size_bytes)
            size_bytes = region->maximum_bytes;
        else
            size_bytes += part_bytes;
    }
    va_end(parts);
    char *memory =
        region_take(region, size_bytes < region->maximum_bytes ? size_bytes + 1 : SIZE_MAX);
    if (memory == NULL) return (chatlet_str){.data = NULL, .size_bytes = 0};
    size_t at = 0;
    va_start(parts, count);
    for (size_t i = 0; i < count; i++) {
        chatlet_str part = va_arg(parts, chatlet_str);
        if (part.size_bytes > 0) memcpy(memory + at, part.data, part.size_bytes);
        at += part.size_bytes;
    }
    va_end(parts);
    return (chatlet_str){.data = memory, .size_bytes = at};
}

static void give_back(region *region, region_block *block) {
    region->size_bytes -= block->size_bytes;
    region->source->release(region->source->context, block);
}

void region_reset(region *region) {
    region_block *kept = NULL;
    while (region->blocks != NULL) {
        region_block *block = region->blocks;
        region->blocks = block->older;
        if (kept == NULL && block->size_bytes == REGION_BLOCK_BYTES - sizeof *block) {
            kept = block;
        } else {
            give_back(region, block);
        }
    }
    region->failed = false;
    if (kept == NULL) return;
    kept->older = NULL;
    kept->used_bytes = 0;
    region->blocks = kept;
}

void region_free(region *region) {
    while (region->blocks != NULL) {
        region_block *block = region->blocks;
        region->blocks = block->older;
        give_back(region, block);
    }
}
