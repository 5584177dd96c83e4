/* Sends one response: its head, then its body piece by piece as the client takes them. Of a file at
 * most one piece is in memory. All on the loop's thread; files are read in the pool. */
#ifndef HTTP_SEND_H
#define HTTP_SEND_H

#include "http_response_write.h"
#include "http_stream.h"

typedef enum http_send_result {
    HTTP_SEND_DONE,  /* all of it is with the kernel */
    HTTP_SEND_BROKEN /* the client is gone, or the file became shorter than was promised */
} http_send_result;

typedef struct http_send {
    const http_response *response; /* borrowed until finished */
    http_stream *stream;           /* borrowed until finished; NULL when abandoned */
    http_buffer head;
    http_buffer chunk;        /* of a file */
    uint64_t body_bytes;      /* to be sent: 0 for an answer to HEAD */
    uint64_t body_sent_bytes; /* of these, given to the stream */
    bool in_pool;             /* a piece is being read; the memory must stay */
    uv_fs_t read;
    void (*moved)(void *owner); /* the next piece is being read or written */
    void (*finished)(void *owner, http_send_result result);
    void *owner; /* borrowed */
} http_send;

typedef struct http_send_options {
    http_head_options head;
    bool head_only; /* the answer to HEAD: the same head, no body */
} http_send_options;

/* A sending that has not begun. `moved` and `finished` are called with `owner`, later, never from
 * within http_send_start. */
void http_send_init(http_send *send, const chatlet_allocator *allocator, void (*moved)(void *owner),
                    void (*finished)(void *owner, http_send_result result), void *owner);

/* Starts sending `response` to `stream`. False when memory was refused and nothing was sent. */
bool http_send_start(http_send *send, http_stream *stream, const http_response *response,
                     http_send_options options);

/* The stream is being closed. When in_pool, `finished` follows once the pool lets go. */
void http_send_abandon(http_send *send);

/* The stream's `written` event while a response is being sent. */
void http_send_written(http_send *send, bool good);

/* Frees what the sending owns; not while in_pool. */
void http_send_free(http_send *send);

#endif
