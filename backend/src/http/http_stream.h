/* Bytes of one TCP connection in and out. What a request is, it does not know; TLS will stand
 * between this and the connection. All on the loop's thread. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include <chatlet/base.h>

#include <uv.h>

enum { HTTP_STREAM_PIECES_MAX = 2 };

typedef struct http_stream_events {
    void (*received)(void *owner, chatlet_str bytes); /* borrowed until it returns */
    void (*ended)(void *owner);                       /* the client will send nothing more */
    void (*failed)(void *owner);                      /* broken; to be closed */
    void (*written)(void *owner, bool good);          /* what http_stream_write was given is gone */
    void (*closed)(void *owner);                      /* the last event; the memory may go */
} http_stream_events;

typedef struct http_stream {
    uv_tcp_t tcp;
    uv_write_t write;
    uv_shutdown_t shutdown;
    const http_stream_events *events;
    void *owner;       /* borrowed */
    char *read_buffer; /* borrowed; shared by all streams of a loop, HTTP_READ_BYTES */
    bool is_reading;
} http_stream;

/* Takes the next client off `listener`. False when there is none; then http_stream_close is still
 * needed. events, owner and read_buffer outlive the stream. */
bool http_stream_accept(http_stream *stream, uv_stream_t *listener, char *read_buffer,
                        const http_stream_events *events, void *owner);

/* Lets bytes come in, or holds them back. */
void http_stream_read(http_stream *stream, bool wanted);

/* Sends 1 to HTTP_STREAM_PIECES_MAX pieces, which stay as they are until `written` is called. One
 * write at a time. */
void http_stream_write(http_stream *stream, const chatlet_str *pieces, size_t piece_count);

/* Sends a few bytes at once if the kernel takes them, and forgets them otherwise. Not while a write
 * is under way. */
void http_stream_write_hint(http_stream *stream, chatlet_str bytes);

/* Tells the client that nothing more will come. No write may be under way. */
void http_stream_finish(http_stream *stream);

/* Ends it; `closed` follows. Calling it again does nothing. */
void http_stream_close(http_stream *stream);

#endif
