/* Text parts: pieces in order, in blocks of a size that compresses well and does not cost much to
 * fetch. */
#include "index_collect.h"

enum { TEXT_PART_BYTES_TARGET = 4 * 1024 };

bool clet_index_next_piece(const clet_kept_page *page, clet_piece_place *place) {
    if (place->passage_count > 0) {
        place->first_passage += place->passage_count;
        place->piece++;
        if (place->piece == page->sections[place->section].piece_count) {
            place->section++;
            place->piece = 0;
        }
    }
    if (place->section == page->section_count) return false;
    place->passage_count = page->sections[place->section].piece_passages[place->piece];
    return true;
}

bool clet_index_begins_text_part(const clet_kept_page *page, const clet_piece_place *place,
                                 size_t *used_bytes) {
    const bool is_first = place->section == 0 && place->piece == 0;
    size_t size_bytes = is_first ? page->title.size_bytes + page->url.size_bytes : 0;
    for (uint32_t i = 0; i < place->passage_count; i++) {
        const clet_passage *passage = &page->passages[place->first_passage + i];
        size_bytes +=
            passage->headings.size_bytes + passage->anchor.size_bytes + passage->text.size_bytes;
    }
    const bool begins =
        *used_bytes == 0 || *used_bytes + size_bytes > (size_t)TEXT_PART_BYTES_TARGET;
    *used_bytes = begins ? size_bytes : *used_bytes + size_bytes;
    return begins;
}

/* The part being filled, and the run of one document's pieces at its end. */
typedef struct text_part {
    clet_buffer whole;
    clet_buffer run;
    const clet_kept_page *page; /* of the run; NULL: none */
    uint32_t run_pieces;
    size_t used_bytes;
} text_part;

static void close_run(text_part *part) {
    if (part->run_pieces == 0) return;
    clet_buffer_append_sized(&part->whole, part->page->title);
    clet_buffer_append_sized(&part->whole, part->page->url);
    clet_buffer_append_varint(&part->whole, part->run_pieces);
    clet_buffer_append(&part->whole, clet_buffer_str(&part->run));
    clet_buffer_truncate(&part->run, 0);
    part->run_pieces = 0;
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

static void append_piece(text_part *part, const clet_kept_page *page,
                         const clet_piece_place *place) {
    const clet_kept_section *section = &page->sections[place->section];
    const clet_passage *passages = page->passages + place->first_passage;
    if (place->piece == 0 && section->piece_count > 1)
        clet_buffer_append_sized(&part->run, section->locator);
    clet_buffer_append_varint(&part->run, place->passage_count);
    for (uint32_t i = 0; i < place->passage_count; i++) {
        clet_buffer_append_sized(&part->run, passages[i].headings);
        clet_buffer_append_sized(&part->run, passages[i].anchor);
        clet_buffer_append_sized(&part->run, passages[i].text);
    }
    part->run_pieces++;
}

static chatlet_status write_page(text_part *part, const clet_kept_page *page, clet_part_sink sink) {
    clet_piece_place place = {0};
    while (clet_index_next_piece(page, &place)) {
        if (clet_index_begins_text_part(page, &place, &part->used_bytes)) {
            const chatlet_status status = close_part(part, sink);
            if (status != CHATLET_OK) return status;
        }
        part->page = page;
        append_piece(part, page, &place);
    }
    close_run(part);
    return CHATLET_OK;
}

chatlet_status clet_index_write_texts(const clet_index_builder *builder, clet_part_sink sink) {
    text_part part = {0};
    chatlet_status status = CHATLET_OK;
    clet_buffer_init(&part.whole, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_buffer_init(&part.run, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_page_walk walk = {0};
    for (const clet_kept_page *page;
         status == CHATLET_OK && (page = clet_index_next_page(builder, &walk)) != NULL;)
        status = write_page(&part, page, sink);
    if (status == CHATLET_OK) status = close_part(&part, sink);
    clet_buffer_free(&part.whole);
    clet_buffer_free(&part.run);
    return status;
}
