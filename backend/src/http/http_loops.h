/* The servers of a process: one per loop, each loop but the first on a thread of its own, all at
 * one port. The kernel deals the clients out among them. */
#ifndef HTTP_LOOPS_H
#define HTTP_LOOPS_H

#include "http_server.h"

typedef struct http_loops http_loops;

/* `count` (1 to HTTP_LOOPS_MAX) servers that do not listen yet; the first is on `first`, which the
 * caller runs and which outlives them. NULL when memory or the system refused. */
http_loops *http_loops_new(uv_loop_t *first, uint32_t count, const http_server_options *options);

/* Has all of them speak TLS, each by an identity of its own that is read from `files`. Before
 * http_loops_listen, or later, from any thread, for clients to come. When the files are not usable
 * nothing changes, and `message` says why. Waits for the disk. */
bool http_loops_use(http_loops *loops, http_tls_common *common, const http_tls_files *files,
                    char message[HTTP_TLS_MESSAGE_BYTES]);

/* As http_server_listen, for all of them; starts the threads. After a failure it may be called
 * again with another port, unless some listen already, which *bound_port not 0 tells. */
int http_loops_listen(http_loops *loops, const char *address, uint16_t port, uint16_t *bound_port);

/* As http_server_stop, for all of them; on the thread of the first loop. A second call closes
 * everything at once. */
void http_loops_stop(http_loops *loops);

/* After the first loop has ended: waits for the other threads, then frees all. */
void http_loops_free(http_loops *loops);

#endif
