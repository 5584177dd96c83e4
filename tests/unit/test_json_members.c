#include "test_assert.h"

#include "test_allocator.h"

#include <chatlet/json.h>

#define TEXT(literal)                                                                              \
    { literal, sizeof(literal) - 1 }

enum { MEMORY_BYTES = 256 };

/* Reads "id" and "text" of `source` at a guard page. */
static chatlet_status read(chatlet_str source, chatlet_json_member members[2], char *memory,
                           chatlet_error *error) {
    members[0] = (chatlet_json_member){.key = CHATLET_STR("id")};
    members[1] = (chatlet_json_member){.key = CHATLET_STR("text")};
    return chatlet_json_read_texts(source, memory, members, 2, error);
}

static void texts_are_found_wherever_they_stand(void **state) {
    static const struct {
        const char *name;
        chatlet_str source;
        chatlet_str id;
        chatlet_str text;
    } rows[] = {
        {"in order", TEXT("{\"id\":\"a\",\"text\":\"b\"}"), TEXT("a"), TEXT("b")},
        {"space", TEXT(" { \"text\" : \"b\" , \"id\" : \"a\" } \n"), TEXT("a"), TEXT("b")},
        {"others between",
         TEXT("{\"id\":\"a\",\"x\":{\"text\":[\"}\",{}]},\"y\":-1.5e3,\"text\":\"b\"}"), TEXT("a"),
         TEXT("b")},
        {"others with words", TEXT("{\"n\":null,\"id\":\"a\",\"t\":[true,false],\"text\":\"b\"}"),
         TEXT("a"), TEXT("b")},
        {"the last of two counts", TEXT("{\"id\":\"\\n\",\"id\":\"a\",\"text\":\"b\"}"), TEXT("a"),
         TEXT("b")},
        {"escapes", TEXT("{\"id\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"text\":\"x\\u00e9\\u20aCy\"}"),
         TEXT("\"\\/\b\f\n\r\t"), TEXT("x\xC3\xA9\xE2\x82\xACy")},
        {"a pair and a zero byte", TEXT("{\"id\":\"\\ud83d\\ude00\",\"text\":\"a\\u0000b\"}"),
         TEXT("\xF0\x9F\x98\x80"), TEXT("a\0b")},
        {"an escaped key", TEXT("{\"\\u0069d\":\"a\",\"te\\u0078t\":\"b\"}"), TEXT("a"), TEXT("b")},
        {"empty texts", TEXT("{\"id\":\"\",\"text\":\"\"}"), TEXT(""), TEXT("")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char memory[MEMORY_BYTES];
        chatlet_json_member members[2];
        const chatlet_str source = test_guarded_copy(rows[i].source);
        test_status_equal(rows[i].name, read(source, members, memory, NULL), CHATLET_OK);
        if (!members[0].is_text || !members[1].is_text) fail_msg("%s: not found", rows[i].name);
        test_text_equal(rows[i].name, members[0].text, rows[i].id);
        test_text_equal(rows[i].name, members[1].text, rows[i].text);
        assert_int_equal(source.data[members[1].offset], '"');
        test_guarded_free(source);
    }
}

static void other_values_are_told_from_texts(void **state) {
    chatlet_json_member members[2];
    (void)state;
    const chatlet_str source = CHATLET_STR("{\"id\":[\"a\"],\"text\":null}");
    assert_int_equal(read(source, members, NULL, NULL), CHATLET_OK);
    assert_true(members[0].is_there && !members[0].is_text && !members[0].is_null);
    assert_true(members[1].is_there && !members[1].is_text && members[1].is_null);
    assert_int_equal(members[0].offset, 6);
    assert_int_equal(read(CHATLET_STR("{}"), members, NULL, NULL), CHATLET_OK);
    assert_false(members[0].is_there || members[1].is_there);
}

static void refusals_say_where_and_why(void **state) {
    static const struct {
        const char *name;
        chatlet_str source;
        chatlet_status status;
        const char *error;
    } rows[] = {
        {"nothing", TEXT(""), CHATLET_ERR_SYNTAX, "1:1: expected a value"},
        {"an array", TEXT(" [\"id\"]"), CHATLET_ERR_SYNTAX, "1:2: expected an object in braces"},
        {"a mistake behind what is wanted", TEXT("{\"id\":\"a\",\"text\":\"b\",}"),
         CHATLET_ERR_SYNTAX, "1:22: expected a key in double quotes after ','"},
        {"not UTF-8", TEXT("{\"id\":\"\xFF\"}"), CHATLET_ERR_UTF8,
         "1:8: this byte is not UTF-8; save the text as UTF-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char memory[MEMORY_BYTES];
        char said[CHATLET_ERROR_MESSAGE_BYTES + 32];
        chatlet_json_member members[2];
        chatlet_error error = {.message = ""};
        const chatlet_str source = test_guarded_copy(rows[i].source);
        test_status_equal(rows[i].name, read(source, members, memory, &error), rows[i].status);
        (void)snprintf(said, sizeof(said), "%u:%u: %s", error.line, error.column, error.message);
        assert_string_equal(said, rows[i].error);
        test_guarded_free(source);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_found_wherever_they_stand),
        cmocka_unit_test(other_values_are_told_from_texts),
        cmocka_unit_test(refusals_say_where_and_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
