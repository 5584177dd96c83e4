/* Several loops at one port, and answers that other threads make. */
#include "test_allocator.h"
#include "test_assert.h"

#include "http_handlers.h"
#include "http_listen.h"
#include "http_loops.h"

#include <arpa/inet.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 16, REQUESTS = 50, WORKERS = 3, WAITING_MAX = 64, ANSWER_BYTES = 4096 };

/* A pool of the test's own: takes exchanges, writes their path into the answer, hands them back. */
typedef struct pool {
    uv_mutex_t mutex;
    uv_cond_t changed;
    http_exchange *waiting[WAITING_MAX];
    size_t count;
    bool is_over;
    uv_thread_t threads[WORKERS];
    atomic_uint answered_count;
} pool;

static void work(void *argument) {
    pool *own = argument;
    uv_mutex_lock(&own->mutex);
    while (!own->is_over || own->count > 0) {
        if (own->count == 0) {
            uv_cond_wait(&own->changed, &own->mutex);
            continue;
        }
        http_exchange *exchange = own->waiting[--own->count];
        uv_mutex_unlock(&own->mutex);
        const http_request *request = http_exchange_request(exchange);
        http_buffer_append(&http_exchange_response(exchange)->content, request->path);
        (void)atomic_fetch_add(&own->answered_count, 1);
        http_exchange_finish_from(exchange);
        uv_mutex_lock(&own->mutex);
    }
    uv_mutex_unlock(&own->mutex);
}

static void pool_start(pool *made) {
    *made = (pool){.count = 0};
    assert_int_equal(uv_mutex_init(&made->mutex), 0);
    assert_int_equal(uv_cond_init(&made->changed), 0);
    for (size_t i = 0; i < WORKERS; i++) {
        assert_int_equal(uv_thread_create(&made->threads[i], work, made), 0);
    }
}

static void pool_stop(pool *own) {
    uv_mutex_lock(&own->mutex);
    own->is_over = true;
    uv_cond_broadcast(&own->changed);
    uv_mutex_unlock(&own->mutex);
    for (size_t i = 0; i < WORKERS; i++)
        (void)uv_thread_join(&own->threads[i]);
    uv_cond_destroy(&own->changed);
    uv_mutex_destroy(&own->mutex);
}

static bool accepts_all(void *context, const http_request *request) {
    (void)context;
    (void)request;
    return true;
}

static void hand_over(void *context, http_exchange *exchange) {
    pool *to = context;
    uv_mutex_lock(&to->mutex);
    assert_true(to->count < WAITING_MAX);
    to->waiting[to->count++] = exchange;
    uv_cond_signal(&to->changed);
    uv_mutex_unlock(&to->mutex);
}

static int connect_to(uint16_t port) {
    const struct sockaddr_in where = {.sin_family = AF_INET,
                                      .sin_port = htons(port),
                                      .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(client, (const struct sockaddr *)&where, sizeof where) == 0) return client;
    (void)close(client);
    return -1;
}

/* One request on an open connection; whether the answer is its path. */
static bool ask(int client, const char *path) {
    char text[ANSWER_BYTES + 1];
    size_t size = 0;
    int length = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
    if (write(client, text, (size_t)length) != length) return false;
    for (;;) {
        ssize_t count = read(client, text + size, ANSWER_BYTES - size);
        if (count <= 0) return false;
        size += (size_t)count;
        text[size] = '\0';
        const char *body = strstr(text, "\r\n\r\n");
        if (body != NULL && strlen(body + 4) >= strlen(path)) return strcmp(body + 4, path) == 0;
    }
}

typedef struct crowd {
    uint16_t port;
    http_loops *loops;
    atomic_uint good_count;
    atomic_uint left_count; /* clients that are not done */
    uv_async_t done;
} crowd;

typedef struct client {
    crowd *all;
    unsigned number;
    uv_thread_t thread;
} client;

static void visit(void *argument) {
    client *own = argument;
    int socket = connect_to(own->all->port);
    for (unsigned i = 0; i < REQUESTS; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "/%u-%u", own->number, i);
        if (socket >= 0 && ask(socket, path)) (void)atomic_fetch_add(&own->all->good_count, 1);
    }
    if (socket >= 0) (void)close(socket);
    if (atomic_fetch_sub(&own->all->left_count, 1) == 1) (void)uv_async_send(&own->all->done);
}

static void on_done(uv_async_t *done) {
    crowd *all = done->data;
    http_loops_stop(all->loops);
    uv_close((uv_handle_t *)done, NULL);
}

static http_server_options options_for(const http_handler *handlers, http_metrics *metrics) {
    *metrics = (http_metrics){.connections = 0};
    return (http_server_options){
        .allocator = test_plain_allocator(),
        .handlers = handlers,
        .handler_count = 1,
        .timeouts = {.header_ms = 9000, .body_ms = 9000, .idle_ms = 9000, .write_ms = 9000},
        .stop_timeout_ms = 5000,
        .body_memory_bytes_max = 1024 * 1024,
        .metrics = metrics,
        .connections_max = 100};
}

static void run_crowd(uint32_t loop_count) {
    pool workers;
    crowd all = {.left_count = CLIENTS};
    client clients[CLIENTS];
    uv_loop_t loop;
    pool_start(&workers);
    const http_handler handler = {.context = &workers, .accepts = accepts_all, .start = hand_over};
    http_metrics metrics;
    const http_server_options options = options_for(&handler, &metrics);
    assert_int_equal(uv_loop_init(&loop), 0);
    all.loops = http_loops_new(&loop, loop_count, &options);
    assert_non_null(all.loops);
    assert_int_equal(http_loops_listen(all.loops, "127.0.0.1", 0, &all.port), 0);
    assert_int_equal(uv_async_init(&loop, &all.done, on_done), 0);
    all.done.data = &all;
    for (unsigned i = 0; i < CLIENTS; i++) {
        clients[i] = (client){.all = &all, .number = i};
        assert_int_equal(uv_thread_create(&clients[i].thread, visit, &clients[i]), 0);
    }
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    for (unsigned i = 0; i < CLIENTS; i++)
        (void)uv_thread_join(&clients[i].thread);
    http_loops_free(all.loops);
    assert_int_equal(uv_loop_close(&loop), 0);
    pool_stop(&workers);
    assert_int_equal(all.good_count, CLIENTS * REQUESTS);
    assert_int_equal(metrics.requests[1], CLIENTS * REQUESTS);
    assert_int_equal(metrics.connections, CLIENTS);
    assert_int_equal(metrics.connections_open, 0);
    assert_int_equal(metrics.answering_now, 0);
    assert_int_equal(workers.answered_count, CLIENTS * REQUESTS);
}

static void answers_of_other_threads_reach_the_right_clients(void **state) {
    (void)state;
    run_crowd(1);
    run_crowd(4);
}

/* The exchange is handed over only once the server is stopping: stopping must wait for it. */
typedef struct late {
    http_exchange *exchange;
    http_loops *loops;
    uv_thread_t thread;
} late;

static void finish_late(void *argument) {
    late *own = argument;
    http_exchange_finish_from(own->exchange);
}

static void stop_first(void *context, http_exchange *exchange) {
    late *own = context;
    own->exchange = exchange;
    http_buffer_append(&http_exchange_response(exchange)->content, CHATLET_STR("/late"));
    http_loops_stop(own->loops);
    assert_int_equal(uv_thread_create(&own->thread, finish_late, own), 0);
}

static void ask_late(void *argument) {
    client *own = argument;
    int socket = connect_to(own->all->port);
    if (ask(socket, "/late")) (void)atomic_fetch_add(&own->all->good_count, 1);
    (void)close(socket);
}

static void an_answer_under_way_is_waited_for_when_stopping(void **state) {
    (void)state;
    late own = {.exchange = NULL};
    crowd all = {.left_count = 1};
    client asker = {.all = &all};
    uv_loop_t loop;
    const http_handler handler = {.context = &own, .accepts = accepts_all, .start = stop_first};
    http_metrics metrics;
    const http_server_options options = options_for(&handler, &metrics);
    assert_int_equal(uv_loop_init(&loop), 0);
    own.loops = http_loops_new(&loop, 1, &options);
    assert_int_equal(http_loops_listen(own.loops, "127.0.0.1", 0, &all.port), 0);
    assert_int_equal(uv_thread_create(&asker.thread, ask_late, &asker), 0);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    (void)uv_thread_join(&asker.thread);
    (void)uv_thread_join(&own.thread);
    http_loops_free(own.loops);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(all.good_count, 1);
}

static void a_taken_port_is_told_also_where_loops_share_theirs(void **state) {
    (void)state;
    http_handler live = http_live_handler();
    http_metrics metrics;
    const http_server_options options = options_for(&live, &metrics);
    uv_loop_t loop;
    uint16_t port = 0;
    uint16_t other_port = 0;
    assert_int_equal(uv_loop_init(&loop), 0);
    http_loops *loops = http_loops_new(&loop, 2, &options);
    http_loops *others = http_loops_new(&loop, 2, &options);
    assert_int_equal(http_loops_listen(loops, "127.0.0.1", 0, &port), 0);
    assert_int_equal(http_loops_listen(others, "127.0.0.1", port, &other_port), UV_EADDRINUSE);
    assert_int_equal(other_port, 0);
    http_loops_stop(loops);
    http_loops_stop(others);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    http_loops_free(loops);
    http_loops_free(others);
    assert_int_equal(uv_loop_close(&loop), 0);
}

static void clients_are_dealt_out_among_the_sockets_of_a_port(void **state) {
    (void)state;
    enum { TRIES = 200 };
    int sockets[2];
    uint16_t port;
    bool seen[2] = {false, false};
    assert_int_equal(http_listen_open("127.0.0.1", 0, &sockets[0], &port), 0);
    assert_int_equal(http_listen_share(sockets[0], &sockets[1]), 0);
    for (int i = 0; i < TRIES && !(seen[0] && seen[1]); i++) {
        int visitor = connect_to(port);
        assert_true(visitor >= 0);
        for (size_t j = 0; j < 2; j++) {
            int accepted = accept(sockets[j], NULL, NULL);
            if (accepted < 0) continue;
            seen[j] = true;
            (void)close(accepted);
        }
        (void)close(visitor);
    }
    assert_true(seen[0] && seen[1]);
    (void)close(sockets[0]);
    (void)close(sockets[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_of_other_threads_reach_the_right_clients),
        cmocka_unit_test(an_answer_under_way_is_waited_for_when_stopping),
        cmocka_unit_test(a_taken_port_is_told_also_where_loops_share_theirs),
        cmocka_unit_test(clients_are_dealt_out_among_the_sockets_of_a_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
