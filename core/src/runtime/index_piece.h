/* Which pieces of a section are worth reading, by its locator. */
#ifndef CLET_RUNTIME_INDEX_PIECE_H
#define CLET_RUNTIME_INDEX_PIECE_H

#include "index_rank.h"

/* Sets candidate->pieces to the `limit` (at least 1) pieces of its section whose words tell most,
 * the earlier ones of equals; none when the text part of the section's first piece is not there. */
void clet_choose_pieces(const chatlet_bundle *bundle, const clet_query_terms *terms, uint32_t limit,
                        clet_candidate *candidate);

#endif
