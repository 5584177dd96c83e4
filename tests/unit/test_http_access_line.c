#include "test_allocator.h"
#include "test_assert.h"

#include "http_access_line.h"

#define TIME "{\"time\":\"1994-11-06T08:49:37.007Z\",\"level\":"

static const http_request plain = {.method_name = {.data = "GET", .size_bytes = 3},
                                   .path = {.data = "/a%20b", .size_bytes = 6},
                                   .query = {.data = "q=secret", .size_bytes = 8},
                                   .has_query = true,
                                   .client_address = {.data = "192.0.2.1", .size_bytes = 9},
                                   .request_id = {.data = "id-1", .size_bytes = 4}};

static void check(const char *name, http_access_line line, const char *expected) {
    http_buffer text;
    http_buffer_init(&text, test_plain_allocator(), HTTP_LOG_LINE_BYTES_MAX);
    line.time_ms = 784111777007;
    http_access_line_write(&text, line);
    test_text_equal(name, http_buffer_str(&text), test_str(expected));
    http_buffer_free(&text);
}

static void a_line_tells_what_happened_and_nothing_personal(void **state) {
    (void)state;
    static const char parent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const http_request unread = {.has_query = false};
    http_request traced = plain;
    traced.trace_parent = (chatlet_str){.data = parent, .size_bytes = sizeof parent - 1};
    http_request odd = plain;
    odd.path = CHATLET_STR("/\"\\\x01\x7f\xc3");
    odd.request_id = CHATLET_STR("");
    check(
        "plain",
        (http_access_line){.request = &plain, .status = 200, .body_bytes = 12, .duration_us = 345},
        TIME "\"info\",\"event\":\"request\",\"request_id\":\"id-1\",\"method\":\"GET\","
             "\"path\":\"/a%20b\",\"status\":200,\"bytes\":12,\"duration_us\":345}");
    check("route and address",
          (http_access_line){.request = &traced,
                             .route = CHATLET_STR("/v1/bots/{bot}"),
                             .status = 503,
                             .with_address = true},
          TIME "\"error\",\"event\":\"request\",\"request_id\":\"id-1\","
               "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"method\":\"GET\","
               "\"route\":\"/v1/bots/{bot}\",\"status\":503,\"bytes\":0,\"duration_us\":0,"
               "\"address\":\"192.0.2.1\"}");
    check("not readable", (http_access_line){.request = &unread, .status = 400},
          TIME "\"info\",\"event\":\"request\",\"status\":400,\"bytes\":0,\"duration_us\":0}");
    check("odd bytes", (http_access_line){.request = &odd, .status = 404},
          TIME "\"info\",\"event\":\"request\",\"method\":\"GET\","
               "\"path\":\"/\\u0022\\u005c\\u0001\\u007f\\u00c3\",\"status\":404,\"bytes\":0,"
               "\"duration_us\":0}");
}

static void the_longest_request_line_fits(void **state) {
    (void)state;
    static char path[HTTP_REQUEST_LINE_BYTES_MAX];
    http_buffer text;
    memset(path, 0xff, sizeof path); /* each byte becomes six */
    http_request request = plain;
    request.path = (chatlet_str){.data = path, .size_bytes = sizeof path};
    http_buffer_init(&text, test_plain_allocator(), HTTP_LOG_LINE_BYTES_MAX);
    http_access_line_write(&text, (http_access_line){.request = &request, .status = 404});
    assert_false(text.failed);
    http_buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_tells_what_happened_and_nothing_personal),
        cmocka_unit_test(the_longest_request_line_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
