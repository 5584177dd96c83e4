/* The open bundle itself, for the files of this room only. */
#ifndef CLET_BUNDLE_OPEN_H
#define CLET_BUNDLE_OPEN_H

#include "../base/buffer.h"
#include "bundle_read.h"

/* A part as the head or the map names it, with its bytes once it was added. */
typedef struct clet_part_slot {
    uint64_t hash;
    uint32_t size_bytes;
    char *bytes; /* owned by the bundle's allocator; NULL until added */
} clet_part_slot;

/* What part 0 unfolds to; arrays in the bundle's arena, made when it is first added and kept when
 * it is dropped. */
typedef struct clet_bundle_map {
    bool present;
    uint32_t *first_passage; /* by document; one more at the end holds the passage count */
    uint32_t *page_length;   /* by document, words */
    uint8_t *title_codes;    /* by document */
    uint8_t *body_codes;     /* by passage */
    uint8_t *heading_codes;  /* by passage */
    /* By text part: its first passage; one more at the end holds the passage count. */
    uint32_t *part_passage;
} clet_bundle_map;

struct chatlet_bundle {
    const chatlet_allocator *allocator;
    clet_arena arena;
    chatlet_str head; /* arena */
    chatlet_bundle_info info;
    clet_bot_words words;
    clet_index_info index;
    chatlet_str *separators; /* by term part */
    clet_part_slot *slots;   /* by part id: map, term parts, text parts */
    clet_bundle_map map;
    size_t parts_size_bytes;
};

/* Unfold and check the content of a part whose hash fits. CHATLET_ERR_BUNDLE when it breaks the
 * format. clet_map_read sets bundle->map and the text parts' slots; nothing is changed on
 * failure. */
CHATLET_MUST_USE chatlet_status clet_map_read(chatlet_bundle *bundle, chatlet_str bytes);
CHATLET_MUST_USE chatlet_status clet_term_part_check(const chatlet_bundle *bundle, uint32_t part,
                                                     chatlet_str bytes);
CHATLET_MUST_USE chatlet_status clet_text_part_check(const chatlet_bundle *bundle, uint32_t part,
                                                     chatlet_str bytes);

/* Lists the part's terms and how many postings each has, a line a term. The part must have been
 * added. */
void clet_term_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part);

#endif
