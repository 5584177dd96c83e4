#include "best_list.h"

#include <string.h>

void clet_keep_best(void *items, size_t item_bytes, uint32_t capacity, uint32_t *count,
                    const void *item) {
    char *first = items;
    uint64_t key;
    uint64_t other;
    uint32_t place = *count;
    memcpy(&key, item, sizeof key);
    for (; place > 0; place--) {
        memcpy(&other, first + (place - 1) * item_bytes, sizeof other);
        if (other >= key) break;
    }
    if (place == capacity) return;
    if (*count < capacity) (*count)++;
    memmove(first + (place + 1) * item_bytes, first + place * item_bytes,
            (*count - 1 - place) * item_bytes);
    memcpy(first + place * item_bytes, item, item_bytes);
}
