#include "test_assert.h"

#include "test_allocator.h"
#include "test_built.h"

#include "bundle/bundle_read.h"

#include <chatlet/json.h>
#include <chatlet/session.h>

/* A conversation as a host holds it: a bundle, the files its parts come from, the state. */
typedef struct conversation {
    test_built built;
    chatlet_bundle *bundle;
    char *state;
    size_t state_size_bytes;
    char *effects; /* of the last step, as JSON */
    const chatlet_allocator *allocator;
    chatlet_error error;          /* of the last step */
    chatlet_workspace *workspace; /* every step is taken with it too, to the same end */
} conversation;

/* Goes on over `bundle`, with an empty workspace. */
static void talk_use(conversation *talk, chatlet_bundle *bundle) {
    chatlet_workspace_free(talk->workspace);
    chatlet_bundle_close(talk->bundle);
    talk->bundle = bundle;
    assert_non_null(bundle);
    assert_int_equal(chatlet_workspace_new(test_plain_allocator(), bundle, &talk->workspace),
                     CHATLET_OK);
}

static conversation talk_over_sources(const char *bot_json, const test_source *sources,
                                      size_t source_count) {
    conversation talk = {.allocator = test_plain_allocator()};
    talk.built = test_build_in_parts(bot_json, sources, source_count);
    assert_int_equal(talk.built.status, CHATLET_OK);
    talk_use(&talk, test_open(&talk.built, test_plain_allocator()));
    return talk;
}

static conversation talk_over(const char *bot_json) {
    return talk_over_sources(bot_json, test_small_sources, 4);
}

static void talk_end(conversation *talk) {
    free(talk->effects);
    free(talk->state);
    chatlet_workspace_free(talk->workspace);
    chatlet_bundle_close(talk->bundle);
    test_built_free(&talk->built);
}

static chatlet_str talk_state(const conversation *talk) {
    return (chatlet_str){talk->state, talk->state_size_bytes};
}

static char *copy_text(chatlet_str text) {
    char *copy = malloc(text.size_bytes + 1);
    assert_non_null(copy);
    if (text.size_bytes > 0) memcpy(copy, text.data, text.size_bytes);
    copy[text.size_bytes] = '\0';
    return copy;
}

static void set_state(conversation *talk, chatlet_str state) {
    char *copy = copy_text(state);
    free(talk->state);
    talk->state = copy;
    talk->state_size_bytes = state.size_bytes;
}

static void set_effects(conversation *talk, chatlet_str cbor) {
    chatlet_str json;
    assert_int_equal(chatlet_json_from_cbor(test_plain_allocator(), cbor, 0, &json), CHATLET_OK);
    free(talk->effects);
    talk->effects = copy_text(json);
    free((char *)(uintptr_t)json.data);
}

/* The same step with the workspace comes to the same. */
static void compare_with_workspace(conversation *talk, chatlet_str event, chatlet_status expected,
                                   const chatlet_step *plain) {
    chatlet_step *step = NULL;
    chatlet_error error = {.line = 0};
    const chatlet_status status =
        chatlet_workspace_step(talk->workspace, talk_state(talk), event, &step, &error);
    test_status_equal("with a workspace", status, expected);
    if (status == CHATLET_OK) {
        test_text_equal("effects", chatlet_step_effects(step), chatlet_step_effects(plain));
        test_text_equal("state", chatlet_step_state(step), chatlet_step_state(plain));
    } else {
        test_text_equal("reason", test_str(error.message), test_str(talk->error.message));
    }
    chatlet_step_free(step);
}

/* Takes a step; on success the talk has its state and effects, otherwise it is as before. */
static chatlet_status send_bytes(conversation *talk, chatlet_str event) {
    chatlet_step *step = NULL;
    const chatlet_status status = chatlet_session_step(
        talk->allocator, talk->bundle, talk_state(talk), event, &step, &talk->error);
    if (status != CHATLET_ERR_MEMORY) compare_with_workspace(talk, event, status, step);
    if (status != CHATLET_OK) {
        assert_null(step);
        return status;
    }
    set_effects(talk, chatlet_step_effects(step));
    set_state(talk, chatlet_step_state(step));
    chatlet_step_free(step);
    return CHATLET_OK;
}

static chatlet_status send(conversation *talk, const char *json) {
    chatlet_str cbor;
    if (chatlet_json_to_cbor(test_plain_allocator(), test_str(json), &cbor, NULL) != CHATLET_OK)
        fail_msg("not JSON: %s", json);
    const chatlet_status status = send_bytes(talk, cbor);
    free((char *)(uintptr_t)cbor.data);
    return status;
}

static void send_ok(conversation *talk, const char *json) {
    test_status_equal(json, send(talk, json), CHATLET_OK);
}

static void assert_effects(const conversation *talk, const char *part) {
    if (strstr(talk->effects, part) == NULL) fail_msg("no %s in %s", part, talk->effects);
}

static void assert_no_effects_like(const conversation *talk, const char *part) {
    if (strstr(talk->effects, part) != NULL) fail_msg("%s in %s", part, talk->effects);
}

static void add_part(conversation *talk, uint32_t id) {
    if (chatlet_bundle_has_part(talk->bundle, id)) return;
    const chatlet_str bytes = test_built_part(&talk->built, talk->bundle, id);
    assert_int_equal(chatlet_bundle_add_part(talk->bundle, id, bytes), CHATLET_OK);
}

/* Adds the parts that the last step's `need` names: each begins {"id":N. */
static void add_needed_parts(conversation *talk) {
    static const char before_id[] = "{\"id\":";
    const char *place = strstr(talk->effects, "\"parts\":");
    assert_non_null(place);
    while ((place = strstr(place, before_id)) != NULL) {
        place += sizeof(before_id) - 1;
        add_part(talk, (uint32_t)strtoul(place, NULL, 10));
    }
}

/* Brings the parts of each `need` and says so, until none is left; `seq` is the next event's. Gives
 * how many rounds that took. */
static int answer_needs(conversation *talk, int seq) {
    static const char before_id[] = "{\"kind\":\"need\",\"id\":\"";
    const char *need;
    int rounds = 0;
    while ((need = strstr(talk->effects, before_id)) != NULL) {
        char event[200];
        need += sizeof(before_id) - 1;
        snprintf(event, sizeof event,
                 "{\"kind\":\"result\",\"seq\":%d,\"now\":1000,\"effect\":\"%.*s\",\"ok\":true}",
                 seq + rounds, (int)strcspn(need, "\""), need);
        add_needed_parts(talk);
        send_ok(talk, event);
        rounds++;
        assert_true(rounds <= CHATLET_QUERY_STAGES_MAX);
    }
    return rounds;
}

#define START "{\"kind\":\"start\",\"seq\":1,\"now\":1000,\"seed\":42,\"locale\":\"en\"}"
#define ASK(seq, text) "{\"kind\":\"text\",\"seq\":" seq ",\"now\":1000,\"text\":\"" text "\"}"
#define RESULT(seq, effect, ok)                                                                    \
    "{\"kind\":\"result\",\"seq\":" seq ",\"now\":1000,\"effect\":\"" effect "\",\"ok\":" ok "}"
#define CHOOSE(seq, id) "{\"kind\":\"choice\",\"seq\":" seq ",\"now\":1000,\"choice\":\"" id "\"}"
#define RATE(seq, message)                                                                         \
    "{\"kind\":\"feedback\",\"seq\":" seq ",\"now\":1000,\"message\":\"" message "\",\"value\":1}"
#define RESTART(seq, seed) "{\"kind\":\"restart\",\"seq\":" seq ",\"now\":1000,\"seed\":" seed "}"

static void start_greets_and_offers_the_suggestions(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    test_text_equal(
        "effects", test_str(talk.effects),
        test_str("[{\"kind\":\"emit\",\"id\":\"0000000000002a-1-0\",\"name\":\"session_started\","
                 "\"data\":{}},"
                 "{\"kind\":\"say\",\"id\":\"0000000000002a-1-1\",\"engine\":\"flow\","
                 "\"confidence\":1000000,\"tokens\":[[\"text\","
                 "\"Hello. What would you like to know?\"]],\"citations\":[]},"
                 "{\"kind\":\"choices\",\"id\":\"0000000000002a-1-2\",\"options\":["
                 "{\"id\":\"s1\",\"text\":\"How do I reset my password?\"},"
                 "{\"id\":\"s2\",\"text\":\"Which plans are there?\"}]}]"));
    talk_end(&talk);
}

static void a_question_is_answered_once_its_parts_are_there(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "How do I reset my password?"));
    assert_effects(&talk, "{\"kind\":\"need\",\"id\":\"0000000000002a-2-0\",\"parts\":[{\"id\":0,");
    assert_no_effects_like(&talk, "\"say\"");
    add_needed_parts(&talk);
    send_ok(&talk, RESULT("3", "0000000000002a-2-0", "true"));
    assert_effects(&talk, "{\"kind\":\"need\",\"id\":\"0000000000002a-3-0\"");
    (void)answer_needs(&talk, 4);
    assert_effects(&talk, "{\"kind\":\"say\",\"id\":\"0000000000002a-");
    assert_effects(&talk, "\"engine\":\"retrieval\"");
    assert_effects(&talk, "\"citations\":[{\"title\":\"Account\"");
    assert_effects(&talk, "\"name\":\"question_answered\",\"data\":{\"question\":"
                          "\"How do I reset my password?\"");
    talk_end(&talk);
}

static void a_bundle_in_one_file_answers_at_once(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    test_built_free(&talk.built);
    talk.built = test_build(test_small_bot, test_small_sources, 4);
    talk_use(&talk, test_open(&talk.built, test_plain_allocator()));
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "thirdy days")); /* repaired, and still at once */
    assert_no_effects_like(&talk, "\"need\"");
    assert_effects(&talk, "{\"kind\":\"say\",\"id\":\"0000000000002a-2-0\",\"engine\":"
                          "\"retrieval\"");
    send_ok(&talk, ASK("3", "zebra xylophone"));
    assert_no_effects_like(&talk, "\"need\"");
    assert_effects(&talk, "\"engine\":\"none\"");
    talk_end(&talk);
}

static void a_suggestion_asks_its_text(void **state) {
    conversation chosen = talk_over(test_small_bot);
    conversation typed = talk_over(test_small_bot);
    (void)state;
    send_ok(&chosen, START);
    send_ok(&typed, START);
    send_ok(&chosen, CHOOSE("2", "s2"));
    send_ok(&typed, ASK("2", "Which plans are there?"));
    test_text_equal("effects", test_str(chosen.effects), test_str(typed.effects));
    test_text_equal("state", talk_state(&chosen), talk_state(&typed));
    talk_end(&chosen);
    talk_end(&typed);
}

static void what_is_needed_does_not_depend_on_what_is_there(void **state) {
    conversation bare = talk_over(test_small_bot);
    conversation full = talk_over(test_small_bot);
    (void)state;
    talk_use(&full, test_open_whole(&full.built, test_plain_allocator()));
    send_ok(&bare, START);
    send_ok(&full, START);
    send_ok(&bare, ASK("2", "refunds within thirty days"));
    send_ok(&full, ASK("2", "refunds within thirty days"));
    test_text_equal("first stage", test_str(bare.effects), test_str(full.effects));
    add_needed_parts(&bare);
    send_ok(&bare, RESULT("3", "0000000000002a-2-0", "true"));
    send_ok(&full, RESULT("3", "0000000000002a-2-0", "true"));
    test_text_equal("second stage", test_str(bare.effects), test_str(full.effects));
    test_text_equal("state", talk_state(&bare), talk_state(&full));
    talk_end(&bare);
    talk_end(&full);
}

static void
parts_that_cannot_be_had_twice_are_told_and_the_question_can_be_asked_again(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "reset password"));
    send_ok(&talk, RESULT("3", "0000000000002a-2-0", "false"));
    assert_effects(&talk, "[{\"kind\":\"need\",\"id\":\"0000000000002a-3-0\"");
    test_status_equal("the old need", send(&talk, RESULT("4", "0000000000002a-2-0", "true")),
                      CHATLET_ERR_STATE);
    send_ok(&talk, RESULT("4", "0000000000002a-3-0", "false"));
    assert_effects(&talk, "\"engine\":\"none\",\"confidence\":0");
    assert_effects(&talk, "\"options\":[{\"id\":\"retry\",");
    assert_effects(&talk, "\"name\":\"parts_failed\",\"data\":{\"question\":\"reset password\"}");
    send_ok(&talk, CHOOSE("5", "retry"));
    assert_effects(&talk, "{\"kind\":\"need\",\"id\":\"0000000000002a-5-0\"");
    talk_end(&talk);
}

/* The spelling part of a misspelt word fails twice: the dictionary alone tells what was meant. */
static void an_answer_without_some_parts_says_so(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "reset passwrd"));
    add_needed_parts(&talk);
    send_ok(&talk, RESULT("3", "0000000000002a-2-0", "true"));
    assert_effects(&talk, "[{\"kind\":\"need\",\"id\":\"0000000000002a-3-0\"");
    send_ok(&talk, RESULT("4", "0000000000002a-3-0", "false"));
    assert_effects(&talk, "[{\"kind\":\"need\",\"id\":\"0000000000002a-4-0\"");
    send_ok(&talk, RESULT("5", "0000000000002a-4-0", "false"));
    (void)answer_needs(&talk, 6);
    assert_effects(&talk, "\"engine\":\"retrieval\"");
    assert_effects(&talk, "Part of the index could not be loaded");
    talk_end(&talk);
}

static void a_part_missing_in_spite_of_ok_counts_as_one_that_could_not_be_had(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "reset password"));
    add_needed_parts(&talk);
    send_ok(&talk, RESULT("3", "0000000000002a-2-0", "true"));
    assert_effects(&talk, "\"need\"");
    chatlet_bundle_drop_part(talk.bundle, 0);
    send_ok(&talk, RESULT("4", "0000000000002a-3-0", "true"));
    assert_effects(&talk, "\"name\":\"parts_failed\"");
    talk_end(&talk);
}

static void what_the_documents_do_not_tell_is_admitted(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    talk_use(&talk, test_open_whole(&talk.built, test_plain_allocator()));
    send_ok(&talk, ASK("2", "zebra xylophone"));
    (void)answer_needs(&talk, 3);
    assert_effects(&talk, "\"engine\":\"none\"");
    assert_effects(&talk, "\"citations\":[]");
    assert_effects(&talk, "\"options\":[{\"id\":\"s1\"");
    assert_effects(&talk, "\"name\":\"question_unanswered\",\"data\":{\"question\":"
                          "\"zebra xylophone\",\"confidence\":0}");
    talk_end(&talk);
}

#define ASK_WITH(seq, text, filter)                                                                \
    "{\"kind\":\"text\",\"seq\":" seq ",\"now\":1000,\"text\":\"" text "\",\"filter\":\"" filter   \
    "\"}"

static conversation talk_of_versions(const char *filter) {
    char event[200];
    conversation talk = talk_over_sources(test_fields_bot, test_fields_sources, 5);
    snprintf(event, sizeof event,
             "{\"kind\":\"start\",\"seq\":1,\"now\":1000,\"seed\":42,\"filter\":\"%s\"}", filter);
    send_ok(&talk, event);
    return talk;
}

static void a_filter_holds_until_another_comes(void **state) {
    conversation talk = talk_of_versions("version=14");
    (void)state;
    send_ok(&talk, ASK("2", "reset my password"));
    (void)answer_needs(&talk, 10);
    assert_effects(&talk, "press Forgotten");
    assert_no_effects_like(&talk, "by mail");
    send_ok(&talk, ASK_WITH("20", "reset my password", "version=15"));
    (void)answer_needs(&talk, 30);
    assert_effects(&talk, "by mail");
    send_ok(&talk, ASK("40", "reset my password")); /* still 15 */
    (void)answer_needs(&talk, 50);
    assert_effects(&talk, "by mail");
    assert_no_effects_like(&talk, "v14/account");
    send_ok(&talk, ASK_WITH("60", "reset my password", ""));
    (void)answer_needs(&talk, 70);
    assert_effects(&talk, "v14/account");
    assert_effects(&talk, "v15/account");
    talk_end(&talk);
}

static void a_filter_survives_a_restart_and_a_choice_may_bring_one(void **state) {
    conversation talk = talk_of_versions("version=14");
    (void)state;
    send_ok(&talk, RESTART("2", "43"));
    send_ok(&talk, CHOOSE("3", "s1"));
    (void)answer_needs(&talk, 10);
    assert_effects(&talk, "press Forgotten");
    send_ok(&talk,
            "{\"kind\":\"restart\",\"seq\":20,\"now\":1,\"seed\":44,\"filter\":\"version=15\"}");
    send_ok(&talk, CHOOSE("21", "s1"));
    (void)answer_needs(&talk, 30);
    assert_effects(&talk, "by mail");
    send_ok(&talk, RESTART("40", "45"));
    send_ok(
        &talk,
        "{\"kind\":\"choice\",\"seq\":41,\"now\":1,\"choice\":\"s1\",\"filter\":\"version=14\"}");
    (void)answer_needs(&talk, 50);
    assert_effects(&talk, "press Forgotten");
    talk_end(&talk);
}

static void what_no_page_of_a_filter_tells_is_a_miss_like_any(void **state) {
    static const char *const filters[] = {"version=14", "version=99", "vers=14", "version"};
    (void)state;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        conversation talk = talk_of_versions(filters[i]);
        send_ok(&talk, ASK("2", "single sign-on")); /* only in 15 */
        (void)answer_needs(&talk, 3);
        assert_effects(&talk, "\"engine\":\"none\"");
        assert_effects(&talk, "\"name\":\"question_unanswered\"");
        assert_no_effects_like(&talk, "\"parts_failed\"");
        talk_end(&talk);
    }
}

/* Nobody may be shown another version because a file did not come. */
static void a_filter_whose_part_cannot_be_had_is_trouble(void **state) {
    conversation talk = talk_of_versions("version=14");
    chatlet_bundle_info info;
    (void)state;
    send_ok(&talk, ASK("2", "reset my password"));
    add_needed_parts(&talk);
    chatlet_bundle_get_info(talk.bundle, &info);
    chatlet_bundle_drop_part(talk.bundle, info.part_count - 1);
    send_ok(&talk, RESULT("3", "0000000000002a-2-0", "false"));
    send_ok(&talk, RESULT("4", "0000000000002a-3-0", "false"));
    assert_no_effects_like(&talk, "\"retrieval\"");
    assert_effects(&talk, "\"name\":\"parts_failed\"");
    assert_effects(&talk, "\"id\":\"retry\"");
    talk_end(&talk);
}

static void a_text_of_spaces_is_a_miss_without_a_search(void **state) {
    static const char *const rows[] = {ASK("2", ""), ASK("2", " \\t\\r\\n ")};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        conversation talk = talk_over(test_small_bot);
        send_ok(&talk, START);
        send_ok(&talk, rows[i]);
        assert_effects(&talk,
                       "\"question_unanswered\",\"data\":{\"question\":\"\",\"confidence\":0}");
        assert_no_effects_like(&talk, "\"need\"");
        talk_end(&talk);
    }
}

static void a_long_text_counts_up_to_the_limit_and_ends_at_a_character(void **state) {
    enum { PADDING = CHATLET_QUERY_BYTES_MAX - 3 };
    static char json[CHATLET_QUERY_BYTES_MAX + 200];
    static char expected[CHATLET_QUERY_BYTES_MAX + 200];
    static char padding[PADDING + 1];
    conversation talk = talk_over(test_small_bot);
    (void)state;
    memset(padding, 'a', PADDING);
    /* Two bytes of e-acute fit, the next two would end one past the limit. */
    snprintf(json, sizeof json, ASK("2", "%s\xC3\xA9\xC3\xA9"), padding);
    snprintf(expected, sizeof expected, "{\"question\":\"%s\xC3\xA9\"}", padding);
    send_ok(&talk, START);
    send_ok(&talk, json);
    send_ok(&talk, RESULT("3", "0000000000002a-2-0", "false"));
    send_ok(&talk, RESULT("4", "0000000000002a-3-0", "false"));
    assert_effects(&talk, expected);
    talk_end(&talk);
}

static void an_event_sent_twice_counts_once(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    char *before = copy_text(talk_state(&talk));
    const size_t before_size_bytes = talk.state_size_bytes;
    send_ok(&talk, START);
    test_text_equal("effects", test_str(talk.effects), test_str("[]"));
    send_ok(&talk, ASK("1", "reset password"));
    test_text_equal("effects", test_str(talk.effects), test_str("[]"));
    send_ok(&talk, RESTART("1", "43"));
    test_text_equal("effects", test_str(talk.effects), test_str("[]"));
    test_text_equal("state", talk_state(&talk), (chatlet_str){before, before_size_bytes});
    free(before);
    talk_end(&talk);
}

static void events_that_do_not_fit_the_state_are_refused_and_change_nothing(void **state) {
    static const struct {
        const char *event;
        const char *message;
    } rows[] = {
        {"{\"kind\":\"start\",\"seq\":2,\"now\":0,\"seed\":1}",
         "the session has started; use restart"},
        {CHOOSE("2", "s3"), "that choice is not offered"},
        {CHOOSE("2", "retry"), "that choice is not offered"},
        {CHOOSE("2", ""), "that choice is not offered"},
        {RESULT("2", "0000000000002a-1-0", "true"), "nobody waits for that result"},
        {RATE("2", "0000000000002a-2-0"), "that message is not of this session"},
        {RATE("2", "0000000000002b-1-1"), "that message is not of this session"},
        {RATE("2", "0000000000002a-0-1"), "that message is not of this session"},
        {RATE("2", "hello"), "that message is not of this session"},
    };
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    char *before = copy_text(talk_state(&talk));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_status_equal(rows[i].event, send(&talk, rows[i].event), CHATLET_ERR_STATE);
        test_text_equal(rows[i].event, test_str(talk.error.message), test_str(rows[i].message));
        assert_memory_equal(talk.state, before, talk.state_size_bytes);
    }
    free(before);
    talk_end(&talk);
}

static void only_start_and_restart_begin(void **state) {
    static const struct {
        const char *event;
        chatlet_status status;
    } rows[] = {
        {ASK("1", "hello"), CHATLET_ERR_STATE},
        {CHOOSE("1", "s1"), CHATLET_ERR_STATE},
        {RATE("1", "x"), CHATLET_ERR_STATE},
        {RESULT("1", "x", "true"), CHATLET_ERR_STATE},
        {START, CHATLET_OK},
        {RESTART("1", "1"), CHATLET_OK},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        conversation talk = talk_over(test_small_bot);
        test_status_equal(rows[i].event, send(&talk, rows[i].event), rows[i].status);
        talk_end(&talk);
    }
}

static void a_new_text_takes_the_place_of_the_question_that_waits(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "reset password"));
    send_ok(&talk, ASK("3", "refunds"));
    assert_effects(&talk, "{\"kind\":\"need\",\"id\":\"0000000000002a-3-0\"");
    test_status_equal("first need", send(&talk, RESULT("4", "0000000000002a-2-0", "false")),
                      CHATLET_ERR_STATE);
    send_ok(&talk, RESULT("4", "0000000000002a-3-0", "false"));
    send_ok(&talk, RESULT("5", "0000000000002a-4-0", "false"));
    assert_effects(&talk, "{\"question\":\"refunds\"}");
    talk_end(&talk);
}

static void a_new_text_closes_the_choices_and_feedback_does_not(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    send_ok(&talk, RATE("2", "0000000000002a-1-1"));
    assert_effects(&talk, "\"feedback_given\",\"data\":{\"message\":\"0000000000002a-1-1\","
                          "\"value\":1}");
    send_ok(&talk, CHOOSE("3", "s1"));
    test_status_equal("closed", send(&talk, CHOOSE("4", "s1")), CHATLET_ERR_STATE);
    talk_end(&talk);
}

static void restart_ends_a_running_session_and_begins_the_next(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "reset password"));
    send_ok(&talk, RESTART("3", "43"));
    assert_effects(&talk,
                   "[{\"kind\":\"end\",\"id\":\"0000000000002a-3-0\",\"outcome\":\"restarted\"},"
                   "{\"kind\":\"emit\",\"id\":\"0000000000002b-1-0\",\"name\":\"session_started\"");
    assert_effects(&talk, "\"id\":\"s1\"");
    test_status_equal("old need", send(&talk, RESULT("4", "0000000000002a-2-0", "true")),
                      CHATLET_ERR_STATE);
    talk_end(&talk);
}

static void a_state_of_another_bundle_is_refused_but_restart_moves_on(void **state) {
    conversation talk = talk_over(test_small_bot);
    conversation other = talk_over("{\"id\":\"other\"}");
    (void)state;
    send_ok(&talk, START);
    set_state(&other, talk_state(&talk));
    test_status_equal("text", send(&other, ASK("2", "hello")), CHATLET_ERR_STATE);
    test_text_equal("message", test_str(other.error.message),
                    test_str("the state is corrupt or of another bundle"));
    send_ok(&other, RESTART("2", "43"));
    assert_no_effects_like(&other, "\"end\"");
    assert_effects(&other, "\"session_started\"");
    talk_end(&other);
    talk_end(&talk);
}

static void the_last_step_a_session_may_take_ends_it(void **state) {
    char event[160];
    conversation talk = talk_over(test_small_bot);
    (void)state;
    send_ok(&talk, START);
    for (int seq = 2; seq < CHATLET_STEPS_MAX; seq++) {
        snprintf(event, sizeof event, RATE("%d", "0000000000002a-1-1"), seq);
        send_ok(&talk, event);
    }
    assert_effects(&talk, "\"id\":\"0000000000002a-9999-0\",\"name\":\"feedback_given\"");
    send_ok(&talk, ASK("10000", "reset password"));
    test_text_equal("limit", test_str(talk.effects),
                    test_str("[{\"kind\":\"end\",\"id\":\"0000000000002a-10000-0\","
                             "\"outcome\":\"limit\"}]"));
    test_status_equal("after it", send(&talk, ASK("10001", "hello")), CHATLET_ERR_STATE);
    test_text_equal("message", test_str(talk.error.message), test_str("the session has ended"));
    send_ok(&talk, RESTART("10001", "43"));
    assert_no_effects_like(&talk, "\"end\"");
    talk_end(&talk);
}

static void every_refused_allocation_leaves_the_old_state(void **state) {
    conversation talk = talk_over(test_small_bot);
    (void)state;
    talk_use(&talk, test_open_whole(&talk.built, test_plain_allocator()));
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "thirty days"));
    send_ok(&talk, RESULT("3", "0000000000002a-2-0", "true"));
    char *before = copy_text(talk_state(&talk));
    const size_t before_size_bytes = talk.state_size_bytes;
    chatlet_status status = CHATLET_ERR_MEMORY;
    for (size_t refuse_at = 1; status != CHATLET_OK; refuse_at++) {
        test_allocator test;
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        talk.allocator = &test.allocator;
        status = send(&talk, RESULT("4", "0000000000002a-3-0", "true"));
        assert_int_equal(test.live_count, 0);
        if (status == CHATLET_OK) break;
        test_status_equal("refused", status, CHATLET_ERR_MEMORY);
        test_text_equal("state", talk_state(&talk), (chatlet_str){before, before_size_bytes});
    }
    assert_effects(&talk, "\"engine\":\"retrieval\"");
    free(before);
    talk_end(&talk);
}

static void an_answer_needs_the_threshold(void **state) {
    conversation talk = talk_over("{\"id\":\"strict\",\"answer\":{\"min_confidence\":1}}");
    (void)state;
    talk_use(&talk, test_open_whole(&talk.built, test_plain_allocator()));
    const uint32_t threshold = clet_bundle_words(talk.bundle)->threshold;
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "thirty giraffes on the moon"));
    (void)answer_needs(&talk, 3);
    const char *confidence = strstr(talk.effects, "\"confidence\":");
    assert_non_null(confidence);
    assert_true(strtoul(confidence + strlen("\"confidence\":"), NULL, 10) < threshold);
    assert_effects(&talk, "\"engine\":\"none\"");
    talk_end(&talk);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    while ((text = strstr(text, part)) != NULL) {
        count++;
        text += strlen(part);
    }
    return count;
}

static void an_answer_cites_other_pages_up_to_the_limit(void **state) {
    static const test_source sources[CHATLET_CITATIONS_MAX + 1] = {
        {"a.md", "# Anchors\n\nMoor the ferry with an anchor of forty kilos.\n"},
        {"b.md", "# Ropes\n\nMoor the ferry with six ropes, two of them crossed.\n"},
        {"c.md", "# Night\n\nMoor the ferry under a white lamp when it is dark.\n"},
        {"d.md", "# Storm\n\nMoor the ferry in the inner harbour, and double every line.\n"},
    };
    conversation talk = talk_over_sources(NULL, sources, CHATLET_CITATIONS_MAX + 1);
    (void)state;
    talk_use(&talk, test_open_whole(&talk.built, test_plain_allocator()));
    send_ok(&talk, START);
    send_ok(&talk, ASK("2", "moor the ferry"));
    (void)answer_needs(&talk, 3);
    assert_effects(&talk, "\"engine\":\"retrieval\"");
    assert_int_equal(count_of(talk.effects, "{\"title\":"), CHATLET_CITATIONS_MAX);
    talk_end(&talk);
}

static void as_many_suggestions_as_a_bot_may_have_can_be_chosen(void **state) {
    char event[100];
    (void)state;
    for (int number = 1; number <= CHATLET_SUGGESTIONS_MAX + 1; number++) {
        conversation talk = talk_over("{\"id\":\"many\",\"suggestions\":[\"a1\",\"a2\",\"a3\","
                                      "\"a4\",\"a5\",\"a6\",\"a7\",\"a8\"]}");
        send_ok(&talk, START);
        snprintf(event, sizeof event, CHOOSE("2", "s%d"), number);
        test_status_equal(event, send(&talk, event),
                          number <= CHATLET_SUGGESTIONS_MAX ? CHATLET_OK : CHATLET_ERR_STATE);
        talk_end(&talk);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(start_greets_and_offers_the_suggestions),
        cmocka_unit_test(a_question_is_answered_once_its_parts_are_there),
        cmocka_unit_test(a_bundle_in_one_file_answers_at_once),
        cmocka_unit_test(a_suggestion_asks_its_text),
        cmocka_unit_test(what_is_needed_does_not_depend_on_what_is_there),
        cmocka_unit_test(
            parts_that_cannot_be_had_twice_are_told_and_the_question_can_be_asked_again),
        cmocka_unit_test(an_answer_without_some_parts_says_so),
        cmocka_unit_test(a_part_missing_in_spite_of_ok_counts_as_one_that_could_not_be_had),
        cmocka_unit_test(what_the_documents_do_not_tell_is_admitted),
        cmocka_unit_test(a_filter_holds_until_another_comes),
        cmocka_unit_test(a_filter_survives_a_restart_and_a_choice_may_bring_one),
        cmocka_unit_test(what_no_page_of_a_filter_tells_is_a_miss_like_any),
        cmocka_unit_test(a_filter_whose_part_cannot_be_had_is_trouble),
        cmocka_unit_test(a_text_of_spaces_is_a_miss_without_a_search),
        cmocka_unit_test(a_long_text_counts_up_to_the_limit_and_ends_at_a_character),
        cmocka_unit_test(an_event_sent_twice_counts_once),
        cmocka_unit_test(events_that_do_not_fit_the_state_are_refused_and_change_nothing),
        cmocka_unit_test(only_start_and_restart_begin),
        cmocka_unit_test(a_new_text_takes_the_place_of_the_question_that_waits),
        cmocka_unit_test(a_new_text_closes_the_choices_and_feedback_does_not),
        cmocka_unit_test(restart_ends_a_running_session_and_begins_the_next),
        cmocka_unit_test(a_state_of_another_bundle_is_refused_but_restart_moves_on),
        cmocka_unit_test(the_last_step_a_session_may_take_ends_it),
        cmocka_unit_test(every_refused_allocation_leaves_the_old_state),
        cmocka_unit_test(an_answer_needs_the_threshold),
        cmocka_unit_test(an_answer_cites_other_pages_up_to_the_limit),
        cmocka_unit_test(as_many_suggestions_as_a_bot_may_have_can_be_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
