/* Any bytes as what a record holds, under a header and a hash that are right: refused, or a block
 * list that keeps every promise of one read from a document. */
#include "test_allocator.h"
#include "test_document_fuzz.h"

#include "base/hash.h"
#include "compile/document_record.h"
#include "compile/record_format.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static void check(chatlet_str bytes) {
    test_allocator test;
    test_allocator_init(&test);
    clet_arena arena;
    clet_record record;
    clet_arena_init(&arena, &test.allocator);
    const chatlet_status status = clet_record_read(bytes, &arena, &record);
    require(status == CHATLET_OK || status == CHATLET_ERR_SYNTAX || status == CHATLET_ERR_VERSION);
    if (status == CHATLET_OK && !record.is_refused)
        test_document_check_list(&record.blocks, &test.allocator);
    clet_arena_free(&arena);
    require(test.live_count == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check((chatlet_str){.data = (const char *)data, .size_bytes = size});
    char *bytes = malloc(CLET_RECORD_HASHED_FROM + size);
    if (bytes == NULL) abort();
    memcpy(bytes, "CLRC\0\0\0\0", 8);
    bytes[4] = CLET_RECORD_VERSION; /* another version would be refused for that alone */
    if (size > 0) memcpy(bytes + CLET_RECORD_HASHED_FROM, data, size);
    const uint64_t hash =
        clet_hash((chatlet_str){.data = bytes + CLET_RECORD_HASHED_FROM, .size_bytes = size});
    for (int i = 0; i < 8; i++)
        bytes[CLET_RECORD_HASH_OFFSET + i] = (char)(hash >> (8 * i) & 0xFF);
    check((chatlet_str){.data = bytes, .size_bytes = CLET_RECORD_HASHED_FROM + size});
    free(bytes);
    return 0;
}
