/* The head, which names everything else; written last. */
#include "head_seal.h"
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/cbor.h"
#include "../base/str.h"

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
        {CHATLET_STR("partial"), settings->partial},
    };
    const uint32_t text_count = sizeof texts / sizeof texts[0];
    clet_cbor_write_map(buffer, text_count + 3 + (settings->is_quiet_while_typing ? 1 : 0));
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
    if (settings->is_quiet_while_typing) { /* what most bots are not takes no bytes of them */
        clet_cbor_write_text(buffer, CHATLET_STR("typing"));
        clet_cbor_write_boolean(buffer, false);
    }
    clet_cbor_write_text(buffer, CHATLET_STR("synonyms"));
    clet_cbor_write_array(buffer, settings->synonym_count);
    for (uint32_t i = 0; i < settings->synonym_count; i++) {
        clet_cbor_write_array(buffer, settings->synonyms[i].count);
        for (uint32_t j = 0; j < settings->synonyms[i].count; j++)
            clet_cbor_write_text(buffer, settings->synonyms[i].texts[j]);
    }
}

/* Sums of words, for the averages that scoring needs. */
typedef struct word_totals {
    uint64_t title;
    uint64_t body;
    uint64_t link;
    uint32_t linked_pages;
} word_totals;

static word_totals total_words(const clet_index_builder *builder) {
    word_totals totals = {0};
    clet_page_walk walk = {0};
    for (const clet_kept_page *page; (page = clet_index_next_page(builder, &walk)) != NULL;) {
        totals.title += page->title_words;
        totals.link += page->link_words;
        if (page->link_words > 0) totals.linked_pages++;
        for (uint32_t section = 0; section < page->section_count; section++)
            totals.body += page->sections[section].body_words;
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
                         const clet_index_counts *counts) {
    const word_totals totals = total_words(builder);
    const uint32_t numbers[CLET_INDEX_NUMBER_COUNT] = {
        [CLET_INDEX_DOCUMENTS] = builder->page_count,
        [CLET_INDEX_SECTIONS] = builder->section_count,
        [CLET_INDEX_PIECES] = builder->piece_count,
        [CLET_INDEX_PASSAGES] = builder->passage_count,
        [CLET_INDEX_TERMS] = counts->term_count,
        [CLET_INDEX_TERM_PARTS] = counts->terms->count,
        [CLET_INDEX_SPELLING_PARTS] = counts->spelling->count,
        [CLET_INDEX_TEXT_PARTS] = counts->text_part_count,
        [CLET_INDEX_HAS_BOOSTS] = builder->has_boosts ? 1 : 0,
        [CLET_INDEX_TITLE_AVERAGE] = average_q8(totals.title, builder->page_count),
        [CLET_INDEX_BODY_AVERAGE] = average_q8(totals.body, builder->section_count),
        [CLET_INDEX_PAGE_AVERAGE] = average_q8(totals.body, builder->page_count),
        [CLET_INDEX_LINK_AVERAGE] = average_q8(totals.link, totals.linked_pages),
    };
    clet_buffer_append_u64(buffer, counts->index_id);
    for (int i = 0; i < CLET_INDEX_NUMBER_COUNT; i++)
        clet_buffer_append_varint(buffer, numbers[i]);
}

static void append_separators(clet_buffer *buffer, const clet_separators *separators) {
    for (uint32_t i = 0; i < separators->count; i++) {
        const chatlet_str before = i == 0 ? (chatlet_str){0} : separators->items[i - 1];
        const chatlet_str separator = separators->items[i];
        const size_t shared = clet_str_common_prefix(before, separator);
        clet_buffer_append_byte(buffer, (uint8_t)shared);
        clet_buffer_append_varint(buffer, separator.size_bytes - shared);
        clet_buffer_append(buffer, clet_str_slice(separator, shared, separator.size_bytes));
    }
}

/* What the head holds of one kind. */
typedef struct head_section {
    clet_head_kind kind;
    chatlet_str bytes;
} head_section;

enum { KIND_COUNT = 6 };

static void append_frame(clet_buffer *head, const head_section *kinds, uint32_t kind_count) {
    size_t offset = CLET_HEAD_FIXED_BYTES + (size_t)kind_count * CLET_KIND_ENTRY_BYTES;
    clet_buffer_append(head, (chatlet_str){.data = clet_magic, .size_bytes = sizeof clet_magic});
    clet_buffer_append_u16(head, CLET_FORMAT_VERSION);
    clet_buffer_append_u16(head, 0);
    clet_buffer_append_u32(head, 0); /* size and hash follow when everything stands */
    clet_buffer_append_u32(head, kind_count);
    clet_buffer_append_u64(head, 0);
    for (uint32_t i = 0; i < kind_count; i++) {
        clet_buffer_append_u32(head, (uint32_t)kinds[i].kind);
        clet_buffer_append_u32(head, (uint32_t)offset);
        clet_buffer_append_u32(head, (uint32_t)kinds[i].bytes.size_bytes);
        offset += kinds[i].bytes.size_bytes;
    }
    for (uint32_t i = 0; i < kind_count; i++)
        clet_buffer_append(head, kinds[i].bytes);
}

chatlet_status clet_index_write_head(const clet_index_builder *builder,
                                     const clet_index_settings *settings,
                                     const clet_index_counts *counts, clet_buffer *head) {
    clet_buffer bot;
    clet_buffer index;
    clet_buffer shards;
    clet_buffer fields;
    clet_buffer_init(&bot, builder->allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);
    clet_buffer_init(&index, builder->allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);
    clet_buffer_init(&shards, builder->allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);
    clet_buffer_init(&fields, builder->allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);
    append_bot(&bot, settings);
    append_index(&index, builder, counts);
    append_separators(&shards, counts->terms);
    append_separators(&shards, counts->spelling);
    clet_index_append_fields(&fields, counts->fields);

    chatlet_status status = clet_buffer_status(&bot);
    if (status == CHATLET_OK) status = clet_buffer_status(&index);
    if (status == CHATLET_OK) status = clet_buffer_status(&shards);
    if (status == CHATLET_OK) status = clet_buffer_status(&fields);
    if (status == CHATLET_OK) {
        head_section kinds[KIND_COUNT] = {{CLET_HEAD_BOT, clet_buffer_str(&bot)},
                                          {CLET_HEAD_INDEX, clet_buffer_str(&index)},
                                          {CLET_HEAD_SHARDS, clet_buffer_str(&shards)}};
        uint32_t kind_count = 3;
        if (counts->parts.size_bytes > 0)
            kinds[kind_count++] = (head_section){CLET_HEAD_PARTS, counts->parts};
        if (fields.size_bytes > 0)
            kinds[kind_count++] = (head_section){CLET_HEAD_FIELDS, clet_buffer_str(&fields)};
        if (settings->flows.size_bytes > 0)
            kinds[kind_count++] = (head_section){CLET_HEAD_FLOWS, settings->flows};
        append_frame(head, kinds, kind_count);
        clet_head_seal(head);
        status = clet_buffer_status(head);
    }
    clet_buffer_free(&bot);
    clet_buffer_free(&index);
    clet_buffer_free(&shards);
    clet_buffer_free(&fields);
    return status;
}
