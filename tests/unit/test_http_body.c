/* Bodies as large as a handler allows, and the memory of all of them together. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_server.h"

#include "http_text.h"

#include <sched.h>
#include <unistd.h>

enum { LARGE_BYTES = 3 * 1024 * 1024 + 17, ANSWER_BYTES = 5 * 1024 * 1024 + 3 };

static bool accepts_all(void *context, const http_request *request) {
    (void)context;
    (void)request;
    return true;
}

/* Uploads may be large; everything else is small. */
static size_t allow(void *context, const http_request *head) {
    const size_t *upload_bytes_max = context;
    assert_int_equal(head->body.size_bytes, 0);
    bool is_upload = head->method == HTTP_METHOD_PUT &&
                     http_text_starts_with(head->path, CHATLET_STR("/upload"));
    return is_upload ? *upload_bytes_max : 100;
}

/* Answers with the size of the body and a sum of its bytes; /large with a large answer. */
static void answer(void *context, http_exchange *exchange) {
    (void)context;
    const http_request *request = http_exchange_request(exchange);
    http_response *response = http_exchange_response(exchange);
    uint64_t sum = 0;
    for (size_t i = 0; i < request->body.size_bytes; i++)
        sum = sum * 31 + (unsigned char)request->body.data[i];
    if (http_text_equal(request->path, CHATLET_STR("/large"))) {
        http_response_allow(response, ANSWER_BYTES);
        char *room = http_buffer_room(&response->content, ANSWER_BYTES);
        for (size_t i = 0; room != NULL && i < ANSWER_BYTES; i++)
            room[i] = (char)('a' + i % 23);
        http_buffer_grow(&response->content, ANSWER_BYTES);
    } else if (http_text_equal(request->path, CHATLET_STR("/too-large"))) {
        http_buffer_room(&response->content, HTTP_RESPONSE_CONTENT_BYTES_MAX + 1);
    } else {
        http_buffer_append_number(&response->content, request->body.size_bytes);
        http_buffer_append(&response->content, CHATLET_STR(" "));
        http_buffer_append_number(&response->content, sum);
    }
    http_exchange_finish(exchange);
}

static http_handler handler_for(size_t *upload_bytes_max) {
    return (http_handler){.context = upload_bytes_max,
                          .accepts = accepts_all,
                          .body_bytes_max = allow,
                          .start = answer};
}

/* A request with `size_bytes` of body, in one piece or in chunks; the caller frees it. */
static chatlet_str make_upload(const char *path, size_t size_bytes, bool chunked, uint64_t *sum) {
    enum { CHUNK_BYTES = 5000, HEAD_BYTES = 200 };
    char *text = malloc(HEAD_BYTES + size_bytes + (size_bytes / CHUNK_BYTES + 2) * 16);
    char length[64];
    (void)snprintf(length, sizeof length, "Content-Length: %zu", size_bytes);
    size_t size =
        (size_t)sprintf(text, "PUT %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n\r\n", path,
                        chunked ? "Transfer-Encoding: chunked" : length);
    *sum = 0;
    for (size_t i = 0; i < size_bytes; i++) {
        size_t left = size_bytes - i < CHUNK_BYTES ? size_bytes - i : CHUNK_BYTES;
        if (chunked && i % CHUNK_BYTES == 0) size += (size_t)sprintf(text + size, "%zx\r\n", left);
        text[size++] = (char)(i * 7 + i / 251);
        *sum = *sum * 31 + (unsigned char)text[size - 1];
        bool ends = i % CHUNK_BYTES == CHUNK_BYTES - 1 || i + 1 == size_bytes;
        if (chunked && ends) size += (size_t)sprintf(text + size, "\r\n");
    }
    if (chunked) size += (size_t)sprintf(text + size, "0\r\n\r\n");
    return (chatlet_str){.data = text, .size_bytes = size};
}

static void free_upload(chatlet_str upload) {
    union {
        const char *constant;
        char *changeable;
    } data = {.constant = upload.data};
    free(data.changeable);
}

static unsigned upload(const test_server *server, const char *path, size_t size_bytes,
                       bool chunked) {
    uint64_t sum;
    char *text;
    char expected[64];
    chatlet_str request = make_upload(path, size_bytes, chunked, &sum);
    unsigned status = test_server_ask(server, request, &text);
    (void)snprintf(expected, sizeof expected, "\r\n\r\n%zu %llu", size_bytes,
                   (unsigned long long)sum);
    if (status == 200) assert_non_null(strstr(text, expected));
    free(text);
    free_upload(request);
    return status;
}

static void a_body_may_be_as_large_as_its_handler_allows_and_no_larger(void **state) {
    (void)state;
    test_server server;
    size_t upload_bytes_max = LARGE_BYTES;
    const http_handler handler = handler_for(&upload_bytes_max);
    test_server_prepare(&server, &handler, 1);
    test_server_start(&server);
    for (int chunked = 0; chunked < 2; chunked++) {
        assert_int_equal(upload(&server, "/upload", LARGE_BYTES, chunked), 200);
        assert_int_equal(upload(&server, "/upload", LARGE_BYTES + 1, chunked), 413);
        assert_int_equal(upload(&server, "/other", 100, chunked), 200);
        assert_int_equal(upload(&server, "/other", 101, chunked), 413);
        assert_int_equal(upload(&server, "/upload", 0, chunked), 200);
    }
    assert_int_equal(server.metrics.limited[HTTP_LIMIT_BODY], 4);
    test_server_stop(&server);
}

static void no_handler_can_allow_more_than_the_largest_body(void **state) {
    (void)state;
    test_server server;
    size_t upload_bytes_max = SIZE_MAX;
    const http_handler handler = handler_for(&upload_bytes_max);
    test_server_prepare(&server, &handler, 1);
    test_server_start(&server);
    char text[200];
    static const struct {
        size_t size_bytes;
        const char *begin;
    } rows[] = {{HTTP_BODY_BYTES_LARGEST, "HTTP/1.1 100 Continue\r\n\r\n"},
                {HTTP_BODY_BYTES_LARGEST + 1, "HTTP/1.1 413 "}};
    for (size_t i = 0; i < 2; i++) {
        int client = test_server_connect(&server);
        size_t size = (size_t)snprintf(text, sizeof text,
                                       "PUT /upload HTTP/1.1\r\nHost: a\r\n"
                                       "Expect: 100-continue\r\nContent-Length: %zu\r\n\r\n",
                                       rows[i].size_bytes);
        assert_true(test_server_send(client, (chatlet_str){.data = text, .size_bytes = size}));
        char answer_text[64] = "";
        size_t wanted = strlen(rows[i].begin);
        size_t have = 0;
        while (have < wanted) {
            ssize_t count = read(client, answer_text + have, wanted - have);
            assert_true(count > 0);
            have += (size_t)count;
        }
        assert_string_equal(answer_text, rows[i].begin);
        (void)close(client);
    }
    test_server_stop(&server);
}

static void bodies_beyond_the_memory_for_all_of_them_are_told_to_come_later(void **state) {
    (void)state;
    test_server server;
    size_t upload_bytes_max = LARGE_BYTES;
    const http_handler handler = handler_for(&upload_bytes_max);
    uint64_t sum;
    test_server_prepare(&server, &handler, 1);
    /* Memory doubles: for the last step 2 MiB and all of the body are held at once. */
    server.options.body_memory_bytes_max = 2 * 1024 * 1024 + LARGE_BYTES;
    test_server_start(&server);
    assert_int_equal(upload(&server, "/upload", LARGE_BYTES, false), 200);

    /* Most of it is taken by a client that never ends. */
    chatlet_str held = make_upload("/upload", LARGE_BYTES, false, &sum);
    int client = test_server_connect(&server);
    held.size_bytes -= 1;
    assert_true(test_server_send(client, held));
    while (http_metrics_read(&server.metrics.body_bytes_held) < LARGE_BYTES)
        (void)sched_yield();

    char *text = NULL;
    chatlet_str other = make_upload("/upload", LARGE_BYTES, false, &sum);
    assert_int_equal(test_server_ask(&server, other, &text), 503);
    assert_non_null(strstr(text, "\r\nRetry-After: 1\r\n"));
    free(text);
    assert_int_equal(server.metrics.limited[HTTP_LIMIT_MEMORY], 1);

    /* A body is small while little of it came, whatever was promised. */
    assert_int_equal(upload(&server, "/other", 100, false), 200);
    (void)close(client);
    while (http_metrics_read(&server.metrics.body_bytes_held) > 0)
        (void)sched_yield();
    assert_int_equal(upload(&server, "/upload", LARGE_BYTES, true), 200);
    free_upload(other);
    free_upload(held);
    test_server_stop(&server);
}

/* Sends 1 MiB within about 600 ms, or stops in the middle. */
static unsigned upload_slowly(const test_server *server, bool stops) {
    enum { SIZE_BYTES = 1024 * 1024, STEPS = 20, PAUSE_US = 30 * 1000 };
    uint64_t sum;
    char *text = NULL;
    unsigned status = 0;
    chatlet_str request = make_upload("/upload", SIZE_BYTES, false, &sum);
    size_t step = request.size_bytes / STEPS + 1;
    int client = test_server_connect(server);
    for (size_t sent = 0; sent < request.size_bytes && !(stops && sent > step * 4); sent += step) {
        size_t left = request.size_bytes - sent;
        (void)test_server_send(client, (chatlet_str){.data = request.data + sent,
                                                     .size_bytes = left < step ? left : step});
        (void)usleep(PAUSE_US);
    }
    (void)test_server_read_all(client, &text);
    (void)sscanf(text, "HTTP/1.1 %u ", &status);
    (void)close(client);
    free(text);
    free_upload(request);
    return status;
}

static void a_large_body_has_more_time_as_long_as_it_comes(void **state) {
    (void)state;
    test_server server;
    size_t upload_bytes_max = LARGE_BYTES;
    const http_handler handler = handler_for(&upload_bytes_max);
    test_server_prepare(&server, &handler, 1);
    server.options.timeouts.body_ms = 200;
    test_server_start(&server);
    assert_int_equal(upload_slowly(&server, false), 200);
    assert_int_equal(upload_slowly(&server, true), 408);
    test_server_stop(&server);
}

static void an_answer_from_memory_may_be_larger_where_its_handler_says_so(void **state) {
    (void)state;
    test_server server;
    size_t upload_bytes_max = 0;
    const http_handler handler = handler_for(&upload_bytes_max);
    char *text = NULL;
    test_server_prepare(&server, &handler, 1);
    test_server_start(&server);
    assert_int_equal(test_server_ask(&server, CHATLET_STR("GET /large HTTP/1.0\r\n\r\n"), &text),
                     200);
    const char *body = strstr(text, "\r\n\r\n") + 4;
    assert_int_equal(strlen(body), ANSWER_BYTES);
    for (size_t i = 0; i < ANSWER_BYTES; i++)
        assert_int_equal(body[i], 'a' + i % 23);
    free(text);
    assert_int_equal(test_server_ask(&server, CHATLET_STR("GET /too-large HTTP/1.0\r\n\r\n"), NULL),
                     500);
    test_server_stop(&server);
}

static void what_a_response_may_hold_has_an_end(void **state) {
    (void)state;
    http_response response;
    http_response_init(&response, test_plain_allocator(), HTTP_RESPONSE_CONTENT_BYTES_MAX);
    http_response_allow(&response, SIZE_MAX);
    assert_non_null(http_buffer_room(&response.content, HTTP_RESPONSE_CONTENT_BYTES_LARGEST));
    assert_null(http_buffer_room(&response.content, HTTP_RESPONSE_CONTENT_BYTES_LARGEST + 1));
    http_response_free(&response);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_may_be_as_large_as_its_handler_allows_and_no_larger),
        cmocka_unit_test(no_handler_can_allow_more_than_the_largest_body),
        cmocka_unit_test(bodies_beyond_the_memory_for_all_of_them_are_told_to_come_later),
        cmocka_unit_test(a_large_body_has_more_time_as_long_as_it_comes),
        cmocka_unit_test(an_answer_from_memory_may_be_larger_where_its_handler_says_so),
        cmocka_unit_test(what_a_response_may_hold_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
