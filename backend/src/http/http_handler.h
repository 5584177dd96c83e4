/* What answers requests: the files of a site, a health check, later the routes. The server asks its
 * handlers in order, and the first that accepts a request answers it. */
#ifndef HTTP_HANDLER_H
#define HTTP_HANDLER_H

#include "http_message.h"

/* A request being answered. Made by the connection. */
typedef struct http_exchange http_exchange;

typedef struct http_handler {
    /* Borrowed by the server for as long as it runs. Where there are several loops, their threads
     * use it at the same time. */
    void *context;

    /* Whether this handler answers `request`, of which only the head is there: method, path, query,
     * fields. Quick; on the loop's thread, once. */
    bool (*accepts)(void *context, const http_request *request);

    /* How large the body of such a request may be, decided from its head, before the body is read;
     * a larger one is 413. At most HTTP_BODY_BYTES_LARGEST. NULL: HTTP_BODY_BYTES_MAX. */
    size_t (*body_bytes_max)(void *context, const http_request *head);

    /* Begins the answer, on the loop's thread, without waiting for anything. Then, at once or
     * later, http_exchange_finish must be called once, even when the client has gone. */
    void (*start)(void *context, http_exchange *exchange);
} http_handler;

/* What was asked; valid until http_exchange_finish. */
const http_request *http_exchange_request(const http_exchange *exchange);

/* The answer to fill in; a new 200. Valid until http_exchange_finish. */
http_response *http_exchange_response(http_exchange *exchange);

/* When the answer began: seconds since 1970. */
int64_t http_exchange_time_s(const http_exchange *exchange);

/* Names what answered ("/v1/bots/{bot}"), for the log, where it stands instead of the path.
 * `route` is constant text. */
void http_exchange_name_route(http_exchange *exchange, chatlet_str route);

/* Sends the response as it stands. On the loop's thread; the exchange is gone afterwards. */
void http_exchange_finish(http_exchange *exchange);

/* The same from any thread, for answers that other threads make; the loop finishes it soon. The
 * exchange, its request and its response must not be touched afterwards. */
void http_exchange_finish_from(http_exchange *exchange); /* from any thread; the loop finishes it */

/* Calls `work` in the pool, where it may wait, then finishes the exchange. `work` touches only what
 * is safe there: the request, the response, and what `context` shares between threads. */
void http_exchange_in_pool(http_exchange *exchange,
                           void (*work)(void *context, http_exchange *exchange), void *context);

#endif
