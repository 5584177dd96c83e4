/* Misspelt words: which stems of the index a word may have meant.
 *
 * Only words that the index does not have, or has in one place, are looked at, so that a question
 * without mistakes costs and changes nothing. One edit leaves the beginning or the end of a word
 * whole: the dictionary around the word holds the stems that share its beginning, spelling parts
 * those that share its end. */
#ifndef CLET_RUNTIME_INDEX_REPAIR_H
#define CLET_RUNTIME_INDEX_REPAIR_H

#include "query_terms.h"

enum { CLET_REPAIR_PARTS_MAX = 8, CLET_REPAIR_WORDS_MAX = 4 };

/* True when `term`, whose postings were looked up, may be misspelt. */
bool clet_repair_wants(const chatlet_bundle *bundle, const clet_query_term *term);

/* Names the parts that may hold what `term` meant: at most CLET_REPAIR_PARTS_MAX; gives how
 * many. */
uint32_t clet_repair_parts(const chatlet_bundle *bundle, const clet_query_term *term,
                           uint32_t parts[CLET_REPAIR_PARTS_MAX]);

/* Reads those of `parts` that are there and adds the nearest stems as alternatives of `term`'s
 * slot. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_repair_add(clet_query_terms *terms, clet_arena *arena,
                                                const chatlet_bundle *bundle, clet_stemmer *stemmer,
                                                uint32_t slot, const uint32_t *parts,
                                                uint32_t part_count);

#endif
