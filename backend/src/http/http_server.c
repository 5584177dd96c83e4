#include "http_server.h"

#include "http_listen.h"

#include <unistd.h>

struct http_server {
    uv_loop_t *loop; /* borrowed */
    http_server_options options;
    http_connection_host host;
    http_finish finish;
    uv_tcp_t listener;
    uv_timer_t sweep;  /* runs while there are connections, so that an idle server sleeps */
    bool client_waits; /* memory for it was refused; the sweep tries again */
    http_connection *newest;
    size_t connection_count; /* of this loop, with the refused ones */
    uint64_t stop_deadline_ms;
    char *read_buffer; /* owned */
};

static void close_when_stopped(http_server *server) {
    if (!server->host.is_stopping || server->connection_count > 0) return;
    http_finish_close(&server->finish);
    if (!uv_is_closing((uv_handle_t *)&server->sweep))
        uv_close((uv_handle_t *)&server->sweep, NULL);
}

static void on_connection_ended(void *context, http_connection *connection) {
    http_server *server = context;
    http_connection_links *links = http_connection_get_links(connection);
    if (links->previous == NULL) {
        server->newest = links->next;
    } else {
        http_connection_get_links(links->previous)->next = links->next;
    }
    if (links->next != NULL) http_connection_get_links(links->next)->previous = links->previous;
    server->connection_count--;
    http_metrics *metrics = server->options.metrics;
    http_metrics_subtract(links->is_refused ? &metrics->refused_open : &metrics->connections_open,
                          1);
    close_when_stopped(server);
}

static void stop_connections(http_server *server, bool force) {
    http_connection *next = NULL;
    for (http_connection *each = server->newest; each != NULL; each = next) {
        next = http_connection_get_links(each)->next;
        http_connection_stop(each, force);
    }
}

static void take_client(http_server *server);

static void on_sweep(uv_timer_t *timer) {
    http_server *server = timer->data;
    uint64_t now_ms = uv_now(server->loop);
    http_connection *next = NULL;
    for (http_connection *each = server->newest; each != NULL; each = next) {
        next = http_connection_get_links(each)->next;
        http_connection_check_time(each, now_ms);
    }
    if (server->host.is_stopping && now_ms >= server->stop_deadline_ms) {
        stop_connections(server, true);
    }
    if (server->client_waits && !server->host.is_stopping) take_client(server);
    if (server->connection_count == 0 && !server->client_waits) (void)uv_timer_stop(timer);
}

static void start_sweep(http_server *server) {
    if (uv_is_active((uv_handle_t *)&server->sweep)) return;
    (void)uv_timer_start(&server->sweep, on_sweep, HTTP_SWEEP_MS, HTTP_SWEEP_MS);
}

static void link_connection(http_server *server, http_connection *connection) {
    http_connection_links *links = http_connection_get_links(connection);
    links->next = server->newest;
    if (server->newest != NULL) http_connection_get_links(server->newest)->previous = connection;
    server->newest = connection;
    server->connection_count++;
    start_sweep(server);
}

static void on_dropped(uv_handle_t *handle) {
    http_server *server = handle->data;
    server->options.allocator->release(server->options.allocator->context, handle);
}

/* Takes a client off the queue only to close it: left there, it would wait for an answer. False
 * when memory was refused. */
static bool drop_client(http_server *server) {
    const chatlet_allocator *allocator = server->options.allocator;
    uv_tcp_t *client = allocator->allocate(allocator->context, sizeof *client);
    if (client == NULL) return false;
    (void)uv_tcp_init(server->loop, client);
    client->data = server;
    (void)uv_accept((uv_stream_t *)&server->listener, (uv_stream_t *)client);
    uv_close((uv_handle_t *)client, on_dropped);
    return true;
}

/* Takes the client that is at the listener. libuv offers no other before this one is taken, so when
 * memory is refused it must be tried again. */
static void take_client(http_server *server) {
    uv_stream_t *listener = (uv_stream_t *)&server->listener;
    http_metrics *metrics = server->options.metrics;
    bool full = !http_metrics_take(&metrics->connections_open, 1, server->options.connections_max);
    if (full && !http_metrics_take(&metrics->refused_open, 1, HTTP_REFUSALS_MAX)) {
        server->client_waits = !drop_client(server);
    } else {
        http_connection *connection = http_connection_accept(&server->host, listener, full);
        server->client_waits = connection == NULL;
        if (connection != NULL) {
            link_connection(server, connection);
        } else {
            http_metrics_subtract(full ? &metrics->refused_open : &metrics->connections_open, 1);
        }
    }
    if (!server->client_waits) {
        http_metrics_add(full ? &metrics->limited[HTTP_LIMIT_CONNECTIONS] : &metrics->connections,
                         1);
    }
    if (server->client_waits) start_sweep(server);
}

static void on_client(uv_stream_t *listener, int status) {
    if (status == 0) take_client(listener->data);
}

void http_server_use(http_server *server, http_tls_identity *identity) {
    if (server->host.identity != NULL) http_tls_identity_release(server->host.identity);
    server->host.identity = identity;
}

void http_server_use_from(http_server *server, http_tls_identity *identity) {
    http_finish_offer(&server->finish, identity);
}

static void on_stop_asked(void *owner) { http_server_stop(owner); }

static void on_identity(void *owner, http_tls_identity *identity) {
    http_server_use(owner, identity);
}

static const http_finish_events finish_events = {.stop = on_stop_asked, .use = on_identity};

http_server *http_server_new(uv_loop_t *loop, const http_server_options *options) {
    const chatlet_allocator *allocator = options->allocator;
    http_server *server = allocator->allocate(allocator->context, sizeof *server);
    if (server == NULL) return NULL;
    char *read_buffer = allocator->allocate(allocator->context, HTTP_READ_BYTES);
    if (read_buffer == NULL) {
        allocator->release(allocator->context, server);
        return NULL;
    }
    *server = (http_server){.loop = loop, .options = *options, .read_buffer = read_buffer};
    if (!http_finish_init(&server->finish, loop, &finish_events, server)) {
        allocator->release(allocator->context, read_buffer);
        allocator->release(allocator->context, server);
        return NULL;
    }
    server->host = (http_connection_host){.allocator = allocator,
                                          .handlers = options->handlers,
                                          .handler_count = options->handler_count,
                                          .timeouts = options->timeouts,
                                          .log = options->log,
                                          .log_addresses = options->log_addresses,
                                          .metrics = options->metrics,
                                          .proxies = options->proxies,
                                          .body_memory_bytes_max = options->body_memory_bytes_max,
                                          .finish = &server->finish,
                                          .read_buffer = read_buffer,
                                          .ended = on_connection_ended,
                                          .server = server};
    uint8_t seed[16] = {0};
    /* Without it ids are not unique over restarts; nothing else depends on it. */
    (void)uv_random(NULL, NULL, seed, sizeof seed, 0, NULL);
    http_trace_seed(&server->host.chance, seed);
    (void)uv_timer_init(loop, &server->sweep);
    (void)uv_tcp_init(loop, &server->listener);
    server->sweep.data = server;
    server->listener.data = server;
    return server;
}

int http_server_listen_on(http_server *server, int descriptor) {
    int status = uv_tcp_open(&server->listener, descriptor);
    if (status != 0) {
        (void)close(descriptor);
        return status;
    }
    return uv_listen((uv_stream_t *)&server->listener, HTTP_LISTEN_BACKLOG, on_client);
}

int http_server_listen(http_server *server, const char *address, uint16_t port,
                       uint16_t *bound_port) {
    int descriptor = -1;
    int status = http_listen_open(address, port, &descriptor, bound_port);
    return status != 0 ? status : http_server_listen_on(server, descriptor);
}

void http_server_stop(http_server *server) {
    bool again = server->host.is_stopping;
    server->host.is_stopping = true;
    if (!again) {
        uv_close((uv_handle_t *)&server->listener, NULL);
        server->stop_deadline_ms = uv_now(server->loop) + server->options.stop_timeout_ms;
    }
    stop_connections(server, again);
    close_when_stopped(server);
}

void http_server_stop_from(http_server *server) { http_finish_ask_stop(&server->finish); }

void http_server_free(http_server *server) {
    const chatlet_allocator *allocator = server->options.allocator;
    http_finish_free(&server->finish);
    if (server->host.identity != NULL) http_tls_identity_release(server->host.identity);
    allocator->release(allocator->context, server->read_buffer);
    allocator->release(allocator->context, server);
}
