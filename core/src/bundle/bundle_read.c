/* Opens a head: bytes in, a checked bundle out. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/cbor.h"
#include "../base/error.h"
#include "../base/hash.h"
#include "../base/str.h"

#include <string.h>

/* The sections found in a head; empty where one is missing. */
typedef struct head_sections {
    chatlet_str bot;
    chatlet_str index;
    chatlet_str shards;
} head_sections;

static chatlet_status check_frame(chatlet_str head, chatlet_error *error) {
    if (head.size_bytes > CHATLET_BUNDLE_HEAD_BYTES_MAX) {
        return clet_error_refuse(error, CHATLET_ERR_LIMIT,
                                 "the bundle's head is larger than the engine reads");
    }
    if (head.size_bytes < CLET_HEAD_FIXED_BYTES ||
        memcmp(head.data, clet_magic, sizeof clet_magic) != 0) {
        return clet_error_refuse(error, CHATLET_ERR_VERSION,
                                 "this is not the head of a Chatlet bundle");
    }
    clet_byte_reader reader = clet_byte_reader_of(head);
    reader.offset = sizeof clet_magic;
    if (clet_read_u16(&reader) != CLET_FORMAT_VERSION || clet_read_u16(&reader) != 0) {
        return clet_error_refuse(
            error, CHATLET_ERR_VERSION,
            "the bundle has another format version than this engine; build it again");
    }
    if (clet_read_u32(&reader) != head.size_bytes) {
        return clet_error_refuse(error, CHATLET_ERR_BUNDLE,
                                 "the bundle's head is cut short or has bytes added");
    }
    reader.offset = CLET_HEAD_FIXED_BYTES - 8;
    const chatlet_str hashed = clet_str_slice(head, CLET_HEAD_HASHED_FROM, head.size_bytes);
    if (clet_read_u64(&reader) != clet_hash(hashed)) {
        return clet_error_refuse(error, CHATLET_ERR_BUNDLE,
                                 "the bundle's head is damaged: its hash does not fit");
    }
    return CHATLET_OK;
}

/* Reads the section table. Sections rise by kind and follow each other without gaps. */
static bool read_sections(chatlet_str head, head_sections *sections) {
    clet_byte_reader reader = clet_byte_reader_of(head);
    reader.offset = 12;
    const uint32_t count = clet_read_u32(&reader);
    reader.offset = CLET_HEAD_FIXED_BYTES;
    if (count > CLET_SECTIONS_MAX ||
        clet_byte_reader_left(&reader) < (size_t)count * CLET_SECTION_ENTRY_BYTES) {
        return false;
    }
    size_t expected_offset = CLET_HEAD_FIXED_BYTES + (size_t)count * CLET_SECTION_ENTRY_BYTES;
    uint32_t previous_kind = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t kind = clet_read_u32(&reader);
        const uint32_t offset = clet_read_u32(&reader);
        const uint32_t size_bytes = clet_read_u32(&reader);
        if (kind <= previous_kind || offset != expected_offset) return false;
        if (head.size_bytes - expected_offset < size_bytes) return false;
        const chatlet_str bytes = clet_str_slice(head, offset, offset + size_bytes);
        if (kind == CLET_SECTION_BOT) sections->bot = bytes;
        if (kind == CLET_SECTION_INDEX) sections->index = bytes;
        if (kind == CLET_SECTION_SHARDS) sections->shards = bytes;
        expected_offset += size_bytes;
        previous_kind = kind;
    }
    return expected_offset == head.size_bytes;
}

/* Reads the suggestions array. *status tells an allocator's refusal from a broken section. */
static chatlet_status read_suggestions(chatlet_bundle *bundle, clet_cbor_reader bot) {
    clet_cbor_reader value;
    if (!clet_cbor_find(bot, CHATLET_STR("suggestions"), &value)) return CHATLET_ERR_BUNDLE;
    const clet_cbor_item array = clet_cbor_next(&value);
    if (array.kind != CLET_CBOR_ARRAY || array.count > CHATLET_SUGGESTIONS_MAX)
        return CHATLET_ERR_BUNDLE;

    chatlet_str *suggestions =
        clet_arena_allocate_array(&bundle->arena, array.count, sizeof *suggestions);
    if (suggestions == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < array.count; i++) {
        const clet_cbor_item item = clet_cbor_next(&value);
        if (item.kind != CLET_CBOR_TEXT || item.text.size_bytes > CHATLET_BOT_TEXT_BYTES_MAX)
            return CHATLET_ERR_BUNDLE;
        suggestions[i] = item.text;
    }
    bundle->words.suggestions = suggestions;
    bundle->words.suggestion_count = array.count;
    return CHATLET_OK;
}

static bool find_short_text(clet_cbor_reader map, chatlet_str key, chatlet_str *value) {
    return clet_cbor_find_text(map, key, value) && value->size_bytes <= CHATLET_BOT_TEXT_BYTES_MAX;
}

static chatlet_status read_bot(chatlet_bundle *bundle, chatlet_str section) {
    if (clet_cbor_check(section) != CHATLET_OK) return CHATLET_ERR_BUNDLE;
    const clet_cbor_reader bot = {.source = section, .offset = 0};
    clet_cbor_reader first = bot;
    if (clet_cbor_next(&first).kind != CLET_CBOR_MAP) return CHATLET_ERR_BUNDLE;

    int64_t threshold = 0;
    const bool complete = find_short_text(bot, CHATLET_STR("id"), &bundle->info.id) &&
                          find_short_text(bot, CHATLET_STR("title"), &bundle->info.title) &&
                          find_short_text(bot, CHATLET_STR("locale"), &bundle->info.locale) &&
                          find_short_text(bot, CHATLET_STR("language"), &bundle->info.language) &&
                          find_short_text(bot, CHATLET_STR("greeting"), &bundle->words.greeting) &&
                          find_short_text(bot, CHATLET_STR("miss"), &bundle->words.miss) &&
                          find_short_text(bot, CHATLET_STR("trouble"), &bundle->words.trouble) &&
                          find_short_text(bot, CHATLET_STR("retry"), &bundle->words.retry) &&
                          clet_cbor_find_integer(bot, CHATLET_STR("threshold"), &threshold);
    if (!complete || threshold < 0 || threshold > 1000000) return CHATLET_ERR_BUNDLE;
    bundle->words.threshold = (uint32_t)threshold;
    return read_suggestions(bundle, bot);
}

static bool counts_in_range(const clet_index_info *index) {
    return index->document_count >= 1 && index->document_count <= CHATLET_DOCUMENTS_MAX &&
           index->passage_count >= index->document_count &&
           index->passage_count <= CHATLET_PASSAGES_MAX &&
           index->term_part_count <= CHATLET_BUNDLE_PARTS_MAX && index->text_part_count >= 1 &&
           index->text_part_count <= index->passage_count &&
           index->text_part_count <= CHATLET_BUNDLE_PARTS_MAX && index->title_average >= 1 &&
           index->heading_average >= 1 && index->body_average >= 1 && index->page_average >= 1;
}

static chatlet_status read_index(chatlet_bundle *bundle, chatlet_str section) {
    uint32_t numbers[CLET_INDEX_NUMBER_COUNT];
    clet_byte_reader reader = clet_byte_reader_of(section);
    for (int i = 0; i < CLET_INDEX_NUMBER_COUNT; i++)
        numbers[i] = clet_read_u32(&reader);
    if (reader.failed || clet_byte_reader_left(&reader) != 0) return CHATLET_ERR_BUNDLE;

    bundle->index = (clet_index_info){.document_count = numbers[CLET_INDEX_DOCUMENTS],
                                      .passage_count = numbers[CLET_INDEX_PASSAGES],
                                      .term_count = numbers[CLET_INDEX_TERMS],
                                      .term_part_count = numbers[CLET_INDEX_TERM_PARTS],
                                      .text_part_count = numbers[CLET_INDEX_TEXT_PARTS],
                                      .title_average = numbers[CLET_INDEX_TITLE_AVERAGE],
                                      .heading_average = numbers[CLET_INDEX_HEADING_AVERAGE],
                                      .body_average = numbers[CLET_INDEX_BODY_AVERAGE],
                                      .page_average = numbers[CLET_INDEX_PAGE_AVERAGE]};
    if (!counts_in_range(&bundle->index)) return CHATLET_ERR_BUNDLE;

    const uint32_t part_count = 1 + bundle->index.term_part_count + bundle->index.text_part_count;
    if (part_count > CHATLET_BUNDLE_PARTS_MAX) return CHATLET_ERR_BUNDLE;
    bundle->slots = clet_arena_allocate_array(&bundle->arena, part_count, sizeof *bundle->slots);
    if (bundle->slots == NULL) return CHATLET_ERR_MEMORY;
    bundle->slots[0].size_bytes = numbers[CLET_INDEX_MAP_BYTES];
    bundle->slots[0].hash =
        (uint64_t)numbers[CLET_INDEX_MAP_HASH_HIGH] << 32 | numbers[CLET_INDEX_MAP_HASH_LOW];
    bundle->info.document_count = bundle->index.document_count;
    bundle->info.passage_count = bundle->index.passage_count;
    bundle->info.term_count = bundle->index.term_count;
    bundle->info.part_count = part_count;
    return bundle->slots[0].size_bytes <= CHATLET_BUNDLE_PART_BYTES_MAX ? CHATLET_OK
                                                                        : CHATLET_ERR_BUNDLE;
}

static chatlet_status read_shards(chatlet_bundle *bundle, chatlet_str section) {
    const uint32_t count = bundle->index.term_part_count;
    clet_byte_reader reader = clet_byte_reader_of(section);
    if (clet_byte_reader_left(&reader) < (size_t)count * CLET_SHARD_ENTRY_BYTES)
        return CHATLET_ERR_BUNDLE;
    bundle->separators =
        clet_arena_allocate_array(&bundle->arena, count, sizeof *bundle->separators);
    if (bundle->separators == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        bundle->slots[1 + i].size_bytes = clet_read_u32(&reader);
        bundle->slots[1 + i].hash = clet_read_u64(&reader);
        if (bundle->slots[1 + i].size_bytes > CHATLET_BUNDLE_PART_BYTES_MAX)
            return CHATLET_ERR_BUNDLE;
    }
    for (uint32_t i = 0; i < count; i++) {
        bundle->separators[i] = clet_read_sized(&reader);
        if (i > 0 && clet_str_compare(bundle->separators[i - 1], bundle->separators[i]) >= 0)
            return CHATLET_ERR_BUNDLE;
    }
    return reader.failed || clet_byte_reader_left(&reader) != 0 ? CHATLET_ERR_BUNDLE : CHATLET_OK;
}

static chatlet_status read_head(chatlet_bundle *bundle) {
    head_sections sections = {0};
    if (!read_sections(bundle->head, &sections)) return CHATLET_ERR_BUNDLE;
    chatlet_status status = read_bot(bundle, sections.bot);
    if (status == CHATLET_OK) status = read_index(bundle, sections.index);
    if (status == CHATLET_OK) status = read_shards(bundle, sections.shards);
    return status;
}

chatlet_status chatlet_bundle_open(const chatlet_allocator *allocator, chatlet_str head,
                                   chatlet_bundle **bundle, chatlet_error *error) {
    chatlet_status status = check_frame(head, error);
    if (status != CHATLET_OK) return status;

    chatlet_bundle *opened = allocator->allocate(allocator->context, sizeof *opened);
    if (opened == NULL) return clet_error_refuse(error, CHATLET_ERR_MEMORY, "out of memory");
    *opened = (chatlet_bundle){.allocator = allocator};
    clet_arena_init(&opened->arena, allocator);
    opened->info.hash = clet_hash(clet_str_slice(head, CLET_HEAD_HASHED_FROM, head.size_bytes));

    status = clet_arena_copy(&opened->arena, head, &opened->head);
    if (status == CHATLET_OK) status = read_head(opened);
    if (status != CHATLET_OK) {
        chatlet_bundle_close(opened);
        return clet_error_refuse(
            error, status,
            status == CHATLET_ERR_MEMORY ? "out of memory" : "the bundle's head breaks the format");
    }
    *bundle = opened;
    return CHATLET_OK;
}

void chatlet_bundle_close(chatlet_bundle *bundle) {
    if (bundle == NULL) return;
    for (uint32_t i = 0; bundle->slots != NULL && i < bundle->info.part_count; i++)
        chatlet_bundle_drop_part(bundle, i);
    clet_arena_free(&bundle->arena);
    bundle->allocator->release(bundle->allocator->context, bundle);
}

void chatlet_bundle_get_info(const chatlet_bundle *bundle, chatlet_bundle_info *info) {
    *info = bundle->info;
}

const clet_bot_words *clet_bundle_words(const chatlet_bundle *bundle) { return &bundle->words; }

const clet_index_info *clet_bundle_index(const chatlet_bundle *bundle) { return &bundle->index; }

uint32_t clet_bundle_term_part(const chatlet_bundle *bundle, chatlet_str term) {
    uint32_t low = 0;
    uint32_t high = bundle->index.term_part_count;
    while (low < high) { /* the first separator above the term */
        const uint32_t middle = low + (high - low) / 2;
        if (clet_str_compare(bundle->separators[middle], term) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
