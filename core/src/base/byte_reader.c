#include "byte_reader.h"

static uint64_t read_little_endian(clet_byte_reader *reader, size_t size_bytes) {
    const chatlet_str bytes = clet_read_bytes(reader, size_bytes);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.size_bytes; i++)
        value |= (uint64_t)(uint8_t)bytes.data[i] << (8 * i);
    return value;
}

uint8_t clet_read_u8(clet_byte_reader *reader) {
    if (reader->failed || reader->offset >= reader->source.size_bytes) {
        reader->failed = true;
        return 0;
    }
    return (uint8_t)reader->source.data[reader->offset++];
}

uint16_t clet_read_u16(clet_byte_reader *reader) { return (uint16_t)read_little_endian(reader, 2); }
uint32_t clet_read_u32(clet_byte_reader *reader) { return (uint32_t)read_little_endian(reader, 4); }
uint64_t clet_read_u64(clet_byte_reader *reader) { return read_little_endian(reader, 8); }

/* Most are of one byte. */
static bool read_short(clet_byte_reader *reader, uint8_t *byte) {
    if (reader->failed || reader->offset >= reader->source.size_bytes) return false;
    *byte = (uint8_t)reader->source.data[reader->offset];
    if (*byte >= 0x80) return false;
    reader->offset++;
    return true;
}

uint32_t clet_read_varint(clet_byte_reader *reader) {
    uint8_t short_value;
    if (read_short(reader, &short_value)) return short_value;
    uint32_t value = 0;
    for (uint32_t shift = 0; shift < 35; shift += 7) {
        const uint8_t byte = clet_read_u8(reader);
        const bool too_large = shift == 28 && byte > 0x0F;
        const bool padded = shift > 0 && byte == 0;
        if (reader->failed || too_large || padded) break;
        value |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
    reader->failed = true;
    return 0;
}

uint64_t clet_read_varint64(clet_byte_reader *reader) {
    uint8_t short_value;
    if (read_short(reader, &short_value)) return short_value;
    uint64_t value = 0;
    for (uint32_t shift = 0; shift < 70; shift += 7) {
        const uint8_t byte = clet_read_u8(reader);
        const bool too_large = shift == 63 && byte > 0x01;
        const bool padded = shift > 0 && byte == 0;
        if (reader->failed || too_large || padded) break;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
    reader->failed = true;
    return 0;
}

chatlet_str clet_read_bytes(clet_byte_reader *reader, size_t size_bytes) {
    if (reader->failed || clet_byte_reader_left(reader) < size_bytes) {
        reader->failed = true;
        return (chatlet_str){.data = NULL, .size_bytes = 0};
    }
    const chatlet_str bytes = {.data = reader->source.data + reader->offset,
                               .size_bytes = size_bytes};
    reader->offset += size_bytes;
    return bytes;
}

chatlet_str clet_read_sized(clet_byte_reader *reader) {
    const uint32_t size_bytes = clet_read_varint(reader);
    return clet_read_bytes(reader, size_bytes);
}
