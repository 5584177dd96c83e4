/* A server of the HTTP room on a thread of its own, and clients that wait for their answers. */
#ifndef TEST_SERVER_H
#define TEST_SERVER_H

#include "http_loops.h"

#include <uv.h>

typedef struct test_server {
    http_server_options options;
    http_metrics metrics;
    uv_loop_t loop;
    http_loops *loops;
    uint16_t port;
    uv_thread_t thread;
    uv_async_t stop;
} test_server;

/* Options that are fine for a test: `handlers` and roomy times and limits. Change what you like. */
void test_server_prepare(test_server *server, const http_handler *handlers, size_t handler_count);

void test_server_start(test_server *server);

/* Stops it, waits, and asserts that no connection, request or memory is left in the counts. */
void test_server_stop(test_server *server);

/* A connected socket, the caller's to close. */
int test_server_connect(const test_server *server);

/* Sends all of `bytes`; false when the server has closed. */
bool test_server_send(int client, chatlet_str bytes);

/* Reads until the server closes; *text is the caller's to free, with a zero byte behind it. */
size_t test_server_read_all(int client, char **text);

/* One request on a connection of its own; the status, or 0 when there was no answer. The head and
 * body follow in *text, unless NULL, as above. */
unsigned test_server_ask(const test_server *server, chatlet_str request, char **text);

#endif
