/* An open bundle as the rest of the engine sees it. Whatever is read through here was checked when
 * it arrived, so reading cannot fail. */
#ifndef CLET_BUNDLE_READ_H
#define CLET_BUNDLE_READ_H

#include "../base/arena.h"
#include "bundle_format.h"

#include <chatlet/bundle.h>

/* What the bot says by itself. Borrowed from the bundle. */
typedef struct clet_bot_words {
    chatlet_str greeting;
    chatlet_str miss;    /* when nothing answers */
    chatlet_str trouble; /* when a part could not be had */
    chatlet_str retry;   /* label of the choice that asks again */
    const chatlet_str *suggestions;
    uint32_t suggestion_count;
    uint32_t threshold; /* confidence an answer needs, 0 to 1,000,000 */
} clet_bot_words;

const clet_bot_words *clet_bundle_words(const chatlet_bundle *bundle);

/* Counts and averages of the index. Averages are words x 256, at least 1. */
typedef struct clet_index_info {
    uint32_t document_count;
    uint32_t passage_count;
    uint32_t term_count;
    uint32_t term_part_count;
    uint32_t text_part_count;
    uint32_t title_average;
    uint32_t heading_average;
    uint32_t body_average;
    uint32_t page_average;
} clet_index_info;

const clet_index_info *clet_bundle_index(const chatlet_bundle *bundle);

/* The part that would hold `term`; 0 (the map, never a term part) when it sorts before all of
 * them. */
uint32_t clet_bundle_term_part(const chatlet_bundle *bundle, chatlet_str term);

/* One term's postings in one field. */
typedef struct clet_postings {
    uint32_t count; /* documents (title) or passages (others) that have the term */
    chatlet_str bytes;
} clet_postings;

/* The term's postings by clet_field, count 0 where it does not stand; false when the part does not
 * have the term. The part must have been added. Cost: the part's dictionary. */
bool clet_bundle_find_term(const chatlet_bundle *bundle, uint32_t part, chatlet_str term,
                           clet_postings postings[CLET_FIELD_COUNT]);

/* Walks postings: begin with {0}, then call until it gives false. */
typedef struct clet_posting_cursor {
    size_t offset;
    uint32_t next;      /* smallest number the next posting can have */
    uint32_t number;    /* of the present posting */
    uint32_t frequency; /* at least 1 */
} clet_posting_cursor;

bool clet_postings_next(const clet_postings *postings, clet_posting_cursor *cursor);

/* What the map tells; all need part 0. Lengths are in words. */
uint32_t clet_bundle_document_of(const chatlet_bundle *bundle, uint32_t passage);
uint32_t clet_bundle_first_passage(const chatlet_bundle *bundle,
                                   uint32_t document); /* document_count gives the passage count */
uint32_t clet_bundle_title_length(const chatlet_bundle *bundle, uint32_t document);
uint32_t clet_bundle_page_length(const chatlet_bundle *bundle, uint32_t document);
uint32_t clet_bundle_body_length(const chatlet_bundle *bundle, uint32_t passage);
uint32_t clet_bundle_heading_length(const chatlet_bundle *bundle, uint32_t passage);
uint32_t clet_bundle_text_part(const chatlet_bundle *bundle,
                               uint32_t passage); /* the part that holds its text */

/* A passage's texts; borrowed from the bundle until the part is dropped. Its text part must have
 * been added. Cost: the passages before it in the part. */
typedef struct clet_passage_text {
    chatlet_str title;
    chatlet_str url;
    chatlet_str headings;
    chatlet_str anchor;
    chatlet_str text;
} clet_passage_text;

clet_passage_text clet_bundle_passage_text(const chatlet_bundle *bundle, uint32_t passage);

#endif
