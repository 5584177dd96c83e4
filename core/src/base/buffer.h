/* Bytes that grow. The first failure sticks: later appends do nothing, and clet_buffer_status
 * tells, so that ten appends need one check at the end. */
#ifndef CLET_BASE_BUFFER_H
#define CLET_BASE_BUFFER_H

#include <chatlet/base.h>

typedef struct clet_buffer {
    const chatlet_allocator *allocator; /* borrowed until clet_buffer_free */
    char *data;                         /* owned; NULL while empty */
    size_t size_bytes;
    size_t capacity_bytes;
    size_t maximum_bytes; /* appending past this fails with CHATLET_ERR_LIMIT */
    chatlet_status status;
} clet_buffer;

/* An empty buffer that may grow to `maximum_bytes`. */
void clet_buffer_init(clet_buffer *buffer, const chatlet_allocator *allocator,
                      size_t maximum_bytes);

/* Room for `size_bytes` more, at least 1, which the caller fills at once: they count as appended.
 * NULL after a failure. For what is written piece by piece, so that it asks for room once. */
char *clet_buffer_extend(clet_buffer *buffer, size_t size_bytes);

void clet_buffer_append(clet_buffer *buffer, chatlet_str bytes);
void clet_buffer_append_byte(clet_buffer *buffer, uint8_t byte);
void clet_buffer_append_u16(clet_buffer *buffer,
                            uint16_t value); /* little-endian, as all of these */
void clet_buffer_append_u32(clet_buffer *buffer, uint32_t value);
void clet_buffer_append_u64(clet_buffer *buffer, uint64_t value);
/* LEB128: seven bits a byte, low bits first, high bit set on all but the last; at most 10 bytes. */
void clet_buffer_append_varint(clet_buffer *buffer, uint64_t value);
/* A varint, the size, and the bytes: what clet_read_sized reads. */
void clet_buffer_append_sized(clet_buffer *buffer, chatlet_str bytes);
void clet_buffer_append_zeros(clet_buffer *buffer, size_t count);

/* Overwrites four bytes that were appended before, at `offset`. Does nothing after a failure. */
void clet_buffer_put_u32(clet_buffer *buffer, size_t offset, uint32_t value);

/* Cuts the buffer back to `size_bytes`, which is at most its size. Does nothing after a failure. */
void clet_buffer_truncate(clet_buffer *buffer, size_t size_bytes);

/* What stands in the buffer; borrowed until the next append. Empty after a failure. */
chatlet_str clet_buffer_str(const clet_buffer *buffer);

/* CHATLET_OK, or the first failure: CHATLET_ERR_MEMORY or CHATLET_ERR_LIMIT. */
CHATLET_MUST_USE chatlet_status clet_buffer_status(const clet_buffer *buffer);

/* Frees the bytes; the buffer is empty and usable again. */
void clet_buffer_free(clet_buffer *buffer);

#endif
