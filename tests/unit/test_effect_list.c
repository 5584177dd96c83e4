#include "test_assert.h"

#include "test_allocator.h"

#include "runtime/effect_list.h"

#include <chatlet/json.h>
#include <chatlet/limits.h>

static void ids_are_written_and_read_back(void **state) {
    static const struct {
        const char *text;
        clet_effect_id id;
    } rows[] = {
        {"00000000000000-1-0", {.seed = 0, .step = 1, .index = 0}},
        {"0000000000002a-7-3", {.seed = 42, .step = 7, .index = 3}},
        {"1fffffffffffff-10000-135",
         {.seed = (INT64_C(1) << 53) - 1,
          .step = CHATLET_STEPS_MAX,
          .index = CLET_EFFECTS_MAX - 1}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_effect_id_text text;
        clet_effect_id id;
        clet_effect_id_write(rows[i].id, &text);
        test_text_equal(rows[i].text, (chatlet_str){text.data, text.size_bytes},
                        test_str(rows[i].text));
        assert_true(clet_effect_id_read(test_str(rows[i].text), &id));
        assert_int_equal(id.seed, rows[i].id.seed);
        assert_int_equal(id.step, rows[i].id.step);
        assert_int_equal(id.index, rows[i].id.index);
    }
}

static void what_is_not_exactly_an_id_is_not_read(void **state) {
    static const char *const rows[] = {
        "",
        "00000000000000",
        "00000000000000-",
        "00000000000000-1",
        "00000000000000-1-",
        "00000000000000--0",
        "00000000000000-1-0 ",
        "00000000000000-01-0",
        "00000000000000-1-00",
        "00000000000000-1-0-0",
        "00000000000000+1-0",
        "0000000000000A-1-0",
        "0000000000000g-1-0",
        "00000000000000-10001-0",
        "00000000000000-1-136",
        "00000000000000--1-0",
        "00000000000000-99999999999999999999999-0",
        "20000000000000000000000000000000-1-0",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str guarded = test_guarded_copy(test_str(rows[i]));
        clet_effect_id id;
        if (clet_effect_id_read(guarded, &id)) fail_msg("\"%s\" was read as an id", rows[i]);
        test_guarded_free(guarded);
    }
}

static void write_one_of_each(clet_effect_list *effects, const chatlet_allocator *allocator) {
    const clet_citation citation = {CHATLET_STR("Title"), CHATLET_STR("A \xE2\x80\xBA B"),
                                    CHATLET_STR("/a#b")};
    const clet_say said = {.engine = "retrieval",
                           .confidence = 900000,
                           .tokens = CHATLET_STR("\x81\x81\x69paragraph"),
                           .citations = &citation,
                           .citation_count = 1};
    const clet_say plain = {.engine = "flow", .confidence = 1000000, .text = CHATLET_STR("Hi")};
    const clet_option option = {CHATLET_STR("s1"), CHATLET_STR("Why?")};
    const chatlet_part part = {.id = 3, .name = "abc.part"};

    clet_buffer buffer;
    clet_buffer_init(&buffer, allocator, CLET_EFFECTS_BYTES_MAX);
    clet_effects_begin(effects, buffer, 42, 7);
    clet_effects_emit_started(effects);
    clet_effects_say(effects, &said);
    clet_effects_say(effects, &plain);
    clet_effects_choices(effects, &option, 1);
    clet_effects_need(effects, &part, 1);
    clet_effects_emit_answered(effects, CHATLET_STR("q"), CHATLET_STR("/a"), 900000);
    clet_effects_emit_unanswered(effects, CHATLET_STR("q"), 0);
    clet_effects_emit_feedback(effects, CHATLET_STR("m"), -1);
    clet_effects_emit_parts_failed(effects, CHATLET_STR("q"));
    clet_effects_end(effects, "limit");
}

static void effects_are_written_as_session_h_draws_them(void **state) {
    static const char expected[] =
        "[{\"kind\":\"emit\",\"id\":\"0000000000002a-7-0\",\"name\":\"session_started\",\"data\":{}"
        "},"
        "{\"kind\":\"say\",\"id\":\"0000000000002a-7-1\",\"engine\":\"retrieval\",\"confidence\":"
        "900000,"
        "\"tokens\":[[\"paragraph\"]],\"citations\":[{\"title\":\"Title\",\"path\":\"A "
        "\xE2\x80\xBA B\","
        "\"url\":\"/a#b\"}]},"
        "{\"kind\":\"say\",\"id\":\"0000000000002a-7-2\",\"engine\":\"flow\",\"confidence\":"
        "1000000,"
        "\"tokens\":[[\"text\",\"Hi\"]],\"citations\":[]},"
        "{\"kind\":\"choices\",\"id\":\"0000000000002a-7-3\",\"options\":[{\"id\":\"s1\",\"text\":"
        "\"Why?\"}]},"
        "{\"kind\":\"need\",\"id\":\"0000000000002a-7-4\",\"parts\":[{\"id\":3,\"name\":\"abc."
        "part\"}]},"
        "{\"kind\":\"emit\",\"id\":\"0000000000002a-7-5\",\"name\":\"question_answered\","
        "\"data\":{\"question\":\"q\",\"url\":\"/a\",\"confidence\":900000}},"
        "{\"kind\":\"emit\",\"id\":\"0000000000002a-7-6\",\"name\":\"question_unanswered\","
        "\"data\":{\"question\":\"q\",\"confidence\":0}},"
        "{\"kind\":\"emit\",\"id\":\"0000000000002a-7-7\",\"name\":\"feedback_given\","
        "\"data\":{\"message\":\"m\",\"value\":-1}},"
        "{\"kind\":\"emit\",\"id\":\"0000000000002a-7-8\",\"name\":\"parts_failed\","
        "\"data\":{\"question\":\"q\"}},"
        "{\"kind\":\"end\",\"id\":\"0000000000002a-7-9\",\"outcome\":\"limit\"}]";
    clet_effect_list effects;
    chatlet_str json;
    (void)state;
    write_one_of_each(&effects, test_plain_allocator());
    assert_int_equal(clet_effects_finish(&effects), CHATLET_OK);
    assert_int_equal(
        chatlet_json_from_cbor(test_plain_allocator(), clet_buffer_str(&effects.buffer), 0, &json),
        CHATLET_OK);
    test_text_equal("effects", json, test_str(expected));
    free((char *)(uintptr_t)json.data);
    clet_effects_free(&effects);
}

static void every_refused_allocation_is_reported_and_nothing_leaks(void **state) {
    (void)state;
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator test;
        clet_effect_list effects;
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        write_one_of_each(&effects, &test.allocator);
        const chatlet_status status = clet_effects_finish(&effects);
        clet_effects_free(&effects);
        assert_int_equal(test.live_count, 0);
        if (status == CHATLET_OK) break;
        assert_int_equal(status, CHATLET_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_written_and_read_back),
        cmocka_unit_test(what_is_not_exactly_an_id_is_not_read),
        cmocka_unit_test(effects_are_written_as_session_h_draws_them),
        cmocka_unit_test(every_refused_allocation_is_reported_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
