#include "http_server.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_server {
    uv_loop_t *loop; /* borrowed */
    http_server_options options;
    http_connection_host host;
    uv_tcp_t listener;
    uv_timer_t sweep;  /* runs while there are connections, so that an idle server sleeps */
    bool client_waits; /* memory for it was refused; the sweep tries again */
    http_connection *newest;
    size_t connection_count; /* with the refused ones */
    size_t refused_count;
    uint64_t stop_deadline_ms;
    char *read_buffer; /* owned */
};

static void close_when_stopped(http_server *server) {
    if (!server->host.is_stopping || server->connection_count > 0) return;
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
    if (links->is_refused) server->refused_count--;
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
    if (links->is_refused) server->refused_count++;
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
    bool full = server->connection_count - server->refused_count >= server->options.connections_max;
    if (full && server->refused_count >= HTTP_REFUSALS_MAX) {
        server->client_waits = !drop_client(server);
    } else {
        http_connection *connection = http_connection_accept(&server->host, listener, full);
        server->client_waits = connection == NULL;
        if (connection != NULL) link_connection(server, connection);
    }
    if (server->client_waits) start_sweep(server);
}

static void on_client(uv_stream_t *listener, int status) {
    if (status == 0) take_client(listener->data);
}

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
    server->host = (http_connection_host){.allocator = allocator,
                                          .handlers = options->handlers,
                                          .handler_count = options->handler_count,
                                          .timeouts = options->timeouts,
                                          .log = options->log,
                                          .read_buffer = read_buffer,
                                          .ended = on_connection_ended,
                                          .server = server};
    (void)uv_timer_init(loop, &server->sweep);
    (void)uv_tcp_init(loop, &server->listener);
    server->sweep.data = server;
    server->listener.data = server;
    return server;
}

/* A bound and listening socket, so that a taken port is known at once; libuv tells only later and
 * by then its handle is spent. */
static int open_socket(const struct sockaddr_storage *where, socklen_t size_bytes, int *opened) {
    int on = 1;
    int descriptor = socket(where->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return uv_translate_sys_error(errno);
    (void)setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(descriptor, (const struct sockaddr *)where, size_bytes) != 0 ||
        listen(descriptor, HTTP_LISTEN_BACKLOG) != 0) {
        int error = uv_translate_sys_error(errno);
        (void)close(descriptor);
        return error;
    }
    *opened = descriptor;
    return 0;
}

static int read_address(const char *address, uint16_t port, struct sockaddr_storage *where,
                        socklen_t *size_bytes) {
    *size_bytes = sizeof(struct sockaddr_in);
    if (uv_ip4_addr(address, port, (struct sockaddr_in *)where) == 0) return 0;
    *size_bytes = sizeof(struct sockaddr_in6);
    return uv_ip6_addr(address, port, (struct sockaddr_in6 *)where);
}

static int read_bound_port(const uv_tcp_t *listener, uint16_t *port) {
    struct sockaddr_storage where = {0};
    int size_bytes = sizeof where;
    int status = uv_tcp_getsockname(listener, (struct sockaddr *)&where, &size_bytes);
    if (status != 0) return status;
    *port = where.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&where)->sin6_port)
                                        : ntohs(((struct sockaddr_in *)&where)->sin_port);
    return 0;
}

int http_server_listen(http_server *server, const char *address, uint16_t port,
                       uint16_t *bound_port) {
    struct sockaddr_storage where = {0};
    socklen_t size_bytes;
    int descriptor = -1;
    int status = read_address(address, port, &where, &size_bytes);
    if (status == 0) status = open_socket(&where, size_bytes, &descriptor);
    if (status != 0) return status;
    status = uv_tcp_open(&server->listener, descriptor);
    if (status != 0) {
        (void)close(descriptor);
        return status;
    }
    status = uv_listen((uv_stream_t *)&server->listener, HTTP_LISTEN_BACKLOG, on_client);
    return status != 0 ? status : read_bound_port(&server->listener, bound_port);
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

void http_server_free(http_server *server) {
    const chatlet_allocator *allocator = server->options.allocator;
    allocator->release(allocator->context, server->read_buffer);
    allocator->release(allocator->context, server);
}
