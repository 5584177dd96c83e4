/* Terms of words met before. Texts repeat their words: of a manual's, nineteen in twenty are found
 * here, and finding one costs a tenth of looking it up among the function words and stemming it. */
#ifndef CLET_TEXT_TERM_CACHE_H
#define CLET_TEXT_TERM_CACHE_H

#include <chatlet/base.h>

/* Longer words are rare enough to be worked out each time. */
enum { CLET_CACHED_BYTES_MAX = 24, CLET_CACHED_COUNT = 1024 };

typedef struct clet_cached_term {
    uint8_t word_bytes; /* 0: empty */
    uint8_t term_bytes;
    bool is_stop;
    char word[CLET_CACHED_BYTES_MAX];
    char term[CLET_CACHED_BYTES_MAX];
} clet_cached_term;

/* One entry for each hash; a newer word takes the place of an older one. */
typedef struct clet_term_cache {
    clet_cached_term terms[CLET_CACHED_COUNT];
} clet_term_cache;

/* The place for `word`, of 1 to CLET_CACHED_BYTES_MAX bytes: it holds the word, or is to be filled
 * by clet_cached_term_set. */
clet_cached_term *clet_term_cache_find(clet_term_cache *cache, chatlet_str word);

bool clet_cached_term_is(const clet_cached_term *cached, chatlet_str word);

/* Remembers a term of up to CLET_CACHED_BYTES_MAX bytes; a longer one is not. */
void clet_cached_term_set(clet_cached_term *cached, chatlet_str word, chatlet_str term,
                          bool is_stop);

#endif
