/* Text parts: sections in order, in blocks of a size that compresses well and does not cost much to
 * fetch. */
#include "index_collect.h"

enum { TEXT_PART_BYTES_TARGET = 4 * 1024 };

static void append_sized(clet_buffer *buffer, chatlet_str text) {
    clet_buffer_append_varint(buffer, text.size_bytes);
    clet_buffer_append(buffer, text);
}

bool clet_index_begins_text_part(const clet_kept_page *page, uint32_t section,
                                 uint32_t first_passage, size_t *used_bytes) {
    size_t size_bytes = section == 0 ? page->title.size_bytes + page->url.size_bytes : 0;
    for (uint32_t i = 0; i < page->sections[section].passage_count; i++) {
        const clet_passage *passage = &page->passages[first_passage + i];
        size_bytes +=
            passage->headings.size_bytes + passage->anchor.size_bytes + passage->text.size_bytes;
    }
    const bool begins =
        *used_bytes == 0 || *used_bytes + size_bytes > (size_t)TEXT_PART_BYTES_TARGET;
    *used_bytes = begins ? size_bytes : *used_bytes + size_bytes;
    return begins;
}

/* The part being filled, and the run of one document's sections at its end. */
typedef struct text_part {
    clet_buffer whole;
    clet_buffer run;
    const clet_kept_page *page; /* of the run; NULL: none */
    uint32_t run_sections;
    size_t used_bytes;
} text_part;

static void close_run(text_part *part) {
    if (part->run_sections == 0) return;
    append_sized(&part->whole, part->page->title);
    append_sized(&part->whole, part->page->url);
    clet_buffer_append_varint(&part->whole, part->run_sections);
    clet_buffer_append(&part->whole, clet_buffer_str(&part->run));
    clet_buffer_truncate(&part->run, 0);
    part->run_sections = 0;
}

static chatlet_status close_part(text_part *part, clet_part_sink sink) {
    close_run(part);
    chatlet_status status = clet_buffer_status(&part->run);
    if (status == CHATLET_OK) status = clet_buffer_status(&part->whole);
    if (status == CHATLET_OK && part->whole.size_bytes > 0)
        status = sink.take(sink.context, clet_buffer_str(&part->whole));
    clet_buffer_truncate(&part->whole, 0);
    return status;
}

static void append_section(text_part *part, const clet_passage *passages, uint32_t count) {
    clet_buffer_append_varint(&part->run, count);
    for (uint32_t i = 0; i < count; i++) {
        append_sized(&part->run, passages[i].headings);
        append_sized(&part->run, passages[i].anchor);
        append_sized(&part->run, passages[i].text);
    }
    part->run_sections++;
}

static chatlet_status write_page(text_part *part, const clet_kept_page *page, clet_part_sink sink) {
    uint32_t first_passage = 0;
    for (uint32_t section = 0; section < page->section_count; section++) {
        if (clet_index_begins_text_part(page, section, first_passage, &part->used_bytes)) {
            const chatlet_status status = close_part(part, sink);
            if (status != CHATLET_OK) return status;
        }
        part->page = page;
        append_section(part, page->passages + first_passage, page->sections[section].passage_count);
        first_passage += page->sections[section].passage_count;
    }
    close_run(part);
    return CHATLET_OK;
}

chatlet_status clet_index_write_texts(const clet_index_builder *builder, clet_part_sink sink) {
    text_part part = {0};
    chatlet_status status = CHATLET_OK;
    clet_buffer_init(&part.whole, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_buffer_init(&part.run, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    for (const clet_page_chunk *chunk = builder->first_pages; chunk != NULL; chunk = chunk->next) {
        for (uint32_t i = 0; status == CHATLET_OK && i < chunk->count; i++)
            status = write_page(&part, &chunk->items[i], sink);
    }
    if (status == CHATLET_OK) status = close_part(&part, sink);
    clet_buffer_free(&part.whole);
    clet_buffer_free(&part.run);
    return status;
}
