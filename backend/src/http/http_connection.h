/* One client: reads its requests, has each answered, sends the answers in order. */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include "http_client_address.h"
#include "http_finish.h"
#include "http_log.h"
#include "http_metrics.h"
#include "http_tls.h"
#include "http_trace.h"

#include <uv.h>

typedef struct http_connection http_connection;

typedef struct http_timeouts {
    uint32_t header_ms; /* for a request's head, from its first byte */
    uint32_t body_ms;   /* for its body, from the end of the head */
    uint32_t idle_ms;   /* between requests */
    uint32_t write_ms;  /* for each piece of an answer */
} http_timeouts;

/* What connections need of the server; it outlives them. */
typedef struct http_connection_host {
    const chatlet_allocator *allocator; /* usable from any thread */
    const http_handler *handlers;
    size_t handler_count;
    http_timeouts timeouts;
    http_log *log; /* NULL: no access log */
    bool log_addresses;
    http_metrics *metrics;
    const http_proxies *proxies; /* NULL: none is trusted */
    http_trace_chance chance;
    uint64_t body_memory_bytes_max; /* of bodies under way, over all that share `metrics` */
    http_finish *finish;            /* of the same loop */
    char *read_buffer;              /* HTTP_READ_BYTES, shared */
    http_tls_identity *identity;    /* NULL: plain HTTP; may be replaced */
    bool is_stopping;               /* answer what was asked, then close */
    void (*ended)(void *server, http_connection *connection);
    void *server;
} http_connection_host;

/* The server's list of connections; the server links and unlinks. */
typedef struct http_connection_links {
    http_connection *previous;
    http_connection *next;
    bool is_refused; /* being told that the server is full */
} http_connection_links;

http_connection_links *http_connection_get_links(http_connection *connection);

/* Takes the next client off `listener`. When `refuse` it is told 503 and closed. NULL when memory
 * was refused; then the client is still at the listener. `host->ended` is called once it is over,
 * and then it is gone. */
http_connection *http_connection_accept(http_connection_host *host, uv_stream_t *listener,
                                        bool refuse);

/* Closes the connection if the time for what it does is over. `now_ms` as uv_now. */
void http_connection_check_time(http_connection *connection, uint64_t now_ms);

/* Closes it unless a request is under way; with `force` in any case. */
void http_connection_stop(http_connection *connection, bool force);

#endif
