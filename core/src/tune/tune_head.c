#include "tune_head.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/hash.h"
#include "../base/str.h"
#include "../bundle/bundle_format.h"

/* Places of the head's fixed fields, as bundle_format.h draws them. */
enum { SIZE_AT = 8, KIND_COUNT_AT = 12, HASH_AT = 16 };

static uint32_t kind_count_of(chatlet_str head) {
    clet_byte_reader reader = {.source = head, .offset = KIND_COUNT_AT};
    return clet_read_u32(&reader);
}

uint64_t clet_head_hash(chatlet_str head) {
    clet_byte_reader reader = {.source = head, .offset = HASH_AT};
    return clet_read_u64(&reader);
}

/* The table with one entry more moves everything behind it. */
static void append_table(clet_buffer *changed, chatlet_str head, uint32_t kind_count,
                         uint32_t size_bytes) {
    clet_byte_reader reader = {.source = head, .offset = CLET_HEAD_FIXED_BYTES};
    for (uint32_t i = 0; i < kind_count; i++) {
        const uint32_t kind = clet_read_u32(&reader);
        CLET_ASSERT(kind < CLET_HEAD_CONFIDENCE);
        clet_buffer_append_u32(changed, kind);
        clet_buffer_append_u32(changed, clet_read_u32(&reader) + CLET_KIND_ENTRY_BYTES);
        clet_buffer_append_u32(changed, clet_read_u32(&reader));
    }
    CLET_ASSERT(!reader.failed);
    clet_buffer_append_u32(changed, CLET_HEAD_CONFIDENCE);
    clet_buffer_append_u32(changed, (uint32_t)head.size_bytes + CLET_KIND_ENTRY_BYTES);
    clet_buffer_append_u32(changed, size_bytes);
}

static void seal(clet_buffer *changed) {
    clet_buffer_put_u32(changed, SIZE_AT, (uint32_t)changed->size_bytes);
    const chatlet_str hashed =
        clet_str_slice(clet_buffer_str(changed), CLET_HEAD_HASHED_FROM, changed->size_bytes);
    const uint64_t hash = clet_hash(hashed);
    clet_buffer_put_u32(changed, HASH_AT, (uint32_t)hash);
    clet_buffer_put_u32(changed, HASH_AT + 4, (uint32_t)(hash >> 32));
}

chatlet_status clet_head_add_confidence(chatlet_str head, clet_confidence_map map,
                                        uint32_t threshold, clet_buffer *changed) {
    const uint32_t kind_count = kind_count_of(head);
    const size_t table_end = CLET_HEAD_FIXED_BYTES + (size_t)kind_count * CLET_KIND_ENTRY_BYTES;
    clet_buffer content;
    clet_buffer_init(&content, changed->allocator, 3 * CLET_VARINT_BYTES_MAX);
    clet_confidence_append(&content, map, threshold);
    chatlet_status status = clet_buffer_status(&content);
    if (status == CHATLET_OK) {
        clet_buffer_append(changed, clet_str_slice(head, 0, CLET_HEAD_FIXED_BYTES));
        clet_buffer_put_u32(changed, KIND_COUNT_AT, kind_count + 1);
        append_table(changed, head, kind_count, (uint32_t)content.size_bytes);
        clet_buffer_append(changed, clet_str_slice(head, table_end, head.size_bytes));
        clet_buffer_append(changed, clet_buffer_str(&content));
        status = clet_buffer_status(changed);
        if (status == CHATLET_OK) seal(changed);
    }
    clet_buffer_free(&content);
    return status;
}
