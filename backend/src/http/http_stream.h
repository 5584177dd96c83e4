/* Plain bytes of one TCP connection in and out, with TLS between where the server has an identity.
 * What a request is, it does not know. All on the loop's thread. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "http_client_address.h"
#include "http_tls.h"

#include <uv.h>

enum { HTTP_STREAM_PIECES_MAX = 2 };

typedef struct http_stream_events {
    void (*received)(void *owner, chatlet_str bytes); /* borrowed until it returns */
    void (*ended)(void *owner);                       /* the client will send nothing more */
    void (*failed)(void *owner);                      /* broken; to be closed */
    void (*written)(void *owner, bool good);          /* what http_stream_write was given is gone */
    void (*closed)(void *owner);                      /* the last event; the memory may go */
    void (*secured)(void *owner,
                    bool good);    /* the handshake of TLS is over; when not `good`, failed
                                                or ended follows */
    void (*mistaken)(void *owner); /* the client speaks plain HTTP where TLS is spoken; what is
                                      written from now on is plain, so that it can be told */
} http_stream_events;

typedef struct http_stream {
    uv_tcp_t tcp;
    uv_write_t write;
    uv_shutdown_t shutdown;
    const http_stream_events *events;
    void *owner;       /* borrowed */
    char *read_buffer; /* borrowed; shared by all streams of a loop, HTTP_READ_BYTES */
    bool is_reading;
    http_tls *tls;      /* owned; NULL: plain */
    http_buffer flying; /* encrypted, being written */
    bool is_flying;
    bool is_begun;        /* the client's first byte was seen */
    bool is_write_wanted; /* `written` is owed for encrypted bytes */
    bool is_finish_wanted;
} http_stream;

/* What streams of a loop share. */
typedef struct http_stream_setting {
    char *read_buffer;           /* borrowed; HTTP_READ_BYTES */
    http_tls_identity *identity; /* NULL: plain */
    const chatlet_allocator *allocator;
} http_stream_setting;

/* Takes the next client off `listener`. False when there is none or memory was refused; then
 * http_stream_close is still needed. events and owner outlive the stream. */
bool http_stream_accept(http_stream *stream, uv_stream_t *listener, http_stream_setting setting,
                        const http_stream_events *events, void *owner);

/* The other end's address; untouched when the system does not say. */
void http_stream_read_peer(const http_stream *stream, http_address *address);

/* Whether its bytes are encrypted; whether its handshake is still under way. */
bool http_stream_is_secure(const http_stream *stream);
bool http_stream_is_shaking(const http_stream *stream);

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
