/* A readable extract of a passage: the stretch of whole sentences that has most of the question,
 * its words marked. */
#ifndef CLET_RUNTIME_INDEX_EXTRACT_H
#define CLET_RUNTIME_INDEX_EXTRACT_H

#include "index_rank.h"

typedef struct clet_extract {
    chatlet_str tokens; /* CBOR array as chatlet/session.h describes them */
    chatlet_str text;   /* the same without marks; blocks on lines of their own */
} clet_extract;

/* Makes the extract of a passage's `text` (text_marks.h), both results in `arena`. At most
 * CHATLET_EXTRACT_BYTES_MAX bytes of the text are taken. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_extract_make(clet_arena *arena, clet_stemmer *stemmer,
                                                  const clet_query_term *terms, uint32_t term_count,
                                                  chatlet_str text, clet_extract *extract);

#endif
