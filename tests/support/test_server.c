#include "test_server.h"

#include "test_allocator.h"
#include "test_assert.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

void test_server_prepare(test_server *server, const http_handler *handlers, size_t handler_count) {
    *server = (test_server){.port = 0};
    server->options = (http_server_options){
        .allocator = test_plain_allocator(),
        .handlers = handlers,
        .handler_count = handler_count,
        .timeouts = {.header_ms = 9000, .body_ms = 9000, .idle_ms = 9000, .write_ms = 9000},
        .stop_timeout_ms = 5000,
        .connections_max = 100,
        .body_memory_bytes_max = 256U << 20,
        .metrics = &server->metrics};
}

static void on_stop(uv_async_t *stop) {
    test_server *server = stop->data;
    http_loops_stop(server->loops);
    uv_close((uv_handle_t *)stop, NULL);
}

static void run(void *argument) {
    test_server *server = argument;
    (void)uv_run(&server->loop, UV_RUN_DEFAULT);
}

void test_server_start(test_server *server) {
    assert_int_equal(uv_loop_init(&server->loop), 0);
    assert_int_equal(uv_async_init(&server->loop, &server->stop, on_stop), 0);
    server->stop.data = server;
    server->loops = http_loops_new(&server->loop, 1, &server->options);
    assert_non_null(server->loops);
    assert_int_equal(http_loops_listen(server->loops, "127.0.0.1", 0, &server->port), 0);
    assert_int_equal(uv_thread_create(&server->thread, run, server), 0);
}

void test_server_stop(test_server *server) {
    (void)uv_async_send(&server->stop);
    (void)uv_thread_join(&server->thread);
    http_loops_free(server->loops);
    assert_int_equal(uv_loop_close(&server->loop), 0);
    assert_int_equal(server->metrics.connections_open, 0);
    assert_int_equal(server->metrics.refused_open, 0);
    assert_int_equal(server->metrics.answering_now, 0);
    assert_int_equal(server->metrics.body_bytes_held, 0);
}

int test_server_connect(const test_server *server) {
    const struct sockaddr_in where = {.sin_family = AF_INET,
                                      .sin_port = htons(server->port),
                                      .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(client >= 0);
    assert_int_equal(connect(client, (const struct sockaddr *)&where, sizeof where), 0);
    return client;
}

bool test_server_send(int client, chatlet_str bytes) {
    size_t sent = 0;
    while (sent < bytes.size_bytes) {
        ssize_t count = send(client, bytes.data + sent, bytes.size_bytes - sent, MSG_NOSIGNAL);
        if (count <= 0) return false;
        sent += (size_t)count;
    }
    return true;
}

size_t test_server_read_all(int client, char **text) {
    size_t size = 0;
    size_t capacity = READ_BYTES;
    char *bytes = malloc(capacity + 1);
    ssize_t count = 1;
    while (count > 0) {
        assert_non_null(bytes);
        count = recv(client, bytes + size, capacity - size, 0);
        if (count > 0) size += (size_t)count;
        if (size == capacity) {
            capacity *= 2;
            bytes = realloc(bytes, capacity + 1);
        }
    }
    bytes[size] = '\0';
    *text = bytes;
    return size;
}

unsigned test_server_ask(const test_server *server, chatlet_str request, char **text) {
    int client = test_server_connect(server);
    char *answer = NULL;
    unsigned status = 0;
    (void)test_server_send(client, request);
    (void)shutdown(client, SHUT_WR);
    (void)test_server_read_all(client, &answer);
    (void)close(client);
    if (sscanf(answer, "HTTP/1.1 %u ", &status) != 1) status = 0;
    if (text != NULL) {
        *text = answer;
    } else {
        free(answer);
    }
    return status;
}
