/* Any bytes as a list of pages, llms.txt. */
#include "test_document_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    test_document_fuzz(CHATLET_FORMAT_LINKS, data, size);
    return 0;
}
