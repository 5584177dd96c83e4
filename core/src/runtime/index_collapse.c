#include "index_collapse.h"

#include "../base/hash.h"
#include "../text/analyze.h"

enum { SIMILAR_PERCENT = 85 };

/* Heap sort: in place and never quadratic. */
static void sift_down(uint32_t *items, uint32_t root, uint32_t count) {
    while (2 * root + 1 < count) {
        uint32_t child = 2 * root + 1;
        if (child + 1 < count && items[child + 1] > items[child]) child++;
        if (items[root] >= items[child]) return;
        const uint32_t swap = items[root];
        items[root] = items[child];
        items[child] = swap;
        root = child;
    }
}

static void sort(uint32_t *items, uint32_t count) {
    for (uint32_t root = count / 2; root > 0; root--)
        sift_down(items, root - 1, count);
    for (uint32_t end = count; end > 1; end--) {
        const uint32_t largest = items[0];
        items[0] = items[end - 1];
        items[end - 1] = largest;
        sift_down(items, 0, end - 1);
    }
}

static uint32_t drop_repeats(uint32_t *items, uint32_t count) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (kept == 0 || items[kept - 1] != items[i]) items[kept++] = items[i];
    }
    return kept;
}

chatlet_status clet_word_set_make(clet_arena *arena, clet_stemmer *stemmer, chatlet_str text,
                                  clet_word_set *set) {
    uint32_t *hashes = clet_arena_allocate_array(arena, text.size_bytes, sizeof *hashes);
    if (hashes == NULL) return CHATLET_ERR_MEMORY;
    clet_analyzer analyzer;
    clet_term term;
    uint32_t count = 0;
    clet_analyzer_init(&analyzer, stemmer, text);
    while (count < text.size_bytes && clet_analyzer_next(&analyzer, &term)) {
        hashes[count++] =
            (uint32_t)clet_hash((chatlet_str){.data = term.text, .size_bytes = term.size_bytes});
    }
    sort(hashes, count);
    *set = (clet_word_set){.hashes = hashes, .count = drop_repeats(hashes, count)};
    return CHATLET_OK;
}

bool clet_word_sets_nearly_equal(const clet_word_set *a, const clet_word_set *b) {
    uint64_t shared = 0;
    uint32_t i = 0;
    uint32_t j = 0;
    while (i < a->count && j < b->count) {
        if (a->hashes[i] == b->hashes[j]) {
            shared++, i++, j++;
        } else if (a->hashes[i] < b->hashes[j]) {
            i++;
        } else {
            j++;
        }
    }
    const uint64_t all = (uint64_t)a->count + b->count - shared;
    return shared * 100 >= all * SIMILAR_PERCENT;
}
