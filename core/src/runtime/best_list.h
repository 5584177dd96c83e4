/* The best of many, kept in order. */
#ifndef CLET_RUNTIME_BEST_LIST_H
#define CLET_RUNTIME_BEST_LIST_H

#include <chatlet/base.h>

/* Keeps the `capacity` best of what it is given, by falling key, equal ones in the order they came.
 * An item is `item_bytes` large and begins with its key, a uint64_t. */
void clet_keep_best(void *items, size_t item_bytes, uint32_t capacity, uint32_t *count,
                    const void *item);

#endif
