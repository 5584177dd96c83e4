/* Any bytes as a small site: pages and a list of them, whose links and canonical addresses tell
 * where it is served. Documents are parted by 0xFF; the first line of each is its URL, and one that
 * ends in llms.txt is a list. */
#include "test_allocator.h"
#include "test_built.h"

#include "base/str.h"

#include <chatlet/bundle.h>

#include <stdlib.h>

enum { DOCUMENTS_MAX = 8 };

static void require(bool condition) {
    if (!condition) abort();
}

static chatlet_document document_of(chatlet_str text) {
    const size_t end = clet_str_find_byte(text, '\n', 0);
    const chatlet_str url = clet_str_slice(text, 0, end);
    const bool is_list = chatlet_document_format_of(url) == CHATLET_FORMAT_LINKS;
    return (chatlet_document){.path = CHATLET_STR("document"),
                              .url = url,
                              .format = is_list ? CHATLET_FORMAT_LINKS : CHATLET_FORMAT_HTML,
                              .bytes = end < text.size_bytes
                                           ? clet_str_slice(text, end + 1, text.size_bytes)
                                           : (chatlet_str){0},
                              .wants_page = is_list};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 64 * 1024) return 0;
    const chatlet_str text = {.data = (const char *)data, .size_bytes = size};
    chatlet_document documents[DOCUMENTS_MAX];
    size_t count = 0;
    for (size_t begin = 0; begin < size && count < DOCUMENTS_MAX;) {
        const size_t end = clet_str_find_byte(text, (char)0xFF, begin);
        documents[count++] = document_of(clet_str_slice(text, begin, end));
        begin = end + 1;
    }
    test_built built = test_build_documents(NULL, documents, count);
    if (built.status == CHATLET_OK) {
        chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
        require(bundle != NULL);
        chatlet_bundle_close(bundle);
    }
    test_built_free(&built);
    return 0;
}
