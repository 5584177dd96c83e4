/* Any bytes as a text that is being typed, over a bundle with all parts and one with some: what
 * comes back is what a host can read, names only parts that are missing, and ends when they are
 * there. The first byte of the input chooses how many items are wanted. */
#include "test_allocator.h"
#include "test_built.h"

#include "base/assert.h"
#include "base/cbor.h"

#include <chatlet/suggest.h>
#include <string.h>

typedef struct fixture {
    test_built built;
    chatlet_bundle *whole;
    chatlet_bundle *growing; /* has what earlier inputs asked for, now and then nothing */
} fixture;

/* Made once and kept: libFuzzer ends by leaving the process. */
static fixture *the_fixture(void) {
    static fixture made;
    if (made.whole != NULL) return &made;
    made.built = test_build_in_parts(test_small_bot, test_small_sources, 4);
    made.whole = test_open_whole(&made.built, test_plain_allocator());
    CLET_ASSERT(made.whole != NULL);
    return &made;
}

static void open_growing(fixture *made) {
    chatlet_bundle_close(made->growing);
    const chatlet_status status = chatlet_bundle_open(
        test_plain_allocator(), test_built_head(&made->built), &made->growing, NULL);
    CLET_ASSERT(status == CHATLET_OK);
}

static chatlet_suggestions *suggest(const chatlet_bundle *bundle, chatlet_str text,
                                    uint32_t limit) {
    chatlet_suggestions *suggestions = NULL;
    uint32_t count;
    const chatlet_status status =
        chatlet_suggest(test_plain_allocator(), bundle, text, limit, &suggestions);
    CLET_ASSERT(status == CHATLET_OK);
    const chatlet_status bytes = clet_cbor_check(chatlet_suggestions_bytes(suggestions));
    CLET_ASSERT(bytes == CHATLET_OK);
    const chatlet_suggestion *items = chatlet_suggestions_items(suggestions, &count);
    CLET_ASSERT(count <= limit);
    for (uint32_t i = 0; i < count; i++)
        CLET_ASSERT(items[i].title.size_bytes > 0);
    return suggestions;
}

/* Adds what is asked for until nothing is. */
static chatlet_suggestions *suggest_growing(fixture *made, chatlet_str text, uint32_t limit) {
    for (int round = 0;; round++) {
        uint32_t count;
        chatlet_suggestions *suggestions = suggest(made->growing, text, limit);
        const uint32_t *parts = chatlet_suggestions_parts(suggestions, &count);
        if (count == 0) return suggestions;
        CLET_ASSERT(round < CHATLET_SUGGEST_STAGES_MAX);
        for (uint32_t i = 0; i < count; i++) {
            CLET_ASSERT(!chatlet_bundle_has_part(made->growing, parts[i]));
            const chatlet_status status = chatlet_bundle_add_part(
                made->growing, parts[i], test_built_part(&made->built, made->growing, parts[i]));
            CLET_ASSERT(status == CHATLET_OK);
        }
        chatlet_suggestions_free(suggestions);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fixture *made = the_fixture();
    if (size == 0) return 0;
    const uint32_t limit = 1 + data[0] % CHATLET_SUGGEST_ITEMS_MAX;
    const chatlet_str text = {.data = (const char *)data + 1, .size_bytes = size - 1};
    if (made->growing == NULL || size % 7 == 0) open_growing(made);
    chatlet_suggestions *whole = suggest(made->whole, text, limit);
    chatlet_suggestions *grown = suggest_growing(made, text, limit);
    const chatlet_str a = chatlet_suggestions_bytes(whole);
    const chatlet_str b = chatlet_suggestions_bytes(grown);
    CLET_ASSERT(a.size_bytes == b.size_bytes);
    CLET_ASSERT(memcmp(a.data, b.data, a.size_bytes) == 0);
    chatlet_suggestions_free(whole);
    chatlet_suggestions_free(grown);
    return 0;
}
