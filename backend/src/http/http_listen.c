#include "http_listen.h"

#include "http_limits.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

typedef struct place {
    struct sockaddr_storage address;
    socklen_t size_bytes;
} place;

static int close_with_error(int descriptor) {
    int error = uv_translate_sys_error(errno);
    (void)close(descriptor);
    return error;
}

static int listen_at(const place *where, bool shares, int *opened) {
    int on = 1;
    int descriptor =
        socket(where->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return uv_translate_sys_error(errno);
    (void)setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (shares && setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
        return close_with_error(descriptor);
    }
    if (bind(descriptor, (const struct sockaddr *)&where->address, where->size_bytes) != 0 ||
        listen(descriptor, HTTP_LISTEN_BACKLOG) != 0) {
        return close_with_error(descriptor);
    }
    *opened = descriptor;
    return 0;
}

static int read_address(const char *address, uint16_t port, place *where) {
    where->size_bytes = sizeof(struct sockaddr_in);
    if (uv_ip4_addr(address, port, (struct sockaddr_in *)&where->address) == 0) return 0;
    where->size_bytes = sizeof(struct sockaddr_in6);
    return uv_ip6_addr(address, port, (struct sockaddr_in6 *)&where->address);
}

static int read_bound(int descriptor, place *where) {
    where->size_bytes = sizeof where->address;
    int status = getsockname(descriptor, (struct sockaddr *)&where->address, &where->size_bytes);
    return status == 0 ? 0 : uv_translate_sys_error(errno);
}

static uint16_t port_of(const place *where) {
    return where->address.ss_family == AF_INET6
               ? ntohs(((const struct sockaddr_in6 *)&where->address)->sin6_port)
               : ntohs(((const struct sockaddr_in *)&where->address)->sin_port);
}

int http_listen_open(const char *address, uint16_t port, int *descriptor, uint16_t *bound_port) {
    place where = {.size_bytes = 0};
    int opened = -1;
    int status = read_address(address, port, &where);
    if (status == 0) status = listen_at(&where, false, &opened);
    if (status == 0) status = read_bound(opened, &where);
    if (status != 0) {
        if (opened >= 0) (void)close(opened);
        return status;
    }
    *descriptor = opened;
    *bound_port = port_of(&where);
    return 0;
}

/* The first socket says only now that it shares: it took the port alone, so that a port on which
 * another process listens was refused to it, which two sharing sockets would not have noticed. */
int http_listen_share(int first, int *descriptor) {
    int on = 1;
    place where = {.size_bytes = 0};
    if (setsockopt(first, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
        return uv_translate_sys_error(errno);
    }
    int status = read_bound(first, &where);
    return status == 0 ? listen_at(&where, true, descriptor) : status;
}
