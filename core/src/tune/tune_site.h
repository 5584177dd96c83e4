/* A bundle that was just built, opened and asked as a visitor's browser would. */
#ifndef CLET_TUNE_SITE_H
#define CLET_TUNE_SITE_H

#include "../base/arena.h"
#include "../bundle/bundle_read.h"
#include "../text/stem.h"

/* The index's files as the compiler handed them over. */
typedef struct clet_built_files {
    chatlet_str head;
    chatlet_str *parts; /* by id; none when they stand in the head */
    uint32_t part_count;
    uint32_t part_capacity;
} clet_built_files;

typedef struct clet_tune_site {
    const chatlet_allocator *allocator;
    const clet_built_files *files; /* borrowed until it is closed */
    chatlet_bundle *bundle;        /* owned */
    clet_stemmer *stemmer;         /* owned */
} clet_tune_site;

/* CHATLET_ERR_MEMORY, or CHATLET_ERR_ARGUMENT when this program has no stemmer of its language;
 * there is nothing to close then. */
CHATLET_MUST_USE chatlet_status clet_tune_site_open(clet_tune_site *site,
                                                    const chatlet_allocator *allocator,
                                                    const clet_built_files *files);
void clet_tune_site_close(clet_tune_site *site);

/* What a question found. */
typedef struct clet_finding {
    bool has_hit;
    uint32_t document; /* of the first hit; these only when there is one */
    uint32_t evidence;
    uint32_t coverage;
} clet_finding;

enum { CLET_HIDES_NOTHING = UINT32_MAX };

/* Asks `text` with document `hidden` out of reach, or CLET_HIDES_NOTHING. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_tune_site_ask(clet_tune_site *site, chatlet_str text,
                                                   uint32_t hidden, clet_finding *finding);

/* The passages of `piece`, at most `capacity` of them; *count is how many there are there.
 * CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_tune_site_passages(clet_tune_site *site, uint32_t piece,
                                                        clet_passage_text *passages,
                                                        uint32_t capacity, uint32_t *count);

#endif
