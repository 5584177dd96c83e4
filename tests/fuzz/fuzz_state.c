/* Any bytes as a saved state: refused, or gone on from by every kind of event. Sixteen '@' in the
 * input stand for the hash of the bundle, which seeds cannot know. */
#include "test_allocator.h"
#include "test_built.h"

#include "base/assert.h"
#include "base/cbor.h"
#include "base/hash.h"

#include <chatlet/session.h>
#include <stdlib.h>
#include <string.h>

#define HEAD(count, kind)                                                                          \
    count "\x64kind" kind "\x63seq\x1B\x00\x1F\xFF\xFF\xFF\xFF\xFF\xFE\x63now\x00"
static const chatlet_str events[] = {
    CHATLET_STR(HEAD("\xA4", "\x64text") "\x64text\x6Ereset password"),
    CHATLET_STR(HEAD("\xA4", "\x66"
                             "choice") "\x66"
                                       "choice\x62s1"),
    CHATLET_STR(HEAD("\xA4", "\x66"
                             "choice") "\x66"
                                       "choice\x65retry"),
    CHATLET_STR(HEAD("\xA5", "\x66result") "\x66"
                                           "effect\x72"
                                           "0000000000002a-2-0\x62ok\xF5"),
    CHATLET_STR(HEAD("\xA5", "\x66result") "\x66"
                                           "effect\x72"
                                           "0000000000002a-2-0\x62ok\xF4"),
    CHATLET_STR(HEAD("\xA5", "\x68"
                             "feedback") "\x67message\x72"
                                         "0000000000002a-1-1\x65value\x20"),
    CHATLET_STR(HEAD("\xA4", "\x67restart") "\x64seed\x01"),
};

/* Made once and kept: libFuzzer ends by leaving the process. */
static chatlet_bundle *the_bundle(void) {
    static chatlet_bundle *made;
    if (made != NULL) return made;
    test_built built = test_build_in_parts(test_small_bot, test_small_sources, 4);
    made = test_open_whole(&built, test_plain_allocator());
    CLET_ASSERT(made != NULL);
    test_built_free(&built);
    return made;
}

static void put_hash(const chatlet_bundle *bundle, char *bytes, size_t size_bytes) {
    static const char placeholder[] = "@@@@@@@@@@@@@@@@";
    char hash[CLET_HASH_TEXT_BYTES];
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    clet_hash_text(info.hash, hash);
    for (size_t i = 0; i + sizeof(hash) <= size_bytes; i++) {
        if (memcmp(bytes + i, placeholder, sizeof(hash)) == 0)
            memcpy(bytes + i, hash, sizeof(hash));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    chatlet_bundle *bundle = the_bundle();
    char *bytes = malloc(size == 0 ? 1 : size);
    if (bytes == NULL) return 0;
    memcpy(bytes, data, size);
    put_hash(bundle, bytes, size);
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        chatlet_step *step = NULL;
        const chatlet_str state = {.data = bytes, .size_bytes = size};
        const chatlet_status status =
            chatlet_session_step(test_plain_allocator(), bundle, state, events[i], &step, NULL);
        if (status == CHATLET_OK) {
            const chatlet_status effects = clet_cbor_check(chatlet_step_effects(step));
            CLET_ASSERT(effects == CHATLET_OK);
        }
        chatlet_step_free(step);
    }
    free(bytes);
    return 0;
}
