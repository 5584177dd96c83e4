/* The OpenAPI document and the route table say the same. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_route.h"

static const char *const method_names[] = {
    [HTTP_METHOD_GET] = "get",         [HTTP_METHOD_HEAD] = "head",
    [HTTP_METHOD_POST] = "post",       [HTTP_METHOD_PUT] = "put",
    [HTTP_METHOD_PATCH] = "patch",     [HTTP_METHOD_DELETE] = "delete",
    [HTTP_METHOD_OPTIONS] = "options", [HTTP_METHOD_OTHER] = ""};

/* A parameter that takes the rest of a path has a star in the table and none in the document. */
static chatlet_str documented_path(const char *path, char text[256]) {
    size_t size_bytes = 0;
    for (; *path != 0 && size_bytes < 255; path++) {
        if (*path != '*') text[size_bytes++] = *path;
    }
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

static const chatlet_json *operation_of(const chatlet_json *paths, const route *route) {
    char text[256];
    const chatlet_json *path = chatlet_json_find(paths, documented_path(route->path, text));
    if (path == NULL) return NULL;
    return chatlet_json_find(path, test_str(method_names[route->method]));
}

static bool is_method(chatlet_str key) {
    for (size_t i = 0; i < sizeof method_names / sizeof method_names[0]; i++) {
        if (key.size_bytes > 0 && key.size_bytes == strlen(method_names[i]) &&
            memcmp(key.data, method_names[i], key.size_bytes) == 0) {
            return true;
        }
    }
    return false;
}

static size_t count_operations(const chatlet_json *paths) {
    size_t count = 0;
    for (const chatlet_json *path = paths->first; path != NULL; path = path->next) {
        for (const chatlet_json *one = path->first; one != NULL; one = one->next) {
            if (is_method(one->key)) count++;
        }
    }
    return count;
}

static bool takes_body(const chatlet_json *operation) {
    return chatlet_json_find(operation, CHATLET_STR("requestBody")) != NULL;
}

static void check_route(const chatlet_json *paths, const route *route) {
    const chatlet_json *operation = operation_of(paths, route);
    if (operation == NULL) {
        fail_msg("%s (%s %s) is not described in backend/openapi", route->id,
                 method_names[route->method], route->path);
        return;
    }
    const chatlet_json *id = chatlet_json_find(operation, CHATLET_STR("operationId"));
    assert_non_null(id);
    test_text_equal(route->path, id->text, test_str(route->id));
    if (takes_body(operation) != (route->body_bytes_max > 0)) {
        fail_msg("%s: table and document differ on whether there is a body", route->id);
    }
    if (chatlet_json_find(operation, CHATLET_STR("summary")) == NULL) {
        fail_msg("%s has no summary", route->id);
    }
}

static void each_describes_the_other_whole(test_database *database) {
    test_service test;
    test_answer answer;
    chatlet_json_document *document = NULL;
    test_service_open(&test, database);
    test_route_ask(&test, NULL, "GET", "/v1/openapi.json", NULL, NULL, &answer);
    assert_int_equal(answer.status, 200);
    assert_int_equal(chatlet_json_parse(test_plain_allocator(), answer.body, &document, NULL),
                     CHATLET_OK);
    const chatlet_json *paths =
        chatlet_json_find(chatlet_json_root(document), CHATLET_STR("paths"));
    assert_non_null(paths);
    for (size_t i = 0; i < route_table_count; i++)
        check_route(paths, &route_table[i]);
    assert_int_equal(count_operations(paths), route_table_count);
    chatlet_json_free(document);
    test_answer_free(&answer);
    test_service_close(&test);
}

static void on_sqlite(void **state) {
    (void)state;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    each_describes_the_other_whole(database);
    test_database_close(database);
}

/* A client's log shows the name beside the number. */
static void every_status_that_is_answered_has_a_name(void **state) {
    static const uint16_t others[] = {200, 201, 202, 204, 302, 303, 304};
    (void)state;
    for (int i = 0; i < PROBLEM_CODES; i++) {
        chatlet_str name = http_status_name(problem_status((problem_code)i));
        if (name.size_bytes == 6) fail_msg("status %u has none", problem_status((problem_code)i));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (http_status_name(others[i]).size_bytes == 6) fail_msg("status %u has none", others[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_status_that_is_answered_has_a_name),
                                       cmocka_unit_test(on_sqlite)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
