/* Bodies: each wrong field is told with its place, all at once. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_route.h"

static const chatlet_str words[] = {{"red", 3}, {"green", 5}};

typedef struct outcome {
    bool good;
    problem problem;
    chatlet_str name;
    int64_t count;
    size_t color;
    bool flag;
} outcome;

/* Reads {"name" 2 to 5 bytes, required; "count" 1 to 9; "color"; "flag"} out of `text`. */
static outcome read(test_service *test, const char *text, const char *type) {
    static http_field field;
    static http_request request;
    field = (http_field){.name = CHATLET_STR("content-type"), .value = test_str(type)};
    request = (http_request){.fields = &field, .field_count = 1, .body = test_str(text)};
    route_call call = {.request = &request, .service = &test->service};
    test->service.problem = (problem){.code = PROBLEM_NONE};
    route_body body = route_body_open(&call);
    outcome result = {
        .name = route_body_text(&body, CHATLET_STR("name"), true, 2, 5),
        .count = route_body_whole(&body, CHATLET_STR("count"), false, 1, 9, 7),
        .color = route_body_choice(&body, CHATLET_STR("color"), false, words, 2, 1),
        .flag = route_body_boolean(&body, CHATLET_STR("flag"), false, true),
    };
    result.good = route_body_close(&body);
    result.problem = test->service.problem;
    return result;
}

static void what_is_right_is_read(void **state) {
    test_service test;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    (void)state;
    test_service_open(&test, database);
    outcome all = read(&test, "{\"name\":\"abcde\",\"count\":9,\"color\":\"red\",\"flag\":false}",
                       "application/json; charset=utf-8");
    assert_true(all.good);
    test_text_equal("name", all.name, test_str("abcde"));
    assert_true(all.count == 9 && all.color == 0 && !all.flag);
    outcome least = read(&test, "{\"name\":\"ab\",\"count\":null}", "Application/JSON");
    assert_true(least.good);
    assert_true(least.count == 7 && least.color == 1 && least.flag);
    test_service_close(&test);
    test_database_close(database);
}

static void what_is_wrong_is_told(void **state) {
    static const struct {
        const char *text;
        const char *pointers[3];
        const char *detail; /* of the first */
    } rows[] = {
        {"{}", {"/name"}, "This is required."},
        {"{\"name\":null}", {"/name"}, "This may not be null."},
        {"{\"name\":\" \"}", {"/name"}, "This may not be empty."},
        {"{\"name\":\"a\"}", {"/name"}, "This must be at least 2 bytes long."},
        {"{\"name\":\"abcdef\"}", {"/name"}, "This may be at most 5 bytes long."},
        {"{\"name\":\"a\\u0000b\"}", {"/name"}, "This may not hold a zero character."},
        {"{\"name\":7}", {"/name"}, "This must be a text."},
        {"{\"name\":\"ab\",\"count\":0}", {"/count"}, "This must be a whole number from 1 to 9."},
        {"{\"name\":\"ab\",\"count\":10}", {"/count"}, "This must be a whole number from 1 to 9."},
        {"{\"name\":\"ab\",\"count\":1.5}", {"/count"}, "This must be a whole number from 1 to 9."},
        {"{\"name\":\"ab\",\"count\":\"1\"}",
         {"/count"},
         "This must be a whole number from 1 to 9."},
        {"{\"name\":\"ab\",\"color\":\"blue\"}", {"/color"}, "This must be one of: red, green."},
        {"{\"name\":\"ab\",\"flag\":1}", {"/flag"}, "This must be true or false."},
        {"{\"name\":\"ab\",\"a/b~\":1}", {"/a~1b~0"}, "There is no such field here."},
        {"{\"name\":1,\"count\":0,\"x\":1}", {"/name", "/count", "/x"}, "This must be a text."},
    };
    test_service test;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    (void)state;
    test_service_open(&test, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        outcome got = read(&test, rows[i].text, "application/json");
        assert_false(got.good);
        assert_int_equal(got.problem.code, PROBLEM_INVALID);
        size_t expected = 0;
        while (expected < 3 && rows[i].pointers[expected] != NULL)
            expected++;
        assert_int_equal(got.problem.field_count, expected);
        for (size_t j = 0; j < expected; j++) {
            test_text_equal(rows[i].text, got.problem.fields[j].pointer,
                            test_str(rows[i].pointers[j]));
        }
        test_text_equal(rows[i].text, got.problem.fields[0].detail, test_str(rows[i].detail));
    }
    test_service_close(&test);
    test_database_close(database);
}

static void what_is_no_object_of_json_is_refused(void **state) {
    static const struct {
        const char *text;
        const char *type;
        problem_code code;
    } rows[] = {
        {"{\"name\":\"ab\"}", "text/plain", PROBLEM_UNSUPPORTED_TYPE},
        {"", "application/json", PROBLEM_MALFORMED},
        {"[]", "application/json", PROBLEM_MALFORMED},
        {"{\"name\":", "application/json", PROBLEM_MALFORMED},
        {"{\"name\":\"\xff\"}", "application/json", PROBLEM_MALFORMED},
        {"{\"name\":\"ab\"} x", "application/json", PROBLEM_MALFORMED},
        {"{\"count\":1e999}", "application/json", PROBLEM_MALFORMED},
    };
    test_service test;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    (void)state;
    test_service_open(&test, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        outcome got = read(&test, rows[i].text, rows[i].type);
        assert_false(got.good);
        if (got.problem.code != rows[i].code) {
            fail_msg("%s: problem %d", rows[i].text, (int)got.problem.code);
        }
    }
    test_service_close(&test);
    test_database_close(database);
}

/* As many members as there are bits are taken, and one more is not. */
static void members_have_a_limit(void **state) {
    test_service test;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    (void)state;
    test_service_open(&test, database);
    for (int count = 64; count <= 65; count++) {
        char text[2048] = "{\"name\":\"ab\"";
        for (int i = 1; i < count; i++)
            (void)strcat(text, ",\"x\":1");
        (void)strcat(text, "}");
        outcome got = read(&test, text, "application/json");
        assert_int_equal(got.problem.code, count == 64 ? PROBLEM_INVALID : PROBLEM_MALFORMED);
    }
    test_service_close(&test);
    test_database_close(database);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_is_read),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(what_is_no_object_of_json_is_refused),
        cmocka_unit_test(members_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
