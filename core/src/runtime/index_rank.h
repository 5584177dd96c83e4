/* Ranking by postings and lengths alone: which sections may answer. Every formula of it stands
 * here, those that need texts in index_passage.h. */
#ifndef CLET_RUNTIME_INDEX_RANK_H
#define CLET_RUNTIME_INDEX_RANK_H

#include "query_terms.h"

#include <chatlet/query.h>

/* A section that may answer. Bit i of a set of slots: word i of the question, or another that
 * stands for it. */
typedef struct clet_candidate {
    uint64_t score; /* x 65,536, at most UINT32_MAX; the key of best_list.h */
    uint32_t section;
    uint32_t document;
    uint64_t section_terms; /* bit i: term i stands in the section's body or headings */
    uint32_t pieces;        /* bit i: piece i of the section is read; chosen by index_piece.h */
    uint32_t section_slots; /* of section_terms */
    uint32_t title_slots;   /* in the page's title, or in links to it */
    uint32_t page_slots;    /* anywhere on the page */
} clet_candidate;

/* What to collect. */
typedef struct clet_rank_options {
    uint32_t without;      /* sum of chatlet_query_part */
    uint32_t per_document; /* candidates of one page, at least 1 */
    uint32_t capacity;     /* candidates in all, at least 1 */
    bool hides_document;   /* no candidate is of hidden_document */
    uint32_t hidden_document;
    const uint8_t *allowed; /* by document: 0 leaves it out; NULL: none is */
} clet_rank_options;

/* Fills `candidates` (room for options->capacity) with the best sections by falling score, equal
 * scores by section number, and sets page_count and weight of each term. Scratch memory comes from
 * `arena`: about 16 bytes a section. CHATLET_ERR_MEMORY is the only failure. Cost: the postings of
 * the terms, and once all sections. */
CHATLET_MUST_USE chatlet_status clet_rank_sections(const chatlet_bundle *bundle,
                                                   clet_query_terms *terms,
                                                   const clet_rank_options *options,
                                                   clet_arena *arena, clet_candidate *candidates,
                                                   uint32_t *count);

#endif
