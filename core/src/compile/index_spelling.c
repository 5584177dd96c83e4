/* Spelling parts: the stems that a misspelt word may have meant, written backwards. */
#include "index_collect.h"

#include "../base/utf8.h"

#include <string.h>

enum {
    SPELLING_PART_BYTES_TARGET = 6 * 1024,
    STEM_LETTERS_MIN = 4, /* shorter words have too many neighbours */
    ASCII_END = 0x80
};

/* Letters only: numbers and identifiers are typed by copying. */
static bool is_word(chatlet_str stem) {
    uint32_t letters = 0;
    for (size_t i = 0; i < stem.size_bytes; i++) {
        const uint8_t byte = (uint8_t)stem.data[i];
        if (byte < ASCII_END && !(byte >= 'a' && byte <= 'z')) return false;
        if ((byte & 0xC0) != 0x80) letters++; /* where a character begins */
    }
    return letters >= STEM_LETTERS_MIN;
}

static uint32_t document_count(const clet_sorted_terms *sorted, uint32_t rank) {
    const uint32_t *starts = sorted->starts + (size_t)rank * CLET_FIELD_COUNT;
    uint32_t most = 0;
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        const uint32_t count = starts[field + 1] - starts[field];
        if (count > most) most = count;
    }
    return most;
}

/* The stem with its characters in reverse order, in `arena`. */
static chatlet_status turn_around(clet_arena *arena, chatlet_str stem, chatlet_str *backwards) {
    char *bytes = clet_arena_allocate(arena, stem.size_bytes);
    if (bytes == NULL) return CHATLET_ERR_MEMORY;
    size_t from = 0;
    while (from < stem.size_bytes) {
        const size_t size_bytes = clet_utf8_read(stem, from).size_bytes;
        memcpy(bytes + stem.size_bytes - from - size_bytes, stem.data + from, size_bytes);
        from += size_bytes;
    }
    *backwards = (chatlet_str){.data = bytes, .size_bytes = stem.size_bytes};
    return CHATLET_OK;
}

/* What is to be written: stems backwards and sorted, with their ranks. */
typedef struct spelling_list {
    chatlet_str *stems;
    uint32_t *ranks;
    uint32_t count;
} spelling_list;

static chatlet_status collect(const clet_index_builder *builder, const clet_sorted_terms *sorted,
                              clet_arena *arena, spelling_list *list) {
    const uint32_t capacity = sorted->term_count;
    const uint32_t places_min = clet_repair_places_min(builder->section_count);
    list->stems = clet_arena_allocate_array(arena, capacity, sizeof *list->stems);
    list->ranks = clet_arena_allocate_array(arena, capacity, sizeof *list->ranks);
    chatlet_str *stem_scratch = clet_arena_allocate_array(arena, capacity, sizeof *stem_scratch);
    uint32_t *rank_scratch = clet_arena_allocate_array(arena, capacity, sizeof *rank_scratch);
    if (list->stems == NULL || list->ranks == NULL || stem_scratch == NULL || rank_scratch == NULL)
        return CHATLET_ERR_MEMORY;
    for (uint32_t rank = 0; rank < sorted->term_count; rank++) {
        if (!is_word(sorted->terms[rank]) || document_count(sorted, rank) < places_min) continue;
        const chatlet_status status =
            turn_around(arena, sorted->terms[rank], &list->stems[list->count]);
        if (status != CHATLET_OK) return status;
        list->ranks[list->count++] = rank;
    }
    clet_index_sort_texts(list->stems, list->ranks, stem_scratch, rank_scratch, list->count);
    return CHATLET_OK;
}

/* Writes the stems from `first` on that make one part; *end gets the first that is not in it. */
static chatlet_status write_part(const clet_sorted_terms *sorted, const spelling_list *list,
                                 uint32_t first, uint32_t *end, clet_buffer *stems,
                                 clet_buffer *whole, clet_part_sink sink) {
    clet_buffer_truncate(stems, 0);
    clet_buffer_truncate(whole, 0);
    uint32_t at = first;
    while (at < list->count && stems->size_bytes < SPELLING_PART_BYTES_TARGET) {
        const chatlet_str before = at == first ? (chatlet_str){0} : list->stems[at - 1];
        clet_index_append_stem(stems, before, list->stems[at]);
        clet_buffer_append_byte(stems, clet_length_code(document_count(sorted, list->ranks[at])));
        at++;
    }
    clet_buffer_append_varint(whole, at - first);
    clet_buffer_append(whole, clet_buffer_str(stems));
    *end = at;
    chatlet_status status = clet_buffer_status(stems);
    if (status == CHATLET_OK) status = clet_buffer_status(whole);
    return status == CHATLET_OK ? sink.take(sink.context, clet_buffer_str(whole)) : status;
}

chatlet_status clet_index_write_spelling(const clet_index_builder *builder,
                                         const clet_sorted_terms *sorted, clet_arena *arena,
                                         clet_part_sink sink, clet_separators *separators) {
    spelling_list list = {0};
    clet_buffer stems;
    clet_buffer whole;
    clet_buffer_init(&stems, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_buffer_init(&whole, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    chatlet_status status = collect(builder, sorted, arena, &list);
    uint32_t first = 0;
    while (status == CHATLET_OK && first < list.count) {
        const chatlet_str before = first == 0 ? (chatlet_str){0} : list.stems[first - 1];
        status = clet_separators_add(separators, arena, before, list.stems[first]);
        if (status == CHATLET_OK)
            status = write_part(sorted, &list, first, &first, &stems, &whole, sink);
    }
    clet_buffer_free(&stems);
    clet_buffer_free(&whole);
    return status;
}
