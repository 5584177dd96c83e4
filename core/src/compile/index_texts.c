/* Text parts: passages in order, in blocks of a size that compresses well and does not cost much to
 * fetch. */
#include "index_collect.h"

#include "../bundle/text_marks.h"
#include "../base/assert.h"

enum { TEXT_PART_BYTES_TARGET = 12 * 1024 };

static void append_sized(clet_buffer *buffer, chatlet_str text) {
    clet_buffer_append_varint(buffer, text.size_bytes);
    clet_buffer_append(buffer, text);
}

static size_t passage_bytes(const clet_passage *passage) {
    return passage->headings.size_bytes + passage->anchor.size_bytes + passage->text.size_bytes;
}

/* How many passages from `first` on go into a part that holds `used_bytes`: at least one. */
static uint32_t count_run(const clet_kept_page *page, uint32_t first, size_t used_bytes) {
    uint32_t end = first;
    do {
        used_bytes += passage_bytes(&page->passages[end].texts);
        end++;
    } while (end < page->passage_count && used_bytes < TEXT_PART_BYTES_TARGET);
    return end - first;
}

static void append_run(clet_buffer *buffer, const clet_kept_page *page, uint32_t first,
                       uint32_t count) {
    append_sized(buffer, page->title);
    append_sized(buffer, page->url);
    clet_buffer_append_varint(buffer, count);
    for (uint32_t i = first; i < first + count; i++) {
        append_sized(buffer, page->passages[i].texts.headings);
        append_sized(buffer, page->passages[i].texts.anchor);
        append_sized(buffer, page->passages[i].texts.text);
    }
}

static chatlet_status close_part(clet_buffer *buffer, uint32_t *passage_count,
                                 clet_index_output *output, clet_written_parts *parts) {
    if (*passage_count == 0) return CHATLET_OK;
    chatlet_status status = clet_buffer_status(buffer);
    if (status == CHATLET_OK)
        status = clet_index_emit(output, CHATLET_OUTPUT_PART, clet_buffer_str(buffer), parts);
    if (status != CHATLET_OK) return status;
    parts->items[parts->count - 1].passage_count = *passage_count;
    *passage_count = 0;
    clet_buffer_truncate(buffer, 0);
    return CHATLET_OK;
}

static chatlet_status write_page(const clet_kept_page *page, clet_buffer *buffer,
                                 uint32_t *passage_count, clet_index_output *output,
                                 clet_written_parts *parts) {
    uint32_t first = 0;
    while (first < page->passage_count) {
        const uint32_t count = count_run(page, first, buffer->size_bytes);
        append_run(buffer, page, first, count);
        *passage_count += count;
        first += count;
        if (buffer->size_bytes < TEXT_PART_BYTES_TARGET) continue;
        const chatlet_status status = close_part(buffer, passage_count, output, parts);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

chatlet_status clet_index_write_texts(const clet_index_builder *builder, clet_index_output *output,
                                      clet_written_parts *parts) {
    clet_buffer buffer;
    uint32_t passage_count = 0;
    chatlet_status status = CHATLET_OK;
    clet_buffer_init(&buffer, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    for (const clet_page_chunk *chunk = builder->first_pages; chunk != NULL; chunk = chunk->next) {
        for (uint32_t i = 0; status == CHATLET_OK && i < chunk->count; i++) {
            status = write_page(&chunk->items[i], &buffer, &passage_count, output, parts);
        }
    }
    if (status == CHATLET_OK) status = close_part(&buffer, &passage_count, output, parts);
    clet_buffer_free(&buffer);
    return status;
}
