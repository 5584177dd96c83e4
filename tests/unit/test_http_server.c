/* The server on a loop of its own, with memory that is refused. */
#include "test_allocator.h"
#include "test_assert.h"

#include "http_handlers.h"
#include "http_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TURNS_MAX = 2000, ANSWER_BYTES = 4096 };

typedef struct running {
    test_allocator memory;
    uv_loop_t loop;
    http_static sites;
    http_metrics metrics;
    http_handler handlers[2];
    http_server *server;
    uint16_t port;
} running;

/* False when the server could not be made for want of memory. */
static bool start(running *made, size_t refuse_at) {
    *made = (running){.port = 0};
    test_allocator_init(&made->memory);
    made->memory.refuse_at = refuse_at;
    assert_int_equal(uv_loop_init(&made->loop), 0);
    assert_true(http_root_open(CHATLET_SOURCE_DIR "/backend", &made->sites.sites[0].root));
    made->sites.site_count = 1;
    made->handlers[0] = http_live_handler();
    made->handlers[1] = http_static_handler(&made->sites);
    const http_server_options options = {
        .allocator = &made->memory.allocator,
        .handlers = made->handlers,
        .handler_count = 2,
        .timeouts = {.header_ms = 1000, .body_ms = 1000, .idle_ms = 1000, .write_ms = 1000},
        .stop_timeout_ms = 1000,
        .body_memory_bytes_max = 1024 * 1024,
        .metrics = &made->metrics,
        .connections_max = 4};
    made->server = http_server_new(&made->loop, &options);
    if (made->server == NULL) return false;
    assert_int_equal(http_server_listen(made->server, "127.0.0.1", 0, &made->port), 0);
    return true;
}

static void finish(running *made) {
    if (made->server != NULL) {
        http_server_stop(made->server);
        http_server_stop(made->server);
        (void)uv_run(&made->loop, UV_RUN_DEFAULT);
        http_server_free(made->server);
    }
    assert_int_equal(uv_loop_close(&made->loop), 0);
    assert_int_equal(made->memory.live_count, 0);
    assert_int_equal(made->metrics.connections_open, 0);
    assert_int_equal(made->metrics.refused_open, 0);
    assert_int_equal(made->metrics.answering_now, 0);
    assert_int_equal(made->metrics.body_bytes_held, 0);
}

/* Asks for `path`, turns the loop until the server has closed; the status, or 0 for no answer. */
static unsigned ask(running *made, const char *path) {
    char text[ANSWER_BYTES + 1];
    size_t size = 0;
    ssize_t count = -1;
    const struct sockaddr_in where = {.sin_family = AF_INET,
                                      .sin_port = htons(made->port),
                                      .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(client >= 0);
    assert_int_equal(connect(client, (const struct sockaddr *)&where, sizeof where), 0);
    snprintf(text, sizeof text, "GET %s HTTP/1.0\r\n\r\n", path);
    assert_true(write(client, text, strlen(text)) > 0);
    for (int turn = 0; turn < TURNS_MAX && count != 0 && size < ANSWER_BYTES; turn++) {
        (void)uv_run(&made->loop, UV_RUN_ONCE);
        count = recv(client, text + size, ANSWER_BYTES - size, MSG_DONTWAIT);
        if (count > 0) size += (size_t)count;
    }
    close(client);
    text[size] = '\0';
    unsigned status = 0;
    return sscanf(text, "HTTP/1.1 %u ", &status) == 1 ? status : 0;
}

static void a_refused_allocation_costs_one_answer_and_no_other(void **state) {
    (void)state;
    static const char *const paths[] = {"/livez", "/README.md", "/nothing", "/%"};
    static const unsigned statuses[] = {200, 200, 404, 400};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        bool refused = true;
        for (size_t refuse_at = 1; refused; refuse_at++) {
            running made;
            if (start(&made, refuse_at)) {
                const unsigned status = ask(&made, paths[i]);
                refused = made.memory.allocation_count >= refuse_at;
                assert_true(status == statuses[i] || (refused && (status == 0 || status >= 500)));
                assert_int_equal(ask(&made, "/livez"), 200);
            }
            finish(&made);
        }
    }
}

static void an_address_that_is_none_is_told(void **state) {
    (void)state;
    running made;
    uint16_t port;
    assert_true(start(&made, 0));
    finish(&made);
    made = (running){.port = 0};
    test_allocator_init(&made.memory);
    assert_int_equal(uv_loop_init(&made.loop), 0);
    const http_server_options options = {.allocator = &made.memory.allocator,
                                         .metrics = &made.metrics};
    made.server = http_server_new(&made.loop, &options);
    assert_int_equal(http_server_listen(made.server, "localhost", 0, &port), UV_EINVAL);
    finish(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_allocation_costs_one_answer_and_no_other),
        cmocka_unit_test(an_address_that_is_none_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
