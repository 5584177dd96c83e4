#include "tune_head.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/str.h"
#include "../bundle/bundle_format.h"
#include "../compile/head_seal.h"

/* As bundle_format.h draws it. */
enum { KIND_COUNT_AT = 12 };

static uint32_t kind_count_of(chatlet_str head) {
    clet_byte_reader reader = {.source = head, .offset = KIND_COUNT_AT};
    return clet_read_u32(&reader);
}

/* The table with one entry more moves everything behind it, and what stands behind the new content
 * once more by its size. Kinds rise, so the new one has its place. */
static void append_table(clet_buffer *changed, chatlet_str head, uint32_t kind_count,
                         uint32_t size_bytes, uint32_t *content_at) {
    clet_byte_reader reader = {.source = head, .offset = CLET_HEAD_FIXED_BYTES};
    bool is_in = false;
    *content_at = (uint32_t)head.size_bytes;
    for (uint32_t i = 0; i <= kind_count; i++) {
        const bool is_end = i == kind_count;
        const uint32_t kind = is_end ? CLET_KINDS_MAX : clet_read_u32(&reader);
        const uint32_t offset = is_end ? (uint32_t)head.size_bytes : clet_read_u32(&reader);
        CLET_ASSERT(kind != CLET_HEAD_CONFIDENCE);
        if (!is_in && kind > CLET_HEAD_CONFIDENCE) {
            clet_buffer_append_u32(changed, CLET_HEAD_CONFIDENCE);
            clet_buffer_append_u32(changed, offset + CLET_KIND_ENTRY_BYTES);
            clet_buffer_append_u32(changed, size_bytes);
            *content_at = offset;
            is_in = true;
        }
        if (is_end) break;
        clet_buffer_append_u32(changed, kind);
        clet_buffer_append_u32(changed, offset + CLET_KIND_ENTRY_BYTES + (is_in ? size_bytes : 0));
        clet_buffer_append_u32(changed, clet_read_u32(&reader));
    }
    CLET_ASSERT(!reader.failed);
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
        uint32_t content_at;
        append_table(changed, head, kind_count, (uint32_t)content.size_bytes, &content_at);
        clet_buffer_append(changed, clet_str_slice(head, table_end, content_at));
        clet_buffer_append(changed, clet_buffer_str(&content));
        clet_buffer_append(changed, clet_str_slice(head, content_at, head.size_bytes));
        status = clet_buffer_status(changed);
        clet_head_seal(changed);
    }
    clet_buffer_free(&content);
    return status;
}
