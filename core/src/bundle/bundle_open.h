/* The open bundle itself, for the files of this room only. */
#ifndef CLET_BUNDLE_OPEN_H
#define CLET_BUNDLE_OPEN_H

#include "../base/buffer.h"
#include "bundle_read.h"
#include "flow_read.h"

/* A part's bytes once it was added, all owned by the bundle's allocator. */
typedef struct clet_part_slot {
    char *bytes; /* behind the check; NULL until added */
    uint32_t size_bytes;
    uint32_t *posting_bits; /* of a term part: where each term's postings begin, and behind them
                             * the lone words; else NULL */
    uint32_t stream_from;   /* of a term part: the byte where its stream of bits begins */
} clet_part_slot;

/* What part 0 unfolds to; arrays in the bundle's arena, made when it is first added and kept when
 * it is dropped. */
typedef struct clet_bundle_map {
    bool present;
    uint32_t *first_section; /* by document; one more at the end holds the section count */
    uint32_t *document_of;   /* by section */
    uint8_t *page_codes;     /* by document: its sections' words together */
    uint8_t *title_codes;    /* by document */
    uint8_t *link_codes;     /* by document */
    uint8_t *boosts;         /* by document; NULL: none has one */
    uint8_t *body_codes;     /* by section */
    uint32_t *first_piece;   /* by section; one more holds the piece count */
    uint32_t *section_of;    /* by piece */
    uint32_t *part_piece;    /* by text part: its first piece; one more holds the piece count */
} clet_bundle_map;

struct chatlet_bundle {
    const chatlet_allocator *allocator;
    clet_arena arena;
    chatlet_str head; /* arena */
    chatlet_bundle_info info;
    clet_bot_words words;
    clet_confidence_map confidence;
    bool confidence_is_fitted; /* by self-tests: the head has it */
    clet_index_info index;
    uint64_t index_id;
    chatlet_str *separators;  /* by term part, then by spelling part */
    clet_part_slot *slots;    /* by part id: map, term parts, spelling, text and field parts */
    chatlet_str *fields;      /* names, info.field_count of them */
    clet_flow_program *flows; /* arena; NULL: there are none */
    clet_bundle_map map;
    size_t parts_size_bytes;
    uint32_t drop_count; /* parts that were dropped so far */
};

/* Number of the first spelling part and of the first text part. */
static inline uint32_t clet_first_spelling_part(const chatlet_bundle *bundle) {
    return 1 + bundle->index.term_part_count;
}

static inline uint32_t clet_first_text_part(const chatlet_bundle *bundle) {
    return 1 + bundle->index.term_part_count + bundle->index.spelling_part_count;
}

static inline uint32_t clet_first_field_part(const chatlet_bundle *bundle) {
    return clet_first_text_part(bundle) + bundle->index.text_part_count;
}

/* A part's content; it must have been added. */
chatlet_str clet_part_bytes(const chatlet_bundle *bundle, uint32_t part);

/* Unfold and check the content of a part whose check fits. CHATLET_ERR_BUNDLE when it breaks the
 * format. clet_map_read sets bundle->map; nothing is changed on failure. */
CHATLET_MUST_USE chatlet_status clet_map_read(chatlet_bundle *bundle, chatlet_str bytes);
CHATLET_MUST_USE chatlet_status clet_spelling_part_check(const chatlet_bundle *bundle,
                                                         uint32_t part, chatlet_str bytes);
CHATLET_MUST_USE chatlet_status clet_text_part_check(const chatlet_bundle *bundle, uint32_t part,
                                                     chatlet_str bytes);

/* Reads the names of fields, before the index is read, whose parts they add to. CHATLET_ERR_MEMORY;
 * CHATLET_ERR_BUNDLE. */
CHATLET_MUST_USE chatlet_status clet_fields_read(chatlet_bundle *bundle, chatlet_str bytes);
CHATLET_MUST_USE chatlet_status clet_field_part_check(const chatlet_bundle *bundle,
                                                      chatlet_str bytes);

/* The same for a term part; slot->posting_bits becomes an owned array, slot->stream_from is set.
 * CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_term_part_check(const chatlet_bundle *bundle, uint32_t part,
                                                     chatlet_str bytes, clet_part_slot *slot);

/* A walk over stems that stand in `bytes`, which may be anything. */
clet_stem_walk clet_stem_walk_of(chatlet_str bytes, bool is_backwards);

/* Lists the part's terms and how many postings each has, a line a term. The part must have been
 * added. */
void clet_term_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part);
void clet_spelling_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part);
void clet_text_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part);
void clet_field_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part);
void clet_flow_dump(clet_buffer *out, const clet_flow_program *program);

#endif
