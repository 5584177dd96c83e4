/* Any bytes as a document of HTML: refused with a reason, or blocks and passages that keep what
 * they promise. */
#include "test_document_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    test_document_fuzz(CHATLET_FORMAT_HTML, data, size);
    return 0;
}
