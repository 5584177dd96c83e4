/* Ranking by texts: which passages of a page answer, and how well its words stand together. */
#ifndef CLET_RUNTIME_INDEX_PASSAGE_H
#define CLET_RUNTIME_INDEX_PASSAGE_H

#include "index_rank.h"

/* Passages of one piece that are read; by its size a piece has fewer. */
enum { CLET_PIECE_PASSAGES_MAX = 64 };

/* A page that may answer, with the passages that are shown of it, the best one first. */
enum { CLET_ANSWER_PASSAGES_MAX = 3 };
typedef struct clet_answer {
    uint32_t document;
    uint32_t score;         /* x 65,536 */
    uint32_t near_slots;    /* in the best passage, its headings, or the page's title */
    uint32_t section_slots; /* in the sections that were read */
    uint32_t page_slots;    /* anywhere on the page */
    uint32_t passage_count; /* at least 1 */
    uint32_t pieces[CLET_ANSWER_PASSAGES_MAX];   /* numbers in the bundle */
    uint32_t passages[CLET_ANSWER_PASSAGES_MAX]; /* numbers in their pieces */
} clet_answer;

/* Reads the chosen pieces of `candidates` whose texts are there, chooses each page's best passages,
 * and fills `answers` (room for `count`) by falling score, equal scores in the candidates' order.
 * Candidates without a text at hand, or without the phrases asked for, fall out. Scratch memory
 * comes from `arena`. CHATLET_ERR_MEMORY is the only failure. Cost: the texts. */
CHATLET_MUST_USE chatlet_status clet_rank_texts(const chatlet_bundle *bundle, clet_stemmer *stemmer,
                                                const clet_query_terms *terms, uint32_t without,
                                                clet_arena *arena, const clet_candidate *candidates,
                                                uint32_t count, clet_answer *answers,
                                                uint32_t *answer_count);

#endif
