/* Any bytes as bot.json: whatever is taken of it, the bundle that is built opens again. */
#include "test_allocator.h"

#include "base/assert.h"

#include <chatlet/bundle.h>
#include <chatlet/compile.h>

static bool open_head(void *context, const chatlet_output *output) {
    bool *has_opened = context;
    chatlet_bundle *bundle = NULL;
    if (output->kind != CHATLET_OUTPUT_HEAD) return true;
    *has_opened =
        chatlet_bundle_open(test_plain_allocator(), output->bytes, &bundle, NULL) == CHATLET_OK;
    chatlet_bundle_close(bundle);
    return true;
}

static void build(chatlet_compiler *compiler, const bool *has_opened) {
    const chatlet_document document = {.path = CHATLET_STR("a.md"),
                                       .format = CHATLET_FORMAT_MARKDOWN,
                                       .bytes = CHATLET_STR("# One\n\nSome words."),
                                       .wants_page = true};
    chatlet_compile_report report;
    const chatlet_status added = chatlet_compiler_add_document(compiler, &document);
    CLET_ASSERT(added == CHATLET_OK);
    const chatlet_status finished = chatlet_compiler_finish(compiler, &report);
    /* Flows with a mistake keep all from being built. */
    CLET_ASSERT(finished == CHATLET_OK || finished == CHATLET_ERR_INPUT);
    CLET_ASSERT(*has_opened == (finished == CHATLET_OK));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bool has_opened = false;
    const chatlet_str bytes = {.data = (const char *)data, .size_bytes = size};
    const chatlet_compile_callbacks callbacks = {.context = &has_opened, .on_output = open_head};
    chatlet_compiler *compiler = NULL;
    if (chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler) != CHATLET_OK) return 0;
    const chatlet_status status =
        chatlet_compiler_set_bot(compiler, CHATLET_STR("bot.json"), bytes);
    CLET_ASSERT(status == CHATLET_OK || status == CHATLET_ERR_INPUT);
    build(compiler, &has_opened);
    chatlet_compiler_free(compiler);
    return 0;
}
