/* Term parts: a dictionary and its postings, checked when they arrive, looked up afterwards. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/number_text.h"
#include "../base/str.h"

#include <string.h>

static uint32_t limit_of(const chatlet_bundle *bundle, int field) {
    return clet_field_counts_documents((clet_field)field) ? bundle->index.document_count
                                                          : bundle->index.section_count;
}

static clet_postings postings_at(const chatlet_bundle *bundle, int field, uint32_t count,
                                 clet_bit_reader bits) {
    return (clet_postings){.count = count,
                           .limit = limit_of(bundle, field),
                           .has_frequencies = field != CLET_FIELD_TITLE,
                           .bits = bits};
}

clet_posting_cursor clet_postings_begin(const clet_postings *postings) {
    return (clet_posting_cursor){
        .bits = postings->bits,
        .left = postings->count,
        .parameter =
            postings->count == 0 ? 0 : clet_rice_parameter(postings->count, postings->limit),
        .has_frequencies = postings->has_frequencies};
}

/* Reads the next posting; what comes of bytes that were not checked yet is seen by the caller. */
static inline void read_posting(clet_posting_cursor *cursor) {
    const uint32_t quotient = clet_bits_read_unary(&cursor->bits, CHATLET_PASSAGES_MAX);
    const uint64_t gap = ((uint64_t)quotient << cursor->parameter) |
                         clet_bits_read(&cursor->bits, cursor->parameter);
    const uint64_t number = cursor->next + gap;
    cursor->number = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX - 1;
    cursor->next = cursor->number + 1;
    cursor->frequency =
        cursor->has_frequencies
            ? clet_frequency_of_code(clet_bits_read_unary(&cursor->bits, CLET_FREQUENCY_CODES - 1))
            : 1;
    cursor->left--;
}

bool clet_postings_next(clet_posting_cursor *cursor) {
    if (cursor->left == 0) return false;
    read_posting(cursor);
    return true;
}

/* Terms rise, are not empty and lie within the part's separators. */
static bool dictionary_is_good(const chatlet_bundle *bundle, uint32_t part, chatlet_str bytes,
                               uint32_t *term_count, size_t *postings_from) {
    char previous[CLET_STEM_BYTES_MAX];
    size_t previous_bytes = 0;
    clet_stem_walk walk = clet_stem_walk_of(bytes, false);
    *term_count = walk.left;
    while (clet_stems_next(&walk)) {
        const chatlet_str term = {.data = walk.stem, .size_bytes = walk.size_bytes};
        const chatlet_str before = {.data = previous, .size_bytes = previous_bytes};
        if (clet_str_compare(before, term) >= 0 || clet_bundle_term_part(bundle, term) != part)
            return false;
        memcpy(previous, walk.stem, walk.size_bytes);
        previous_bytes = walk.size_bytes;
    }
    *postings_from = walk.offset;
    return !walk.failed;
}

/* Walks every list once and notes where each term's begin. Numbers stay below their limit, and
 * behind the last list there are only the zero bits of its last byte. */
static bool postings_are_good(const chatlet_bundle *bundle, chatlet_str bytes, size_t from,
                              uint32_t *posting_bits) {
    const chatlet_str stream = clet_str_slice(bytes, from, bytes.size_bytes);
    clet_bit_reader bits = {.source = stream};
    clet_stem_walk walk = clet_stem_walk_of(bytes, false);
    for (uint32_t term = 0; clet_stems_next(&walk); term++) {
        posting_bits[term] = (uint32_t)bits.offset;
        for (int field = 0; field < CLET_FIELD_COUNT; field++) {
            const uint32_t limit = limit_of(bundle, field);
            if (walk.counts[field] > limit) return false;
            const clet_postings list = postings_at(bundle, field, walk.counts[field], bits);
            clet_posting_cursor cursor = clet_postings_begin(&list);
            while (clet_postings_next(&cursor)) {
                if (cursor.bits.failed || cursor.number >= limit) return false;
            }
            bits = cursor.bits;
        }
    }
    const uint64_t left = (uint64_t)stream.size_bytes * 8 - bits.offset;
    return left < 8 && (left == 0 || clet_bits_read(&bits, (uint32_t)left) == 0);
}

chatlet_status clet_term_part_check(const chatlet_bundle *bundle, uint32_t part, chatlet_str bytes,
                                    uint32_t **posting_bits) {
    uint32_t term_count;
    size_t from;
    if (!dictionary_is_good(bundle, part, bytes, &term_count, &from)) return CHATLET_ERR_BUNDLE;
    /* A checked dictionary has two bytes or more a term, so the count is within reason. */
    uint32_t *starts = bundle->allocator->allocate(bundle->allocator->context,
                                                   ((size_t)term_count + 1) * sizeof *starts);
    if (starts == NULL) return CHATLET_ERR_MEMORY;
    if (!postings_are_good(bundle, bytes, from, starts)) {
        bundle->allocator->release(bundle->allocator->context, starts);
        return CHATLET_ERR_BUNDLE;
    }
    *posting_bits = starts;
    return CHATLET_OK;
}

bool clet_bundle_find_term(const chatlet_bundle *bundle, uint32_t part, chatlet_str term,
                           clet_postings postings[CLET_FIELD_COUNT]) {
    CLET_ASSERT(part >= 1 && part <= bundle->index.term_part_count);
    const chatlet_str bytes = clet_part_bytes(bundle, part);
    uint32_t number = 0;
    uint32_t counts[CLET_FIELD_COUNT] = {0};
    bool found = false;
    uint32_t at = 0;
    clet_stem_walk walk = clet_stem_walk_of(bytes, false);
    for (; clet_stems_next(&walk); at++) {
        if (found || walk.size_bytes != term.size_bytes ||
            memcmp(walk.stem, term.data, term.size_bytes) != 0)
            continue;
        found = true;
        number = at;
        memcpy(counts, walk.counts, sizeof counts);
    }
    CLET_ASSERT(!walk.failed);
    if (!found) return false;

    /* Postings begin where the dictionary ends, which only the whole walk tells. */
    clet_bit_reader bits = {.source = clet_str_slice(bytes, walk.offset, bytes.size_bytes),
                            .offset = bundle->slots[part].posting_bits[number]};
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        postings[field] = postings_at(bundle, field, counts[field], bits);
        clet_posting_cursor cursor = clet_postings_begin(&postings[field]);
        while (clet_postings_next(&cursor)) {
        }
        bits = cursor.bits;
    }
    return true;
}

void clet_term_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part) {
    static const char *const names[CLET_FIELD_COUNT] = {" title ", " headings ", " body ",
                                                        " links "};
    clet_stem_walk walk = clet_stems_begin(bundle, part);
    while (clet_stems_next(&walk)) {
        clet_buffer_append(out, CHATLET_STR("    "));
        clet_buffer_append(out, (chatlet_str){.data = walk.stem, .size_bytes = walk.size_bytes});
        for (int field = 0; field < CLET_FIELD_COUNT; field++) {
            if (walk.counts[field] == 0) continue;
            clet_buffer_append(
                out, (chatlet_str){.data = names[field], .size_bytes = strlen(names[field])});
            clet_number_text_append_u64(out, walk.counts[field]);
        }
        clet_buffer_append_byte(out, '\n');
    }
}
