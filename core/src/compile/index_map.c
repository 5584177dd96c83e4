/* The map part: what ranking must know of every page before it sees a posting. */
#include "index_collect.h"

/* Calls `visit` for each page in order. */
static void for_each_page(const clet_index_builder *builder, clet_buffer *buffer,
                          void (*visit)(clet_buffer *buffer, const clet_kept_page *page)) {
    clet_page_walk walk = {0};
    for (const clet_kept_page *page; (page = clet_index_next_page(builder, &walk)) != NULL;)
        visit(buffer, page);
}

static void append_section_count(clet_buffer *buffer, const clet_kept_page *page) {
    clet_buffer_append_varint(buffer, page->section_count);
}

static void append_title_length(clet_buffer *buffer, const clet_kept_page *page) {
    clet_buffer_append_byte(buffer, clet_length_code(page->title_words));
}

static void append_link_length(clet_buffer *buffer, const clet_kept_page *page) {
    clet_buffer_append_byte(buffer, clet_length_code(page->link_words));
}

static void append_boost(clet_buffer *buffer, const clet_kept_page *page) {
    clet_buffer_append_byte(buffer, page->boost);
}

static void append_body_lengths(clet_buffer *buffer, const clet_kept_page *page) {
    for (uint32_t i = 0; i < page->section_count; i++)
        clet_buffer_append_byte(buffer, clet_length_code(page->sections[i].body_words));
}

static void append_piece_counts(clet_buffer *buffer, const clet_kept_page *page) {
    for (uint32_t i = 0; i < page->section_count; i++)
        clet_buffer_append_byte(buffer, (uint8_t)page->sections[i].piece_count);
}

static void append_text_part_bits(clet_buffer *buffer, const clet_index_builder *builder) {
    uint8_t byte = 0;
    uint32_t number = 0;
    size_t used_bytes = 0;
    clet_page_walk walk = {0};
    for (const clet_kept_page *page; (page = clet_index_next_page(builder, &walk)) != NULL;) {
        clet_piece_place place = {0};
        for (; clet_index_next_piece(page, &place); number++) {
            if (clet_index_begins_text_part(page, &place, &used_bytes))
                byte = (uint8_t)(byte | 1u << (number % 8));
            if (number % 8 != 7) continue;
            clet_buffer_append_byte(buffer, byte);
            byte = 0;
        }
    }
    if (number % 8 != 0) clet_buffer_append_byte(buffer, byte);
}

chatlet_status clet_index_write_map(const clet_index_builder *builder, clet_part_sink sink) {
    clet_buffer buffer;
    clet_buffer_init(&buffer, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    for_each_page(builder, &buffer, append_section_count);
    for_each_page(builder, &buffer, append_title_length);
    for_each_page(builder, &buffer, append_link_length);
    if (builder->has_boosts) for_each_page(builder, &buffer, append_boost);
    for_each_page(builder, &buffer, append_body_lengths);
    for_each_page(builder, &buffer, append_piece_counts);
    append_text_part_bits(&buffer, builder);
    chatlet_status status = clet_buffer_status(&buffer);
    if (status == CHATLET_OK) status = sink.take(sink.context, clet_buffer_str(&buffer));
    clet_buffer_free(&buffer);
    return status;
}
