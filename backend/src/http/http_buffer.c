#include "http_buffer.h"

#include <string.h>

enum { FIRST_CAPACITY_BYTES = 512, NUMBER_DIGITS_MAX = 20 };

void http_buffer_init(http_buffer *buffer, const chatlet_allocator *allocator,
                      size_t maximum_bytes) {
    *buffer = (http_buffer){.allocator = allocator, .maximum_bytes = maximum_bytes};
}

static size_t next_capacity(const http_buffer *buffer, size_t needed) {
    size_t capacity = buffer->capacity_bytes == 0 ? FIRST_CAPACITY_BYTES : buffer->capacity_bytes;
    while (capacity < needed && capacity <= SIZE_MAX / 2)
        capacity *= 2;
    if (capacity > buffer->maximum_bytes) capacity = buffer->maximum_bytes;
    return capacity < needed ? needed : capacity;
}

bool http_buffer_reserve(http_buffer *buffer, size_t capacity_bytes) {
    if (buffer->failed || capacity_bytes > buffer->maximum_bytes) {
        buffer->failed = true;
        return false;
    }
    if (buffer->data != NULL && capacity_bytes <= buffer->capacity_bytes) return true;
    const chatlet_allocator *allocator = buffer->allocator;
    char *data = allocator->allocate(allocator->context, capacity_bytes == 0 ? 1 : capacity_bytes);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    if (buffer->data != NULL) {
        memcpy(data, buffer->data, buffer->size_bytes);
        allocator->release(allocator->context, buffer->data);
    }
    buffer->data = data;
    buffer->capacity_bytes = capacity_bytes;
    return true;
}

char *http_buffer_room(http_buffer *buffer, size_t size_bytes) {
    if (buffer->failed || size_bytes > buffer->maximum_bytes - buffer->size_bytes) {
        buffer->failed = true;
        return NULL;
    }
    size_t needed = buffer->size_bytes + size_bytes;
    if (needed > buffer->capacity_bytes || buffer->data == NULL) {
        if (!http_buffer_reserve(buffer, next_capacity(buffer, needed))) return NULL;
    }
    return buffer->data + buffer->size_bytes;
}

void http_buffer_grow(http_buffer *buffer, size_t size_bytes) {
    if (!buffer->failed) buffer->size_bytes += size_bytes;
}

void http_buffer_append(http_buffer *buffer, chatlet_str bytes) {
    char *room = http_buffer_room(buffer, bytes.size_bytes);
    if (room == NULL || bytes.size_bytes == 0) return;
    memcpy(room, bytes.data, bytes.size_bytes);
    http_buffer_grow(buffer, bytes.size_bytes);
}

static void append_in_base(http_buffer *buffer, uint64_t value, unsigned base) {
    char digits[NUMBER_DIGITS_MAX];
    size_t begin = sizeof digits;
    do {
        digits[--begin] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    http_buffer_append(buffer,
                       (chatlet_str){.data = digits + begin, .size_bytes = sizeof digits - begin});
}

void http_buffer_append_number(http_buffer *buffer, uint64_t value) {
    append_in_base(buffer, value, 10);
}

void http_buffer_append_hex(http_buffer *buffer, uint64_t value) {
    append_in_base(buffer, value, 16);
}

chatlet_str http_buffer_str(const http_buffer *buffer) {
    if (buffer->failed) return (chatlet_str){.data = NULL, .size_bytes = 0};
    return (chatlet_str){.data = buffer->data, .size_bytes = buffer->size_bytes};
}

void http_buffer_free(http_buffer *buffer) {
    if (buffer->data != NULL) buffer->allocator->release(buffer->allocator->context, buffer->data);
    http_buffer_init(buffer, buffer->allocator, buffer->maximum_bytes);
}
