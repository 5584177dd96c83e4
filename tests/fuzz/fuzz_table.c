/* Any bytes as a question/answer table. The first byte chooses between CSV and JSONL. */
#include "test_document_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    const bool is_csv = data[0] % 2 == 0;
    test_document_fuzz(is_csv ? CHATLET_FORMAT_CSV : CHATLET_FORMAT_JSONL, data + 1, size - 1);
    return 0;
}
