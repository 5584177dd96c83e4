/* Lines for people and their tools, from any thread, written by a thread of its own so that a slow
 * terminal or full disk never holds a loop. What does not fit into HTTP_LOG_BYTES_MAX while waiting
 * is dropped and counted. */
#ifndef HTTP_LOG_H
#define HTTP_LOG_H

#include "http_buffer.h"

#include <uv.h>

typedef struct http_log {
    int descriptor; /* borrowed */
    uv_thread_t thread;
    uv_mutex_t mutex; /* guards what follows */
    uv_cond_t changed;
    http_buffer waiting;
    http_buffer writing; /* the thread's while it writes */
    uint64_t dropped_count;
    bool is_over;
} http_log;

/* Starts the thread. `allocator` is usable from any thread. False when the system refused. */
bool http_log_init(http_log *log, int descriptor, const chatlet_allocator *allocator);

/* Adds one line; `line` has no line end. From any thread. */
void http_log_add(http_log *log, chatlet_str line);

/* Writes what waits, ends the thread, and frees all. */
void http_log_free(http_log *log);

#endif
