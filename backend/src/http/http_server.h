/* Listens, takes clients, watches the time of their connections, stops gracefully. One loop. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http_connection.h"

typedef struct http_server_options {
    const chatlet_allocator *allocator; /* usable from any thread; outlives the server */
    const http_handler *handlers;       /* asked in order; outlive the server */
    size_t handler_count;
    http_timeouts timeouts;
    uint32_t stop_timeout_ms;
    const http_proxies *proxies;    /* whose word about their clients counts; NULL: nobody's */
    uint32_t connections_max;       /* over all servers that share `metrics` */
    uint64_t body_memory_bytes_max; /* of bodies under way, likewise; beyond it 503 */
    http_metrics *metrics;          /* shared by the servers of a process; outlives them */
    http_log *log;                  /* NULL: no access log */
    bool log_addresses;             /* of clients, which are personal data, in the access log */
} http_server_options;

typedef struct http_server http_server;

/* A server that does not listen yet, on `loop`, which outlives it; NULL when memory was refused. */
http_server *http_server_new(uv_loop_t *loop, const http_server_options *options);

/* Listens at `address` (IPv4 or IPv6, in digits) and `port` (0: any that is free). Call once.
 * *bound_port  the port it listens at.
 * 0, or an error number of libuv: UV_EADDRINUSE when the port is taken, UV_EINVAL when `address`
 * is none. */
int http_server_listen(http_server *server, const char *address, uint16_t port,
                       uint16_t *bound_port);

/* The same with a socket that listens already (http_listen.h), which the server takes over. */
int http_server_listen_on(http_server *server, int descriptor);

/* Speaks TLS by `identity`, which it takes over, with clients to come; those that are here keep
 * theirs. Before the server listens, or on its loop's thread. */
void http_server_use(http_server *server, http_tls_identity *identity);

/* The same from any thread; the loop does it soon. */
void http_server_use_from(http_server *server, http_tls_identity *identity);

/* Takes no more clients, lets requests under way finish within stop_timeout_ms, then lets go of the
 * loop. A second call closes everything at once. */
void http_server_stop(http_server *server);

/* The same from any thread; the loop does it soon. Must not be called once http_server_free is. */
void http_server_stop_from(http_server *server);

/* After the loop has ended. */
void http_server_free(http_server *server);

#endif
