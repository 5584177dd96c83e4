/* Any bytes as an archive: refused with a reason, or files whose names lead nowhere and whose bytes
 * lie in it. */
#include "domain/tar_archive.h"
#include "test_allocator.h"

#include <stdlib.h>

enum { MEMORY_BYTES_MAX = 16 * 1024 * 1024 };

static void require(bool condition) {
    if (!condition) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str archive = {.data = (const char *)data, .size_bytes = size};
    tar_reader reader = {.archive = archive};
    tar_entry entry;
    region memory;
    tar_result result;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    while ((result = tar_next(&reader, &memory, &entry)) == TAR_ENTRY) {
        require(tar_name_problem(entry.name) == NULL);
        require(entry.bytes.data >= archive.data);
        require(entry.bytes.size_bytes <= size);
        require(entry.bytes.data + entry.bytes.size_bytes <= archive.data + size);
    }
    require((result == TAR_BROKEN) == (reader.problem != NULL));
    region_free(&memory);
    return 0;
}
