/* What the index builder knows between the first page and the last: for the files of the index
 * builder only. */
#ifndef CLET_COMPILE_INDEX_COLLECT_H
#define CLET_COMPILE_INDEX_COLLECT_H

#include "../base/map.h"
#include "../bundle/bundle_format.h"
#include "../text/stem.h"
#include "index_build.h"

/* One passage as it is kept; texts in the builder's arena. */
typedef struct clet_kept_passage {
    clet_passage texts;
    uint32_t body_words;
    uint32_t heading_words;
} clet_kept_passage;

typedef struct clet_kept_page {
    chatlet_str title;
    chatlet_str url;
    clet_kept_passage *passages;
    uint32_t passage_count;
    uint32_t title_words;
} clet_kept_page;

/* A term stood `frequency` times in `field` of document (title) or passage `number`. Kept in the
 * order of number. */
typedef struct clet_occurrence {
    uint32_t term;
    uint32_t number;
    uint16_t frequency;
    uint16_t field;
} clet_occurrence;

enum { CLET_OCCURRENCES_PER_CHUNK = 16384, CLET_FREQUENCY_MAX = 1023 };

typedef struct clet_occurrence_chunk {
    struct clet_occurrence_chunk *next;
    uint32_t count;
    clet_occurrence items[CLET_OCCURRENCES_PER_CHUNK];
} clet_occurrence_chunk;

/* Pages and occurrences stand in lists of chunks, so that growing never copies them. */
typedef struct clet_page_chunk {
    struct clet_page_chunk *next;
    uint32_t count;
    clet_kept_page items[256];
} clet_page_chunk;

struct clet_index_builder {
    const chatlet_allocator *allocator;
    clet_arena arena;
    clet_stemmer *stemmer;
    clet_map terms; /* term to its number */
    clet_occurrence_chunk *first_occurrences;
    clet_occurrence_chunk *last_occurrences;
    clet_page_chunk *first_pages;
    clet_page_chunk *last_pages;
    uint32_t page_count;
    uint32_t passage_count;
    uint64_t text_size_bytes;
};

/* Postings of all terms, sorted: those of (term rank r, field f) are
 * postings[starts[r * CLET_FIELD_COUNT + f]] up to the next start. */
typedef struct clet_posting {
    uint32_t number;
    uint32_t frequency;
} clet_posting;

typedef struct clet_sorted_terms {
    const clet_map_entry **terms; /* by rank, sorted by bytes */
    uint32_t term_count;
    uint32_t *starts;
    clet_posting *postings;
} clet_sorted_terms;

/* Sorts what was collected; everything in `arena`. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_index_sort(const clet_index_builder *builder,
                                                clet_arena *arena, clet_sorted_terms *sorted);

/* A part that was handed to the sink. */
typedef struct clet_written_part {
    uint64_t hash;
    uint32_t size_bytes;
    uint32_t passage_count; /* of a text part */
    chatlet_str separator;  /* of a term part; arena */
} clet_written_part;

typedef struct clet_written_parts {
    clet_written_part *items; /* arena */
    uint32_t count;
    uint32_t capacity;
} clet_written_parts;

/* Where files go, and the memory of one finish. */
typedef struct clet_index_output {
    const chatlet_compile_callbacks *callbacks;
    clet_arena *arena;
    uint64_t size_bytes; /* handed over so far */
    uint32_t done;       /* steps of progress */
    uint32_t total;
} clet_index_output;

/* Hands `bytes` to the sink under the name of its hash with `ending` (".part"), and notes it in
 * `parts` (NULL: not). CHATLET_ERR_SINK, CHATLET_ERR_MEMORY, CHATLET_ERR_LIMIT (part too large, or
 * too many). */
CHATLET_MUST_USE chatlet_status clet_index_emit(clet_index_output *output, chatlet_output_kind kind,
                                                chatlet_str bytes, clet_written_parts *parts);

/* Tells the author how far it is, one step further. */
void clet_index_progress(clet_index_output *output);

/* Make the parts of one kind. */
CHATLET_MUST_USE chatlet_status clet_index_write_terms(const clet_index_builder *builder,
                                                       clet_index_output *output,
                                                       clet_written_parts *parts,
                                                       uint32_t *term_count);
CHATLET_MUST_USE chatlet_status clet_index_write_texts(const clet_index_builder *builder,
                                                       clet_index_output *output,
                                                       clet_written_parts *parts);

/* Make the map part and the head, in that order. */
CHATLET_MUST_USE chatlet_status clet_index_write_map(const clet_index_builder *builder,
                                                     clet_index_output *output,
                                                     const clet_written_parts *texts,
                                                     clet_written_parts *map);
CHATLET_MUST_USE chatlet_status clet_index_write_head(
    const clet_index_builder *builder, clet_index_output *output,
    const clet_index_settings *settings, uint32_t term_count, const clet_written_part *map,
    const clet_written_parts *terms, uint32_t text_part_count);

#endif
