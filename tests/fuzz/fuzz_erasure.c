/* Any bytes as a tombstone file: read to its end, each line either left out or one that is written
 * the same again. */
#include "store/store_erasure.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    chatlet_str file = test_guarded_copy((chatlet_str){(const char *)data, size});
    size_t offset = 0;
    while (offset < file.size_bytes) {
        size_t begin = offset;
        char line[STORE_ERASURE_LINE_BYTES_MAX];
        store_erasure erasure;
        bool is_read = store_erasure_read(file, &offset, &erasure);
        require(offset > begin && offset <= file.size_bytes);
        if (!is_read) continue;
        chatlet_str again = store_erasure_line(&erasure, line);
        require(again.size_bytes == offset - begin);
        require(memcmp(again.data, file.data + begin, again.size_bytes) == 0);
    }
    test_guarded_free(file);
    return 0;
}
