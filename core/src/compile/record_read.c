/* Bytes that claim to be a record in, a block list out, or a refusal. Nothing is trusted: what a
 * block list promises its readers is checked here, text by text. */
#include "document_record.h"

#include "../base/byte_reader.h"
#include "../base/hash.h"
#include "../base/str.h"
#include "../base/url.h"
#include "../base/utf8.h"
#include "../bundle/field_text.h"
#include "../bundle/text_marks.h"
#include "record_format.h"

#include <string.h>

static const struct {
    const char *text;
    clet_diagnostic_code code;
} codes[] = {
#define X(name, text, severity) {text, CLET_DIAGNOSTIC_##name},
    CLET_DIAGNOSTIC_LIST(X)
#undef X
};

/* ---- texts ----------------------------------------------------------------------------------- */

static bool is_utf8(chatlet_str text) { return clet_utf8_valid_prefix(text) == text.size_bytes; }

/* UTF-8 without control bytes; `lines` lets line ends stand in it, `code` pairs of code marks. */
static bool is_clean(chatlet_str text, bool lines, bool code) {
    bool is_in_code = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 0x20 && byte != 0x7F) continue;
        const bool opens = code && byte == CLET_MARK_CODE_BEGIN && !is_in_code;
        const bool closes = code && byte == CLET_MARK_CODE_END && is_in_code;
        if (!opens && !closes && !(lines && byte == '\n')) return false;
        is_in_code = opens || (is_in_code && !closes);
    }
    return !is_in_code && is_utf8(text);
}

/* Whether a block's text shows something, and has its white space folded unless it is code. A
 * heading that is cut to a title must not come out empty. */
static bool is_shown(chatlet_str text, bool is_code) {
    bool may_not_be_space = !is_code;
    bool has_visible = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        if (byte == ' ' && may_not_be_space) return false;
        may_not_be_space = !is_code && (byte == ' ' || byte == CLET_MARK_CODE_BEGIN);
        has_visible = has_visible || (unsigned char)byte > ' ';
    }
    return has_visible;
}

static bool is_anchor(chatlet_str anchor) {
    for (size_t i = 0; i < anchor.size_bytes; i++) {
        const unsigned char byte = (unsigned char)anchor.data[i];
        if (byte <= 0x20 || byte == 0x7F) return false;
    }
    return anchor.size_bytes <= CHATLET_ANCHOR_BYTES_MAX && is_utf8(anchor);
}

static bool is_url(chatlet_str url) {
    return url.size_bytes <= CHATLET_URL_BYTES_MAX && clet_url_is_safe(url) && is_utf8(url);
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* A count of things that take at least `each_bytes`, so that no count asks for more memory than the
 * bytes that follow can fill. */
static uint32_t read_count(clet_byte_reader *reader, size_t each_bytes) {
    const uint32_t count = clet_read_varint(reader);
    if (clet_byte_reader_left(reader) / each_bytes < count) reader->failed = true;
    return reader->failed ? 0 : count;
}

static bool find_code(uint32_t number, clet_diagnostic_code *code) {
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (clet_record_code_number(codes[i].text) != number) continue;
        *code = codes[i].code;
        return true;
    }
    return false;
}

static chatlet_status read_diagnostics(clet_byte_reader *reader, clet_arena *arena,
                                       clet_record *record) {
    const uint32_t count = read_count(reader, CLET_RECORD_DIAGNOSTIC_BYTES_MIN);
    clet_record_diagnostic *read = clet_arena_allocate_array(arena, count, sizeof *read);
    if (read == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        const bool is_known = find_code(clet_read_varint(reader), &read[i].code);
        read[i].line = clet_read_varint(reader);
        read[i].column = clet_read_varint(reader);
        read[i].message = clet_read_sized(reader);
        if (!is_known || !is_utf8(read[i].message)) reader->failed = true;
    }
    record->diagnostics = read;
    record->diagnostic_count = count;
    return CHATLET_OK;
}

static bool is_kind(uint8_t kind, uint8_t level) {
    if (kind > CLET_BLOCK_CODE) return false;
    return kind == CLET_BLOCK_HEADING ? level >= 1 && level <= 6 : level == 0;
}

/* What is announced has to be there: a form of its own for nothing would be another record of the
 * same document. */
static bool is_block(const clet_block *block, uint8_t flags, chatlet_str anchor_before) {
    const bool has_anchor = (flags & CLET_RECORD_HAS_ANCHOR) != 0;
    const bool has_term = (flags & CLET_RECORD_HAS_TERM) != 0;
    const bool has_url = (flags & CLET_RECORD_HAS_URL) != 0;
    const bool is_code = block->kind == CLET_BLOCK_CODE;
    if (!is_shown(block->text, is_code) || !is_clean(block->text, is_code, !is_code)) return false;
    if (has_anchor && clet_str_equal(block->anchor, anchor_before)) return false;
    if (has_term != (block->term.size_bytes > 0) || has_url != (block->url.size_bytes > 0))
        return false;
    if (block->is_numbered && block->kind != CLET_BLOCK_ITEM) return false;
    if ((block->begins_page || has_url) && block->kind != CLET_BLOCK_HEADING) return false;
    return is_anchor(block->anchor) && is_clean(block->term, false, false) && is_url(block->url);
}

static void read_block(clet_byte_reader *reader, chatlet_str anchor_before, clet_block *block) {
    const uint8_t kind = clet_read_u8(reader);
    const uint8_t flags = clet_read_u8(reader);
    if (!is_kind(kind & 7, kind >> 3) || flags > CLET_RECORD_FLAGS) reader->failed = true;
    if (reader->failed) return;
    block->kind = (clet_block_kind)(kind & 7);
    block->level = kind >> 3;
    block->line = clet_read_varint(reader);
    block->text = clet_read_sized(reader);
    block->anchor = anchor_before;
    if ((flags & CLET_RECORD_HAS_ANCHOR) != 0) block->anchor = clet_read_sized(reader);
    block->is_numbered = (flags & CLET_RECORD_HAS_NUMBER) != 0;
    if (block->is_numbered) block->number = clet_read_varint(reader);
    if ((flags & CLET_RECORD_HAS_TERM) != 0) block->term = clet_read_sized(reader);
    block->begins_page = (flags & CLET_RECORD_BEGINS_PAGE) != 0;
    if ((flags & CLET_RECORD_HAS_URL) != 0) block->url = clet_read_sized(reader);
    if (!is_block(block, flags, anchor_before)) reader->failed = true;
}

static chatlet_status read_blocks(clet_byte_reader *reader, clet_block_list *list) {
    const uint32_t count = read_count(reader, CLET_RECORD_BLOCK_BYTES_MIN);
    if (count == 0 || count > CHATLET_DOCUMENT_BLOCKS_MAX) reader->failed = true;
    if (reader->failed) return CHATLET_OK;
    list->blocks = clet_arena_allocate_array(list->arena, count, sizeof *list->blocks);
    if (list->blocks == NULL) return CHATLET_ERR_MEMORY;
    list->capacity = count;
    chatlet_str anchor = {0};
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        read_block(reader, anchor, &list->blocks[i]);
        anchor = list->blocks[i].anchor;
    }
    list->count = count;
    return CHATLET_OK;
}

static chatlet_status read_links(clet_byte_reader *reader, clet_block_list *list) {
    const uint32_t count = read_count(reader, CLET_RECORD_LINK_BYTES_MIN);
    if (count > CHATLET_DOCUMENT_BLOCKS_MAX) reader->failed = true;
    if (reader->failed || count == 0) return CHATLET_OK;
    list->links = clet_arena_allocate_array(list->arena, count, sizeof *list->links);
    if (list->links == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        clet_link *link = &list->links[i];
        link->target = clet_read_sized(reader);
        link->text = clet_read_sized(reader);
        if (link->target.size_bytes == 0 || link->text.size_bytes == 0 || !is_url(link->target) ||
            !is_clean(link->text, false, false))
            reader->failed = true;
    }
    list->link_count = count;
    list->link_capacity = count;
    return CHATLET_OK;
}

static chatlet_status read_metadata_names(clet_byte_reader *reader, clet_block_list *list) {
    const uint32_t count = clet_read_varint(reader);
    if (count > CHATLET_DOCUMENT_FIELDS_MAX) reader->failed = true;
    if (reader->failed || count == 0) return CHATLET_OK;
    list->metadata_names =
        clet_arena_allocate_array(list->arena, count, sizeof *list->metadata_names);
    if (list->metadata_names == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        list->metadata_names[i] = clet_read_sized(reader);
        if (!clet_field_name_is_valid(list->metadata_names[i])) reader->failed = true;
    }
    list->metadata_name_count = count;
    return CHATLET_OK;
}

/* Metadata of rows stand with the rows' headings; of one page, with its first block. */
static bool is_metadata(const clet_block_list *list, const clet_metadata *metadata) {
    if (metadata->block >= list->count || metadata->name >= list->metadata_name_count) return false;
    if (metadata->block > 0 && !list->blocks[metadata->block].begins_page) return false;
    return metadata->values.size_bytes > 0 &&
           metadata->values.size_bytes <= CLET_METADATA_BYTES_MAX &&
           is_clean(metadata->values, false, false);
}

static chatlet_status read_metadata(clet_byte_reader *reader, clet_block_list *list) {
    chatlet_status status = read_metadata_names(reader, list);
    const uint32_t count = read_count(reader, CLET_RECORD_METADATA_BYTES_MIN);
    if (status != CHATLET_OK || count == 0) return status;
    list->metadata = clet_arena_allocate_array(list->arena, count, sizeof *list->metadata);
    if (list->metadata == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        clet_metadata *metadata = &list->metadata[i];
        metadata->block = clet_read_varint(reader);
        const uint32_t name = clet_read_varint(reader);
        metadata->name = name / 2;
        metadata->is_offered = name % 2 == 1;
        metadata->line = clet_read_varint(reader);
        metadata->column = clet_read_varint(reader);
        metadata->values = clet_read_sized(reader);
        if (!is_metadata(list, metadata) ||
            (i > 0 && metadata->block < list->metadata[i - 1].block))
            reader->failed = true;
    }
    list->metadata_count = count;
    list->metadata_capacity = count;
    return CHATLET_OK;
}

static chatlet_status read_list(clet_byte_reader *reader, clet_block_list *list) {
    list->title = clet_read_sized(reader);
    list->language = clet_read_sized(reader);
    list->canonical = clet_read_sized(reader);
    if (!is_clean(list->title, false, false) || !is_utf8(list->language) ||
        !is_url(list->canonical))
        reader->failed = true;
    chatlet_status status = read_blocks(reader, list);
    if (status == CHATLET_OK && !reader->failed) status = read_links(reader, list);
    if (status == CHATLET_OK && !reader->failed) status = read_metadata(reader, list);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static chatlet_status check_front(clet_byte_reader *reader) {
    const chatlet_str bytes = reader->source;
    if (!clet_str_starts_with(bytes, clet_record_magic)) return CHATLET_ERR_VERSION;
    (void)clet_read_u32(reader);
    const uint16_t version = clet_read_u16(reader);
    const uint16_t nothing = clet_read_u16(reader);
    const uint64_t hash = clet_read_u64(reader);
    if (reader->failed) return CHATLET_ERR_SYNTAX;
    if (version != CLET_RECORD_VERSION || nothing != 0) return CHATLET_ERR_VERSION;
    const chatlet_str hashed = clet_str_slice(bytes, CLET_RECORD_HASHED_FROM, bytes.size_bytes);
    return clet_hash(hashed) == hash ? CHATLET_OK : CHATLET_ERR_SYNTAX;
}

chatlet_status clet_record_read(chatlet_str bytes, clet_arena *arena, clet_record *record) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    clet_record read = {.is_refused = false};
    chatlet_status status = check_front(&reader);
    if (status != CHATLET_OK) return status;
    clet_block_list_init(&read.blocks, arena);
    const uint8_t outcome = clet_read_u8(&reader);
    if (outcome > 1) reader.failed = true;
    read.is_refused = outcome == 1;
    status = read_diagnostics(&reader, arena, &read);
    if (status == CHATLET_OK && !reader.failed && !read.is_refused)
        status = read_list(&reader, &read.blocks);
    if (status != CHATLET_OK) return status;
    if (reader.failed || clet_byte_reader_left(&reader) > 0) return CHATLET_ERR_SYNTAX;
    *record = read;
    return CHATLET_OK;
}
