/* Which row of the table a request belongs to, and what its path gives. */
#include "test_assert.h"
#include "test_route.h"

static const route *find(test_service *test, const char *path, http_method method, route_call *call,
                         chatlet_str *allowed) {
    static http_request request;
    request = (http_request){.method = method, .path = test_str(path)};
    *call = (route_call){.request = &request, .service = &test->service};
    return route_find(call, allowed);
}

static void rows_are_found_and_others_are_not(void **state) {
    static const struct {
        const char *path;
        http_method method;
        const char *id; /* NULL: none */
    } rows[] = {
        {"/v1", HTTP_METHOD_GET, "getRoot"},
        {"/v1", HTTP_METHOD_HEAD, "getRoot"},
        {"/v1", HTTP_METHOD_POST, NULL},
        {"/v1/", HTTP_METHOD_GET, NULL},
        {"/v", HTTP_METHOD_GET, NULL},
        {"/v1x", HTTP_METHOD_GET, NULL},
        {"//v1", HTTP_METHOD_GET, NULL},
        {"/%76%31", HTTP_METHOD_GET, NULL},
        {"/v1/openapi.json", HTTP_METHOD_GET, "getOpenApi"},
        {"/readyz", HTTP_METHOD_GET, "getReady"},
        {"*", HTTP_METHOD_OPTIONS, NULL},
    };
    test_service test;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    (void)state;
    test_service_open(&test, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        route_call call;
        chatlet_str allowed;
        const route *found = find(&test, rows[i].path, rows[i].method, &call, &allowed);
        if ((found == NULL) != (rows[i].id == NULL) ||
            (found != NULL && strcmp(found->id, rows[i].id) != 0)) {
            fail_msg("%s: found %s", rows[i].path, found != NULL ? found->id : "nothing");
        }
    }
    test_service_close(&test);
    test_database_close(database);
}

static void another_method_is_told_which_there_are(void **state) {
    test_service test;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    route_call call;
    chatlet_str allowed;
    (void)state;
    test_service_open(&test, database);
    assert_null(find(&test, "/v1", HTTP_METHOD_DELETE, &call, &allowed));
    test_text_equal("/v1", allowed, test_str("GET"));
    assert_null(find(&test, "/nowhere", HTTP_METHOD_GET, &call, &allowed));
    assert_int_equal(allowed.size_bytes, 0);
    test_service_close(&test);
    test_database_close(database);
}

/* Every row finds itself, with a value for each name in braces, and ROUTE_PARAMETERS_MAX holds. */
static void every_row_finds_itself(void **state) {
    test_service test;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    (void)state;
    test_service_open(&test, database);
    for (size_t i = 0; i < route_table_count; i++) {
        char path[256];
        size_t size_bytes = 0;
        size_t names = 0;
        for (const char *at = route_table[i].path; *at != 0; at++) {
            path[size_bytes++] = *at == '{' ? 'x' : *at;
            if (*at != '{') continue;
            names++;
            at = strchr(at, '}');
        }
        path[size_bytes] = 0;
        assert_true(names <= ROUTE_PARAMETERS_MAX);
        route_call call;
        chatlet_str allowed;
        const route *found = find(&test, path, route_table[i].method, &call, &allowed);
        if (found != &route_table[i]) {
            fail_msg("%s finds %s", route_table[i].id, found != NULL ? found->id : "nothing");
        }
        assert_int_equal(call.parameter_count, names);
    }
    test_service_close(&test);
    test_database_close(database);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_and_others_are_not),
        cmocka_unit_test(another_method_is_told_which_there_are),
        cmocka_unit_test(every_row_finds_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
