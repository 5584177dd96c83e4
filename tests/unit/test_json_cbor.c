#include "test_assert.h"

#include "test_allocator.h"

#include "base/cbor.h"

#include <chatlet/json.h>

static void release(const chatlet_allocator *allocator, chatlet_str text) {
    allocator->release(allocator->context, (void *)(uintptr_t)text.data);
}

static void forms_map_one_to_one(void **state) {
    static const struct {
        const char *name;
        chatlet_str cbor;
        const char *json;
    } rows[] = {
        {"integer", {"\x18\x2A", 2}, "42"},
        {"smallest integer", {"\x3B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9}, "-9223372036854775808"},
        {"text with a zero byte", {"\x62\x61\x00", 3}, "\"a\\u0000\""},
        {"bytes", {"\x43\x00\xAB\xFF", 4}, "{\"$bytes\":\"00abff\"}"},
        {"no bytes", {"\x40", 1}, "{\"$bytes\":\"\"}"},
        {"true", {"\xF5", 1}, "true"},
        {"null", {"\xF6", 1}, "null"},
        {"fraction", {"\xFB\x3F\xF8\0\0\0\0\0\0", 9}, "1.5"},
        {"empty array", {"\x80", 1}, "[]"},
        {"empty map", {"\xA0", 1}, "{}"},
        {"nested",
         {"\xA2\x61\x61\x82\x01\x41\x02\x61\x62\xF4", 10},
         "{\"a\":[1,{\"$bytes\":\"02\"}],\"b\":false}"},
    };
    const chatlet_allocator *allocator = test_plain_allocator();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_str json;
        chatlet_str cbor;
        const chatlet_str guarded = test_guarded_copy(rows[i].cbor);
        assert_int_equal(chatlet_json_from_cbor(allocator, guarded, 0, &json), CHATLET_OK);
        test_text_equal(rows[i].name, json, test_str(rows[i].json));
        assert_int_equal(chatlet_json_to_cbor(allocator, json, &cbor, NULL), CHATLET_OK);
        test_text_equal(rows[i].name, cbor, rows[i].cbor);
        release(allocator, json);
        release(allocator, cbor);
        test_guarded_free(guarded);
    }
}

static void indent_reaches_the_writer(void **state) {
    (void)state;
    chatlet_str json;
    const chatlet_allocator *allocator = test_plain_allocator();
    assert_int_equal(chatlet_json_from_cbor(allocator, CHATLET_STR("\x81\x01"), 2, &json),
                     CHATLET_OK);
    test_text_equal("indented", json, CHATLET_STR("[\n  1\n]"));
    release(allocator, json);
    assert_int_equal(chatlet_json_from_cbor(allocator, CHATLET_STR("\x01"), 9, &json),
                     CHATLET_ERR_ARGUMENT);
}

static void foreign_cbor_is_refused(void **state) {
    (void)state;
    chatlet_str json = CHATLET_STR("untouched");
    const chatlet_allocator *allocator = test_plain_allocator();
    assert_int_equal(chatlet_json_from_cbor(allocator, CHATLET_STR(""), 0, &json),
                     CHATLET_ERR_SYNTAX);
    assert_int_equal(chatlet_json_from_cbor(allocator, CHATLET_STR("\x61\xFF"), 0, &json),
                     CHATLET_ERR_UTF8);
    test_text_equal("json", json, CHATLET_STR("untouched"));
}

static void json_without_a_cbor_form_is_refused_with_its_place(void **state) {
    static const struct {
        const char *name;
        const char *json;
        chatlet_status status;
        const char *error;
    } rows[] = {
        {"no JSON", "[1,", CHATLET_ERR_SYNTAX, "1:4: expected a value after ','"},
        {"key twice", "{\"a\": 1,\n \"a\": 2}", CHATLET_ERR_SYNTAX,
         "1:2: the key stands twice in its object"},
        {"odd hex", "{\"$bytes\": \"abc\"}", CHATLET_ERR_SYNTAX,
         "1:12: \"$bytes\" holds pairs of lower-case hex digits"},
        {"upper-case hex", "{\"$bytes\": \"AB\"}", CHATLET_ERR_SYNTAX,
         "1:12: \"$bytes\" holds pairs of lower-case hex digits"},
        {"no hex", "{\"$bytes\": 7}", CHATLET_ERR_SYNTAX,
         "1:12: \"$bytes\" holds pairs of lower-case hex digits"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_str cbor = CHATLET_STR("untouched");
        chatlet_error error = {.message = ""};
        char text[CHATLET_ERROR_MESSAGE_BYTES + 32];
        const chatlet_status status =
            chatlet_json_to_cbor(test_plain_allocator(), test_str(rows[i].json), &cbor, &error);
        snprintf(text, sizeof text, "%u:%u: %s", error.line, error.column, error.message);
        test_status_equal(rows[i].name, status, rows[i].status);
        test_text_equal(rows[i].name, test_str(text), test_str(rows[i].error));
        test_text_equal(rows[i].name, cbor, CHATLET_STR("untouched"));
    }
}

static chatlet_status convert_nested(size_t depth, const char *inside) {
    char json[1000] = "";
    const size_t inside_bytes = strlen(inside);
    memset(json, '[', depth);
    memcpy(json + depth, inside, inside_bytes);
    memset(json + depth + inside_bytes, ']', depth);
    chatlet_str cbor;
    const chatlet_str text = {.data = json, .size_bytes = depth * 2 + inside_bytes};
    const chatlet_status status = chatlet_json_to_cbor(test_plain_allocator(), text, &cbor, NULL);
    if (status != CHATLET_OK) return status;
    chatlet_str back;
    assert_int_equal(chatlet_json_from_cbor(test_plain_allocator(), cbor, 0, &back), CHATLET_OK);
    test_text_equal("there and back", back, text);
    release(test_plain_allocator(), cbor);
    release(test_plain_allocator(), back);
    return CHATLET_OK;
}

static void depth_is_allowed_up_to_its_limit(void **state) {
    (void)state;
    assert_int_equal(convert_nested(CHATLET_CBOR_DEPTH_MAX, ""), CHATLET_OK);
    assert_int_equal(convert_nested(CHATLET_CBOR_DEPTH_MAX, "1"), CHATLET_OK);
    assert_int_equal(convert_nested(CHATLET_CBOR_DEPTH_MAX, "{\"$bytes\":\"00\"}"), CHATLET_OK);
    assert_int_equal(convert_nested(CHATLET_CBOR_DEPTH_MAX + 1, ""), CHATLET_ERR_LIMIT);
    assert_int_equal(convert_nested(CHATLET_CBOR_DEPTH_MAX, "{}"), CHATLET_ERR_LIMIT);
}

/* {"0":0,…} with `count` keys, and one more map inside when `nested`. */
static chatlet_status convert_keys(uint32_t count, bool nested) {
    chatlet_json_writer *writer;
    chatlet_str json;
    chatlet_str cbor;
    assert_int_equal(chatlet_json_writer_new(test_plain_allocator(), 0, &writer), CHATLET_OK);
    chatlet_json_write_object_begin(writer);
    for (uint32_t i = 0; i < count; i++) {
        char key[16];
        snprintf(key, sizeof key, "%u", i);
        chatlet_json_write_key(writer, test_str(key));
        chatlet_json_write_null(writer);
    }
    if (nested) {
        chatlet_json_write_key(writer, CHATLET_STR("nested"));
        chatlet_json_write_object_begin(writer);
        chatlet_json_write_key(writer, CHATLET_STR("one"));
        chatlet_json_write_null(writer);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_object_end(writer);
    assert_int_equal(chatlet_json_writer_finish(writer, &json), CHATLET_OK);
    const chatlet_status status = chatlet_json_to_cbor(test_plain_allocator(), json, &cbor, NULL);
    if (status == CHATLET_OK) release(test_plain_allocator(), cbor);
    chatlet_json_writer_free(writer);
    return status;
}

static void keys_are_allowed_up_to_their_limit(void **state) {
    (void)state;
    assert_int_equal(convert_keys(CHATLET_CBOR_KEYS_MAX, false), CHATLET_OK);
    assert_int_equal(convert_keys(CHATLET_CBOR_KEYS_MAX + 1, false), CHATLET_ERR_LIMIT);
    assert_int_equal(convert_keys(CHATLET_CBOR_KEYS_MAX - 2, true), CHATLET_OK);
    assert_int_equal(convert_keys(CHATLET_CBOR_KEYS_MAX - 1, true), CHATLET_ERR_LIMIT);
}

static void every_refused_allocation_ends_without_a_leak(void **state) {
    (void)state;
    const chatlet_str json = CHATLET_STR("{\"a\":[{\"$bytes\":\"00ff\"},\"text\",1,null,true]}");
    test_allocator test;
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        chatlet_str cbor = {.data = NULL, .size_bytes = 0};
        chatlet_str back = {.data = NULL, .size_bytes = 0};
        chatlet_error error = {.message = ""};
        chatlet_status status = chatlet_json_to_cbor(&test.allocator, json, &cbor, &error);
        if (status == CHATLET_ERR_MEMORY) assert_string_equal(error.message, "out of memory");
        if (status == CHATLET_OK) status = chatlet_json_from_cbor(&test.allocator, cbor, 0, &back);
        if (status == CHATLET_OK) test_text_equal("there and back", back, json);
        if (back.data != NULL) release(&test.allocator, back);
        if (cbor.data != NULL) release(&test.allocator, cbor);
        assert_int_equal(test.live_count, 0);
        if (status == CHATLET_OK) break;
        assert_int_equal(status, CHATLET_ERR_MEMORY);
    }
    assert_true(test.allocation_count > 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_map_one_to_one),
        cmocka_unit_test(indent_reaches_the_writer),
        cmocka_unit_test(foreign_cbor_is_refused),
        cmocka_unit_test(json_without_a_cbor_form_is_refused_with_its_place),
        cmocka_unit_test(depth_is_allowed_up_to_its_limit),
        cmocka_unit_test(keys_are_allowed_up_to_their_limit),
        cmocka_unit_test(every_refused_allocation_ends_without_a_leak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
