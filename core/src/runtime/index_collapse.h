/* Passages that say nearly the same are shown once. */
#ifndef CLET_RUNTIME_INDEX_COLLAPSE_H
#define CLET_RUNTIME_INDEX_COLLAPSE_H

#include "../base/arena.h"
#include "../text/stem.h"

/* The set of a text's words, as sorted hashes. */
typedef struct clet_word_set {
    uint32_t *hashes; /* arena; rising, each once */
    uint32_t count;
} clet_word_set;

/* Makes the word set of `text` in `arena`. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_word_set_make(clet_arena *arena, clet_stemmer *stemmer,
                                                   chatlet_str text, clet_word_set *set);

/* True when the texts share at least 85 % of the words of either (Jaccard similarity). */
bool clet_word_sets_nearly_equal(const clet_word_set *a, const clet_word_set *b);

#endif
