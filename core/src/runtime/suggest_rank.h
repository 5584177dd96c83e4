/* Which pages and headings a text that is being typed may mean. */
#ifndef CLET_RUNTIME_SUGGEST_RANK_H
#define CLET_RUNTIME_SUGGEST_RANK_H

#include "suggest_text.h"

typedef struct clet_suggested {
    uint64_t key;     /* the higher the better */
    uint64_t terms;   /* of a heading: bit i: term i stands in headings of the section */
    uint32_t section; /* of the heading; a page's first */
    bool is_heading;
} clet_suggested;

/* Fills `found` (room for `capacity`, at least 1) with the best, equal ones by their numbers.
 * Scratch memory comes from `arena`: about 48 bytes a page and 29 a section. CHATLET_ERR_MEMORY is
 * the only failure. */
CHATLET_MUST_USE chatlet_status clet_suggest_rank(const chatlet_bundle *bundle,
                                                  const clet_typed_text *typed, clet_arena *arena,
                                                  clet_suggested *found, uint32_t capacity,
                                                  uint32_t *count);

#endif
