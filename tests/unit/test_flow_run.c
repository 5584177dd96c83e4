/* What the interpreter promises beside what templates' own tests show: its limits, at each and one
 * past it, the way back, timers, interrupts, and sessions that move to another build. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_flow_build.h"

#include <chatlet/json.h>
#include <chatlet/session.h>
#include <stdarg.h>
#include <stdio.h>

enum { BOT_BYTES = 256 * 1024, JSON_BYTES = 256 * 1024 };

/* A session over a bot: its state, and the effects of its last step as JSON. */
typedef struct talk {
    test_conversation made;
    char state[CHATLET_STATE_BYTES_MAX];
    size_t state_bytes;
    char effects[JSON_BYTES];
    char reason[CHATLET_ERROR_MESSAGE_BYTES];
    int seq;
} talk;

static char bot[BOT_BYTES]; /* the text that is being written */
static size_t bot_bytes;

static void put(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(bot + bot_bytes, BOT_BYTES - bot_bytes, format, arguments);
    va_end(arguments);
    assert_true(size >= 0 && (size_t)size < BOT_BYTES - bot_bytes);
    bot_bytes += (size_t)size;
}

static void release(chatlet_str text) {
    test_plain_allocator()->release(test_plain_allocator()->context, (char *)(uintptr_t)text.data);
}

static chatlet_status send(talk *with, const char *format, ...) {
    char event[1024];
    char fields[900];
    chatlet_str cbor, json;
    chatlet_step *step = NULL;
    chatlet_error error = {0};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(fields, sizeof fields, format, arguments);
    va_end(arguments);
    with->seq++;
    snprintf(event, sizeof event, "{\"seq\":%d,\"now\":%d,%s}", with->seq, 1000 * with->seq,
             fields);
    const chatlet_allocator *allocator = test_plain_allocator();
    assert_int_equal(chatlet_json_to_cbor(allocator, test_str(event), &cbor, NULL), CHATLET_OK);
    const chatlet_str state = {.data = with->state, .size_bytes = with->state_bytes};
    const chatlet_status status =
        chatlet_session_step(allocator, with->made.bundle, state, cbor, &step, &error);
    release(cbor);
    memcpy(with->reason, error.message, sizeof with->reason);
    if (status != CHATLET_OK) return status;
    const chatlet_str now = chatlet_step_state(step);
    memcpy(with->state, now.data, now.size_bytes);
    with->state_bytes = now.size_bytes;
    assert_int_equal(chatlet_json_from_cbor(allocator, chatlet_step_effects(step), 0, &json),
                     CHATLET_OK);
    assert_true(json.size_bytes < sizeof with->effects);
    memcpy(with->effects, json.data, json.size_bytes);
    with->effects[json.size_bytes] = '\0';
    release(json);
    chatlet_step_free(step);
    return CHATLET_OK;
}

/* The bot that was put begins to talk. */
static talk *begin(void) {
    talk *made = calloc(1, sizeof *made);
    assert_non_null(made);
    const chatlet_status status =
        test_conversation_make(test_plain_allocator(), bot, NULL, 0, NULL, &made->made);
    bot_bytes = 0;
    if (status != CHATLET_OK) fail_msg("%s", made->made.notes);
    assert_int_equal(send(made, "\"kind\":\"start\",\"seed\":7"), CHATLET_OK);
    return made;
}

static void end(talk *with) {
    test_conversation_free(&with->made);
    free(with);
}

static void expect(const talk *with, const char *part) {
    if (strstr(with->effects, part) == NULL) fail_msg("no %s in %s", part, with->effects);
}

static void expect_no(const talk *with, const char *part) {
    if (strstr(with->effects, part) != NULL) fail_msg("%s in %s", part, with->effects);
}

static uint32_t count(const talk *with, const char *part) {
    uint32_t found = 0;
    for (const char *at = with->effects; (at = strstr(at, part)) != NULL; at++)
        found++;
    return found;
}

/* ---- limits ---- */

/* Flows that call one another, `depth` calls deep. */
static void put_calls(int depth) {
    put("{\"id\":\"deep\",\"flows\":{");
    for (int i = 0; i < depth; i++)
        put("\"%s%d\":{\"start\":\"c\",\"nodes\":{\"c\":{\"type\":\"call\",\"flow\":\"f%d\","
            "\"next\":\"$return\",\"fail\":\"f\"},\"f\":{\"type\":\"say\",\"text\":\"failed: "
            "{{error}}\",\"next\":\"$end\"}}},",
            i == 0 ? "main" : "f", i, i + 1);
    put("\"f%d\":{\"start\":\"s\",\"nodes\":{\"s\":{\"type\":\"say\",\"text\":\"deep enough\","
        "\"next\":\"$return\"}}}},\"start\":\"main0\"}",
        depth);
}

static void flows_call_each_other_to_a_depth_and_no_deeper(void **state) {
    (void)state;
    put_calls(CHATLET_FLOW_FRAMES_MAX);
    talk *with = begin();
    expect(with, "deep enough");
    end(with);
    put_calls(CHATLET_FLOW_FRAMES_MAX + 1);
    with = begin();
    expect(with, "[\"text\",\"flows call each other too deep\"]");
    expect_no(with, "deep enough");
    end(with);
}

static void back_leads_over_as_many_questions_as_are_kept(void **state) {
    (void)state;
    put("{\"id\":\"back\",\"vars\":{");
    for (int i = 0; i < 12; i++)
        put("%s\"v%d\":{\"type\":\"string\"}", i > 0 ? "," : "", i);
    put("},\"flows\":{\"main\":{\"start\":\"a\",\"nodes\":{\"a\":{\"type\":\"ask\",\"fields\":[");
    for (int i = 0; i < 12; i++)
        put("%s{\"var\":\"v%d\",\"kind\":\"text\",\"prompt\":\"Q%d, after {{v%d}}?\"}",
            i > 0 ? "," : "", i, i, i > 0 ? i - 1 : 0);
    put("],\"next\":\"s\"},\"s\":{\"type\":\"say\",\"text\":\"{{v0}}\",\"next\":\"$end\"}}}}}");
    talk *with = begin();
    for (int i = 0; i < 10; i++)
        assert_int_equal(send(with, "\"kind\":\"text\",\"text\":\"answer%d\"", i), CHATLET_OK);
    expect(with, "Q10, after answer9?\",\"required");
    for (int i = 0; i < CHATLET_FLOW_BACK_MAX; i++)
        assert_int_equal(send(with, "\"kind\":\"back\""), CHATLET_OK);
    expect(with, "Q2, after answer1?\",\"required");
    assert_int_equal(send(with, "\"kind\":\"back\""), CHATLET_ERR_STATE);
    test_text_equal("reason", test_str(with->reason),
                    CHATLET_STR("there is no question before this one"));
    end(with);
}

static void as_many_timers_of_triggers_run_as_may(void **state) {
    (void)state;
    for (int over = 0; over <= 1; over++) {
        put("{\"id\":\"timers\",\"triggers\":[");
        for (int i = 0; i < CHATLET_FLOW_TIMERS_MAX + over; i++)
            put("%s{\"on\":\"schedule\",\"after_ms\":%d,\"when\":\"true\",\"goto\":\"later\"}",
                i > 0 ? "," : "", 1000 + i);
        put("],\"flows\":{\"later\":{\"start\":\"s\",\"nodes\":{\"s\":{\"type\":\"say\","
            "\"text\":\"now\",\"next\":\"$end\"}}}}}");
        talk *with = begin();
        assert_int_equal(count(with, "\"kind\":\"timer\""), CHATLET_FLOW_TIMERS_MAX);
        end(with);
    }
}

/* A loop over `count` items whose body is a node, then a say. */
static void put_loop(int item_count) {
    put("{\"id\":\"loop\",\"vars\":{\"n\":{\"type\":\"int\",\"init\":0},\"i\":{\"type\":\"int\"},"
        "\"items\":{\"type\":\"list(int)\",\"init\":[");
    for (int i = 0; i < item_count; i++)
        put("%s%d", i > 0 ? "," : "", i % 10);
    put("]}},\"flows\":{\"main\":{\"start\":\"e\",\"nodes\":{\"e\":{\"type\":\"each\",\"in\":"
        "\"items\",\"as\":\"i\",\"do\":\"b\",\"limit\":1000,\"next\":\"s\",\"fail\":\"f\"},"
        "\"b\":{\"type\":\"set\",\"assign\":{\"n\":\"n + 1\"},\"next\":\"$return\",\"fail\":"
        "\"f\"},\"s\":{\"type\":\"say\",\"text\":\"done {{n}}\",\"next\":\"$end\",\"fail\":"
        "\"f\"},\"f\":{\"type\":\"say\",\"text\":\"failed: {{error}}\",\"next\":\"$end\"}}}}}");
}

static void a_step_enters_so_many_nodes_and_then_fails_in_order(void **state) {
    (void)state;
    put_loop(CHATLET_FLOW_NODES_ENTERED_MAX - 2); /* the loop itself and the say are the others */
    talk *with = begin();
    expect(with, "[\"text\",\"998\"]");
    end(with);
    put_loop(CHATLET_FLOW_NODES_ENTERED_MAX - 1);
    with = begin();
    expect(with, "[\"text\",\"the flow did more than one step may\"]");
    expect_no(with, "done ");
    end(with);
}

/* A condition that costs some 5 x items x items. */
static void put_condition(int item_count) {
    put("{\"id\":\"cost\",\"vars\":{\"items\":{\"type\":\"list(int)\",\"init\":[");
    for (int i = 0; i < item_count; i++)
        put("%s1", i > 0 ? "," : "");
    put("]}},\"flows\":{\"main\":{\"start\":\"b\",\"nodes\":{\"b\":{\"type\":\"branch\",\"cases\":"
        "[{\"when\":\"items.all(x, items.all(y, x * y == 1))\",\"goto\":\"s\"}],\"next\":\"f\","
        "\"fail\":\"f\"},\"s\":{\"type\":\"say\",\"text\":\"all\",\"next\":\"$end\"},\"f\":{"
        "\"type\":\"say\",\"text\":\"failed: {{error}}\",\"next\":\"$end\"}}}}}");
}

static void a_step_may_cost_so_much_and_then_fails_in_order(void **state) {
    (void)state;
    int cheap = 1;
    while (20 * cheap * cheap < CHATLET_FLOW_COST_MAX)
        cheap++;
    put_condition(cheap);
    talk *with = begin();
    expect(with, "\"all\"");
    end(with);
    put_condition(4 * cheap);
    with = begin();
    expect(with, "[\"text\",\"the flow did more than one step may\"]");
    end(with);
}

static void put_chain(const char *node, int node_count) {
    put("{\"id\":\"chain\",\"flows\":{\"main\":{\"start\":\"n0\",\"nodes\":{");
    for (int i = 0; i < node_count; i++)
        put("\"n%d\":{%s,\"next\":\"n%d\",\"fail\":\"f\"},", i, node, i + 1);
    put("\"n%d\":{\"type\":\"say\",\"text\":\"at the end\",\"next\":\"$end\"},\"f\":{\"type\":"
        "\"say\",\"text\":\"failed: {{error}}\",\"next\":\"$end\"}}}}}",
        node_count);
}

static void a_step_asks_documents_so_often_and_then_fails(void **state) {
    const char *node = "\"type\":\"answer\",\"query\":\"'what is it'\",\"timeout_ms\":1000";
    (void)state;
    put_chain(node, CHATLET_FLOW_SEARCHES_MAX);
    talk *with = begin();
    expect(with, "at the end");
    end(with);
    put_chain(node, CHATLET_FLOW_SEARCHES_MAX + 1);
    with = begin();
    expect(with, "[\"text\",\"the flow did more than one step may\"]");
    end(with);
}

static void a_step_has_so_many_effects_and_then_ends(void **state) {
    (void)state;
    /* Beside them: session_started, the last say, and nodes_entered, told of 64 at a time. */
    put_chain("\"type\":\"say\",\"text\":\"more\"", CHATLET_FLOW_EFFECTS_MAX - 3);
    talk *with = begin();
    expect(with, "at the end");
    end(with);
    put_chain("\"type\":\"say\",\"text\":\"more\"", CHATLET_FLOW_EFFECTS_MAX);
    with = begin();
    expect_no(with, "at the end");
    expect(with, "flow_failed");
    assert_int_equal(send(with, "\"kind\":\"text\",\"text\":\"hello?\""), CHATLET_OK);
    end(with);
}

/* ---- the way back, and moving on ---- */

static const char quiz[] =
    "{\"id\":\"quiz\",\"vars\":{\"score\":{\"type\":\"int\",\"init\":0},\"a\":{\"type\":\"string\"}"
    ",\"b\":{\"type\":\"string\"}},\"flows\":{\"main\":{\"start\":\"one\",\"nodes\":{"
    "\"one\":{\"type\":\"ask\",\"fields\":[{\"var\":\"a\",\"kind\":\"choice\",\"prompt\":\"One?\","
    "\"choices\":[\"right\",\"wrong\"]}],\"branches\":{\"right\":\"plus\"},\"next\":\"two\"},"
    "\"plus\":{\"type\":\"set\",\"assign\":{\"score\":\"score + 1\"},\"next\":\"two\"},"
    "\"two\":{\"type\":\"ask\",\"fields\":[{\"var\":\"b\",\"kind\":\"text\",\"prompt\":\"Two?\"}],"
    "\"next\":\"end\"},"
    "\"end\":{\"type\":\"say\",\"text\":\"{{score}} points\",\"next\":\"$end\"}%s}}}}";

static void a_score_is_taken_back_with_its_answer(void **state) {
    (void)state;
    put(quiz, "");
    talk *with = begin();
    assert_int_equal(send(with, "\"kind\":\"choice\",\"choice\":\"right\""), CHATLET_OK);
    assert_int_equal(send(with, "\"kind\":\"back\""), CHATLET_OK);
    expect(with, "One?");
    assert_int_equal(send(with, "\"kind\":\"choice\",\"choice\":\"right\""), CHATLET_OK);
    assert_int_equal(send(with, "\"kind\":\"text\",\"text\":\"x\""), CHATLET_OK);
    expect(with, "[[\"text\",\"1\"],[\"text\",\" points\"]]");
    end(with);
}

static void the_host_is_told_when_back_takes_a_visitors_variable_away(void **state) {
    (void)state;
    put("{\"id\":\"kept\",\"vars\":{\"tier\":{\"type\":\"string\",\"scope\":\"visitor\"},"
        "\"b\":{\"type\":\"string\"}},\"flows\":{\"main\":{\"start\":\"one\",\"nodes\":{"
        "\"one\":{\"type\":\"ask\",\"fields\":[{\"var\":\"tier\",\"kind\":\"text\",\"prompt\":"
        "\"One?\"},{\"var\":\"b\",\"kind\":\"text\",\"prompt\":\"{{tier}}, two?\"}],\"next\":"
        "\"end\"},\"end\":{\"type\":\"say\",\"text\":\"{{b}}\",\"next\":\"$end\"}}}}}");
    talk *with = begin();
    assert_int_equal(send(with, "\"kind\":\"text\",\"text\":\"gold\""), CHATLET_OK);
    expect(with, "\"name\":\"tier\",\"value\":\"gold\"");
    assert_int_equal(send(with, "\"kind\":\"back\""), CHATLET_OK);
    expect(with, "\"name\":\"tier\",\"value\":null");
    end(with);
}

static void a_session_moves_on_in_another_build_by_the_names_of_its_nodes(void **state) {
    static char kept[CHATLET_STATE_BYTES_MAX];
    (void)state;
    put(quiz, "");
    talk *with = begin();
    assert_int_equal(send(with, "\"kind\":\"choice\",\"choice\":\"right\""), CHATLET_OK);
    const size_t kept_bytes = with->state_bytes;
    const int seq = with->seq;
    memcpy(kept, with->state, kept_bytes);
    end(with);

    put(quiz, ",\"more\":{\"type\":\"say\",\"text\":\"new\",\"next\":\"$end\"}");
    with = begin();
    memcpy(with->state, kept, kept_bytes);
    with->state_bytes = kept_bytes;
    with->seq = seq;
    assert_int_equal(send(with, "\"kind\":\"text\",\"text\":\"x\""), CHATLET_OK);
    expect(with, "[[\"text\",\"1\"],[\"text\",\" points\"]]");
    end(with);

    put("{\"id\":\"other\",\"flows\":{\"main\":{\"start\":\"s\",\"nodes\":{\"s\":{\"type\":"
        "\"say\",\"text\":\"hi\",\"next\":\"$end\"}}}}}");
    with = begin();
    memcpy(with->state, kept, kept_bytes);
    with->state_bytes = kept_bytes;
    with->seq = seq;
    assert_int_equal(send(with, "\"kind\":\"text\",\"text\":\"x\""), CHATLET_ERR_STATE);
    test_text_equal("reason", test_str(with->reason),
                    CHATLET_STR("the state is corrupt or of another bundle"));
    end(with);
}

static void changed_and_cut_states_never_crash(void **state) {
    (void)state;
    put(quiz, "");
    talk *with = begin();
    assert_int_equal(send(with, "\"kind\":\"choice\",\"choice\":\"right\""), CHATLET_OK);
    static char kept[CHATLET_STATE_BYTES_MAX];
    const size_t kept_bytes = with->state_bytes;
    const int seq = with->seq;
    memcpy(kept, with->state, kept_bytes);
    for (size_t place = 0; place < kept_bytes; place++) {
        for (int change = 0; change < 3; change++) {
            memcpy(with->state, kept, kept_bytes);
            with->state_bytes = change == 2 ? place : kept_bytes;
            with->seq = seq;
            if (change < 2) with->state[place] = (char)(with->state[place] ^ (1 << (7 * change)));
            const chatlet_status status = send(with, "\"kind\":\"text\",\"text\":\"x\"");
            assert_true(status == CHATLET_OK || status == CHATLET_ERR_STATE);
        }
    }
    end(with);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_call_each_other_to_a_depth_and_no_deeper),
        cmocka_unit_test(back_leads_over_as_many_questions_as_are_kept),
        cmocka_unit_test(as_many_timers_of_triggers_run_as_may),
        cmocka_unit_test(a_step_enters_so_many_nodes_and_then_fails_in_order),
        cmocka_unit_test(a_step_may_cost_so_much_and_then_fails_in_order),
        cmocka_unit_test(a_step_asks_documents_so_often_and_then_fails),
        cmocka_unit_test(a_step_has_so_many_effects_and_then_ends),
        cmocka_unit_test(a_score_is_taken_back_with_its_answer),
        cmocka_unit_test(the_host_is_told_when_back_takes_a_visitors_variable_away),
        cmocka_unit_test(a_session_moves_on_in_another_build_by_the_names_of_its_nodes),
        cmocka_unit_test(changed_and_cut_states_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
