/* Sockets that listen. Several may share one port, so that each loop has its own and the kernel
 * deals out the clients (SO_REUSEPORT, which libuv 1.44 does not offer). */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include <stdint.h>

/* A socket that listens at `address` (IPv4 or IPv6, in digits) and `port` (0: any that is free), so
 * that a taken port is known at once; libuv tells only later and by then its handle is spent.
 * *descriptor   the caller's to close.
 * *bound_port   the port it listens at.
 * 0, or an error number of libuv: UV_EADDRINUSE when the port is taken, UV_EINVAL when `address`
 * is none. */
int http_listen_open(const char *address, uint16_t port, int *descriptor, uint16_t *bound_port);

/* One more socket that listens where `first` does; `first` is of http_listen_open. Until the first
 * call no other socket can join it, not even of the same user: that is how a taken port is told. */
int http_listen_share(int first, int *descriptor);

#endif
