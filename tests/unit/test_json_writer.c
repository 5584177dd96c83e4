#include "test_assert.h"

#include "test_allocator.h"

#include <chatlet/json.h>

static void write_sample(chatlet_json_writer *writer) {
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("list"));
    chatlet_json_write_array_begin(writer);
    chatlet_json_write_integer(writer, INT64_MIN);
    chatlet_json_write_boolean(writer, true);
    chatlet_json_write_boolean(writer, false);
    chatlet_json_write_null(writer);
    chatlet_json_write_array_end(writer);
    chatlet_json_write_key(writer, CHATLET_STR("none"));
    chatlet_json_write_array_begin(writer);
    chatlet_json_write_array_end(writer);
    chatlet_json_write_key(writer, CHATLET_STR(""));
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_object_end(writer);
    chatlet_json_write_object_end(writer);
}

static void compact_form_has_no_space(void **state) {
    (void)state;
    chatlet_json_writer *writer;
    chatlet_str text;
    assert_int_equal(chatlet_json_writer_new(test_plain_allocator(), 0, &writer), CHATLET_OK);
    write_sample(writer);
    assert_int_equal(chatlet_json_writer_finish(writer, &text), CHATLET_OK);
    test_text_equal("compact", text,
                    CHATLET_STR("{\"list\":[-9223372036854775808,true,false,null],\"none\":[],"
                                "\"\":{}}"));
    chatlet_json_writer_free(writer);
}

static void indented_form_has_a_line_for_each_member(void **state) {
    (void)state;
    chatlet_json_writer *writer;
    chatlet_str text;
    assert_int_equal(chatlet_json_writer_new(test_plain_allocator(), 2, &writer), CHATLET_OK);
    write_sample(writer);
    assert_int_equal(chatlet_json_writer_finish(writer, &text), CHATLET_OK);
    test_text_equal("indented", text,
                    CHATLET_STR("{\n"
                                "  \"list\": [\n"
                                "    -9223372036854775808,\n"
                                "    true,\n"
                                "    false,\n"
                                "    null\n"
                                "  ],\n"
                                "  \"none\": [],\n"
                                "  \"\": {}\n"
                                "}"));
    chatlet_json_writer_free(writer);
}

static void indent_is_allowed_up_to_eight(void **state) {
    (void)state;
    chatlet_json_writer *writer = NULL;
    assert_int_equal(chatlet_json_writer_new(test_plain_allocator(), 9, &writer),
                     CHATLET_ERR_ARGUMENT);
    assert_null(writer);
    assert_int_equal(chatlet_json_writer_new(test_plain_allocator(), 8, &writer), CHATLET_OK);
    chatlet_json_writer_free(writer);
    chatlet_json_writer_free(NULL);
}

static void strings_are_escaped(void **state) {
    static const struct {
        const char *name;
        chatlet_str value;
        const char *text;
    } rows[] = {
        {"empty", {NULL, 0}, "\"\""},
        {"quote and backslash", {"\"\\/", 3}, "\"\\\"\\\\/\""},
        {"short forms", {"\b\f\n\r\t", 5}, "\"\\b\\f\\n\\r\\t\""},
        {"other controls", {"\0\x01\x0B\x1F\x7F", 5}, "\"\\u0000\\u0001\\u000b\\u001f\x7F\""},
        {"UTF-8 as it is", {"\xC3\xA9\xF0\x9F\x98\x80", 6}, "\"\xC3\xA9\xF0\x9F\x98\x80\""},
        {"broken bytes", {"a\xFF\xC3", 3}, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_json_writer *writer;
        chatlet_str text;
        const chatlet_str guarded = test_guarded_copy(rows[i].value);
        assert_int_equal(chatlet_json_writer_new(test_plain_allocator(), 0, &writer), CHATLET_OK);
        chatlet_json_write_string(writer, guarded);
        assert_int_equal(chatlet_json_writer_finish(writer, &text), CHATLET_OK);
        test_text_equal(rows[i].name, text, test_str(rows[i].text));
        chatlet_json_writer_free(writer);
        test_guarded_free(guarded);
    }
}

static chatlet_status write_nested(uint32_t depth) {
    chatlet_json_writer *writer;
    chatlet_str text;
    assert_int_equal(chatlet_json_writer_new(test_plain_allocator(), 0, &writer), CHATLET_OK);
    for (uint32_t i = 0; i < depth; i++)
        chatlet_json_write_array_begin(writer);
    for (uint32_t i = 0; i < depth; i++)
        chatlet_json_write_array_end(writer);
    const chatlet_status status = chatlet_json_writer_finish(writer, &text);
    if (status == CHATLET_OK) assert_int_equal(text.size_bytes, depth * 2);
    chatlet_json_writer_free(writer);
    return status;
}

static void depth_is_allowed_up_to_its_limit(void **state) {
    (void)state;
    assert_int_equal(write_nested(CHATLET_JSON_DEPTH_MAX), CHATLET_OK);
    assert_int_equal(write_nested(CHATLET_JSON_DEPTH_MAX + 1), CHATLET_ERR_LIMIT);
    assert_int_equal(write_nested(10000), CHATLET_ERR_LIMIT);
}

static void every_refused_allocation_is_reported_at_the_end(void **state) {
    (void)state;
    test_allocator test;
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        chatlet_json_writer *writer = NULL;
        chatlet_str text = CHATLET_STR("untouched");
        chatlet_status status = chatlet_json_writer_new(&test.allocator, 8, &writer);
        if (status == CHATLET_OK) {
            write_sample(writer);
            status = chatlet_json_writer_finish(writer, &text);
            if (status != CHATLET_OK) test_text_equal("text", text, CHATLET_STR("untouched"));
        }
        chatlet_json_writer_free(writer);
        assert_int_equal(test.live_count, 0);
        if (status == CHATLET_OK) break;
        assert_int_equal(status, CHATLET_ERR_MEMORY);
    }
    assert_true(test.allocation_count >= 2);
}

static void doubles_are_written_as_they_read_back(void **state) {
    chatlet_json_writer *writer;
    chatlet_str text;
    (void)state;
    assert_int_equal(chatlet_json_writer_new(test_plain_allocator(), 0, &writer), CHATLET_OK);
    chatlet_json_write_array_begin(writer);
    chatlet_json_write_double(writer, 0.1);
    chatlet_json_write_double(writer, -1500000);
    chatlet_json_write_double(writer, 1e300);
    chatlet_json_write_double(writer, __builtin_inf());
    chatlet_json_write_double(writer, __builtin_nan(""));
    chatlet_json_write_array_end(writer);
    assert_int_equal(chatlet_json_writer_finish(writer, &text), CHATLET_OK);
    test_text_equal("doubles", text, CHATLET_STR("[0.1,-1500000,1e+300,null,null]"));
    chatlet_json_writer_free(writer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compact_form_has_no_space),
        cmocka_unit_test(doubles_are_written_as_they_read_back),
        cmocka_unit_test(indented_form_has_a_line_for_each_member),
        cmocka_unit_test(indent_is_allowed_up_to_eight),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(depth_is_allowed_up_to_its_limit),
        cmocka_unit_test(every_refused_allocation_is_reported_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
