/* Ranking: which passages answer best, from postings and lengths alone. Every formula stands here
 * and nowhere else. */
#ifndef CLET_RUNTIME_INDEX_RANK_H
#define CLET_RUNTIME_INDEX_RANK_H

#include "../base/arena.h"
#include "../bundle/bundle_read.h"

/* A word of the question, as the index knows it. */
typedef struct clet_query_term {
    chatlet_str text; /* the stem */
    uint32_t part;    /* term part that would hold it; 0: none would */
    bool is_stop;     /* a function word: looked up only when there is nothing else */
    clet_postings postings[CLET_FIELD_COUNT]; /* all empty when the index does not have it */
    uint32_t weight; /* how much it tells: its inverse frequency over pages, x 65,536 */
} clet_query_term;

/* A passage that may answer. */
typedef struct clet_candidate {
    uint32_t passage;
    uint32_t document;
    uint32_t score; /* x 65,536 */
    uint32_t
        passage_terms;   /* bit i: term i stands in the passage, its headings or its page's title */
    uint32_t page_terms; /* bit i: term i stands anywhere on the page */
} clet_candidate;

_Static_assert(CHATLET_QUERY_TERMS_MAX <= 32, "terms are bits of a number");

/* Sets the weight of each term from its postings. A term the index does not have weighs most. */
void clet_rank_weigh(const chatlet_bundle *bundle, clet_query_term *terms, uint32_t term_count);

/* Fills `candidates` (room for `capacity`) with the best passages by falling score, equal scores by
 * passage number. Scratch memory comes from `arena`: about 12 bytes a passage. CHATLET_ERR_MEMORY
 * is the only failure. Cost: the postings of the terms, and once all passages. */
CHATLET_MUST_USE chatlet_status clet_rank_passages(const chatlet_bundle *bundle,
                                                   const clet_query_term *terms,
                                                   uint32_t term_count, clet_arena *arena,
                                                   clet_candidate *candidates, uint32_t capacity,
                                                   uint32_t *count);

/* What neighbouring words of the question standing close together in `text` add to a score, x
 * 65,536. */
typedef struct clet_stemmer clet_stemmer;
uint32_t clet_rank_proximity(clet_stemmer *stemmer, const clet_query_term *terms,
                             uint32_t term_count, chatlet_str text);

/* How sure it is that the candidate answers, 0 to 1,000,000: the share of what the question's words
 * tell that the passage has. A word found only elsewhere on its page counts half. */
uint32_t clet_rank_confidence(const clet_query_term *terms, uint32_t term_count,
                              const clet_candidate *candidate);

#endif
