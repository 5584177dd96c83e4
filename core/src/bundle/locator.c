#include "locator.h"

#include "../base/byte_reader.h"
#include "posting_code.h"

typedef struct locator_parts {
    uint8_t seed;
    uint32_t size; /* places in a third */
    chatlet_str table;
} locator_parts;

static bool read_parts(chatlet_str locator, locator_parts *parts) {
    clet_byte_reader reader = clet_byte_reader_of(locator);
    parts->seed = clet_read_u8(&reader);
    parts->size = clet_read_varint(&reader);
    parts->table = clet_read_bytes(&reader, clet_byte_reader_left(&reader));
    return !reader.failed && parts->size > 0;
}

static uint64_t table_bits(uint32_t size, uint32_t piece_count) {
    return (uint64_t)size * CLET_LOCATOR_THIRDS * piece_count;
}

bool clet_locator_is_good(chatlet_str locator, uint32_t piece_count) {
    locator_parts parts;
    if (locator.size_bytes == 0) return true;
    if (!read_parts(locator, &parts)) return false;
    const uint64_t bits = table_bits(parts.size, piece_count);
    if (parts.table.size_bytes != (bits + 7) / 8) return false;
    const uint32_t used = (uint32_t)(bits & 7);
    return used == 0 || (uint8_t)parts.table.data[parts.table.size_bytes - 1] >> used == 0;
}

uint32_t clet_locator_find(chatlet_str locator, uint32_t piece_count, chatlet_str stem) {
    locator_parts parts;
    if (locator.size_bytes == 0 || !read_parts(locator, &parts))
        return (UINT32_C(1) << piece_count) - 1;
    const uint64_t hash = clet_locator_hash(stem, parts.seed);
    uint32_t value = 0;
    for (uint32_t third = 0; third < CLET_LOCATOR_THIRDS; third++) {
        const uint32_t place = third * parts.size + clet_locator_place(hash, third, parts.size);
        clet_bit_reader bits = {.source = parts.table, .offset = (uint64_t)place * piece_count};
        value ^= clet_bits_read(&bits, piece_count);
    }
    return value;
}
