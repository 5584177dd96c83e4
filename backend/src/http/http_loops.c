#include "http_loops.h"

#include "http_listen.h"

#include <stdatomic.h>

/* A loop with its server. */
typedef struct turn {
    http_loops *loops;
    http_server *server;
    uv_loop_t loop; /* unused by the first */
    uv_thread_t thread;
    bool has_loop;
    bool is_running; /* on its thread */
} turn;

struct http_loops {
    const chatlet_allocator *allocator;
    uv_loop_t *first; /* borrowed */
    uint32_t count;
    uint32_t thread_count;
    atomic_uint ended_count; /* of the threads */
    uv_async_t ended;        /* keeps the first loop turning until all others have ended */
    bool has_ended;
    bool is_listening;
    turn turns[HTTP_LOOPS_MAX];
};

http_loops *http_loops_new(uv_loop_t *first, uint32_t count, const http_server_options *options) {
    const chatlet_allocator *allocator = options->allocator;
    http_loops *loops = allocator->allocate(allocator->context, sizeof *loops);
    if (loops == NULL) return NULL;
    *loops = (http_loops){.allocator = allocator, .first = first};
    while (loops->count < count) {
        turn *next = &loops->turns[loops->count];
        uv_loop_t *loop = first;
        if (loops->count > 0) {
            if (uv_loop_init(&next->loop) != 0) break;
            next->has_loop = true;
            loop = &next->loop;
        }
        loops->count++;
        next->server = http_server_new(loop, options);
        if (next->server == NULL) break;
    }
    if (loops->count == count && loops->turns[count - 1].server != NULL) return loops;
    http_loops_stop(loops);
    (void)uv_run(first, UV_RUN_DEFAULT);
    http_loops_free(loops);
    return NULL;
}

bool http_loops_use(http_loops *loops, http_tls_common *common, const http_tls_files *files,
                    char message[HTTP_TLS_MESSAGE_BYTES]) {
    http_tls_identity *identities[HTTP_LOOPS_MAX];
    for (uint32_t i = 0; i < loops->count; i++) {
        identities[i] = http_tls_identity_load(common, files, message);
        if (identities[i] != NULL) continue;
        while (i > 0)
            http_tls_identity_release(identities[--i]);
        return false;
    }
    for (uint32_t i = 0; i < loops->count; i++) {
        if (loops->is_listening) {
            http_server_use_from(loops->turns[i].server, identities[i]);
        } else {
            http_server_use(loops->turns[i].server, identities[i]);
        }
    }
    return true;
}

static void run_loop(void *argument) {
    turn *own = argument;
    (void)uv_run(&own->loop, UV_RUN_DEFAULT);
    (void)atomic_fetch_add(&own->loops->ended_count, 1);
    (void)uv_async_send(&own->loops->ended);
}

static void let_first_go(http_loops *loops) {
    if (!loops->has_ended || atomic_load(&loops->ended_count) < loops->thread_count) return;
    loops->has_ended = false;
    uv_close((uv_handle_t *)&loops->ended, NULL);
}

static void on_ended(uv_async_t *ended) { let_first_go(ended->data); }

static int start_thread(http_loops *loops, turn *next) {
    next->loops = loops;
    int status = uv_thread_create(&next->thread, run_loop, next);
    if (status != 0) return status;
    next->is_running = true;
    loops->thread_count++;
    return 0;
}

/* Gives each further loop its socket and its thread. */
static int listen_with(http_loops *loops, int first) {
    if (loops->count == 1) return 0;
    int made = uv_async_init(loops->first, &loops->ended, on_ended);
    if (made != 0) return made;
    loops->ended.data = loops;
    loops->has_ended = true;
    for (uint32_t i = 1; i < loops->count; i++) {
        turn *next = &loops->turns[i];
        int descriptor = -1;
        int status = http_listen_share(first, &descriptor);
        if (status == 0) status = http_server_listen_on(next->server, descriptor);
        if (status == 0) status = start_thread(loops, next);
        if (status != 0) return status;
    }
    return 0;
}

int http_loops_listen(http_loops *loops, const char *address, uint16_t port, uint16_t *bound_port) {
    int first = -1;
    *bound_port = 0;
    int status = http_listen_open(address, port, &first, bound_port);
    if (status != 0) return status;
    loops->is_listening = true;
    status = http_server_listen_on(loops->turns[0].server, first);
    return status == 0 ? listen_with(loops, first) : status;
}

void http_loops_stop(http_loops *loops) {
    for (uint32_t i = 0; i < loops->count; i++) {
        turn *each = &loops->turns[i];
        if (each->server == NULL) continue;
        if (each->is_running) {
            http_server_stop_from(each->server);
        } else {
            http_server_stop(each->server);
        }
    }
    if (loops->thread_count == 0) let_first_go(loops);
}

void http_loops_free(http_loops *loops) {
    for (uint32_t i = 0; i < loops->count; i++) {
        turn *each = &loops->turns[i];
        if (each->is_running) {
            (void)uv_thread_join(&each->thread);
        } else if (each->has_loop) {
            (void)uv_run(&each->loop, UV_RUN_DEFAULT);
        }
        if (each->server != NULL) http_server_free(each->server);
        if (each->has_loop) (void)uv_loop_close(&each->loop);
    }
    loops->allocator->release(loops->allocator->context, loops);
}
