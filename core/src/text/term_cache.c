#include "term_cache.h"

#include <string.h>

clet_cached_term *clet_term_cache_find(clet_term_cache *cache, chatlet_str word) {
    uint32_t hash = 0;
    for (size_t i = 0; i < word.size_bytes; i++)
        hash = (hash ^ (unsigned char)word.data[i]) * 0x01000193u;
    return &cache->terms[(hash ^ hash >> 16) % CLET_CACHED_COUNT];
}

bool clet_cached_term_is(const clet_cached_term *cached, chatlet_str word) {
    return cached->word_bytes == word.size_bytes &&
           memcmp(cached->word, word.data, word.size_bytes) == 0;
}

void clet_cached_term_set(clet_cached_term *cached, chatlet_str word, chatlet_str term,
                          bool is_stop) {
    if (term.size_bytes > CLET_CACHED_BYTES_MAX) return;
    cached->word_bytes = (uint8_t)word.size_bytes;
    cached->term_bytes = (uint8_t)term.size_bytes;
    cached->is_stop = is_stop;
    memcpy(cached->word, word.data, word.size_bytes);
    memcpy(cached->term, term.data, term.size_bytes);
}
