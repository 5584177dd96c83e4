/* Any bytes as an event, on states that a conversation really passes through: refused with a
 * status, or taken with a state that can be gone on from. The first byte of the input chooses the
 * state. */
#include "test_allocator.h"
#include "test_built.h"

#include "base/assert.h"
#include "base/cbor.h"

#include <chatlet/session.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_COUNT = 5 };

typedef struct saved_state {
    char *bytes;
    size_t size_bytes;
} saved_state;

typedef struct fixture {
    chatlet_bundle *bundle;
    saved_state states[STATE_COUNT];
} fixture;

/* The conversation whose states are used, each event written by hand as CBOR. */
#define HEAD(count, kind, seq) count "\x64kind" kind "\x63seq" seq "\x63now\x00"
static const chatlet_str events[STATE_COUNT] = {
    {NULL, 0},
    CHATLET_STR(HEAD("\xA4", "\x65start", "\x01") "\x64seed\x18\x2A"),
    CHATLET_STR(HEAD("\xA4", "\x64text", "\x02") "\x64text\x6Ereset password"),
    CHATLET_STR(HEAD("\xA5", "\x66result", "\x03") "\x66"
                                                   "effect\x72"
                                                   "0000000000002a-2-0\x62ok\xF5"),
    CHATLET_STR(HEAD("\xA5", "\x66result", "\x04") "\x66"
                                                   "effect\x72"
                                                   "0000000000002a-3-0\x62ok\xF4"),
};

static chatlet_str saved_str(const saved_state *saved) {
    return (chatlet_str){.data = saved->bytes, .size_bytes = saved->size_bytes};
}

static void save(saved_state *saved, chatlet_str state) {
    saved->bytes = malloc(state.size_bytes + 1);
    if (saved->bytes == NULL) abort();
    memcpy(saved->bytes, state.data, state.size_bytes);
    saved->size_bytes = state.size_bytes;
}

/* Made once and kept: libFuzzer ends by leaving the process. */
static const fixture *the_fixture(void) {
    static fixture made;
    if (made.bundle != NULL) return &made;
    test_built built = test_build_in_parts(test_small_bot, test_small_sources, 4);
    made.bundle = test_open_whole(&built, test_plain_allocator());
    CLET_ASSERT(made.bundle != NULL);
    test_built_free(&built);
    for (int i = 1; i < STATE_COUNT; i++) {
        chatlet_step *step = NULL;
        const chatlet_status status =
            chatlet_session_step(test_plain_allocator(), made.bundle,
                                 saved_str(&made.states[i - 1]), events[i], &step, NULL);
        CLET_ASSERT(status == CHATLET_OK);
        save(&made.states[i], chatlet_step_state(step));
        chatlet_step_free(step);
    }
    return &made;
}

/* What a step gives must be what hosts and later steps can read. */
static void check_step(const chatlet_bundle *bundle, const chatlet_step *step) {
    static const chatlet_str restart = CHATLET_STR(
        HEAD("\xA4", "\x67restart", "\x1B\x00\x1F\xFF\xFF\xFF\xFF\xFF\xFF") "\x64seed\x01");
    chatlet_step *next = NULL;
    const chatlet_status effects = clet_cbor_check(chatlet_step_effects(step));
    CLET_ASSERT(effects == CHATLET_OK);
    CLET_ASSERT(chatlet_step_state(step).size_bytes <= CHATLET_STATE_BYTES_MAX);
    const chatlet_status status = chatlet_session_step(
        test_plain_allocator(), bundle, chatlet_step_state(step), restart, &next, NULL);
    CLET_ASSERT(status == CHATLET_OK);
    chatlet_step_free(next);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const fixture *fixture = the_fixture();
    if (size == 0) return 0;
    const chatlet_str event = {.data = (const char *)data + 1, .size_bytes = size - 1};
    chatlet_step *step = NULL;
    chatlet_error error;
    const chatlet_status status = chatlet_session_step(
        test_plain_allocator(), fixture->bundle, saved_str(&fixture->states[data[0] % STATE_COUNT]),
        event, &step, &error);
    if (status == CHATLET_OK) check_step(fixture->bundle, step);
    CLET_ASSERT((status == CHATLET_OK) == (step != NULL));
    chatlet_step_free(step);
    return 0;
}
