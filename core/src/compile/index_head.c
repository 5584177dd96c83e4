/* The map part and the head, which name everything else; written last. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/cbor.h"
#include "../base/hash.h"
#include "../base/str.h"

/* Calls `visit` for each page in order. */
static void for_each_page(const clet_index_builder *builder, clet_buffer *buffer,
                          void (*visit)(clet_buffer *buffer, const clet_kept_page *page)) {
    for (const clet_page_chunk *chunk = builder->first_pages; chunk != NULL; chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->count; i++)
            visit(buffer, &chunk->items[i]);
    }
}

static void append_document(clet_buffer *buffer, const clet_kept_page *page) {
    clet_buffer_append_varint(buffer, page->passage_count);
    clet_buffer_append_byte(buffer, clet_length_code(page->title_words));
}

static void append_body_lengths(clet_buffer *buffer, const clet_kept_page *page) {
    for (uint32_t i = 0; i < page->passage_count; i++) {
        clet_buffer_append_byte(buffer, clet_length_code(page->passages[i].body_words));
    }
}

static void append_heading_lengths(clet_buffer *buffer, const clet_kept_page *page) {
    for (uint32_t i = 0; i < page->passage_count; i++) {
        clet_buffer_append_byte(buffer, clet_length_code(page->passages[i].heading_words));
    }
}

chatlet_status clet_index_write_map(const clet_index_builder *builder, clet_index_output *output,
                                    const clet_written_parts *texts, clet_written_parts *map) {
    clet_buffer buffer;
    clet_buffer_init(&buffer, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    for_each_page(builder, &buffer, append_document);
    for_each_page(builder, &buffer, append_body_lengths);
    for_each_page(builder, &buffer, append_heading_lengths);
    for (uint32_t i = 0; i < texts->count; i++) {
        clet_buffer_append_u32(&buffer, texts->items[i].size_bytes);
        clet_buffer_append_u64(&buffer, texts->items[i].hash);
        clet_buffer_append_varint(&buffer, texts->items[i].passage_count);
    }
    chatlet_status status = clet_buffer_status(&buffer);
    if (status == CHATLET_OK)
        status = clet_index_emit(output, CHATLET_OUTPUT_PART, clet_buffer_str(&buffer), map);
    clet_buffer_free(&buffer);
    return status;
}

static void append_bot(clet_buffer *buffer, const clet_index_settings *settings) {
    const struct {
        chatlet_str key;
        chatlet_str value;
    } texts[] = {
        {CHATLET_STR("id"), settings->id},
        {CHATLET_STR("title"), settings->title},
        {CHATLET_STR("locale"), settings->locale},
        {CHATLET_STR("language"), settings->language},
        {CHATLET_STR("greeting"), settings->greeting},
        {CHATLET_STR("miss"), settings->miss},
        {CHATLET_STR("trouble"), settings->trouble},
        {CHATLET_STR("retry"), settings->retry},
    };
    const uint32_t text_count = sizeof texts / sizeof texts[0];
    clet_cbor_write_map(buffer, text_count + 2);
    for (uint32_t i = 0; i < text_count; i++) {
        CLET_ASSERT(texts[i].value.size_bytes <= CHATLET_BOT_TEXT_BYTES_MAX);
        clet_cbor_write_text(buffer, texts[i].key);
        clet_cbor_write_text(buffer, texts[i].value);
    }
    CLET_ASSERT(settings->suggestion_count <= CHATLET_SUGGESTIONS_MAX);
    clet_cbor_write_text(buffer, CHATLET_STR("suggestions"));
    clet_cbor_write_array(buffer, settings->suggestion_count);
    for (uint32_t i = 0; i < settings->suggestion_count; i++)
        clet_cbor_write_text(buffer, settings->suggestions[i]);
    clet_cbor_write_text(buffer, CHATLET_STR("threshold"));
    clet_cbor_write_integer(buffer, settings->threshold);
}

/* Sums of words, for the averages that scoring needs. */
typedef struct word_totals {
    uint64_t title;
    uint64_t heading;
    uint64_t body;
    uint32_t headed_passages;
} word_totals;

static word_totals total_words(const clet_index_builder *builder) {
    word_totals totals = {0};
    for (const clet_page_chunk *chunk = builder->first_pages; chunk != NULL; chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->count; i++) {
            const clet_kept_page *page = &chunk->items[i];
            totals.title += page->title_words;
            for (uint32_t p = 0; p < page->passage_count; p++) {
                totals.body += page->passages[p].body_words;
                totals.heading += page->passages[p].heading_words;
                if (page->passages[p].heading_words > 0) totals.headed_passages++;
            }
        }
    }
    return totals;
}

/* total / count x 256, kept from 1 to what fits, so that nothing is ever divided by zero. */
static uint32_t average_q8(uint64_t total, uint32_t count) {
    const uint64_t average = count == 0 ? 0 : total * 256 / count;
    if (average < 1) return 1;
    return average > UINT32_MAX ? UINT32_MAX : (uint32_t)average;
}

static void append_index(clet_buffer *buffer, const clet_index_builder *builder,
                         uint32_t term_count, uint32_t term_part_count, uint32_t text_part_count,
                         const clet_written_part *map) {
    const word_totals totals = total_words(builder);
    const uint32_t numbers[CLET_INDEX_NUMBER_COUNT] = {
        [CLET_INDEX_DOCUMENTS] = builder->page_count,
        [CLET_INDEX_PASSAGES] = builder->passage_count,
        [CLET_INDEX_TERMS] = term_count,
        [CLET_INDEX_TERM_PARTS] = term_part_count,
        [CLET_INDEX_TEXT_PARTS] = text_part_count,
        [CLET_INDEX_MAP_BYTES] = map->size_bytes,
        [CLET_INDEX_MAP_HASH_LOW] = (uint32_t)map->hash,
        [CLET_INDEX_MAP_HASH_HIGH] = (uint32_t)(map->hash >> 32),
        [CLET_INDEX_TITLE_AVERAGE] = average_q8(totals.title, builder->page_count),
        [CLET_INDEX_HEADING_AVERAGE] = average_q8(totals.heading, totals.headed_passages),
        [CLET_INDEX_BODY_AVERAGE] = average_q8(totals.body, builder->passage_count),
        [CLET_INDEX_PAGE_AVERAGE] = average_q8(totals.body, builder->page_count),
    };
    for (int i = 0; i < CLET_INDEX_NUMBER_COUNT; i++)
        clet_buffer_append_u32(buffer, numbers[i]);
}

static void append_shards(clet_buffer *buffer, const clet_written_parts *terms) {
    for (uint32_t i = 0; i < terms->count; i++) {
        clet_buffer_append_u32(buffer, terms->items[i].size_bytes);
        clet_buffer_append_u64(buffer, terms->items[i].hash);
    }
    for (uint32_t i = 0; i < terms->count; i++) {
        clet_buffer_append_varint(buffer, terms->items[i].separator.size_bytes);
        clet_buffer_append(buffer, terms->items[i].separator);
    }
}

enum { SECTION_COUNT = 3 };

static void append_frame(clet_buffer *head, const clet_buffer *sections) {
    size_t offset = CLET_HEAD_FIXED_BYTES + SECTION_COUNT * CLET_SECTION_ENTRY_BYTES;
    clet_buffer_append(head, (chatlet_str){.data = clet_magic, .size_bytes = sizeof clet_magic});
    clet_buffer_append_u16(head, CLET_FORMAT_VERSION);
    clet_buffer_append_u16(head, 0);
    clet_buffer_append_u32(head, 0); /* size and hash follow when everything stands */
    clet_buffer_append_u32(head, SECTION_COUNT);
    clet_buffer_append_u64(head, 0);
    for (uint32_t i = 0; i < SECTION_COUNT; i++) {
        clet_buffer_append_u32(head,
                               i + 1); /* kinds are numbered from 1 in the order of clet_section */
        clet_buffer_append_u32(head, (uint32_t)offset);
        clet_buffer_append_u32(head, (uint32_t)sections[i].size_bytes);
        offset += sections[i].size_bytes;
    }
    for (uint32_t i = 0; i < SECTION_COUNT; i++)
        clet_buffer_append(head, clet_buffer_str(&sections[i]));
}

static void seal_frame(clet_buffer *head) {
    if (clet_buffer_status(head) != CHATLET_OK) return;
    clet_buffer_put_u32(head, 8, (uint32_t)head->size_bytes);
    const chatlet_str hashed =
        clet_str_slice(clet_buffer_str(head), CLET_HEAD_HASHED_FROM, head->size_bytes);
    const uint64_t hash = clet_hash(hashed);
    clet_buffer_put_u32(head, 16, (uint32_t)hash);
    clet_buffer_put_u32(head, 20, (uint32_t)(hash >> 32));
}

chatlet_status clet_index_write_head(const clet_index_builder *builder, clet_index_output *output,
                                     const clet_index_settings *settings, uint32_t term_count,
                                     const clet_written_part *map, const clet_written_parts *terms,
                                     uint32_t text_part_count) {
    clet_buffer sections[SECTION_COUNT];
    clet_buffer head;
    for (int i = 0; i < SECTION_COUNT; i++) {
        clet_buffer_init(&sections[i], builder->allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);
    }
    clet_buffer_init(&head, builder->allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);

    append_bot(&sections[0], settings);
    append_index(&sections[1], builder, term_count, terms->count, text_part_count, map);
    append_shards(&sections[2], terms);
    append_frame(&head, sections);
    seal_frame(&head);

    chatlet_status status = CHATLET_OK;
    for (int i = 0; i < SECTION_COUNT && status == CHATLET_OK; i++)
        status = clet_buffer_status(&sections[i]);
    if (status == CHATLET_OK) status = clet_buffer_status(&head);
    if (status == CHATLET_OK)
        status = clet_index_emit(output, CHATLET_OUTPUT_HEAD, clet_buffer_str(&head), NULL);
    for (int i = 0; i < SECTION_COUNT; i++)
        clet_buffer_free(&sections[i]);
    clet_buffer_free(&head);
    return status;
}
