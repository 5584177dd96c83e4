/* Whatever the compiler takes, the runtime opens: any bytes as a document of any format. The first
 * byte says the format, and whether a page is written. Every file is handed over, every part is
 * accepted, and a question is answered. */
#include "test_allocator.h"
#include "test_built.h"

#include <chatlet/query.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static void ask(const chatlet_bundle *bundle) {
    chatlet_query *query = NULL;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    const chatlet_str question = CHATLET_STR("what is the answre to a \"some question\"? -word");
    const chatlet_query_options options = {.limit = 5, .unit = CHATLET_QUERY_ANSWERS};
    require(chatlet_query_new(test_plain_allocator(), bundle, question, &options, &query) ==
            CHATLET_OK);
    for (int i = 0; i < CHATLET_QUERY_STAGES_MAX && stage != CHATLET_QUERY_READY; i++) {
        require(chatlet_query_step(query, &stage) == CHATLET_OK);
    }
    require(stage == CHATLET_QUERY_READY);
    chatlet_query_free(query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const chatlet_document_format formats[] = {
        CHATLET_FORMAT_MARKDOWN, CHATLET_FORMAT_HTML,  CHATLET_FORMAT_TEXT,
        CHATLET_FORMAT_CSV,      CHATLET_FORMAT_JSONL, CHATLET_FORMAT_LINKS};
    if (size == 0 || size > 64 * 1024) return 0;
    const chatlet_document document = {
        .path = CHATLET_STR("document"),
        .url = CHATLET_STR("/document"),
        .format = formats[data[0] % (sizeof formats / sizeof formats[0])],
        .bytes = {.data = (const char *)data + 1, .size_bytes = size - 1},
        .wants_page = data[0] >= 0x80,
    };
    test_built built = test_build_documents(NULL, &document, 1);
    if (built.status == CHATLET_OK) {
        chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
        require(bundle != NULL);
        ask(bundle);
        chatlet_bundle_close(bundle);
    }
    test_built_free(&built);
    return 0;
}
