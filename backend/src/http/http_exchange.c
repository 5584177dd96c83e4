#include "http_exchange.h"

#include <time.h>

static int64_t wall_time_s(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return 0;
    return now.tv_sec;
}

void http_exchange_init(http_exchange *exchange, uv_loop_t *loop, http_finish *finish,
                        const chatlet_allocator *allocator) {
    *exchange = (http_exchange){
        .loop = loop, .finish = finish, .time_s = wall_time_s(), .begun_ns = uv_hrtime()};
    http_response_init(&exchange->response, allocator, HTTP_RESPONSE_CONTENT_BYTES_MAX);
}

const http_request *http_exchange_request(const http_exchange *exchange) {
    return exchange->request;
}

http_response *http_exchange_response(http_exchange *exchange) { return &exchange->response; }

int64_t http_exchange_time_s(const http_exchange *exchange) { return exchange->time_s; }

void http_exchange_name_route(http_exchange *exchange, chatlet_str route) {
    exchange->route = route;
}

void http_exchange_finish(http_exchange *exchange) { exchange->finished(exchange->owner); }

void http_exchange_finish_from(http_exchange *exchange) {
    http_finish_add(exchange->finish, exchange);
}

static void run_in_pool(uv_work_t *work) {
    http_exchange *exchange = work->data;
    exchange->pool_work(exchange->pool_context, exchange);
}

static void after_pool(uv_work_t *work, int status) {
    (void)status; /* never cancelled: finish must be reached */
    http_exchange_finish(work->data);
}

void http_exchange_in_pool(http_exchange *exchange,
                           void (*work)(void *context, http_exchange *exchange), void *context) {
    exchange->pool_work = work;
    exchange->pool_context = context;
    exchange->work.data = exchange;
    /* Fails only without a function to call. */
    (void)uv_queue_work(exchange->loop, &exchange->work, run_in_pool, after_pool);
}
