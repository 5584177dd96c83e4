/* Bytes that grow, over the caller's allocator. The first failure sticks: later appends do nothing,
 * and one look at `failed` at the end is enough.
 *
 * The engine has the same inside core/src/base; it is not public, and this room includes only what
 * is. */
#ifndef HTTP_BUFFER_H
#define HTTP_BUFFER_H

#include <chatlet/base.h>

typedef struct http_buffer {
    const chatlet_allocator *allocator; /* borrowed until http_buffer_free */
    char *data;                         /* owned; NULL while nothing was appended */
    size_t size_bytes;
    size_t capacity_bytes;
    size_t maximum_bytes; /* appending past this fails */
    bool failed;          /* the allocator refused, or the maximum was passed */
} http_buffer;

/* An empty buffer; `allocator` must be usable from any thread the buffer is handed to. */
void http_buffer_init(http_buffer *buffer, const chatlet_allocator *allocator,
                      size_t maximum_bytes);

void http_buffer_append(http_buffer *buffer, chatlet_str bytes);

/* Appends `value` in decimal, or in lower-case hexadecimal. */
void http_buffer_append_number(http_buffer *buffer, uint64_t value);
void http_buffer_append_hex(http_buffer *buffer, uint64_t value);

/* Room for `size_bytes` more at the end, which http_buffer_grow then takes over as filled. NULL
 * after a failure. Borrowed until the next call with this buffer. */
char *http_buffer_room(http_buffer *buffer, size_t size_bytes);

/* Sees that the buffer can hold `capacity_bytes` in all without asking for memory again; for those
 * who count what it takes. Not past its maximum. False, and failed, when memory was refused. */
bool http_buffer_reserve(http_buffer *buffer, size_t capacity_bytes);
void http_buffer_grow(http_buffer *buffer, size_t size_bytes);

/* What stands in the buffer; borrowed until it changes. Empty after a failure. */
chatlet_str http_buffer_str(const http_buffer *buffer);

/* Frees the bytes; the buffer is empty, without failure, and usable again. */
void http_buffer_free(http_buffer *buffer);

#endif
