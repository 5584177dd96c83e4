#include "test_assert.h"

#include "test_allocator.h"

#include <chatlet/authoring.h>

typedef struct format_row {
    const char *name;
    const char *source;
    const char *expected;
} format_row;

static const format_row rows[] = {
    {"members are sorted by the bytes of their keys", "{\"b\":1,\"a\":{\"d\":[],\"c\":{}},\"B\":2}",
     "{\n  \"B\": 2,\n  \"a\": {\n    \"c\": {},\n    \"d\": []\n  },\n  \"b\": 1\n}\n"},
    {"items keep their order", "[3,1,2]", "[\n  3,\n  1,\n  2\n]\n"},
    {"numbers stay as they were written", "[1.0,1e5,-0,1E+2,0.10,12345678901234567890]",
     "[\n  1.0,\n  1e5,\n  -0,\n  1E+2,\n  0.10,\n  12345678901234567890\n]\n"},
    {"texts keep their meaning and lose needless escapes",
     "[\"\\u00e9\\/\\u0041\",\"\\u0007\\n\\\"\\\\\",\"\\ud83d\\ude00\",\"a \\u0000\"]",
     "[\n  \"\xC3\xA9/A\",\n  \"\\u0007\\n\\\"\\\\\",\n  \"\xF0\x9F\x98\x80\",\n  \"a "
     "\\u0000\"\n]\n"},
    {"words", " [ true , false , null ] ", "[\n  true,\n  false,\n  null\n]\n"},
    {"a lone value", "7", "7\n"},
    {"members of one key keep their order", "{\"b\":0,\"a\":1,\"a\":2}",
     "{\n  \"a\": 1,\n  \"a\": 2,\n  \"b\": 0\n}\n"},
    {"assignments of a node are made in their order",
     "{\"nodes\":{\"z\":{\"type\":\"set\",\"assign\":{\"y\":\"1\",\"x\":\"y\"}}},\"start\":\"z\"}",
     "{\n  \"nodes\": {\n    \"z\": {\n      \"assign\": {\n        \"y\": \"1\",\n        \"x\": "
     "\"y\"\n      },\n      \"type\": \"set\"\n    }\n  },\n  \"start\": \"z\"\n}\n"},
    {"a node called assign is sorted, and what is sent is not",
     "{\"flows\":{\"f\":{\"nodes\":{\"assign\":{\"type\":\"do\",\"args\":{\"b\":\"{\",\"a\":\"2\"},"
     "\"action\":\"x\"}}}}}",
     "{\n  \"flows\": {\n    \"f\": {\n      \"nodes\": {\n        \"assign\": {\n          "
     "\"action\": \"x\",\n          \"args\": {\n            \"b\": \"{\",\n            \"a\": "
     "\"2\"\n          },\n          \"type\": \"do\"\n        }\n      }\n    }\n  }\n}\n"},
    {"a map at first keeps its order, also further inside",
     "{\"vars\":{\"m\":{\"type\":\"map\",\"init\":{\"b\":{\"d\":1,\"c\":[{\"f\":1,\"e\":2}]},\"a\":"
     "0}}}}",
     "{\n  \"vars\": {\n    \"m\": {\n      \"init\": {\n        \"b\": {\n          \"d\": 1,\n"
     "          \"c\": [\n            {\n              \"f\": 1,\n              \"e\": 2\n"
     "            }\n          ]\n        },\n        \"a\": 0\n      },\n      \"type\": \"map\"\n"
     "    }\n  }\n}\n"},
    {"a test's events keep theirs", "{\"script\":[{\"fill\":{\"b\":1,\"a\":2}}],\"name\":\"x\"}",
     "{\n  \"name\": \"x\",\n  \"script\": [\n    {\n      \"fill\": {\n        \"b\": 1,\n        "
     "\"a\": 2\n      }\n    }\n  ]\n}\n"},
};

static void put_back(chatlet_str text) { free((void *)(uintptr_t)text.data); }

static chatlet_str format(const char *name, chatlet_str source) {
    chatlet_error error;
    chatlet_str text = {0};
    const chatlet_str guarded = test_guarded_copy(source);
    test_status_equal(name, chatlet_source_format(test_plain_allocator(), guarded, &text, &error),
                      CHATLET_OK);
    test_guarded_free(guarded);
    return text;
}

static void canonical_form_is_as_expected_and_stays(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str once = format(rows[i].name, test_str(rows[i].source));
        test_text_equal(rows[i].name, once, test_str(rows[i].expected));
        const chatlet_str twice = format(rows[i].name, once);
        test_text_equal(rows[i].name, twice, once);
        put_back(once);
        put_back(twice);
    }
}

static void many_members_are_sorted(void **state) {
    (void)state;
    enum { COUNT = 1000, LINE_BYTES = 10 };
    static char source[COUNT * LINE_BYTES + 2];
    size_t size = 0;
    source[size++] = '{';
    for (int i = 0; i < COUNT; i++)
        size += (size_t)snprintf(source + size, sizeof source - size, "\"%03d\":0%s",
                                 (i * 7 + 13) % COUNT, i + 1 < COUNT ? "," : "}");
    const chatlet_str text = format("many", (chatlet_str){.data = source, .size_bytes = size});
    const char *at = text.data + 2;
    for (int i = 0; i < COUNT; i++) {
        char line[LINE_BYTES + 2];
        const int length = snprintf(line, sizeof line, "  \"%03d\": 0", i);
        assert_memory_equal(at, line, (size_t)length);
        at += length + (i + 1 < COUNT ? 2 : 1);
    }
    put_back(text);
}

static void broken_sources_are_refused_with_their_place(void **state) {
    static const struct {
        const char *source;
        chatlet_status status;
        uint32_t line;
        uint32_t column;
        const char *message;
    } refused[] = {
        {"{\n  \"a\": 1,\n}", CHATLET_ERR_SYNTAX, 3, 1, NULL},
        {"", CHATLET_ERR_SYNTAX, 1, 1, NULL},
        {"{\"a\": \"\xC3\"}", CHATLET_ERR_UTF8, 1, 8, NULL},
        {"{} {}", CHATLET_ERR_SYNTAX, 1, 4, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        chatlet_error error = {0};
        chatlet_str text = {0};
        const char *name = refused[i].source;
        test_status_equal(
            name, chatlet_source_format(test_plain_allocator(), test_str(name), &text, &error),
            refused[i].status);
        assert_null(text.data);
        assert_int_equal(error.line, refused[i].line);
        assert_int_equal(error.column, refused[i].column);
        assert_true(error.message[0] != '\0');
    }
}

static void every_refused_allocation_leaves_nothing(void **state) {
    (void)state;
    const chatlet_str source = test_str(rows[8].source);
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator test;
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        chatlet_str text = {0};
        const chatlet_status status = chatlet_source_format(&test.allocator, source, &text, NULL);
        if (status == CHATLET_OK) {
            test_text_equal("formatted", text, test_str(rows[8].expected));
            test.allocator.release(test.allocator.context, (void *)(uintptr_t)text.data);
            assert_int_equal(test.live_count, 0);
            assert_true(refuse_at > 5);
            return;
        }
        test_status_equal("refused", status, CHATLET_ERR_MEMORY);
        assert_null(text.data);
        assert_int_equal(test.live_count, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_form_is_as_expected_and_stays),
        cmocka_unit_test(many_members_are_sorted),
        cmocka_unit_test(broken_sources_are_refused_with_their_place),
        cmocka_unit_test(every_refused_allocation_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
