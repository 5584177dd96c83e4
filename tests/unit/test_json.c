#include "test_assert.h"

#include "test_allocator.h"

#include <chatlet/json.h>

#include <locale.h>

#define TEXT(literal)                                                                              \
    { literal, sizeof(literal) - 1 }

/* Parses `source` at a guard page; the outcome must be CHATLET_OK. */
static chatlet_json_document *parse(const char *name, chatlet_str source) {
    chatlet_json_document *document = NULL;
    chatlet_error error = {.message = ""};
    const chatlet_str guarded = test_guarded_copy(source);
    const chatlet_status status =
        chatlet_json_parse(test_plain_allocator(), guarded, &document, &error);
    test_guarded_free(guarded);
    if (status != CHATLET_OK)
        fail_msg("%s: %u:%u: %s", name, error.line, error.column, error.message);
    return document;
}

static void refusals_say_where_and_why(void **state) {
    static const struct {
        const char *name;
        chatlet_str source;
        chatlet_status status;
        const char *error;
    } rows[] = {
        {"nothing", TEXT(""), CHATLET_ERR_SYNTAX, "1:1: expected a value"},
        {"only space", TEXT(" \n "), CHATLET_ERR_SYNTAX, "2:2: expected a value"},
        {"second value", TEXT("1 2"), CHATLET_ERR_SYNTAX,
         "1:3: expected nothing more after the value"},
        {"zero byte behind the value", TEXT("1\0"), CHATLET_ERR_SYNTAX,
         "1:2: expected nothing more after the value"},
        {"zero byte", TEXT("\0"), CHATLET_ERR_SYNTAX, "1:1: expected a value"},
        {"open array", TEXT("[\n1, 2"), CHATLET_ERR_SYNTAX, "1:1: the array is not closed"},
        {"array just opened", TEXT("["), CHATLET_ERR_SYNTAX,
         "1:2: expected a value or ']' after '['"},
        {"comma before the end", TEXT("[1,]"), CHATLET_ERR_SYNTAX,
         "1:4: expected a value after ','"},
        {"no comma", TEXT("[1 2]"), CHATLET_ERR_SYNTAX, "1:4: expected ',' or ']' after the item"},
        {"open object", TEXT("{\"a\": 1"), CHATLET_ERR_SYNTAX, "1:1: the object is not closed"},
        {"key without quotes", TEXT("{a: 1}"), CHATLET_ERR_SYNTAX,
         "1:2: expected a key in double quotes or '}' after '{'"},
        {"comma before the end of an object", TEXT("{\"a\": 1,\n}"), CHATLET_ERR_SYNTAX,
         "2:1: expected a key in double quotes after ','"},
        {"no colon", TEXT("{\"a\" 1}"), CHATLET_ERR_SYNTAX, "1:6: expected ':' after the key"},
        {"no value", TEXT("{\"a\":}"), CHATLET_ERR_SYNTAX, "1:6: expected a value after ':'"},
        {"no comma in an object", TEXT("{\"a\":1 \"b\":2}"), CHATLET_ERR_SYNTAX,
         "1:8: expected ',' or '}' after the value"},
        {"upper case", TEXT("[True]"), CHATLET_ERR_SYNTAX,
         "1:2: expected a value or ']' after '['"},
        {"word cut by the end", TEXT("nul"), CHATLET_ERR_SYNTAX, "1:1: expected a value"},
        {"comment", TEXT("[1] // one"), CHATLET_ERR_SYNTAX,
         "1:5: expected nothing more after the value"},
        {"minus alone", TEXT("-"), CHATLET_ERR_SYNTAX, "1:2: expected a digit after '-'"},
        {"leading zero", TEXT("012"), CHATLET_ERR_SYNTAX,
         "1:2: a number has no 0 before its first digit"},
        {"point at the end", TEXT("1."), CHATLET_ERR_SYNTAX, "1:3: expected a digit after '.'"},
        {"exponent at the end", TEXT("1e+"), CHATLET_ERR_SYNTAX,
         "1:4: expected a digit in the exponent"},
        {"too large", TEXT("[1, 1e309]"), CHATLET_ERR_SYNTAX,
         "1:5: the number is too large for a double"},
        {"too large below 0", TEXT("-1e309"), CHATLET_ERR_SYNTAX,
         "1:1: the number is too large for a double"},
        {"open string", TEXT("[\"a"), CHATLET_ERR_SYNTAX, "1:2: the string is not closed"},
        {"backslash at the end", TEXT("\"\\"), CHATLET_ERR_SYNTAX,
         "1:3: unknown escape; a backslash is written \\\\"},
        {"unknown escape", TEXT("\"C:\\dir\""), CHATLET_ERR_SYNTAX,
         "1:5: unknown escape; a backslash is written \\\\"},
        {"escaped zero byte", TEXT("\"\\\0\""), CHATLET_ERR_SYNTAX,
         "1:3: unknown escape; a backslash is written \\\\"},
        {"short \\u", TEXT("\"\\u00g0\""), CHATLET_ERR_SYNTAX,
         "1:6: expected four hex digits after \\u"},
        {"line end in a string", TEXT("\"a\nb\""), CHATLET_ERR_SYNTAX,
         "1:3: a control character in a string is written as an escape, such as \\n or \\t"},
        {"zero byte in a string", TEXT("\"\0\""), CHATLET_ERR_SYNTAX,
         "1:2: a control character in a string is written as an escape, such as \\n or \\t"},
        {"first half alone", TEXT("\"\\ud800\""), CHATLET_ERR_SYNTAX,
         "1:2: half of a surrogate pair; both halves must follow each other"},
        {"second half alone", TEXT("\"\\uDC00\""), CHATLET_ERR_SYNTAX,
         "1:2: half of a surrogate pair; both halves must follow each other"},
        {"first half twice", TEXT("\"\\uD800\\uD800\""), CHATLET_ERR_SYNTAX,
         "1:2: half of a surrogate pair; both halves must follow each other"},
        {"byte order mark", TEXT("\xEF\xBB\xBF{}"), CHATLET_ERR_SYNTAX,
         "1:1: the text begins with a byte order mark; save it as UTF-8 without one"},
        {"not UTF-8", TEXT("[\n\"\xE9\"]"), CHATLET_ERR_UTF8,
         "2:2: this byte is not UTF-8; save the text as UTF-8"},
        {"not UTF-8 behind a mistake", TEXT("[,\xFF"), CHATLET_ERR_UTF8,
         "1:3: this byte is not UTF-8; save the text as UTF-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_json_document *document = NULL;
        chatlet_error error = {.message = ""};
        char text[CHATLET_ERROR_MESSAGE_BYTES + 32];
        const chatlet_str guarded = test_guarded_copy(rows[i].source);
        const chatlet_status status =
            chatlet_json_parse(test_plain_allocator(), guarded, &document, &error);
        snprintf(text, sizeof text, "%u:%u: %s", error.line, error.column, error.message);
        test_status_equal(rows[i].name, status, rows[i].status);
        test_text_equal(rows[i].name, test_str(text), test_str(rows[i].error));
        assert_null(document);
        test_status_equal(
            rows[i].name,
            chatlet_json_parse(test_plain_allocator(), guarded, &document, NULL), /* no error */
            rows[i].status);
        test_guarded_free(guarded);
    }
}

static void strings_come_unescaped(void **state) {
    static const struct {
        const char *name;
        chatlet_str source;
        chatlet_str text;
    } rows[] = {
        {"empty", TEXT("\"\""), TEXT("")},
        {"short escapes", TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), TEXT("\"\\/\b\f\n\r\t")},
        {"zero", TEXT("\"a\\u0000b\""), TEXT("a\0b")},
        {"only zeros", TEXT("\"\\u0000\\u0000\""), TEXT("\0\0")},
        {"zero and digits", TEXT("\"\\u000001\""),
         TEXT("\0"
              "01")},
        {"one and digits", TEXT("\"\\u00010\\u00011\""),
         TEXT("\x01"
              "0\x01"
              "1")},
        {"one, then zero", TEXT("\"\\u0001\\u0000\""), TEXT("\x01\0")},
        {"escaped backslash before u0000", TEXT("\"\\\\u0000\""), TEXT("\\u0000")},
        {"other controls", TEXT("\"\\u0002\\u001F\\u007f\""), TEXT("\x02\x1F\x7F")},
        {"noncharacters", TEXT("\"\\uFDD0\\uFFFE\xEF\xB7\x90\""),
         TEXT("\xEF\xB7\x90\xEF\xBF\xBE\xEF\xB7\x90")},
        {"surrogate pair", TEXT("\"\\uD834\\uDd1e\""), TEXT("\xF0\x9D\x84\x9E")},
        {"UTF-8 as it is", TEXT("\"\xC3\xA9\xF0\x9D\x84\x9E\""), TEXT("\xC3\xA9\xF0\x9D\x84\x9E")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_json_document *document = parse(rows[i].name, rows[i].source);
        const chatlet_json *root = chatlet_json_root(document);
        assert_int_equal(root->kind, CHATLET_JSON_STRING);
        test_text_equal(rows[i].name, root->text, rows[i].text);
        chatlet_json_free(document);
    }
}

static void keys_keep_a_zero_byte(void **state) {
    (void)state;
    chatlet_json_document *document =
        parse("keys", CHATLET_STR("{\"a\\u0000b\": 1, \"a\": 2, \"\": 3, \"a\\u0001\": 4}"));
    const chatlet_json *root = chatlet_json_root(document);
    assert_int_equal(chatlet_json_find(root, CHATLET_STR("a\0b"))->integer, 1);
    assert_int_equal(chatlet_json_find(root, CHATLET_STR("a"))->integer, 2);
    assert_int_equal(chatlet_json_find(root, CHATLET_STR(""))->integer, 3);
    assert_int_equal(chatlet_json_find(root, CHATLET_STR("a\x01"))->integer, 4);
    chatlet_json_free(document);
}

static void whole_numbers_within_int64_are_exact(void **state) {
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {
        {"0", 0},
        {"-0", 0},
        {"9007199254740993", 9007199254740993}, /* no double */
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"-9223372036854775807", -INT64_MAX},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_json_document *document = parse(rows[i].text, test_str(rows[i].text));
        const chatlet_json *root = chatlet_json_root(document);
        assert_int_equal(root->kind, CHATLET_JSON_INTEGER);
        if (root->integer != rows[i].value || root->number != (double)rows[i].value)
            fail_msg("%s: %lld", rows[i].text, (long long)root->integer);
        chatlet_json_free(document);
    }
}

typedef struct double_row {
    const char *text;
    double number;
} double_row;

static const double_row doubles[] = {
    {"1.5", 1.5},
    {"-0.001", -0.001},
    {"1e2", 100},
    {"1.0", 1},
    {"0.0", 0},
    {"0e999999999999", 0},
    {"12.50E-3", 0.0125},
    {"9223372036854775808", 9223372036854775808.0},
    {"-9223372036854775809", -9223372036854775808.0},
    {"1.7976931348623157e308", 1.7976931348623157e308},
    {"4.9e-324", 4.9e-324},
    {"1e-400", 0},
    {"1e-99999999999999999999", 0},
    {"0.1", 0.1},
    {"3.14159265358979323846264338327950288419716939937510582097494459", 3.141592653589793},
    {"1000000000000000000000000000000000000000000000000000000000000000000000000", 1e72},
    {"0.0000000000000000000000000000000000000000000000000000000000000000000001", 1e-70},
    /* On the middle of two doubles, and above it by a digit far behind the ones that are kept. */
    {"9007199254740993.0", 9007199254740992.0},
    {"9007199254740993.0000000000000000000000000000000000000000000001", 9007199254740994.0},
};

static void other_numbers_are_the_nearest_double(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof doubles / sizeof doubles[0]; i++) {
        chatlet_json_document *document = parse(doubles[i].text, test_str(doubles[i].text));
        const chatlet_json *root = chatlet_json_root(document);
        assert_int_equal(root->kind, CHATLET_JSON_DOUBLE);
        if (root->number != doubles[i].number) fail_msg("%s: %.17g", doubles[i].text, root->number);
        chatlet_json_free(document);
    }
}

static void numbers_do_not_depend_on_the_locale(void **state) {
    static const char *const comma_locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8",
                                                "pt_BR.UTF-8", "ru_RU.UTF-8"};
    bool found = false;
    for (size_t i = 0; i < 5 && !found; i++)
        found = setlocale(LC_ALL, comma_locales[i]) != NULL;
    if (!found) {
        print_message("no locale with a decimal comma is installed: skipped\n");
        skip();
    }
    other_numbers_are_the_nearest_double(state);
    setlocale(LC_ALL, "C");
}

static void tree_tells_order_counts_and_places(void **state) {
    (void)state;
    const chatlet_str source = CHATLET_STR("{\n  \"list\" : [1, [], {}],\n  \"flag\": true}");
    chatlet_json_document *document = parse("tree", source);
    const chatlet_json *root = chatlet_json_root(document);
    uint32_t line;
    uint32_t column;
    assert_int_equal(root->kind, CHATLET_JSON_OBJECT);
    assert_int_equal(root->count, 2);
    assert_int_equal(root->offset, 0);
    assert_int_equal(root->key_offset, 0);
    assert_null(root->next);

    const chatlet_json *list = root->first;
    test_text_equal("key", list->key, CHATLET_STR("list"));
    assert_int_equal(list->kind, CHATLET_JSON_ARRAY);
    assert_int_equal(list->count, 3);
    assert_int_equal(list->first->integer, 1);
    assert_int_equal(list->first->key.size_bytes, 0);
    assert_int_equal(list->first->next->kind, CHATLET_JSON_ARRAY);
    assert_int_equal(list->first->next->count, 0);
    assert_null(list->first->next->first);
    assert_int_equal(list->first->next->next->kind, CHATLET_JSON_OBJECT);
    assert_null(list->first->next->next->next);
    chatlet_json_place(source, list->key_offset, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 3);
    chatlet_json_place(source, list->offset, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 12);

    const chatlet_json *flag = list->next;
    assert_true(flag->boolean);
    chatlet_json_place(source, flag->offset, &line, &column);
    assert_int_equal(line, 3);
    assert_int_equal(column, 11);
    assert_null(flag->next);
    chatlet_json_free(document);
}

static void find_takes_the_last_of_equal_keys(void **state) {
    (void)state;
    chatlet_json_document *document = parse("twice", CHATLET_STR("{\"a\":1,\"A\":2,\"a\":3}"));
    const chatlet_json *root = chatlet_json_root(document);
    assert_int_equal(root->count, 3);
    assert_int_equal(chatlet_json_find(root, CHATLET_STR("a"))->integer, 3);
    assert_int_equal(chatlet_json_find(root, CHATLET_STR("A"))->integer, 2);
    assert_null(chatlet_json_find(root, CHATLET_STR("b")));
    assert_null(chatlet_json_find(root->first, CHATLET_STR("a"))); /* no object */
    chatlet_json_free(document);
}

/* `depth` arrays in one another. */
static chatlet_status parse_nested(size_t depth, bool closed) {
    char *data = malloc(depth * 2);
    assert_non_null(data);
    memset(data, '[', depth);
    memset(data + depth, ']', depth);
    chatlet_json_document *document = NULL;
    const chatlet_str source = {.data = data, .size_bytes = closed ? depth * 2 : depth};
    const chatlet_status status =
        chatlet_json_parse(test_plain_allocator(), source, &document, NULL);
    chatlet_json_free(document);
    free(data);
    return status;
}

static void depth_is_allowed_up_to_its_limit(void **state) {
    (void)state;
    assert_int_equal(parse_nested(CHATLET_JSON_DEPTH_MAX, true), CHATLET_OK);
    assert_int_equal(parse_nested(CHATLET_JSON_DEPTH_MAX + 1, true), CHATLET_ERR_LIMIT);
    assert_int_equal(parse_nested(1000000, false), CHATLET_ERR_LIMIT);
}

static void size_is_allowed_up_to_its_limit(void **state) {
    (void)state;
    const size_t size_bytes = (size_t)CHATLET_JSON_BYTES_MAX + 1;
    char *data = malloc(size_bytes);
    assert_non_null(data);
    memset(data, ' ', size_bytes);
    data[0] = '7';
    chatlet_json_document *document = NULL;
    chatlet_error error = {.message = ""};
    const chatlet_str allowed = {.data = data, .size_bytes = size_bytes - 1};
    assert_int_equal(chatlet_json_parse(test_plain_allocator(), allowed, &document, &error),
                     CHATLET_OK);
    chatlet_json_free(document);
    const chatlet_str refused = {.data = data, .size_bytes = size_bytes};
    assert_int_equal(chatlet_json_parse(test_plain_allocator(), refused, &document, &error),
                     CHATLET_ERR_LIMIT);
    assert_string_equal(error.message, "the text is longer than 64 MiB");
    free(data);
}

static void values_are_allowed_up_to_their_limit(void **state) {
    (void)state;
    /* [0,0,…]: the array is a value as well. */
    const size_t item_count = CHATLET_JSON_VALUES_MAX;
    char *data = malloc(item_count * 2 + 1);
    assert_non_null(data);
    data[0] = '[';
    for (size_t i = 0; i < item_count; i++) {
        data[1 + 2 * i] = '0';
        data[2 + 2 * i] = ',';
    }
    chatlet_json_document *document = NULL;
    chatlet_error error = {.message = ""};
    data[2 * item_count] = ']';
    const chatlet_str refused = {.data = data, .size_bytes = item_count * 2 + 1};
    assert_int_equal(chatlet_json_parse(test_plain_allocator(), refused, &document, &error),
                     CHATLET_ERR_LIMIT);
    assert_string_equal(error.message, "more than 1,000,000 values in one text");
    data[2 * item_count - 2] = ']';
    const chatlet_str allowed = {.data = data, .size_bytes = item_count * 2 - 1};
    assert_int_equal(chatlet_json_parse(test_plain_allocator(), allowed, &document, &error),
                     CHATLET_OK);
    assert_int_equal(chatlet_json_root(document)->count, item_count - 1);
    chatlet_json_free(document);
    free(data);
}

static void every_refused_allocation_ends_without_a_leak(void **state) {
    (void)state;
    static const chatlet_str source =
        TEXT("{\"name\": \"a\\u0000b\", \"list\": [1, 2.5, null, true, {\"deep\": [\"text\"]}]}");
    test_allocator test;
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        chatlet_json_document *document = NULL;
        chatlet_error error = {.line = 9, .message = "not touched"};
        const chatlet_status status =
            chatlet_json_parse(&test.allocator, source, &document, &error);
        chatlet_json_free(document);
        assert_int_equal(test.live_count, 0);
        if (status == CHATLET_OK) break;
        assert_int_equal(status, CHATLET_ERR_MEMORY);
        assert_null(document);
        assert_int_equal(error.line, 0);
        assert_string_equal(error.message, "out of memory");
    }
    assert_true(test.allocation_count >= 3);
}

static void places_count_lines_and_bytes_from_one(void **state) {
    (void)state;
    const chatlet_str source = CHATLET_STR("ab\n\n\xC3\xA9x");
    static const uint32_t places[][3] = {{0, 1, 1}, {2, 1, 3}, {3, 2, 1},
                                         {4, 3, 1}, {6, 3, 3}, {7, 3, 4}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        uint32_t line;
        uint32_t column;
        chatlet_json_place(source, places[i][0], &line, &column);
        assert_int_equal(line, places[i][1]);
        assert_int_equal(column, places[i][2]);
    }
    (void)state;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_say_where_and_why),
        cmocka_unit_test(strings_come_unescaped),
        cmocka_unit_test(keys_keep_a_zero_byte),
        cmocka_unit_test(whole_numbers_within_int64_are_exact),
        cmocka_unit_test(other_numbers_are_the_nearest_double),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(tree_tells_order_counts_and_places),
        cmocka_unit_test(find_takes_the_last_of_equal_keys),
        cmocka_unit_test(depth_is_allowed_up_to_its_limit),
        cmocka_unit_test(size_is_allowed_up_to_its_limit),
        cmocka_unit_test(values_are_allowed_up_to_their_limit),
        cmocka_unit_test(every_refused_allocation_ends_without_a_leak),
        cmocka_unit_test(places_count_lines_and_bytes_from_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
