#include "answer_evidence.h"

#include "../base/fixed_log.h"

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

static word_weights weigh_words(const clet_query_terms *terms, const clet_answer *answer) {
    word_weights weights = {0};
    for (uint32_t slot = 0; slot < terms->word_count; slot++) {
        const uint64_t weight = clet_query_slot_weight(terms, slot);
        weights.all += weight;
        weights.found += weight * quarters_of(answer, slot);
        if (is_known(&terms->items[slot])) continue;
        *(is_stood_for(terms, slot) ? &weights.stood_for : &weights.unknown) += weight;
    }
    return weights;
}

uint32_t clet_answer_coverage(const clet_query_terms *terms, const clet_answer *answer) {
    const word_weights weights = weigh_words(terms, answer);
    return weights.all == 0 ? 0 : (uint32_t)(weights.found * 1000000 / (weights.all * 4));
}

static int64_t log_of(uint64_t value) { return (int64_t)clet_log2_q16(value); }

uint32_t clet_answer_evidence(const clet_query_terms *terms, const clet_answer *answer) {
    const word_weights weights = weigh_words(terms, answer);
    if (weights.found == 0 || answer->score == 0 || weights.unknown >= weights.all) return 0;
    const uint64_t known_q2 = (weights.all - weights.unknown) * 4 - weights.stood_for;
    const int64_t all = log_of(weights.all);
    const int64_t quarters = 2 << 16; /* log2 of 4 */
    const int64_t words_worth = log_of(answer->score) + log_of(terms->word_count) - all;
    const int64_t evidence = CLET_EVIDENCE_ONE + (log_of(weights.found) - quarters - all) +
                             (log_of(known_q2) - quarters - all) + words_worth * 3 / 4;
    if (evidence < 0) return 0;
    return evidence > CLET_EVIDENCE_MAX ? CLET_EVIDENCE_MAX : (uint32_t)evidence;
}
