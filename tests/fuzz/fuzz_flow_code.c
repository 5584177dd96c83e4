/* Flows of a bundle with some bytes changed: triples of place (low byte first) and what is changed
 * there, so that seeds keep their worth when the format changes. Refused, or read; and what reads
 * is written again and reads the same. */
#include "test_allocator.h"
#include "test_flow_build.h"

#include "base/assert.h"
#include "base/str.h"
#include "compile/flow_write.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHANGE_BYTES = 3, BYTES_MAX = CHATLET_FLOW_BYTES_MAX };

static void write_again(const clet_flow_program *program) {
    clet_buffer bytes;
    clet_buffer again;
    clet_arena arena;
    clet_flow_program read;
    clet_buffer_init(&bytes, test_plain_allocator(), BYTES_MAX);
    clet_buffer_init(&again, test_plain_allocator(), BYTES_MAX);
    clet_arena_init(&arena, test_plain_allocator());
    clet_flow_write(program, &bytes);
    CLET_ASSERT(clet_flow_read(clet_buffer_str(&bytes), &arena, &read) == CHATLET_OK);
    clet_flow_write(&read, &again);
    CLET_ASSERT(clet_str_equal(clet_buffer_str(&bytes), clet_buffer_str(&again)));
    clet_arena_free(&arena);
    clet_buffer_free(&again);
    clet_buffer_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    test_conversation made;
    clet_buffer bytes;
    clet_arena arena;
    clet_flow_program read;
    const chatlet_status built =
        test_conversation_make(test_plain_allocator(), test_flow_bot, test_flow_sources,
                               sizeof test_flow_sources / sizeof test_flow_sources[0], NULL, &made);
    CLET_ASSERT(built == CHATLET_OK);
    clet_buffer_init(&bytes, test_plain_allocator(), BYTES_MAX);
    clet_flow_write(made.flows, &bytes);
    for (; size >= CHANGE_BYTES; data += CHANGE_BYTES, size -= CHANGE_BYTES)
        bytes.data[(data[0] | (size_t)data[1] << 8) % bytes.size_bytes] ^= (char)data[2];
    const chatlet_str guarded = test_guarded_copy(clet_buffer_str(&bytes));
    clet_arena_init(&arena, test_plain_allocator());
    const chatlet_status status = clet_flow_read(guarded, &arena, &read);
    CLET_ASSERT(status == CHATLET_OK || status == CHATLET_ERR_BUNDLE);
    if (status == CHATLET_OK) write_again(&read);
    clet_arena_free(&arena);
    test_guarded_free(guarded);
    clet_buffer_free(&bytes);
    test_conversation_free(&made);
    return 0;
}
