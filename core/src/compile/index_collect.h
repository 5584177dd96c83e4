/* What the index builder knows between the first page and the last: for the files of the index
 * builder only. */
#ifndef CLET_COMPILE_INDEX_COLLECT_H
#define CLET_COMPILE_INDEX_COLLECT_H

#include "../base/buffer.h"
#include "../base/map.h"
#include "../bundle/bundle_format.h"
#include "../text/stem.h"
#include "index_build.h"

/* A run of a page's passages: what postings count and ranking ranks. Its pieces are runs of its
 * passages: what is fetched. */
typedef struct clet_kept_section {
    uint32_t passage_count;
    uint32_t body_words;
    uint32_t piece_count;                             /* 1 to CLET_SECTION_PIECES_MAX */
    uint32_t piece_passages[CLET_SECTION_PIECES_MAX]; /* passages of each */
    chatlet_str locator; /* arena; made by clet_index_locate; empty with one piece */
} clet_kept_section;

typedef struct clet_kept_page {
    chatlet_str title;
    chatlet_str url;
    clet_passage *passages; /* texts in the builder's arena */
    uint32_t passage_count;
    clet_kept_section *sections;
    uint32_t section_count;
    uint32_t piece_count;
    uint32_t first_section; /* number in the bundle */
    uint32_t title_words;
    uint32_t link_words;
    uint8_t boost;
    const clet_link *links; /* to other pages; texts in the builder's arena */
    uint32_t link_count;
    chatlet_str called; /* text of the first link to it from another page; empty: there is none, or
                           links were not counted yet */
    const clet_page_value *values; /* of fields; in the builder's arena */
    uint32_t value_count;
} clet_kept_page;

/* A term stood `frequency` times in `field` of document or section `number`. Kept in the order of
 * number. */
typedef struct clet_occurrence {
    uint32_t term;
    uint32_t number : 29;
    uint32_t field : 3;
    uint16_t frequency;
    uint16_t pieces; /* bit i: stood in piece i of the section; 0 of fields that count documents */
} clet_occurrence;

_Static_assert(CLET_SECTION_PIECES_MAX <= 16, "a bit each");
_Static_assert(CHATLET_PASSAGES_MAX < 1 << 29 && CHATLET_DOCUMENTS_MAX < 1 << 29, "numbers fit");

enum { CLET_OCCURRENCES_PER_CHUNK = 16384, CLET_PAGES_PER_CHUNK = 256 };

typedef struct clet_occurrence_chunk {
    struct clet_occurrence_chunk *next;
    uint32_t count;
    clet_occurrence items[CLET_OCCURRENCES_PER_CHUNK];
} clet_occurrence_chunk;

/* Pages and occurrences stand in lists of chunks, so that growing never copies them. */
typedef struct clet_page_chunk {
    struct clet_page_chunk *next;
    uint32_t count;
    clet_kept_page items[CLET_PAGES_PER_CHUNK];
} clet_page_chunk;

/* Where a term was last met in each field, so that meeting it again only counts. */
typedef struct clet_term_state {
    uint32_t serial[CLET_FIELD_COUNT]; /* of the text; 0: never */
    clet_occurrence *occurrence[CLET_FIELD_COUNT];
} clet_term_state;

/* Words as they are written and the terms they make: texts repeat words, so most of them are never
 * folded and stemmed. Open addressing; `value` is term << 1 | is_stop, or CLET_WORD_NONE. */
typedef struct clet_word_entry {
    const char *data; /* arena; NULL: free */
    uint32_t hash;
    uint32_t size_bytes;
    uint32_t value;
} clet_word_entry;

typedef struct clet_word_cache {
    clet_word_entry *entries;
    uint32_t count;
    uint32_t capacity; /* a power of two */
} clet_word_cache;

struct clet_index_builder {
    const chatlet_allocator *allocator;
    clet_arena arena;
    clet_stemmer *stemmer;
    clet_map terms;          /* term to its number */
    clet_term_state *states; /* by term */
    uint32_t state_capacity;
    uint32_t serials[CLET_FIELD_COUNT]; /* of the present text of each field; only rise */
    clet_word_cache words;
    clet_occurrence_chunk *first_occurrences;
    clet_occurrence_chunk *last_occurrences;
    clet_page_chunk *first_pages;
    clet_page_chunk *last_pages;
    uint32_t page_count;
    uint32_t section_count;
    uint32_t piece_count;
    uint32_t passage_count;
    uint64_t text_size_bytes;
    uint16_t piece_bit; /* of the piece whose words are being counted; 0: of none */
    bool has_boosts;
    bool leaves_forms_out; /* the author wants no suggestions while a visitor types */
};

/* Walks the pages in the order that numbers them: begin with a zeroed walk; NULL past the last. */
typedef struct clet_page_walk {
    clet_page_chunk *chunk;
    uint32_t at;       /* in the chunk, of the next page */
    uint32_t document; /* number of the page that was given last, plus 1 */
} clet_page_walk;

clet_kept_page *clet_index_next_page(const clet_index_builder *builder, clet_page_walk *walk);

/* Begins a new text of `field`: what is counted from now on is another document's or section's. */
void clet_index_begin_text(clet_index_builder *builder, clet_field field);

/* Counts the words of `text` for `number` in `field`, and adds how many they were to *word_count.
 * Function words count only outside of bodies: in a body they say nothing and would be half of the
 * index, a title they may be the subject of ("DO", "IN", "ALL"). CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_index_count_words(clet_index_builder *builder,
                                                       clet_field field, uint32_t number,
                                                       chatlet_str text, uint32_t *word_count);

/* Counts `text` itself, which is a term already, for `number` in `field`. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_index_count_term(clet_index_builder *builder, clet_field field,
                                                      uint32_t number, chatlet_str text);

/* Counts the words of a title or heading once more, as they are written (text/word_form.h).
 * CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_index_count_forms(clet_index_builder *builder,
                                                       clet_field field, uint32_t number,
                                                       chatlet_str text);

/* Resolves every page's links and counts their texts for the pages they lead to, and so what lists
 * of pages say of them. Call once, after the last page. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_index_count_links(clet_index_builder *builder,
                                                       const clet_index_settings *settings);

/* Makes the locators of all sections with more than one piece. Call once, after the last page.
 * CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_index_locate(clet_index_builder *builder);

/* Postings of all terms, sorted: those of (term rank r, field f) are
 * postings[starts[r * CLET_FIELD_COUNT + f]] up to the next start. */
typedef struct clet_posting {
    uint32_t number;
    uint32_t frequency;
} clet_posting;

typedef struct clet_sorted_terms {
    chatlet_str *terms; /* by rank, sorted by bytes */
    uint32_t term_count;
    uint32_t *starts;
    clet_posting *postings;
} clet_sorted_terms;

/* Sorts what was collected; terms without postings are left out; everything in `arena`.
 * CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_index_sort(const clet_index_builder *builder,
                                                clet_arena *arena, clet_sorted_terms *sorted);

/* Sorts texts by their bytes in place with `scratch` of the same size; gives the array that holds
 * the result, and in `numbers` (same sizes) which text came from where. */
void clet_index_sort_texts(chatlet_str *texts, uint32_t *numbers, chatlet_str *text_scratch,
                           uint32_t *number_scratch, uint32_t count);

/* Separators of one kind of part, in the order of the parts; texts in the terms' memory. */
typedef struct clet_separators {
    chatlet_str *items; /* arena */
    uint32_t count;
    uint32_t capacity;
} clet_separators;

CHATLET_MUST_USE chatlet_status clet_separators_add(clet_separators *separators, clet_arena *arena,
                                                    chatlet_str before, chatlet_str first);

/* Takes the content of one part, without its check; parts come in the order of their numbers. */
typedef struct clet_part_sink {
    void *context;
    chatlet_status (*take)(void *context, chatlet_str content);
} clet_part_sink;

/* A field that pages have: its values in the order of their bytes. */
typedef struct clet_sorted_field {
    const clet_field_values *source;
    uint8_t number;                            /* in the table */
    uint8_t values[CHATLET_FIELD_VALUES_MAX];  /* the table's numbers, by the bundle's */
    uint8_t numbers[CHATLET_FIELD_VALUES_MAX]; /* the bundle's numbers, by the table's */
    uint32_t value_count;
} clet_sorted_field;

/* By their names. */
typedef struct clet_sorted_fields {
    clet_sorted_field items[CHATLET_FIELDS_MAX];
    uint32_t count;
} clet_sorted_fields;

/* Sorts the fields and values that pages have; the others are left out. table: may be NULL. */
void clet_index_sort_fields(const clet_index_builder *builder, const clet_field_table *table,
                            clet_sorted_fields *fields);

/* Appends what kind FIELDS of the head holds: nothing when there are none. */
void clet_index_append_fields(clet_buffer *buffer, const clet_sorted_fields *fields);

CHATLET_MUST_USE chatlet_status clet_index_write_fields(const clet_index_builder *builder,
                                                        const clet_sorted_fields *fields,
                                                        clet_part_sink sink);

/* Make the parts of one kind. The same calls give the same parts. */
CHATLET_MUST_USE chatlet_status clet_index_write_map(const clet_index_builder *builder,
                                                     clet_part_sink sink);
CHATLET_MUST_USE chatlet_status clet_index_write_terms(const clet_index_builder *builder,
                                                       const clet_sorted_terms *sorted,
                                                       clet_arena *arena, clet_part_sink sink,
                                                       clet_separators *separators);
CHATLET_MUST_USE chatlet_status clet_index_write_spelling(const clet_index_builder *builder,
                                                          const clet_sorted_terms *sorted,
                                                          clet_arena *arena, clet_part_sink sink,
                                                          clet_separators *separators);
CHATLET_MUST_USE chatlet_status clet_index_write_texts(const clet_index_builder *builder,
                                                       clet_part_sink sink);

/* A piece on its way through a page: section, piece of it, and first passage of it in the page. */
typedef struct clet_piece_place {
    uint32_t section;
    uint32_t piece;
    uint32_t first_passage;
    uint32_t passage_count;
} clet_piece_place;

/* Walks a page's pieces: begin with a zeroed place; false past the last. */
bool clet_index_next_piece(const clet_kept_page *page, clet_piece_place *place);

/* Gives true when the piece begins a text part. `used_bytes` is a running state that starts at 0
 * before the first page. One rule for the map and the text parts. */
bool clet_index_begins_text_part(const clet_kept_page *page, const clet_piece_place *place,
                                 size_t *used_bytes);

/* Appends a stem after `before` as dictionaries and spelling parts hold it. */
void clet_index_append_stem(clet_buffer *buffer, chatlet_str before, chatlet_str stem);

/* What the head says of the index. */
typedef struct clet_index_counts {
    uint64_t index_id;
    uint32_t term_count;
    uint32_t text_part_count;
    const clet_separators *terms;
    const clet_separators *spelling;
    const clet_sorted_fields *fields;
    chatlet_str parts; /* of a bundle in one file: what kind PARTS holds; empty: none */
} clet_index_counts;

/* Makes the head. CHATLET_ERR_LIMIT when it passes CHATLET_BUNDLE_HEAD_BYTES_MAX. */
CHATLET_MUST_USE chatlet_status clet_index_write_head(const clet_index_builder *builder,
                                                      const clet_index_settings *settings,
                                                      const clet_index_counts *counts,
                                                      clet_buffer *head);

#endif
