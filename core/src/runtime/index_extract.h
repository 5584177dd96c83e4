/* A readable extract of a passage: the stretch of whole sentences that has most of the question,
 * its words marked. */
#ifndef CLET_RUNTIME_INDEX_EXTRACT_H
#define CLET_RUNTIME_INDEX_EXTRACT_H

#include "query_terms.h"

typedef struct clet_extract {
    chatlet_str tokens; /* CBOR array as chatlet/session.h describes them */
    chatlet_str text;   /* the same without marks; blocks on lines of their own */
} clet_extract;

/* Makes the extract of a page's best passages, `texts` (text_marks.h), best first; both results in
 * `arena`. The first gives the most: CHATLET_EXTRACT_BYTES_MAX bytes; each further one a sentence
 * or two around its best words, behind a gap. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_extract_make(clet_arena *arena, clet_stemmer *stemmer,
                                                  const clet_query_terms *terms,
                                                  const chatlet_str *texts, uint32_t text_count,
                                                  clet_extract *extract);

#endif
