/* Part 0, the map: which sections a document has and which pieces they have, how long everything
 * is, and which text part holds what. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"

#include <string.h>

static bool allocate_map(chatlet_bundle *bundle, clet_bundle_map *map) {
    const clet_index_info *index = &bundle->index;
    clet_arena *arena = &bundle->arena;
    map->first_section =
        clet_arena_allocate_array(arena, (size_t)index->document_count + 1, sizeof(uint32_t));
    map->document_of = clet_arena_allocate_array(arena, index->section_count, sizeof(uint32_t));
    map->page_codes = clet_arena_allocate(arena, index->document_count);
    map->title_codes = clet_arena_allocate(arena, index->document_count);
    map->link_codes = clet_arena_allocate(arena, index->document_count);
    if (index->has_boosts) map->boosts = clet_arena_allocate(arena, index->document_count);
    map->body_codes = clet_arena_allocate(arena, index->section_count);
    map->first_piece =
        clet_arena_allocate_array(arena, (size_t)index->section_count + 1, sizeof(uint32_t));
    map->section_of = clet_arena_allocate_array(arena, index->piece_count, sizeof(uint32_t));
    map->part_piece =
        clet_arena_allocate_array(arena, (size_t)index->text_part_count + 1, sizeof(uint32_t));
    return map->first_section != NULL && map->document_of != NULL && map->page_codes != NULL &&
           map->title_codes != NULL && map->link_codes != NULL &&
           (map->boosts != NULL || !index->has_boosts) && map->body_codes != NULL &&
           map->first_piece != NULL && map->section_of != NULL && map->part_piece != NULL;
}

static bool read_documents(const clet_index_info *index, clet_byte_reader *reader,
                           clet_bundle_map *map) {
    uint32_t total = 0;
    for (uint32_t document = 0; document < index->document_count; document++) {
        const uint32_t count = clet_read_varint(reader);
        if (count == 0 || count > index->section_count - total) return false;
        map->first_section[document] = total;
        total += count;
    }
    map->first_section[index->document_count] = total;
    return total == index->section_count;
}

/* Codes past the last one are none. */
static bool read_codes(clet_byte_reader *reader, uint32_t count, uint8_t *codes) {
    const chatlet_str bytes = clet_read_bytes(reader, count);
    if (reader->failed) return false;
    memcpy(codes, bytes.data, count);
    for (uint32_t i = 0; i < count; i++) {
        if (codes[i] >= CLET_LENGTH_CODES) return false;
    }
    return true;
}

static bool read_boosts(clet_byte_reader *reader, uint32_t count, uint8_t *boosts) {
    const chatlet_str bytes = clet_read_bytes(reader, count);
    if (!reader->failed) memcpy(boosts, bytes.data, count);
    return !reader->failed;
}

static void unfold_documents(const clet_index_info *index, clet_bundle_map *map) {
    for (uint32_t document = 0; document < index->document_count; document++) {
        uint64_t length = 0;
        for (uint32_t s = map->first_section[document]; s < map->first_section[document + 1]; s++) {
            length += clet_length_of_code(map->body_codes[s]);
            map->document_of[s] = document;
        }
        map->page_codes[document] =
            clet_length_code(length > UINT32_MAX ? UINT32_MAX : (uint32_t)length);
    }
}

static bool read_pieces(const clet_index_info *index, clet_byte_reader *reader,
                        clet_bundle_map *map) {
    uint32_t total = 0;
    for (uint32_t section = 0; section < index->section_count; section++) {
        const uint8_t count = clet_read_u8(reader);
        if (count == 0 || count > CLET_SECTION_PIECES_MAX || count > index->piece_count - total)
            return false;
        map->first_piece[section] = total;
        for (uint32_t i = 0; i < count; i++)
            map->section_of[total++] = section;
    }
    map->first_piece[index->section_count] = total;
    return total == index->piece_count;
}

/* One bit a piece, set where a text part begins; bits past the last piece are zero. */
static bool read_text_parts(const clet_index_info *index, clet_byte_reader *reader,
                            clet_bundle_map *map) {
    const chatlet_str bits = clet_read_bytes(reader, ((size_t)index->piece_count + 7) / 8);
    if (reader->failed) return false;
    uint32_t part = 0;
    for (size_t piece = 0; piece < bits.size_bytes * 8; piece++) {
        if (((uint8_t)bits.data[piece / 8] >> (piece % 8) & 1) == 0) continue;
        if (piece >= index->piece_count || part == index->text_part_count) return false;
        if (part == 0 && piece != 0) return false;
        map->part_piece[part++] = (uint32_t)piece;
    }
    map->part_piece[index->text_part_count] = index->piece_count;
    return part == index->text_part_count;
}

chatlet_status clet_map_read(chatlet_bundle *bundle, chatlet_str bytes) {
    const clet_index_info *index = &bundle->index;
    /* Three bytes a document, two a section and a bit a piece must be there before as much is
     * allocated. */
    if (bytes.size_bytes < (size_t)index->document_count * 3 + (size_t)index->section_count * 2 +
                               index->piece_count / 8)
        return CHATLET_ERR_BUNDLE;
    clet_bundle_map map = {.present = true};
    if (!allocate_map(bundle, &map)) return CHATLET_ERR_MEMORY;

    clet_byte_reader reader = clet_byte_reader_of(bytes);
    const bool good =
        read_documents(index, &reader, &map) &&
        read_codes(&reader, index->document_count, map.title_codes) &&
        read_codes(&reader, index->document_count, map.link_codes) &&
        (!index->has_boosts || read_boosts(&reader, index->document_count, map.boosts)) &&
        read_codes(&reader, index->section_count, map.body_codes) &&
        read_pieces(index, &reader, &map) && read_text_parts(index, &reader, &map) &&
        clet_byte_reader_left(&reader) == 0;
    if (!good) return CHATLET_ERR_BUNDLE;
    unfold_documents(index, &map);
    bundle->map = map;
    return CHATLET_OK;
}

/* The entry i of rising `firsts` (count + 1 of them) with firsts[i] <= number < firsts[i + 1]. */
static uint32_t find_range(const uint32_t *firsts, uint32_t count, uint32_t number) {
    uint32_t low = 0;
    uint32_t high = count;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (firsts[middle] <= number) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t clet_bundle_document_of(const chatlet_bundle *bundle, uint32_t section) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(section < bundle->index.section_count);
    return bundle->map.document_of[section];
}

uint32_t clet_bundle_first_piece(const chatlet_bundle *bundle, uint32_t section) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(section <= bundle->index.section_count);
    return bundle->map.first_piece[section];
}

uint32_t clet_bundle_text_part(const chatlet_bundle *bundle, uint32_t piece) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(piece < bundle->index.piece_count);
    return clet_first_text_part(bundle) +
           find_range(bundle->map.part_piece, bundle->index.text_part_count, piece);
}

uint32_t clet_bundle_first_section(const chatlet_bundle *bundle, uint32_t document) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(document <= bundle->index.document_count);
    return bundle->map.first_section[document];
}

uint8_t clet_bundle_title_code(const chatlet_bundle *bundle, uint32_t document) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(document < bundle->index.document_count);
    return bundle->map.title_codes[document];
}

uint8_t clet_bundle_link_code(const chatlet_bundle *bundle, uint32_t document) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(document < bundle->index.document_count);
    return bundle->map.link_codes[document];
}

uint8_t clet_bundle_page_code(const chatlet_bundle *bundle, uint32_t document) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(document < bundle->index.document_count);
    return bundle->map.page_codes[document];
}

uint8_t clet_bundle_body_code(const chatlet_bundle *bundle, uint32_t section) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(section < bundle->index.section_count);
    return bundle->map.body_codes[section];
}

uint8_t clet_bundle_boost(const chatlet_bundle *bundle, uint32_t document) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(document < bundle->index.document_count);
    return bundle->map.boosts == NULL ? (uint8_t)CLET_BOOST_NEUTRAL : bundle->map.boosts[document];
}
