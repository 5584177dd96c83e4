/* An open bundle as the rest of the engine sees it. Whatever is read through here was checked when
 * it arrived, so reading cannot fail. */
#ifndef CLET_BUNDLE_READ_H
#define CLET_BUNDLE_READ_H

#include "../base/arena.h"
#include "bundle_confidence.h"
#include "bundle_format.h"
#include "posting_code.h"

#include <chatlet/bundle.h>

/* Texts that mean the same in this bot's documents. Borrowed from the bundle. */
typedef struct clet_synonym_group {
    const chatlet_str *texts;
    uint32_t count;
} clet_synonym_group;

/* What the bot says by itself. Borrowed from the bundle. */
typedef struct clet_bot_words {
    chatlet_str greeting;
    chatlet_str miss;    /* when nothing answers */
    chatlet_str trouble; /* when parts could not be had and there is no answer without them */
    chatlet_str retry;   /* label of the choice that asks again */
    chatlet_str partial; /* when an answer was given without parts that could not be had */
    const chatlet_str *suggestions;
    uint32_t suggestion_count;
    const clet_synonym_group *synonyms;
    uint32_t synonym_count;
    uint32_t threshold; /* confidence an answer needs, 0 to 1,000,000 */
} clet_bot_words;

const clet_bot_words *clet_bundle_words(const chatlet_bundle *bundle);

/* How many parts were dropped so far: what was borrowed from parts is good while it stays. */
uint32_t clet_bundle_drop_count(const chatlet_bundle *bundle);

/* How confidence is made of evidence, as self-tests fitted it or by default. */
const clet_confidence_map *clet_bundle_confidence(const chatlet_bundle *bundle);

/* Counts and averages of the index. Averages are words x 256, at least 1. */
typedef struct clet_index_info {
    uint32_t document_count;
    uint32_t section_count;
    uint32_t piece_count;
    uint32_t passage_count;
    uint32_t term_count;
    uint32_t term_part_count;
    uint32_t spelling_part_count;
    uint32_t text_part_count;
    bool has_boosts;
    uint32_t title_average; /* of a page's title, with the words of its address */
    uint32_t body_average;  /* of a section */
    uint32_t page_average;  /* of a page's body */
    uint32_t link_average;  /* of the texts of links to a page, of pages that have any */
} clet_index_info;

const clet_index_info *clet_bundle_index(const chatlet_bundle *bundle);

/* The part that would hold `term`; 0 (the map, never a term part) when it sorts before all of
 * them. */
uint32_t clet_bundle_term_part(const chatlet_bundle *bundle, chatlet_str term);

/* The spelling part that would hold the stem written backwards; 0 when it sorts before all. */
uint32_t clet_bundle_spelling_part(const chatlet_bundle *bundle, chatlet_str backwards);

/* One term's postings in one field. */
typedef struct clet_postings {
    uint32_t count; /* documents or sections that have the term */
    uint32_t limit; /* numbers are below it */
    bool has_frequencies;
    clet_bit_reader bits; /* at the first of them */
} clet_postings;

/* The term's postings by clet_field, count 0 where it does not stand; false when the part does not
 * have the term. The part must have been added. A word that no section has may be taken for one
 * that stands in a single section (lone words, bundle_format.h). Cost: the part's dictionary. */
bool clet_bundle_find_term(const chatlet_bundle *bundle, uint32_t part, chatlet_str term,
                           clet_postings postings[CLET_FIELD_COUNT]);

/* Unfolds postings: `numbers` (room for count) rise; `frequencies`, each at least 1, are all 1
 * where the field has none. */
void clet_postings_unfold(const clet_postings *postings, uint32_t *numbers, uint8_t *frequencies);

/* Walks the stems of a term part's dictionary or of a spelling part (there written forwards again).
 * Begin with clet_stems_begin; the part must have been added. */
enum { CLET_STEM_BYTES_MAX = CHATLET_WORD_BYTES_MAX * 2 };
typedef struct clet_stem_walk {
    chatlet_str source;
    size_t offset;
    uint32_t lone_count; /* lone words of a term part, which have no stems */
    uint32_t left;
    bool is_backwards;
    bool failed;
    uint32_t document_count; /* about how many documents or sections have the present stem */
    uint8_t fields;          /* of a dictionary's entry */
    uint32_t counts[CLET_FIELD_COUNT];
    size_t size_bytes;
    char stored[CLET_STEM_BYTES_MAX];
    char stem[CLET_STEM_BYTES_MAX];
} clet_stem_walk;

clet_stem_walk clet_stems_begin(const chatlet_bundle *bundle, uint32_t part);
bool clet_stems_next(clet_stem_walk *walk);

/* What the map tells; all need part 0. Lengths in words are codes (clet_length_of_code), below
 * CLET_LENGTH_CODES. */
uint32_t clet_bundle_document_of(const chatlet_bundle *bundle, uint32_t section);
uint32_t clet_bundle_first_section(const chatlet_bundle *bundle,
                                   uint32_t document); /* document_count gives the section count */
uint8_t clet_bundle_title_code(const chatlet_bundle *bundle, uint32_t document);
uint8_t clet_bundle_link_code(const chatlet_bundle *bundle, uint32_t document);
uint8_t clet_bundle_page_code(const chatlet_bundle *bundle, uint32_t document);
uint8_t clet_bundle_body_code(const chatlet_bundle *bundle, uint32_t section);
uint8_t clet_bundle_boost(const chatlet_bundle *bundle, uint32_t document);
uint32_t clet_bundle_first_piece(const chatlet_bundle *bundle,
                                 uint32_t section); /* section_count gives the piece count */
uint32_t clet_bundle_text_part(const chatlet_bundle *bundle,
                               uint32_t piece); /* the part that holds its texts */

/* The part that holds the values of field `name`; 0, the map, when the index has no such field. */
uint32_t clet_bundle_field_part(const chatlet_bundle *bundle, chatlet_str name);

/* Sets to 0 the marks of documents that have none of the values that `wanted` lists, parted by ','.
 * The part must have been added. */
void clet_bundle_filter(const chatlet_bundle *bundle, uint32_t part, chatlet_str wanted,
                        uint8_t *marks);

/* A passage's texts; borrowed from the bundle until the part is dropped. */
typedef struct clet_passage_text {
    chatlet_str title;
    chatlet_str url;
    chatlet_str headings;
    chatlet_str anchor;
    chatlet_str text;
} clet_passage_text;

/* The passages of `piece`, at most `capacity` of them into `passages`; gives how many the piece has
 * (at least 1). Its text part must have been added. Cost: the pieces before it in the part. */
uint32_t clet_bundle_piece_texts(const chatlet_bundle *bundle, uint32_t piece,
                                 clet_passage_text *passages, uint32_t capacity);

/* The pieces of `section` that have `stem`, which must be one that stands in its body or headings:
 * bit i for its piece i. Of a word that does not stand there the bits say nothing. The text part of
 * the section's first piece must have been added. */
uint32_t clet_bundle_pieces_with(const chatlet_bundle *bundle, uint32_t section, chatlet_str stem);

#endif
