/* Lines for people, written in the pool so that a slow terminal or full disk never holds the loop.
 * What does not fit into HTTP_LOG_BYTES_MAX while waiting is dropped and counted. */
#ifndef HTTP_LOG_H
#define HTTP_LOG_H

#include "http_buffer.h"

#include <uv.h>

typedef struct http_log {
    uv_loop_t *loop; /* borrowed */
    int descriptor;  /* borrowed */
    http_buffer waiting;
    http_buffer writing;
    size_t written_bytes; /* of `writing` */
    uint64_t dropped_count;
    bool in_pool;
    uv_fs_t write;
} http_log;

void http_log_init(http_log *log, uv_loop_t *loop, int descriptor,
                   const chatlet_allocator *allocator);

/* Adds one line; `line` has no line end. */
void http_log_add(http_log *log, chatlet_str line);

/* Writes what waits, waiting for it, and frees all. The loop must have ended. */
void http_log_free(http_log *log);

#endif
