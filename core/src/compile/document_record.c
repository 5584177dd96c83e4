/* A document in, a record of it out. What reads records stands in record_read.c. */
#include "document_record.h"

#include "../base/hash.h"
#include "../base/str.h"
#include "record_format.h"

/* Diagnostics come while the document is read, before the blocks are known. */
typedef struct record_writer {
    clet_buffer diagnostics;
    uint32_t diagnostic_count;
} record_writer;

static void append_text(clet_buffer *bytes, chatlet_str text) {
    clet_buffer_append_varint(bytes, text.size_bytes);
    clet_buffer_append(bytes, text);
}

static void note_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    record_writer *writer = context;
    clet_buffer_append_varint(&writer->diagnostics, clet_record_code_number(diagnostic->code));
    clet_buffer_append_varint(&writer->diagnostics, diagnostic->line);
    clet_buffer_append_varint(&writer->diagnostics, diagnostic->column);
    append_text(&writer->diagnostics, diagnostic->message);
    writer->diagnostic_count++;
}

static void append_block(clet_buffer *bytes, const clet_block *block, chatlet_str anchor_before) {
    const bool has_anchor = !clet_str_equal(block->anchor, anchor_before);
    const unsigned flags = (has_anchor ? CLET_RECORD_HAS_ANCHOR : 0u) |
                           (block->is_numbered ? CLET_RECORD_HAS_NUMBER : 0u) |
                           (block->term.size_bytes > 0 ? CLET_RECORD_HAS_TERM : 0u) |
                           (block->begins_page ? CLET_RECORD_BEGINS_PAGE : 0u) |
                           (block->url.size_bytes > 0 ? CLET_RECORD_HAS_URL : 0u);
    clet_buffer_append_byte(bytes, (uint8_t)((unsigned)block->kind + 8u * block->level));
    clet_buffer_append_byte(bytes, (uint8_t)flags);
    clet_buffer_append_varint(bytes, block->line);
    append_text(bytes, block->text);
    if (has_anchor) append_text(bytes, block->anchor);
    if (block->is_numbered) clet_buffer_append_varint(bytes, block->number);
    if (block->term.size_bytes > 0) append_text(bytes, block->term);
    if (block->url.size_bytes > 0) append_text(bytes, block->url);
}

static void append_metadata(clet_buffer *bytes, const clet_block_list *list) {
    clet_buffer_append_varint(bytes, list->metadata_name_count);
    for (uint32_t i = 0; i < list->metadata_name_count; i++)
        append_text(bytes, list->metadata_names[i]);
    clet_buffer_append_varint(bytes, list->metadata_count);
    for (uint32_t i = 0; i < list->metadata_count; i++) {
        const clet_metadata *metadata = &list->metadata[i];
        clet_buffer_append_varint(bytes, metadata->block);
        clet_buffer_append_varint(bytes, metadata->name * 2 + (metadata->is_offered ? 1 : 0));
        clet_buffer_append_varint(bytes, metadata->line);
        clet_buffer_append_varint(bytes, metadata->column);
        append_text(bytes, metadata->values);
    }
}

static void append_list(clet_buffer *bytes, const clet_block_list *list) {
    append_text(bytes, list->title);
    append_text(bytes, list->language);
    append_text(bytes, list->canonical);
    clet_buffer_append_varint(bytes, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        append_block(bytes, &list->blocks[i],
                     i > 0 ? list->blocks[i - 1].anchor : (chatlet_str){0});
    }
    clet_buffer_append_varint(bytes, list->link_count);
    for (uint32_t i = 0; i < list->link_count; i++) {
        append_text(bytes, list->links[i].target);
        append_text(bytes, list->links[i].text);
    }
    append_metadata(bytes, list);
}

static void put_hash(clet_buffer *bytes) {
    if (clet_buffer_status(bytes) != CHATLET_OK) return;
    const uint64_t hash = clet_hash(
        clet_str_slice(clet_buffer_str(bytes), CLET_RECORD_HASHED_FROM, bytes->size_bytes));
    clet_buffer_put_u32(bytes, CLET_RECORD_HASH_OFFSET, (uint32_t)hash);
    clet_buffer_put_u32(bytes, CLET_RECORD_HASH_OFFSET + 4, (uint32_t)(hash >> 32));
}

/* `list` is NULL for a document that was refused. */
static void append_record(clet_buffer *bytes, const record_writer *writer,
                          const clet_block_list *list) {
    clet_buffer_append(bytes, clet_record_magic);
    clet_buffer_append_u16(bytes, CLET_RECORD_VERSION);
    clet_buffer_append_u16(bytes, 0);
    clet_buffer_append_u64(bytes, 0);
    clet_buffer_append_byte(bytes, list == NULL);
    clet_buffer_append_varint(bytes, writer->diagnostic_count);
    clet_buffer_append(bytes, clet_buffer_str(&writer->diagnostics));
    if (list != NULL) append_list(bytes, list);
    put_hash(bytes);
}

static chatlet_status make_bytes(const chatlet_allocator *allocator,
                                 const chatlet_document *document, clet_arena *arena,
                                 clet_buffer *bytes) {
    record_writer writer = {.diagnostic_count = 0};
    clet_buffer_init(&writer.diagnostics, allocator, SIZE_MAX);
    clet_reporter reporter = {.context = &writer, .on_diagnostic = note_diagnostic};
    clet_block_list list;
    clet_block_list_init(&list, arena);

    chatlet_status status = clet_document_read(document, &reporter, &list);
    const bool is_refused = status == CHATLET_ERR_INPUT;
    if (is_refused) status = CHATLET_OK;
    if (status == CHATLET_OK) status = clet_buffer_status(&writer.diagnostics);
    if (status == CHATLET_OK) {
        append_record(bytes, &writer, is_refused ? NULL : &list);
        status = clet_buffer_status(bytes);
    }
    clet_buffer_free(&writer.diagnostics);
    return status;
}

chatlet_status chatlet_record_make(const chatlet_allocator *allocator,
                                   const chatlet_document *document, chatlet_record *record) {
    clet_arena arena;
    clet_buffer bytes;
    clet_arena_init(&arena, allocator);
    clet_buffer_init(&bytes, allocator, SIZE_MAX);
    const chatlet_status status = make_bytes(allocator, document, &arena, &bytes);
    clet_arena_free(&arena);
    if (status != CHATLET_OK) {
        clet_buffer_free(&bytes);
        return status;
    }
    *record = (chatlet_record){.allocator = allocator, .bytes = clet_buffer_str(&bytes)};
    return CHATLET_OK;
}

void chatlet_record_free(chatlet_record *record) {
    if (record->bytes.data != NULL) {
        record->allocator->release(record->allocator->context,
                                   (void *)(uintptr_t)record->bytes.data);
    }
    *record = (chatlet_record){.allocator = NULL};
}

void chatlet_record_name(const chatlet_document *document, chatlet_str salt,
                         char name[CHATLET_RECORD_NAME_BYTES]) {
    /* Two hashes of 64 bits under keys that differ in all that decides besides the bytes. */
    const uint64_t kind = (uint64_t)document->format << 32 | CLET_RECORD_VERSION;
    const uint64_t salted = clet_hash_keyed(document->title, kind, clet_hash(salt));
    clet_hash_text(clet_hash_keyed(document->bytes, kind, salted), name);
    clet_hash_text(clet_hash_keyed(document->bytes, ~salted, ~kind), name + CLET_HASH_TEXT_BYTES);
}
