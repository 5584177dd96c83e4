/* A conversation of several steps, short of memory at every point of every step. It is played once
 * in peace and recorded; then again with refusals, and must give the same bytes. */
#include "fault_loop.h"
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/cbor.h"

#include <chatlet/json.h>
#include <chatlet/session.h>

enum {
    SOURCE_COUNT = sizeof test_fields_sources / sizeof test_fields_sources[0],
    STEPS_MAX = 32,
    EFFECT_ID_BYTES = 64
};

/* Bytes on malloc, owned by the record. */
typedef struct kept_bytes {
    char *data;
    size_t size_bytes;
} kept_bytes;

typedef struct recorded_step {
    kept_bytes event;
    kept_bytes state;
    kept_bytes effects;
} recorded_step;

typedef struct record {
    chatlet_bundle *bundle;
    recorded_step steps[STEPS_MAX];
    size_t step_count;
    bool tries_again;
    bool keeps_work; /* steps are taken with a workspace */
} record;

static kept_bytes keep(chatlet_str bytes) {
    const kept_bytes kept = {.data = malloc(bytes.size_bytes + 1), .size_bytes = bytes.size_bytes};
    assert_non_null(kept.data);
    if (bytes.size_bytes > 0) memcpy(kept.data, bytes.data, bytes.size_bytes);
    return kept;
}

static chatlet_str str_of(kept_bytes kept) {
    return (chatlet_str){.data = kept.data, .size_bytes = kept.size_bytes};
}

/* The state that step `index` begins with. */
static chatlet_str state_before(const record *played, size_t index) {
    if (index == 0) return (chatlet_str){.data = NULL, .size_bytes = 0};
    return str_of(played->steps[index - 1].state);
}

/* Plays one event, given as JSON without its seq and now, and records the step. */
static void play(record *played, const char *members) {
    char json[1000];
    chatlet_str cbor;
    chatlet_step *step = NULL;
    chatlet_error error = {.message = ""};
    const chatlet_allocator *plain = test_plain_allocator();
    assert_true(played->step_count < STEPS_MAX);
    snprintf(json, sizeof json, "{%s, \"seq\": %zu, \"now\": 1760000000000}", members,
             played->step_count + 1);
    assert_int_equal(chatlet_json_to_cbor(plain, test_str(json), &cbor, NULL), CHATLET_OK);
    const chatlet_status status = chatlet_session_step(
        plain, played->bundle, state_before(played, played->step_count), cbor, &step, &error);
    if (status != CHATLET_OK) fail_msg("%s: %s", json, error.message);
    played->steps[played->step_count++] = (recorded_step){
        .event = keep(cbor),
        .state = keep(chatlet_step_state(step)),
        .effects = keep(chatlet_step_effects(step)),
    };
    chatlet_step_free(step);
    plain->release(plain->context, (void *)(uintptr_t)cbor.data);
}

/* The id of the `need` among the effects of the last step; false when there is none. */
static bool find_need(const record *played, char id[EFFECT_ID_BYTES]) {
    clet_cbor_reader reader = {.source = str_of(played->steps[played->step_count - 1].effects)};
    const uint32_t count = clet_cbor_next(&reader).count;
    for (uint32_t i = 0; i < count; i++) {
        chatlet_str kind = {.data = NULL, .size_bytes = 0};
        chatlet_str text = {.data = NULL, .size_bytes = 0};
        assert_true(clet_cbor_find_text(reader, CHATLET_STR("kind"), &kind));
        assert_true(clet_cbor_find_text(reader, CHATLET_STR("id"), &text));
        if (kind.size_bytes == 4 && memcmp(kind.data, "need", 4) == 0) {
            snprintf(id, EFFECT_ID_BYTES, "%.*s", (int)text.size_bytes, text.data);
            return true;
        }
        clet_cbor_skip(&reader);
    }
    return false;
}

/* Answers each `need`; the bundle has all its parts. */
static void play_results(record *played) {
    char id[EFFECT_ID_BYTES];
    char members[200];
    while (find_need(played, id)) {
        snprintf(members, sizeof members, "\"kind\": \"result\", \"effect\": \"%s\", \"ok\": true",
                 id);
        play(played, members);
    }
}

static void play_conversation(record *played) {
    play(played, "\"kind\": \"start\", \"seed\": 7, \"filter\": \"version=14\"");
    play(played, "\"kind\": \"choice\", \"choice\": \"s1\"");
    play_results(played);
    play(played, "\"kind\": \"text\", \"text\": \"What does the Enterprise plan have?\", "
                 "\"filter\": \"version=15\"");
    play_results(played);
    play(played, "\"kind\": \"text\", \"text\": \"Who painted the ceiling?\"");
    play_results(played);
    play(played, "\"kind\": \"restart\", \"seed\": 8");
}

/* Plays recorded step `index`; its state and effects are those that were recorded. */
static chatlet_status replay_step(const record *played, const chatlet_allocator *allocator,
                                  chatlet_workspace *workspace, size_t index) {
    chatlet_step *step = NULL;
    chatlet_error error = {.message = ""};
    const chatlet_str before = state_before(played, index);
    const chatlet_str event = str_of(played->steps[index].event);
    const chatlet_status status =
        workspace != NULL
            ? chatlet_workspace_step(workspace, before, event, &step, &error)
            : chatlet_session_step(allocator, played->bundle, before, event, &step, &error);
    if (status != CHATLET_OK) {
        assert_null(step);
        assert_int_not_equal(error.message[0], '\0');
        return status;
    }
    test_text_equal("state", chatlet_step_state(step), str_of(played->steps[index].state));
    test_text_equal("effects", chatlet_step_effects(step), str_of(played->steps[index].effects));
    chatlet_step_free(step);
    return CHATLET_OK;
}

static chatlet_status replay_steps(const record *played, const chatlet_allocator *allocator,
                                   chatlet_workspace *workspace) {
    for (size_t i = 0; i < played->step_count; i++) {
        chatlet_status status = replay_step(played, allocator, workspace, i);
        if (played->tries_again && status == CHATLET_ERR_MEMORY)
            status = replay_step(played, allocator, workspace, i);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

static chatlet_status replay(const chatlet_allocator *allocator, void *context) {
    const record *played = context;
    chatlet_workspace *workspace = NULL;
    if (played->keeps_work) {
        chatlet_status status = chatlet_workspace_new(allocator, played->bundle, &workspace);
        if (played->tries_again && status == CHATLET_ERR_MEMORY)
            status = chatlet_workspace_new(allocator, played->bundle, &workspace);
        if (status != CHATLET_OK) return status;
    }
    const chatlet_status status = replay_steps(played, allocator, workspace);
    chatlet_workspace_free(workspace);
    return status;
}

static void a_step_is_all_or_nothing_and_can_be_taken_again(void **state) {
    (void)state;
    test_built built = test_build_in_parts(test_fields_bot, test_fields_sources, SOURCE_COUNT);
    assert_int_equal(built.status, CHATLET_OK);
    record played = {.bundle = test_open_whole(&built, test_plain_allocator())};
    assert_non_null(played.bundle);
    play_conversation(&played);
    for (int keeps_work = 0; keeps_work < 2; keeps_work++) {
        played.keeps_work = keeps_work == 1;
        played.tries_again = false;
        fault_refuse_each("session", replay, &played);
        played.tries_again = true;
        fault_retry_each("session again", replay, &played);
    }

    for (size_t i = 0; i < played.step_count; i++) {
        free(played.steps[i].event.data);
        free(played.steps[i].state.data);
        free(played.steps[i].effects.data);
    }
    chatlet_bundle_close(played.bundle);
    test_built_free(&built);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_all_or_nothing_and_can_be_taken_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
