#include "answer_evidence.h"

#include "../base/fixed_log.h"

/* A short question counts as one of so many words: who finds all of two words is answered. */
enum { WORDS_MIN = 4 };

/* Weights of the question's words, x 65,536. */
typedef struct word_weights {
    uint64_t all;
    uint64_t unknown;   /* nothing in the index, nor anything that stands for them */
    uint64_t stood_for; /* only known by another word: a repair or a synonym */
    uint64_t found;     /* in quarters */
} word_weights;

static bool is_known(const clet_query_term *term) {
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        if (term->postings[field].count > 0) return true;
    }
    return false;
}

static bool is_stood_for(const clet_query_terms *terms, uint32_t slot) {
    for (uint32_t i = terms->word_count; i < terms->count; i++) {
        if (terms->items[i].slot == slot && is_known(&terms->items[i])) return true;
    }
    return false;
}

static uint32_t quarters_of(const clet_answer *answer, uint32_t slot) {
    const uint32_t bit = 1u << slot;
    if ((answer->near_slots & bit) != 0) return 4;
    if ((answer->section_slots & bit) != 0) return 3;
    return (answer->page_slots & bit) != 0 ? 2 : 0;
}

/* An unknown word tells no more than one that stands on one page: by the formula of index_rank.c
 * alone it would be worth log2 3 more, in a small site as much as two such words. */
static uint64_t weigh_word(const clet_query_terms *terms, uint32_t slot, bool is_unknown) {
    const uint64_t weight = clet_query_slot_weight(terms, slot);
    const uint64_t log2_3_q16 = 103872;
    const uint64_t more = log2_3_q16 * terms->items[slot].share_q8 / CLET_SHARE_WHOLE;
    if (!is_unknown) return weight;
    return weight > more ? weight - more : 0;
}

static word_weights weigh_words(const clet_query_terms *terms, const clet_answer *answer) {
    word_weights weights = {0};
    for (uint32_t slot = 0; slot < terms->word_count; slot++) {
        const bool is_known_itself = is_known(&terms->items[slot]);
        const bool is_unknown = !is_known_itself && !is_stood_for(terms, slot);
        const uint64_t weight = weigh_word(terms, slot, is_unknown);
        weights.all += weight;
        weights.found += weight * quarters_of(answer, slot);
        if (is_unknown) weights.unknown += weight;
        if (!is_unknown && !is_known_itself) weights.stood_for += weight;
    }
    return weights;
}

uint32_t clet_answer_coverage(const clet_query_terms *terms, const clet_answer *answer) {
    uint64_t all = 0;
    uint64_t found = 0; /* in quarters */
    for (uint32_t slot = 0; slot < terms->word_count; slot++) {
        const uint64_t weight = clet_query_slot_weight(terms, slot);
        all += weight * 4;
        found += weight * quarters_of(answer, slot);
    }
    return all == 0 ? 0 : (uint32_t)(found * 1000000 / all);
}

static int64_t log_of(uint64_t value) { return (int64_t)clet_log2_q16(value); }

uint32_t clet_answer_evidence(const clet_query_terms *terms, const clet_answer *answer) {
    const word_weights weights = weigh_words(terms, answer);
    if (weights.found == 0 || answer->score == 0 || weights.unknown >= weights.all) return 0;
    const int64_t all = log_of(weights.all);
    const int64_t quarters = 2 << 16; /* log2 of 4 */
    const int64_t covered = log_of(weights.found) - quarters - all;
    const int64_t known =
        log_of((weights.all - weights.unknown) * 4 - weights.stood_for) - quarters - all;
    const uint32_t words = terms->word_count > WORDS_MIN ? terms->word_count : WORDS_MIN;
    const int64_t words_worth = log_of(answer->score) + log_of(words) - all;
    /* Halves of negative numbers go towards 0 everywhere. */
    const int64_t evidence = CLET_EVIDENCE_ONE + covered + known / 2 + words_worth * 3 / 4;
    if (evidence < 0) return 0;
    return evidence > CLET_EVIDENCE_MAX ? CLET_EVIDENCE_MAX : (uint32_t)evidence;
}
