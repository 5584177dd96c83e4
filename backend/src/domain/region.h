/* Memory of one request: taken piece by piece, given back all at once when the request ends. */
#ifndef REGION_H
#define REGION_H

#include <chatlet/base.h>

enum { REGION_BLOCK_BYTES = 16 * 1024, REGION_BYTES_MAX = 64 * 1024 * 1024 };

/* Not shared between threads. */
typedef struct region {
    chatlet_allocator allocator;     /* for the engine: takes from here, release does nothing */
    const chatlet_allocator *source; /* borrowed until region_free */
    struct region_block *blocks;     /* owned */
    size_t size_bytes;               /* taken of `source` so far */
    size_t maximum_bytes;
    bool failed; /* memory was refused, or the maximum reached; sticks until region_reset */
} region;

/* An empty region that takes at most `maximum_bytes` of `source`. It must not be moved. */
void region_init(region *region, const chatlet_allocator *source, size_t maximum_bytes);

/* `size_bytes` (0 is allowed), aligned for any type, all zero; NULL after a failure. */
void *region_take(region *region, size_t size_bytes);

/* A copy that lives as long as the region; a zero byte follows it, which is not counted. Empty
 * after a failure. */
chatlet_str region_copy(region *region, chatlet_str text);

/* The texts one behind the other: region_join(region, 3, a, b, c). Each argument a chatlet_str. */
chatlet_str region_join(region *region, size_t count, ...);

/* Keeps one block for the next request and frees the rest; the failure is forgotten. */
void region_reset(region *region);

void region_free(region *region);

#endif
