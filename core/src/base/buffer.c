#include "buffer.h"

#include "assert.h"
#include "checked.h"

#include <string.h>

enum { FIRST_CAPACITY_BYTES = 256 };

void clet_buffer_init(clet_buffer *buffer, const chatlet_allocator *allocator,
                      size_t maximum_bytes) {
    CLET_ASSERT(allocator != NULL);
    *buffer =
        (clet_buffer){.allocator = allocator, .maximum_bytes = maximum_bytes, .status = CHATLET_OK};
}

/* Makes room for `added_bytes` more. False, with the status set, when that cannot be. */
static bool reserve(clet_buffer *buffer, size_t added_bytes) {
    size_t needed;
    if (buffer->status != CHATLET_OK) return false;
    if (!clet_checked_add(buffer->size_bytes, added_bytes, &needed) ||
        needed > buffer->maximum_bytes) {
        buffer->status = CHATLET_ERR_LIMIT;
        return false;
    }
    if (needed <= buffer->capacity_bytes) return true;

    size_t capacity = buffer->capacity_bytes == 0 ? FIRST_CAPACITY_BYTES : buffer->capacity_bytes;
    while (capacity < needed) {
        if (!clet_checked_multiply(capacity, 2, &capacity)) capacity = needed;
    }
    char *data = buffer->allocator->allocate(buffer->allocator->context, capacity);
    if (data == NULL) {
        buffer->status = CHATLET_ERR_MEMORY;
        return false;
    }
    if (buffer->size_bytes > 0) memcpy(data, buffer->data, buffer->size_bytes);
    if (buffer->data != NULL) buffer->allocator->release(buffer->allocator->context, buffer->data);
    buffer->data = data;
    buffer->capacity_bytes = capacity;
    return true;
}

char *clet_buffer_extend(clet_buffer *buffer, size_t size_bytes) {
    /* Mostly there is room; a buffer that failed has none. */
    const bool has_room = buffer->capacity_bytes - buffer->size_bytes >= size_bytes &&
                          buffer->maximum_bytes - buffer->size_bytes >= size_bytes &&
                          buffer->status == CHATLET_OK;
    if (!has_room && !reserve(buffer, size_bytes)) return NULL;
    char *room = buffer->data + buffer->size_bytes;
    buffer->size_bytes += size_bytes;
    return room;
}

void clet_buffer_append(clet_buffer *buffer, chatlet_str bytes) {
    if (bytes.size_bytes == 0) return;
    char *room = clet_buffer_extend(buffer, bytes.size_bytes);
    if (room != NULL) memcpy(room, bytes.data, bytes.size_bytes);
}

void clet_buffer_append_byte(clet_buffer *buffer, uint8_t byte) {
    char *room = clet_buffer_extend(buffer, 1);
    if (room != NULL) *room = (char)byte;
}

static void append_little_endian(clet_buffer *buffer, uint64_t value, size_t size_bytes) {
    char *room = clet_buffer_extend(buffer, size_bytes);
    for (size_t i = 0; room != NULL && i < size_bytes; i++)
        room[i] = (char)(uint8_t)(value >> (8 * i));
}

void clet_buffer_append_u16(clet_buffer *buffer, uint16_t value) {
    append_little_endian(buffer, value, 2);
}
void clet_buffer_append_u32(clet_buffer *buffer, uint32_t value) {
    append_little_endian(buffer, value, 4);
}
void clet_buffer_append_u64(clet_buffer *buffer, uint64_t value) {
    append_little_endian(buffer, value, 8);
}

enum { VARINT_BYTES_MAX = 10 };

static size_t write_varint(uint64_t value, char bytes[VARINT_BYTES_MAX]) {
    size_t size_bytes = 0;
    while (value >= 0x80) {
        bytes[size_bytes++] = (char)(uint8_t)(value | 0x80);
        value >>= 7;
    }
    bytes[size_bytes++] = (char)(uint8_t)value;
    return size_bytes;
}

void clet_buffer_append_varint(clet_buffer *buffer, uint64_t value) {
    char bytes[VARINT_BYTES_MAX];
    if (value < 0x80) {
        clet_buffer_append_byte(buffer, (uint8_t)value);
        return;
    }
    clet_buffer_append(buffer,
                       (chatlet_str){.data = bytes, .size_bytes = write_varint(value, bytes)});
}

void clet_buffer_append_sized(clet_buffer *buffer, chatlet_str bytes) {
    clet_buffer_append_varint(buffer, bytes.size_bytes);
    clet_buffer_append(buffer, bytes);
}

void clet_buffer_append_zeros(clet_buffer *buffer, size_t count) {
    if (count == 0 || !reserve(buffer, count)) return;
    memset(buffer->data + buffer->size_bytes, 0, count);
    buffer->size_bytes += count;
}

void clet_buffer_put_u32(clet_buffer *buffer, size_t offset, uint32_t value) {
    if (buffer->status != CHATLET_OK) return;
    CLET_ASSERT(buffer->size_bytes >= 4 && offset <= buffer->size_bytes - 4);
    for (size_t i = 0; i < 4; i++)
        buffer->data[offset + i] = (char)(uint8_t)(value >> (8 * i));
}

void clet_buffer_truncate(clet_buffer *buffer, size_t size_bytes) {
    if (buffer->status != CHATLET_OK) return;
    CLET_ASSERT(size_bytes <= buffer->size_bytes);
    buffer->size_bytes = size_bytes;
}

chatlet_str clet_buffer_str(const clet_buffer *buffer) {
    if (buffer->status != CHATLET_OK) return (chatlet_str){.data = NULL, .size_bytes = 0};
    return (chatlet_str){.data = buffer->data, .size_bytes = buffer->size_bytes};
}

chatlet_status clet_buffer_status(const clet_buffer *buffer) { return buffer->status; }

void clet_buffer_free(clet_buffer *buffer) {
    if (buffer->data != NULL) buffer->allocator->release(buffer->allocator->context, buffer->data);
    clet_buffer_init(buffer, buffer->allocator, buffer->maximum_bytes);
}
