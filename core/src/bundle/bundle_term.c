/* Term parts: a dictionary and its postings, checked when they arrive, looked up afterwards. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/number_text.h"
#include "../base/str.h"

#include <string.h>

enum { TERM_BYTES_MAX = CHATLET_WORD_BYTES_MAX * 2, ALL_FIELDS = (1 << CLET_FIELD_COUNT) - 1 };

/* A walk over a dictionary: one entry at a time, its term put together, its postings' sizes
 * read. */
typedef struct dictionary_walk {
    clet_byte_reader reader;
    uint32_t left;
    size_t term_bytes;
    char term[TERM_BYTES_MAX];
    uint32_t shared_bytes; /* with the term before */
    uint8_t fields;
    uint32_t counts[CLET_FIELD_COUNT];
    uint32_t sizes_bytes[CLET_FIELD_COUNT];
} dictionary_walk;

static dictionary_walk begin_walk(chatlet_str part) {
    dictionary_walk walk = {.reader = clet_byte_reader_of(part)};
    walk.left = clet_read_varint(&walk.reader);
    return walk;
}

/* Reads the next entry; false at the end or, with reader.failed set, when it cannot be one. */
static bool next_entry(dictionary_walk *walk) {
    if (walk->left == 0 || walk->reader.failed) return false;
    walk->left--;
    walk->shared_bytes = clet_read_varint(&walk->reader);
    const chatlet_str rest = clet_read_sized(&walk->reader);
    walk->fields = clet_read_u8(&walk->reader);
    const bool fits = walk->shared_bytes <= walk->term_bytes &&
                      rest.size_bytes <= TERM_BYTES_MAX - walk->shared_bytes;
    if (walk->reader.failed || !fits) {
        walk->reader.failed = true;
        return false;
    }
    if (rest.size_bytes > 0) memcpy(walk->term + walk->shared_bytes, rest.data, rest.size_bytes);
    walk->term_bytes = walk->shared_bytes + rest.size_bytes;
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        const bool present = (walk->fields & (1u << field)) != 0;
        walk->counts[field] = present ? clet_read_varint(&walk->reader) : 0;
        walk->sizes_bytes[field] = present ? clet_read_varint(&walk->reader) : 0;
    }
    return !walk->reader.failed;
}

static chatlet_str walk_term(const dictionary_walk *walk) {
    return (chatlet_str){.data = walk->term, .size_bytes = walk->term_bytes};
}

/* Exactly `count` postings that rise, stay below `limit` and fill `bytes`. */
static bool postings_are_good(chatlet_str bytes, uint32_t count, uint32_t limit) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t head = clet_read_varint(&reader);
        const uint32_t gap = head >> 1;
        if (reader.failed || next >= limit || gap >= limit - next) return false;
        if ((head & 1) != 0 && clet_read_varint(&reader) > UINT32_MAX - 2) return false;
        next += gap + 1;
    }
    return count > 0 && !reader.failed && clet_byte_reader_left(&reader) == 0;
}

/* Terms rise, are not empty, lie within the part's separators and have fields; the sum of their
 * postings' sizes is what is left. */
static bool dictionary_is_good(const chatlet_bundle *bundle, uint32_t part, chatlet_str bytes,
                               size_t *postings_from) {
    char previous[TERM_BYTES_MAX];
    size_t previous_bytes = 0;
    uint64_t postings_bytes = 0;
    dictionary_walk walk = begin_walk(bytes);
    while (next_entry(&walk)) {
        const chatlet_str term = walk_term(&walk);
        const chatlet_str before = {.data = previous, .size_bytes = previous_bytes};
        const bool rises =
            clet_str_compare(before, term) < 0 && clet_bundle_term_part(bundle, term) == part;
        if (!rises || walk.fields == 0 || walk.fields > ALL_FIELDS) return false;
        for (int field = 0; field < CLET_FIELD_COUNT; field++)
            postings_bytes += walk.sizes_bytes[field];
        memcpy(previous, walk.term, walk.term_bytes);
        previous_bytes = walk.term_bytes;
    }
    *postings_from = walk.reader.offset;
    return !walk.reader.failed && postings_bytes == clet_byte_reader_left(&walk.reader);
}

chatlet_status clet_term_part_check(const chatlet_bundle *bundle, uint32_t part,
                                    chatlet_str bytes) {
    size_t offset;
    if (!dictionary_is_good(bundle, part, bytes, &offset)) return CHATLET_ERR_BUNDLE;

    dictionary_walk walk = begin_walk(bytes);
    while (next_entry(&walk)) {
        for (int field = 0; field < CLET_FIELD_COUNT; field++) {
            if ((walk.fields & (1u << field)) == 0) continue;
            const uint32_t limit = field == CLET_FIELD_TITLE ? bundle->index.document_count
                                                             : bundle->index.passage_count;
            const chatlet_str list =
                clet_str_slice(bytes, offset, offset + walk.sizes_bytes[field]);
            if (!postings_are_good(list, walk.counts[field], limit)) return CHATLET_ERR_BUNDLE;
            offset += walk.sizes_bytes[field];
        }
    }
    return CHATLET_OK;
}

static chatlet_str part_bytes(const chatlet_bundle *bundle, uint32_t part) {
    CLET_ASSERT(part >= 1 && part <= bundle->index.term_part_count);
    CLET_ASSERT(bundle->slots[part].bytes != NULL);
    return (chatlet_str){.data = bundle->slots[part].bytes,
                         .size_bytes = bundle->slots[part].size_bytes};
}

static uint32_t entry_bytes(const dictionary_walk *walk) {
    uint32_t sum = 0;
    for (int field = 0; field < CLET_FIELD_COUNT; field++)
        sum += walk->sizes_bytes[field];
    return sum;
}

bool clet_bundle_find_term(const chatlet_bundle *bundle, uint32_t part, chatlet_str term,
                           clet_postings postings[CLET_FIELD_COUNT]) {
    const chatlet_str bytes = part_bytes(bundle, part);
    bool found = false;
    size_t before_bytes = 0; /* postings of the terms before it */
    size_t after_bytes = 0;  /* its own and those of the terms behind */
    clet_postings own[CLET_FIELD_COUNT] = {0};
    uint32_t sizes_bytes[CLET_FIELD_COUNT] = {0};

    dictionary_walk walk = begin_walk(bytes);
    while (next_entry(&walk)) {
        if (!found && clet_str_equal(walk_term(&walk), term)) {
            found = true;
            for (int field = 0; field < CLET_FIELD_COUNT; field++)
                own[field].count = walk.counts[field];
            memcpy(sizes_bytes, walk.sizes_bytes, sizeof sizes_bytes);
        }
        *(found ? &after_bytes : &before_bytes) += entry_bytes(&walk);
    }
    CLET_ASSERT(!walk.reader.failed);
    if (!found) return false;

    /* Postings begin where the dictionary ends, which only the whole walk tells. */
    size_t offset = walk.reader.offset + before_bytes;
    CLET_ASSERT(offset + after_bytes == bytes.size_bytes);
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        own[field].bytes = clet_str_slice(bytes, offset, offset + sizes_bytes[field]);
        postings[field] = own[field];
        offset += sizes_bytes[field];
    }
    return true;
}

void clet_term_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part) {
    static const char *const names[CLET_FIELD_COUNT] = {" title ", " headings ", " body "};
    dictionary_walk walk = begin_walk(part_bytes(bundle, part));
    while (next_entry(&walk)) {
        clet_buffer_append(out, CHATLET_STR("    "));
        clet_buffer_append(out, walk_term(&walk));
        for (int field = 0; field < CLET_FIELD_COUNT; field++) {
            if (walk.counts[field] == 0) continue;
            clet_buffer_append(
                out, (chatlet_str){.data = names[field], .size_bytes = strlen(names[field])});
            clet_number_text_append_u64(out, walk.counts[field]);
        }
        clet_buffer_append_byte(out, '\n');
    }
}

bool clet_postings_next(const clet_postings *postings, clet_posting_cursor *cursor) {
    if (cursor->offset >= postings->bytes.size_bytes) return false;
    clet_byte_reader reader = {.source = postings->bytes, .offset = cursor->offset};
    const uint32_t head = clet_read_varint(&reader);
    cursor->number = cursor->next + (head >> 1);
    cursor->next = cursor->number + 1;
    cursor->frequency = (head & 1) != 0 ? clet_read_varint(&reader) + 2 : 1;
    cursor->offset = reader.offset;
    CLET_ASSERT(!reader.failed);
    return true;
}
