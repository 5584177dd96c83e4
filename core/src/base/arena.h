/* Memory that is freed all at once: one arena per compile, per open bundle, per step. */
#ifndef CLET_BASE_ARENA_H
#define CLET_BASE_ARENA_H

#include <chatlet/base.h>

typedef struct clet_arena_chunk clet_arena_chunk;

/* Holds nothing until the first allocation. Copying an arena is a mistake. */
typedef struct clet_arena {
    const chatlet_allocator *allocator; /* borrowed until clet_arena_free */
    clet_arena_chunk *newest;
    size_t chunk_size_bytes; /* of the next chunk; doubles up to a bound */
} clet_arena;

/* An empty arena over `allocator`. */
void clet_arena_init(clet_arena *arena, const chatlet_allocator *allocator);

/* `size_bytes` of zeroed memory aligned for any type, valid until the arena is freed; NULL when the
 * allocator refused. A size of 0 gives a valid pointer to nothing. */
void *clet_arena_allocate(clet_arena *arena, size_t size_bytes);

/* Room for `count` things of `size_bytes`; NULL also when the product does not fit. */
void *clet_arena_allocate_array(clet_arena *arena, size_t count, size_t size_bytes);

/* A larger array with the `count` things of `old` in it: for twice *capacity, or `first` when that
 * is 0; *capacity gets the new one. `old` stays until the arena is freed. NULL when the allocator
 * refused; nothing changed then. */
void *clet_arena_grow_array(clet_arena *arena, const void *old, uint32_t count, size_t size_bytes,
                            uint32_t first, uint32_t *capacity);

/* Copies text into the arena. */
CHATLET_MUST_USE chatlet_status clet_arena_copy(clet_arena *arena, chatlet_str text,
                                                chatlet_str *copy);

/* Frees every allocation; the arena is empty and usable again. */
void clet_arena_free(clet_arena *arena);

/* The same, but one block of memory stays for what comes next: an arena that is emptied again and
 * again asks its allocator for nothing. */
void clet_arena_reset(clet_arena *arena);

#endif
