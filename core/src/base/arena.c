#include "arena.h"

#include "assert.h"
#include "checked.h"

#include <string.h>

enum {
    FIRST_CHUNK_BYTES = 4 * 1024,
    LARGEST_CHUNK_BYTES = 1024 * 1024,
    KEPT_CHUNK_BYTES_MAX = 64 * 1024,
    ALIGNMENT = 16
};

struct clet_arena_chunk {
    clet_arena_chunk *older;
    size_t used_bytes;
    size_t size_bytes; /* of the memory behind this header */
    size_t padding;    /* keeps what follows aligned on 32-bit and 64-bit machines */
};

_Static_assert(sizeof(clet_arena_chunk) % ALIGNMENT == 0,
               "memory behind the header must be aligned");

void clet_arena_init(clet_arena *arena, const chatlet_allocator *allocator) {
    CLET_ASSERT(allocator != NULL);
    *arena =
        (clet_arena){.allocator = allocator, .newest = NULL, .chunk_size_bytes = FIRST_CHUNK_BYTES};
}

static clet_arena_chunk *add_chunk(clet_arena *arena, size_t needed_bytes) {
    size_t size_bytes = arena->chunk_size_bytes;
    size_t total;
    if (size_bytes < needed_bytes) size_bytes = needed_bytes;
    if (!clet_checked_add(size_bytes, sizeof(clet_arena_chunk), &total)) return NULL;

    clet_arena_chunk *chunk = arena->allocator->allocate(arena->allocator->context, total);
    if (chunk == NULL) return NULL;
    *chunk = (clet_arena_chunk){.older = arena->newest, .used_bytes = 0, .size_bytes = size_bytes};
    arena->newest = chunk;
    if (arena->chunk_size_bytes < LARGEST_CHUNK_BYTES) arena->chunk_size_bytes *= 2;
    return chunk;
}

void *clet_arena_allocate(clet_arena *arena, size_t size_bytes) {
    size_t rounded;
    if (!clet_checked_add(size_bytes, ALIGNMENT - 1, &rounded)) return NULL;
    rounded -= rounded % ALIGNMENT;

    clet_arena_chunk *chunk = arena->newest;
    if (chunk == NULL || chunk->size_bytes - chunk->used_bytes < rounded) {
        chunk = add_chunk(arena, rounded);
        if (chunk == NULL) return NULL;
    }
    void *memory = (char *)(chunk + 1) + chunk->used_bytes;
    chunk->used_bytes += rounded;
    memset(memory, 0, size_bytes);
    return memory;
}

void *clet_arena_allocate_array(clet_arena *arena, size_t count, size_t size_bytes) {
    size_t total;
    if (!clet_checked_multiply(count, size_bytes, &total)) return NULL;
    return clet_arena_allocate(arena, total);
}

void *clet_arena_grow_array(clet_arena *arena, const void *old, uint32_t count, size_t size_bytes,
                            uint32_t first, uint32_t *capacity) {
    CLET_ASSERT(count <= *capacity);
    CLET_ASSERT(*capacity <= UINT32_MAX / 2);
    const uint32_t wanted = *capacity == 0 ? first : *capacity * 2;
    void *grown = clet_arena_allocate_array(arena, wanted, size_bytes);
    if (grown == NULL) return NULL;
    if (count > 0) memcpy(grown, old, count * size_bytes);
    *capacity = wanted;
    return grown;
}

chatlet_status clet_arena_copy(clet_arena *arena, chatlet_str text, chatlet_str *copy) {
    char *memory = clet_arena_allocate(arena, text.size_bytes);
    if (memory == NULL) return CHATLET_ERR_MEMORY;
    if (text.size_bytes > 0) memcpy(memory, text.data, text.size_bytes);
    *copy = (chatlet_str){.data = memory, .size_bytes = text.size_bytes};
    return CHATLET_OK;
}

static void release_chunks(clet_arena *arena, clet_arena_chunk *chunk) {
    while (chunk != NULL) {
        clet_arena_chunk *older = chunk->older;
        arena->allocator->release(arena->allocator->context, chunk);
        chunk = older;
    }
}

void clet_arena_free(clet_arena *arena) {
    release_chunks(arena, arena->newest);
    clet_arena_init(arena, arena->allocator);
}

/* A large block was for something rare, and is given back. */
void clet_arena_reset(clet_arena *arena) {
    clet_arena_chunk *kept = arena->newest;
    if (kept == NULL) return;
    if (kept->size_bytes > KEPT_CHUNK_BYTES_MAX) {
        clet_arena_free(arena);
        return;
    }
    release_chunks(arena, kept->older);
    kept->older = NULL;
    kept->used_bytes = 0;
}
