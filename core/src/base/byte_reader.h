/* Bounded reading of little-endian bytes. The first failure sticks: later reads give zeros, and
 * `failed` tells, so that ten reads need one check at the end. */
#ifndef CLET_BASE_BYTE_READER_H
#define CLET_BASE_BYTE_READER_H

#include <chatlet/base.h>

typedef struct clet_byte_reader {
    chatlet_str source; /* borrowed */
    size_t offset;      /* at most the size */
    bool failed;        /* something was read past the end, or a varint did not fit 32 bits */
} clet_byte_reader;

static inline clet_byte_reader clet_byte_reader_of(chatlet_str source) {
    return (clet_byte_reader){.source = source, .offset = 0, .failed = false};
}

static inline size_t clet_byte_reader_left(const clet_byte_reader *reader) {
    return reader->source.size_bytes - reader->offset;
}

uint8_t clet_read_u8(clet_byte_reader *reader);
uint16_t clet_read_u16(clet_byte_reader *reader);
uint32_t clet_read_u32(clet_byte_reader *reader);
uint64_t clet_read_u64(clet_byte_reader *reader);

/* LEB128 of at most 5 bytes that fits 32 bits; longer forms of a number are refused, so that there
 * is one. */
uint32_t clet_read_varint(clet_byte_reader *reader);

/* The same of at most 10 bytes and 64 bits. */
uint64_t clet_read_varint64(clet_byte_reader *reader);

/* The next `size_bytes` bytes, borrowed from the source. */
chatlet_str clet_read_bytes(clet_byte_reader *reader, size_t size_bytes);

/* A varint and that many bytes. */
chatlet_str clet_read_sized(clet_byte_reader *reader);

#endif
