/* Part 0, the map: which passages a document has, how long everything is, and what the text parts
 * are. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"

#include <string.h>

static bool allocate_map(chatlet_bundle *bundle, clet_bundle_map *map) {
    const clet_index_info *index = &bundle->index;
    clet_arena *arena = &bundle->arena;
    map->first_passage =
        clet_arena_allocate_array(arena, (size_t)index->document_count + 1, sizeof(uint32_t));
    map->page_length = clet_arena_allocate_array(arena, index->document_count, sizeof(uint32_t));
    map->title_codes = clet_arena_allocate(arena, index->document_count);
    map->body_codes = clet_arena_allocate(arena, index->passage_count);
    map->heading_codes = clet_arena_allocate(arena, index->passage_count);
    map->part_passage =
        clet_arena_allocate_array(arena, (size_t)index->text_part_count + 1, sizeof(uint32_t));
    return map->first_passage != NULL && map->page_length != NULL && map->title_codes != NULL &&
           map->body_codes != NULL && map->heading_codes != NULL && map->part_passage != NULL;
}

/* Adds `count` (at least 1) to *total; false when that passes the number of passages. */
static bool add_passages(const chatlet_bundle *bundle, uint32_t count, uint32_t *total) {
    if (count == 0 || count > bundle->index.passage_count - *total) return false;
    *total += count;
    return true;
}

static bool read_documents(const chatlet_bundle *bundle, clet_byte_reader *reader,
                           clet_bundle_map *map) {
    uint32_t total = 0;
    for (uint32_t document = 0; document < bundle->index.document_count; document++) {
        map->first_passage[document] = total;
        if (!add_passages(bundle, clet_read_varint(reader), &total)) return false;
        map->title_codes[document] = clet_read_u8(reader);
    }
    map->first_passage[bundle->index.document_count] = total;
    return total == bundle->index.passage_count;
}

static bool read_lengths(const chatlet_bundle *bundle, clet_byte_reader *reader,
                         clet_bundle_map *map) {
    const uint32_t count = bundle->index.passage_count;
    const chatlet_str body = clet_read_bytes(reader, count);
    const chatlet_str headings = clet_read_bytes(reader, count);
    if (reader->failed) return false;
    memcpy(map->body_codes, body.data, count);
    memcpy(map->heading_codes, headings.data, count);

    for (uint32_t document = 0; document < bundle->index.document_count; document++) {
        uint64_t length = 0;
        for (uint32_t p = map->first_passage[document]; p < map->first_passage[document + 1]; p++) {
            length += clet_length_of_code(map->body_codes[p]);
        }
        map->page_length[document] = length > UINT32_MAX ? UINT32_MAX : (uint32_t)length;
    }
    return true;
}

/* Reads the text parts into `slots`, which is scratch: the bundle's own stay as they are until all
 * is well. */
static bool read_text_parts(const chatlet_bundle *bundle, clet_byte_reader *reader,
                            clet_bundle_map *map, clet_part_slot *slots) {
    uint32_t total = 0;
    for (uint32_t part = 0; part < bundle->index.text_part_count; part++) {
        slots[part].size_bytes = clet_read_u32(reader);
        slots[part].hash = clet_read_u64(reader);
        map->part_passage[part] = total;
        if (!add_passages(bundle, clet_read_varint(reader), &total)) return false;
        if (slots[part].size_bytes > CHATLET_BUNDLE_PART_BYTES_MAX) return false;
    }
    map->part_passage[bundle->index.text_part_count] = total;
    return total == bundle->index.passage_count;
}

chatlet_status clet_map_read(chatlet_bundle *bundle, chatlet_str bytes) {
    clet_bundle_map map = {.present = true};
    clet_part_slot *slots =
        clet_arena_allocate_array(&bundle->arena, bundle->index.text_part_count, sizeof *slots);
    if (slots == NULL || !allocate_map(bundle, &map)) return CHATLET_ERR_MEMORY;

    clet_byte_reader reader = clet_byte_reader_of(bytes);
    const bool good = read_documents(bundle, &reader, &map) &&
                      read_lengths(bundle, &reader, &map) &&
                      read_text_parts(bundle, &reader, &map, slots) && !reader.failed &&
                      clet_byte_reader_left(&reader) == 0;
    if (!good) return CHATLET_ERR_BUNDLE;

    memcpy(bundle->slots + 1 + bundle->index.term_part_count, slots,
           bundle->index.text_part_count * sizeof *slots);
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

uint32_t clet_bundle_document_of(const chatlet_bundle *bundle, uint32_t passage) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(passage < bundle->index.passage_count);
    return find_range(bundle->map.first_passage, bundle->index.document_count, passage);
}

uint32_t clet_bundle_text_part(const chatlet_bundle *bundle, uint32_t passage) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(passage < bundle->index.passage_count);
    return 1 + bundle->index.term_part_count +
           find_range(bundle->map.part_passage, bundle->index.text_part_count, passage);
}

uint32_t clet_bundle_first_passage(const chatlet_bundle *bundle, uint32_t document) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(document <= bundle->index.document_count);
    return bundle->map.first_passage[document];
}

uint32_t clet_bundle_title_length(const chatlet_bundle *bundle, uint32_t document) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(document < bundle->index.document_count);
    return clet_length_of_code(bundle->map.title_codes[document]);
}

uint32_t clet_bundle_page_length(const chatlet_bundle *bundle, uint32_t document) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(document < bundle->index.document_count);
    return bundle->map.page_length[document];
}

uint32_t clet_bundle_body_length(const chatlet_bundle *bundle, uint32_t passage) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(passage < bundle->index.passage_count);
    return clet_length_of_code(bundle->map.body_codes[passage]);
}

uint32_t clet_bundle_heading_length(const chatlet_bundle *bundle, uint32_t passage) {
    CLET_ASSERT(bundle->map.present);
    CLET_ASSERT(passage < bundle->index.passage_count);
    return clet_length_of_code(bundle->map.heading_codes[passage]);
}
