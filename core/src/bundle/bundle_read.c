/* Opens a head: bytes in, a checked bundle out. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/cbor.h"
#include "../base/error.h"
#include "../base/hash.h"
#include "../base/str.h"

#include <string.h>

/* What was found in a head; empty where one is missing. */
typedef struct head_kinds {
    chatlet_str bot;
    chatlet_str index;
    chatlet_str shards;
    chatlet_str parts;
    bool has_parts;
    chatlet_str confidence;
    bool has_confidence;
    chatlet_str fields;
    bool has_fields;
    chatlet_str flows;
    bool has_flows;
} head_kinds;

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

/* Reads the table. Kinds rise and follow each other without gaps. */
static bool read_kinds(chatlet_str head, head_kinds *kinds) {
    clet_byte_reader reader = clet_byte_reader_of(head);
    reader.offset = 12;
    const uint32_t count = clet_read_u32(&reader);
    reader.offset = CLET_HEAD_FIXED_BYTES;
    if (count > CLET_KINDS_MAX ||
        clet_byte_reader_left(&reader) < (size_t)count * CLET_KIND_ENTRY_BYTES) {
        return false;
    }
    size_t expected_offset = CLET_HEAD_FIXED_BYTES + (size_t)count * CLET_KIND_ENTRY_BYTES;
    uint32_t previous_kind = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t kind = clet_read_u32(&reader);
        const uint32_t offset = clet_read_u32(&reader);
        const uint32_t size_bytes = clet_read_u32(&reader);
        if (kind <= previous_kind || offset != expected_offset) return false;
        if (head.size_bytes - expected_offset < size_bytes) return false;
        const chatlet_str bytes = clet_str_slice(head, offset, offset + size_bytes);
        if (kind == CLET_HEAD_BOT) kinds->bot = bytes;
        if (kind == CLET_HEAD_INDEX) kinds->index = bytes;
        if (kind == CLET_HEAD_SHARDS) kinds->shards = bytes;
        if (kind == CLET_HEAD_PARTS) kinds->parts = bytes;
        if (kind == CLET_HEAD_PARTS) kinds->has_parts = true;
        if (kind == CLET_HEAD_CONFIDENCE) kinds->confidence = bytes;
        if (kind == CLET_HEAD_CONFIDENCE) kinds->has_confidence = true;
        if (kind == CLET_HEAD_FIELDS) kinds->fields = bytes;
        if (kind == CLET_HEAD_FIELDS) kinds->has_fields = true;
        if (kind == CLET_HEAD_FLOWS) kinds->flows = bytes;
        if (kind == CLET_HEAD_FLOWS) kinds->has_flows = true;
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

/* Reads the synonym groups: arrays of texts. */
static chatlet_status read_synonyms(chatlet_bundle *bundle, clet_cbor_reader bot) {
    clet_cbor_reader value;
    if (!clet_cbor_find(bot, CHATLET_STR("synonyms"), &value)) return CHATLET_ERR_BUNDLE;
    const clet_cbor_item array = clet_cbor_next(&value);
    if (array.kind != CLET_CBOR_ARRAY || array.count > CHATLET_SYNONYM_GROUPS_MAX)
        return CHATLET_ERR_BUNDLE;
    clet_synonym_group *groups =
        clet_arena_allocate_array(&bundle->arena, array.count, sizeof *groups);
    if (groups == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < array.count; i++) {
        const clet_cbor_item inner = clet_cbor_next(&value);
        if (inner.kind != CLET_CBOR_ARRAY || inner.count > CHATLET_SYNONYM_TEXTS_MAX)
            return CHATLET_ERR_BUNDLE;
        chatlet_str *texts = clet_arena_allocate_array(&bundle->arena, inner.count, sizeof *texts);
        if (texts == NULL) return CHATLET_ERR_MEMORY;
        for (uint32_t j = 0; j < inner.count; j++) {
            const clet_cbor_item item = clet_cbor_next(&value);
            if (item.kind != CLET_CBOR_TEXT || item.text.size_bytes > CHATLET_SYNONYM_BYTES_MAX)
                return CHATLET_ERR_BUNDLE;
            texts[j] = item.text;
        }
        groups[i] = (clet_synonym_group){.texts = texts, .count = inner.count};
    }
    bundle->words.synonyms = groups;
    bundle->words.synonym_count = array.count;
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
                          find_short_text(bot, CHATLET_STR("partial"), &bundle->words.partial) &&
                          clet_cbor_find_integer(bot, CHATLET_STR("threshold"), &threshold);
    if (!complete || threshold < 0 || threshold > 1000000) return CHATLET_ERR_BUNDLE;
    bundle->words.threshold = (uint32_t)threshold;
    bundle->info.suggests = true;
    (void)clet_cbor_find_boolean(bot, CHATLET_STR("typing"), &bundle->info.suggests);
    const chatlet_status status = read_suggestions(bundle, bot);
    return status == CHATLET_OK ? read_synonyms(bundle, bot) : status;
}

/* An index of nothing, which only a bundle with flows may have. */
static bool is_empty(const clet_index_info *index) {
    return index->document_count == 0 && index->section_count == 0 && index->piece_count == 0 &&
           index->passage_count == 0 && index->term_count == 0 && index->term_part_count == 0 &&
           index->spelling_part_count == 0 && index->text_part_count == 0 && !index->has_boosts &&
           index->title_average >= 1 && index->body_average >= 1 && index->page_average >= 1 &&
           index->link_average >= 1;
}

static bool counts_in_range(const clet_index_info *index) {
    return index->document_count >= 1 && index->document_count <= CHATLET_DOCUMENTS_MAX &&
           index->section_count >= index->document_count &&
           index->piece_count >= index->section_count &&
           index->passage_count >= index->piece_count &&
           index->passage_count <= CHATLET_PASSAGES_MAX &&
           index->term_part_count <= CHATLET_BUNDLE_PARTS_MAX &&
           index->spelling_part_count <= CHATLET_BUNDLE_PARTS_MAX && index->text_part_count >= 1 &&
           index->text_part_count <= index->piece_count && index->title_average >= 1 &&
           index->body_average >= 1 && index->page_average >= 1 && index->link_average >= 1;
}

static chatlet_status read_index(chatlet_bundle *bundle, chatlet_str bytes, bool has_flows) {
    uint32_t numbers[CLET_INDEX_NUMBER_COUNT];
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    bundle->index_id = clet_read_u64(&reader);
    for (int i = 0; i < CLET_INDEX_NUMBER_COUNT; i++)
        numbers[i] = clet_read_varint(&reader);
    if (reader.failed || clet_byte_reader_left(&reader) != 0) return CHATLET_ERR_BUNDLE;
    if (numbers[CLET_INDEX_HAS_BOOSTS] > 1) return CHATLET_ERR_BUNDLE;

    bundle->index = (clet_index_info){.document_count = numbers[CLET_INDEX_DOCUMENTS],
                                      .section_count = numbers[CLET_INDEX_SECTIONS],
                                      .piece_count = numbers[CLET_INDEX_PIECES],
                                      .passage_count = numbers[CLET_INDEX_PASSAGES],
                                      .term_count = numbers[CLET_INDEX_TERMS],
                                      .term_part_count = numbers[CLET_INDEX_TERM_PARTS],
                                      .spelling_part_count = numbers[CLET_INDEX_SPELLING_PARTS],
                                      .text_part_count = numbers[CLET_INDEX_TEXT_PARTS],
                                      .has_boosts = numbers[CLET_INDEX_HAS_BOOSTS] == 1,
                                      .title_average = numbers[CLET_INDEX_TITLE_AVERAGE],
                                      .body_average = numbers[CLET_INDEX_BODY_AVERAGE],
                                      .page_average = numbers[CLET_INDEX_PAGE_AVERAGE],
                                      .link_average = numbers[CLET_INDEX_LINK_AVERAGE]};
    if (has_flows && is_empty(&bundle->index))
        return bundle->info.field_count == 0 ? CHATLET_OK : CHATLET_ERR_BUNDLE;
    if (!counts_in_range(&bundle->index)) return CHATLET_ERR_BUNDLE;

    const uint32_t part_count = clet_first_field_part(bundle) + bundle->info.field_count;
    if (part_count > CHATLET_BUNDLE_PARTS_MAX) return CHATLET_ERR_BUNDLE;
    bundle->slots = clet_arena_allocate_array(&bundle->arena, part_count, sizeof *bundle->slots);
    if (bundle->slots == NULL) return CHATLET_ERR_MEMORY;
    bundle->info.document_count = bundle->index.document_count;
    bundle->info.passage_count = bundle->index.passage_count;
    bundle->info.term_count = bundle->index.term_count;
    bundle->info.part_count = part_count;
    return CHATLET_OK;
}

/* Reads `count` separators, each put together in the arena. They rise. */
static chatlet_status read_separators(chatlet_bundle *bundle, clet_byte_reader *reader,
                                      uint32_t count, chatlet_str *separators) {
    for (uint32_t i = 0; i < count; i++) {
        const chatlet_str before = i > 0 ? separators[i - 1] : (chatlet_str){0};
        const uint8_t shared = clet_read_u8(reader);
        const chatlet_str rest = clet_read_sized(reader);
        if (reader->failed || shared > before.size_bytes ||
            rest.size_bytes > (size_t)CLET_STEM_BYTES_MAX - shared) {
            return CHATLET_ERR_BUNDLE;
        }
        const size_t size_bytes = shared + rest.size_bytes;
        char *bytes = clet_arena_allocate(&bundle->arena, size_bytes);
        if (bytes == NULL) return CHATLET_ERR_MEMORY;
        if (shared > 0) memcpy(bytes, before.data, shared);
        if (rest.size_bytes > 0) memcpy(bytes + shared, rest.data, rest.size_bytes);
        separators[i] = (chatlet_str){.data = bytes, .size_bytes = size_bytes};
        if (i > 0 && clet_str_compare(before, separators[i]) >= 0) return CHATLET_ERR_BUNDLE;
    }
    return CHATLET_OK;
}

static chatlet_status read_shards(chatlet_bundle *bundle, chatlet_str bytes) {
    const uint32_t term_parts = bundle->index.term_part_count;
    const uint32_t spelling_parts = bundle->index.spelling_part_count;
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    if (clet_byte_reader_left(&reader) < ((size_t)term_parts + spelling_parts) * 2)
        return CHATLET_ERR_BUNDLE;
    bundle->separators = clet_arena_allocate_array(
        &bundle->arena, (size_t)term_parts + spelling_parts, sizeof *bundle->separators);
    if (bundle->separators == NULL) return CHATLET_ERR_MEMORY;
    chatlet_status status = read_separators(bundle, &reader, term_parts, bundle->separators);
    if (status == CHATLET_OK) {
        status = read_separators(bundle, &reader, spelling_parts, bundle->separators + term_parts);
    }
    if (status != CHATLET_OK) return status;
    return clet_byte_reader_left(&reader) == 0 ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}

/* Adds the parts that stand in the head itself. */
static chatlet_status read_parts(chatlet_bundle *bundle, chatlet_str bytes) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    for (uint32_t id = 0; id < bundle->info.part_count; id++) {
        const chatlet_str part = clet_read_sized(&reader);
        if (reader.failed) return CHATLET_ERR_BUNDLE;
        const chatlet_status status = chatlet_bundle_add_part(bundle, id, part);
        if (status == CHATLET_ERR_MEMORY) return status;
        if (status != CHATLET_OK) return CHATLET_ERR_BUNDLE;
    }
    bundle->info.is_whole = true;
    return clet_byte_reader_left(&reader) == 0 ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}

static chatlet_status read_confidence(chatlet_bundle *bundle, const head_kinds *kinds) {
    bundle->confidence = clet_confidence_default();
    bundle->confidence_is_fitted = kinds->has_confidence;
    if (!kinds->has_confidence) return CHATLET_OK;
    return clet_confidence_read(kinds->confidence, &bundle->confidence, &bundle->words.threshold);
}

static chatlet_status read_flows(chatlet_bundle *bundle, chatlet_str bytes) {
    bundle->flows = clet_arena_allocate(&bundle->arena, sizeof *bundle->flows);
    if (bundle->flows == NULL) return CHATLET_ERR_MEMORY;
    return clet_flow_read(bytes, &bundle->arena, bundle->flows);
}

const clet_flow_program *clet_bundle_flows(const chatlet_bundle *bundle) { return bundle->flows; }

static chatlet_status read_head(chatlet_bundle *bundle) {
    head_kinds kinds = {0};
    if (!read_kinds(bundle->head, &kinds)) return CHATLET_ERR_BUNDLE;
    chatlet_status status = read_bot(bundle, kinds.bot);
    if (status == CHATLET_OK) status = read_confidence(bundle, &kinds);
    if (status == CHATLET_OK && kinds.has_fields) status = clet_fields_read(bundle, kinds.fields);
    if (status == CHATLET_OK) status = read_index(bundle, kinds.index, kinds.has_flows);
    if (status == CHATLET_OK) status = read_shards(bundle, kinds.shards);
    if (status == CHATLET_OK && kinds.has_parts) status = read_parts(bundle, kinds.parts);
    if (status == CHATLET_OK && bundle->index.document_count == 0) bundle->info.is_whole = true;
    if (status == CHATLET_OK && kinds.has_flows)
        status = CLET_PLAYS_FLOWS ? read_flows(bundle, kinds.flows) : CHATLET_ERR_VERSION;
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
    bundle->info.is_whole = false; /* from here on its parts may go */
    for (uint32_t i = 0; bundle->slots != NULL && i < bundle->info.part_count; i++)
        chatlet_bundle_drop_part(bundle, i);
    clet_arena_free(&bundle->arena);
    bundle->allocator->release(bundle->allocator->context, bundle);
}

void chatlet_bundle_get_info(const chatlet_bundle *bundle, chatlet_bundle_info *info) {
    *info = bundle->info;
}

const clet_bot_words *clet_bundle_words(const chatlet_bundle *bundle) { return &bundle->words; }

const clet_confidence_map *clet_bundle_confidence(const chatlet_bundle *bundle) {
    return &bundle->confidence;
}

const clet_index_info *clet_bundle_index(const chatlet_bundle *bundle) { return &bundle->index; }

/* How many of the `count` rising separators are at most `text`. */
static uint32_t count_at_most(const chatlet_str *separators, uint32_t count, chatlet_str text) {
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (clet_str_compare(separators[middle], text) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t clet_bundle_term_part(const chatlet_bundle *bundle, chatlet_str term) {
    return count_at_most(bundle->separators, bundle->index.term_part_count, term);
}

uint32_t clet_bundle_spelling_part(const chatlet_bundle *bundle, chatlet_str backwards) {
    const uint32_t at_most = count_at_most(bundle->separators + bundle->index.term_part_count,
                                           bundle->index.spelling_part_count, backwards);
    return at_most == 0 ? 0 : bundle->index.term_part_count + at_most;
}
