/* Front-coded stems: the dictionaries of term parts, and spelling parts. */
#include "bundle_open.h"

#include "../base/byte_reader.h"
#include "../base/number_text.h"
#include "../base/str.h"

#include <string.h>

enum { ALL_FIELDS = (1 << CLET_FIELD_COUNT) - 1 };

clet_stem_walk clet_stem_walk_of(chatlet_str bytes, bool is_backwards) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    clet_stem_walk walk = {.source = bytes, .is_backwards = is_backwards};
    walk.left = clet_read_varint(&reader);
    if (!is_backwards) walk.lone_count = clet_read_varint(&reader);
    walk.offset = reader.offset;
    walk.failed = reader.failed;
    return walk;
}

clet_stem_walk clet_stems_begin(const chatlet_bundle *bundle, uint32_t part) {
    return clet_stem_walk_of(clet_part_bytes(bundle, part),
                             part >= clet_first_spelling_part(bundle));
}

static uint32_t read_nibble(clet_byte_reader *reader, uint32_t nibble) {
    if (nibble < CLET_NIBBLE_ESCAPE) return nibble;
    const uint32_t more = clet_read_varint(reader);
    if (more > CLET_STEM_BYTES_MAX) reader->failed = true;
    return CLET_NIBBLE_ESCAPE + more;
}

/* Continues the stored form of the stem before; false when it cannot be one. */
static bool read_stem(clet_stem_walk *walk, clet_byte_reader *reader) {
    const uint8_t sizes = clet_read_u8(reader);
    const uint32_t shared = read_nibble(reader, sizes >> 4);
    const uint32_t rest_bytes = read_nibble(reader, sizes & 15);
    const chatlet_str rest = clet_read_bytes(reader, rest_bytes);
    if (reader->failed || rest_bytes == 0 || shared > walk->size_bytes ||
        rest_bytes > CLET_STEM_BYTES_MAX - shared) {
        return false;
    }
    memcpy(walk->stored + shared, rest.data, rest_bytes);
    walk->size_bytes = shared + rest_bytes;
    return true;
}

/* Which fields a dictionary's entry has and how many postings in each. */
static bool read_counts(clet_stem_walk *walk, clet_byte_reader *reader) {
    const uint8_t first = clet_read_u8(reader);
    walk->fields = first & 15;
    if (walk->fields == 0 || walk->fields > ALL_FIELDS) return false;
    uint32_t nibble = first >> 4; /* the count of the first field, when it fits */
    bool is_first = true;
    walk->document_count = 0;
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        walk->counts[field] = 0;
        if ((walk->fields & 1u << field) == 0) continue;
        if (is_first && nibble > 0) {
            walk->counts[field] = nibble;
        } else {
            walk->counts[field] = clet_read_varint(reader);
            if (is_first && walk->counts[field] > UINT32_MAX - 16) return false;
            if (is_first) walk->counts[field] += 16;
        }
        is_first = false;
        if (walk->counts[field] == 0) return false;
        if (walk->counts[field] > walk->document_count) walk->document_count = walk->counts[field];
    }
    return true;
}

/* The characters of the stored form in reverse order, each with its bytes as they were. */
static void turn_around(clet_stem_walk *walk) {
    size_t to = walk->size_bytes;
    size_t from = 0;
    while (from < walk->size_bytes) {
        size_t end = from + 1;
        while (end < walk->size_bytes && ((uint8_t)walk->stored[end] & 0xC0) == 0x80)
            end++;
        to -= end - from;
        memcpy(walk->stem + to, walk->stored + from, end - from);
        from = end;
    }
}

bool clet_stems_next(clet_stem_walk *walk) {
    if (walk->left == 0 || walk->failed) return false;
    clet_byte_reader reader = {.source = walk->source, .offset = walk->offset};
    walk->left--;
    bool good = read_stem(walk, &reader);
    if (good && walk->is_backwards) {
        walk->document_count = clet_length_of_code(clet_read_u8(&reader));
        turn_around(walk);
    } else if (good) {
        good = read_counts(walk, &reader);
        memcpy(walk->stem, walk->stored, walk->size_bytes);
    }
    walk->offset = reader.offset;
    walk->failed = !good || reader.failed;
    return !walk->failed;
}

chatlet_status clet_spelling_part_check(const chatlet_bundle *bundle, uint32_t part,
                                        chatlet_str bytes) {
    char previous[CLET_STEM_BYTES_MAX];
    size_t previous_bytes = 0;
    clet_stem_walk walk = clet_stem_walk_of(bytes, true);
    while (clet_stems_next(&walk)) {
        const chatlet_str stem = {.data = walk.stored, .size_bytes = walk.size_bytes};
        const chatlet_str before = {.data = previous, .size_bytes = previous_bytes};
        if (clet_str_compare(before, stem) >= 0 ||
            clet_bundle_spelling_part(bundle, stem) != part) {
            return CHATLET_ERR_BUNDLE;
        }
        memcpy(previous, walk.stored, walk.size_bytes);
        previous_bytes = walk.size_bytes;
    }
    const bool is_whole = !walk.failed && walk.offset == bytes.size_bytes;
    return is_whole ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}

void clet_spelling_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part) {
    clet_stem_walk walk = clet_stems_begin(bundle, part);
    while (clet_stems_next(&walk)) {
        clet_buffer_append(out, CHATLET_STR("    "));
        clet_buffer_append(out, (chatlet_str){.data = walk.stem, .size_bytes = walk.size_bytes});
        clet_buffer_append_byte(out, ' ');
        clet_number_text_append_u64(out, walk.document_count);
        clet_buffer_append_byte(out, '\n');
    }
}
