/* Term parts: a dictionary and its postings, checked when they arrive, looked up afterwards. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/hash.h"
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

/* Numbers `begin` to `end` - 1 of a list, all of them from `low` to `high`; `numbers` may be NULL.
 * Each call halves what is left, so that calls nest at most 20 deep. */
static void read_numbers(clet_bit_reader *bits, uint32_t begin, uint32_t end, uint32_t low,
                         uint32_t high, uint32_t *numbers) {
    while (begin < end) {
        const uint32_t middle = begin + (end - begin) / 2;
        const uint32_t first = low + (middle - begin);
        const uint32_t choices = high - (end - 1 - middle) - first + 1;
        const uint32_t number = first + (choices > 1 ? clet_bits_read_choice(bits, choices) : 0);
        if (numbers != NULL) numbers[middle] = number;
        if (middle > begin) read_numbers(bits, begin, middle, low, number - 1, numbers);
        begin = middle + 1;
        low = number + 1;
    }
}

/* Reads a list whole and gives where it ends; either array may be NULL. */
static clet_bit_reader read_list(const clet_postings *postings, uint32_t *numbers,
                                 uint8_t *frequencies) {
    clet_bit_reader bits = postings->bits;
    if (postings->count == 0) return bits;
    read_numbers(&bits, 0, postings->count, 0, postings->limit - 1, numbers);
    for (uint32_t i = 0; i < postings->count; i++) {
        const uint32_t code =
            postings->has_frequencies ? clet_bits_read_unary(&bits, CLET_FREQUENCY_CODES - 1) : 0;
        if (frequencies != NULL) frequencies[i] = (uint8_t)clet_frequency_of_code(code);
    }
    return bits;
}

void clet_postings_unfold(const clet_postings *postings, uint32_t *numbers, uint8_t *frequencies) {
    (void)read_list(postings, numbers, frequencies);
}

/* ---- lone words ---- */

static uint32_t fingerprint_of(chatlet_str term) {
    return (uint32_t)(clet_hash(term) & CLET_FINGERPRINT_MASK);
}

/* A walk over the lone words of a part. */
typedef struct lone_walk {
    clet_bit_reader bits;
    uint32_t left;
    uint32_t parameter;
    uint32_t next; /* the least fingerprint that the next one can have */
    uint32_t fingerprint;
    clet_postings postings;
} lone_walk;

static lone_walk begin_lone_words(uint32_t count, clet_bit_reader bits) {
    return (lone_walk){.bits = bits,
                       .left = count,
                       .parameter =
                           count == 0 ? 0 : clet_rice_parameter(count, CLET_FINGERPRINT_MASK + 1)};
}

/* False when there are no more, or when they break the format (walk->bits.failed). */
static bool next_lone_word(const chatlet_bundle *bundle, lone_walk *walk) {
    if (walk->left == 0 || walk->bits.failed) return false;
    const uint32_t quotient = clet_bits_read_unary(&walk->bits, CLET_FINGERPRINT_MASK);
    const uint64_t gap =
        ((uint64_t)quotient << walk->parameter) | clet_bits_read(&walk->bits, walk->parameter);
    if (gap > CLET_FINGERPRINT_MASK - walk->next) {
        walk->bits.failed = true;
        return false;
    }
    walk->fingerprint = walk->next + (uint32_t)gap;
    walk->next = walk->fingerprint + 1;
    walk->postings = postings_at(bundle, CLET_FIELD_BODY, 1, walk->bits);
    walk->bits = read_list(&walk->postings, NULL, NULL);
    walk->left--;
    return true;
}

static bool find_lone_word(const chatlet_bundle *bundle, uint32_t count, clet_bit_reader bits,
                           chatlet_str term, clet_postings *postings) {
    const uint32_t wanted = fingerprint_of(term);
    lone_walk walk = begin_lone_words(count, bits);
    while (next_lone_word(bundle, &walk)) {
        if (walk.fingerprint < wanted) continue;
        if (walk.fingerprint > wanted) break;
        *postings = walk.postings;
        return true;
    }
    return false;
}

/* ---- parts ---- */

/* Terms rise, are not empty and lie within the part's separators. */
static bool dictionary_is_good(const chatlet_bundle *bundle, uint32_t part, chatlet_str bytes,
                               uint32_t *term_count, size_t *stream_from) {
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
    *stream_from = walk.offset;
    return !walk.failed;
}

/* Behind the last list there are only the zero bits of its last byte. */
static bool stream_ends(clet_bit_reader *bits) {
    const uint64_t left = (uint64_t)bits->source.size_bytes * 8 - bits->offset;
    return !bits->failed && left < 8 && (left == 0 || clet_bits_read(bits, (uint32_t)left) == 0);
}

/* Walks every list once and notes where each term's begin, and where the lone words do. */
static bool stream_is_good(const chatlet_bundle *bundle, chatlet_str bytes, size_t from,
                           uint32_t *posting_bits) {
    clet_bit_reader bits = {.source = clet_str_slice(bytes, from, bytes.size_bytes)};
    clet_stem_walk walk = clet_stem_walk_of(bytes, false);
    uint32_t term = 0;
    for (; clet_stems_next(&walk); term++) {
        posting_bits[term] = (uint32_t)bits.offset;
        for (int field = 0; field < CLET_FIELD_COUNT; field++) {
            if (walk.counts[field] > limit_of(bundle, field)) return false;
            const clet_postings list = postings_at(bundle, field, walk.counts[field], bits);
            bits = read_list(&list, NULL, NULL);
            if (bits.failed) return false;
        }
    }
    posting_bits[term] = (uint32_t)bits.offset;
    lone_walk lone = begin_lone_words(walk.lone_count, bits);
    while (next_lone_word(bundle, &lone)) {
    }
    return lone.left == 0 && stream_ends(&lone.bits);
}

chatlet_status clet_term_part_check(const chatlet_bundle *bundle, uint32_t part, chatlet_str bytes,
                                    clet_part_slot *slot) {
    uint32_t term_count;
    size_t from;
    if (!dictionary_is_good(bundle, part, bytes, &term_count, &from)) return CHATLET_ERR_BUNDLE;
    /* A checked dictionary has two bytes or more a term, so the count is within reason. */
    uint32_t *starts = bundle->allocator->allocate(bundle->allocator->context,
                                                   ((size_t)term_count + 1) * sizeof *starts);
    if (starts == NULL) return CHATLET_ERR_MEMORY;
    if (!stream_is_good(bundle, bytes, from, starts)) {
        bundle->allocator->release(bundle->allocator->context, starts);
        return CHATLET_ERR_BUNDLE;
    }
    slot->posting_bits = starts;
    slot->stream_from = (uint32_t)from;
    return CHATLET_OK;
}

bool clet_bundle_find_term(const chatlet_bundle *bundle, uint32_t part, chatlet_str term,
                           clet_postings postings[CLET_FIELD_COUNT]) {
    CLET_ASSERT(part >= 1 && part <= bundle->index.term_part_count);
    const chatlet_str bytes = clet_part_bytes(bundle, part);
    const clet_part_slot *slot = &bundle->slots[part];
    clet_bit_reader bits = {.source = clet_str_slice(bytes, slot->stream_from, bytes.size_bytes)};
    clet_stem_walk walk = clet_stem_walk_of(bytes, false);
    const uint32_t term_count = walk.left;
    int order = -1;
    uint32_t at = 0;
    for (; order < 0 && clet_stems_next(&walk); at++) {
        const chatlet_str stem = {.data = walk.stem, .size_bytes = walk.size_bytes};
        order = clet_str_compare(stem, term);
    }
    CLET_ASSERT(!walk.failed);
    bits.offset = slot->posting_bits[order == 0 ? at - 1 : term_count];
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        postings[field] = postings_at(bundle, field, order == 0 ? walk.counts[field] : 0, bits);
        bits = read_list(&postings[field], NULL, NULL);
    }
    return order == 0 ||
           find_lone_word(bundle, walk.lone_count, bits, term, &postings[CLET_FIELD_BODY]);
}

void clet_term_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part) {
    static const char *const names[CLET_FIELD_COUNT] = {" title ", " headings ", " body ",
                                                        " links "};
    clet_stem_walk walk = clet_stems_begin(bundle, part);
    if (walk.lone_count > 0) {
        clet_buffer_append(out, CHATLET_STR("    lone words "));
        clet_number_text_append_u64(out, walk.lone_count);
        clet_buffer_append_byte(out, '\n');
    }
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
