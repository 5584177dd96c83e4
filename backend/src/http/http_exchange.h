/* The connection's side of http_handler.h. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http_finish.h"

#include <uv.h>

struct http_exchange {
    const http_request *request; /* borrowed from the parser */
    http_response response;      /* owned */
    chatlet_str route;           /* constant text, for log and metrics; empty: not told */
    int64_t time_s;
    uint64_t begun_ns; /* of uv_hrtime, for the log */
    void (*finished)(void *owner);
    void *owner; /* borrowed; outlives the exchange */
    uv_loop_t *loop;
    http_finish *finish;          /* borrowed */
    http_exchange *next_finished; /* in the list of `finish` */
    uv_work_t work;
    void (*pool_work)(void *context, http_exchange *exchange);
    void *pool_context;
};

/* A new exchange. `finished` is called with `owner` on the loop's thread when the response is
 * complete; then the owner sends it and calls http_response_free. */
void http_exchange_init(http_exchange *exchange, uv_loop_t *loop, http_finish *finish,
                        const chatlet_allocator *allocator);

#endif
