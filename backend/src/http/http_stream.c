#include "http_stream.h"

#include "http_limits.h"

#include <string.h>

static void lend_buffer(uv_handle_t *handle, size_t suggested_bytes, uv_buf_t *buffer) {
    const http_stream *stream = handle->data;
    (void)suggested_bytes;
    *buffer = uv_buf_init(stream->read_buffer, HTTP_READ_BYTES);
}

/* libuv takes buffers it may not change as changeable. */
static uv_buf_t buffer_of(chatlet_str bytes) {
    union {
        const char *constant;
        char *changeable;
    } data = {.constant = bytes.data};
    return uv_buf_init(data.changeable, (unsigned)bytes.size_bytes);
}

static bool is_closing(const http_stream *stream) {
    return uv_is_closing((const uv_handle_t *)&stream->tcp);
}

/* ---- encrypted bytes ---- */

static void on_flown(uv_write_t *request, int status);

/* Writes what TLS has to say; what comes meanwhile waits for its turn. */
static void let_fly(http_stream *stream) {
    if (stream->is_flying || is_closing(stream)) return;
    if (!http_tls_take(stream->tls, &stream->flying)) return;
    uv_buf_t buffer = buffer_of(http_buffer_str(&stream->flying));
    stream->is_flying = true;
    int status = uv_write(&stream->write, (uv_stream_t *)&stream->tcp, &buffer, 1, on_flown);
    if (status == 0) return;
    stream->is_flying = false;
    stream->events->failed(stream->owner);
}

static void on_flown(uv_write_t *request, int status) {
    http_stream *stream = request->data;
    stream->is_flying = false;
    http_buffer_free(&stream->flying);
    if (is_closing(stream)) return;
    if (status == 0) let_fly(stream);
    if (stream->is_flying) return;
    if (stream->is_write_wanted) {
        stream->is_write_wanted = false;
        stream->events->written(stream->owner, status == 0);
    } else if (status != 0) {
        stream->events->failed(stream->owner);
    } else if (stream->is_finish_wanted) {
        http_stream_finish(stream);
    }
}

static bool deliver(void *owner, chatlet_str plain) {
    http_stream *stream = owner;
    stream->events->received(stream->owner, plain);
    return !is_closing(stream);
}

static void decrypt(http_stream *stream, chatlet_str bytes) {
    bool was_shaking = http_stream_is_shaking(stream);
    http_tls_state state = http_tls_receive(stream->tls, bytes, deliver, stream);
    if (is_closing(stream)) return;
    let_fly(stream);
    if (was_shaking && state != HTTP_TLS_SHAKING) {
        stream->events->secured(stream->owner, state == HTTP_TLS_OPEN);
    }
    if (is_closing(stream)) return;
    switch (state) {
    case HTTP_TLS_SHAKING:
    case HTTP_TLS_OPEN: break;
    case HTTP_TLS_ENDED:
        http_stream_read(stream, false);
        stream->events->ended(stream->owner);
        break;
    case HTTP_TLS_FAILED: stream->events->failed(stream->owner); break;
    }
}

/* ---- bytes of the socket ---- */

static void receive(http_stream *stream, chatlet_str bytes) {
    bool is_first = !stream->is_begun;
    stream->is_begun = true;
    if (stream->tls == NULL) {
        stream->events->received(stream->owner, bytes);
    } else if (is_first && !http_tls_is_hello(bytes.data[0])) {
        http_tls_free(stream->tls);
        stream->tls = NULL;
        stream->events->mistaken(stream->owner);
    } else {
        decrypt(stream, bytes);
    }
}

static void on_read(uv_stream_t *handle, ssize_t count, const uv_buf_t *buffer) {
    http_stream *stream = handle->data;
    if (count > 0) {
        receive(stream, (chatlet_str){.data = buffer->base, .size_bytes = (size_t)count});
    } else if (count < 0) {
        bool was_shaking = http_stream_is_shaking(stream) && stream->is_begun;
        http_stream_read(stream, false);
        if (was_shaking) stream->events->secured(stream->owner, false);
        if (count == UV_EOF) {
            stream->events->ended(stream->owner);
        } else {
            stream->events->failed(stream->owner);
        }
    }
}

bool http_stream_accept(http_stream *stream, uv_stream_t *listener, http_stream_setting setting,
                        const http_stream_events *events, void *owner) {
    stream->events = events;
    stream->owner = owner;
    stream->read_buffer = setting.read_buffer;
    stream->is_reading = false;
    http_buffer_init(&stream->flying, setting.allocator, HTTP_TLS_OUTGOING_BYTES_MAX);
    (void)uv_tcp_init(listener->loop, &stream->tcp); /* cannot fail without a socket */
    stream->tcp.data = stream;
    stream->write.data = stream;
    stream->shutdown.data = stream;
    if (uv_accept(listener, (uv_stream_t *)&stream->tcp) != 0) return false;
    /* Answers are written in whole pieces; waiting for more to send only delays them. */
    (void)uv_tcp_nodelay(&stream->tcp, 1);
    if (setting.identity == NULL) return true;
    stream->tls = http_tls_new(setting.identity, setting.allocator);
    return stream->tls != NULL;
}

void http_stream_read_peer(const http_stream *stream, http_address *address) {
    struct sockaddr_storage peer = {0};
    int size_bytes = sizeof peer;
    if (uv_tcp_getpeername(&stream->tcp, (struct sockaddr *)&peer, &size_bytes) != 0) return;
    if (peer.ss_family == AF_INET6) {
        memcpy(address->bytes, &((struct sockaddr_in6 *)&peer)->sin6_addr, sizeof address->bytes);
    } else if (peer.ss_family == AF_INET) {
        *address = (http_address){.bytes = {[10] = 0xff, [11] = 0xff}};
        memcpy(address->bytes + 12, &((struct sockaddr_in *)&peer)->sin_addr, 4);
    }
}

bool http_stream_is_secure(const http_stream *stream) { return stream->tls != NULL; }

bool http_stream_is_shaking(const http_stream *stream) {
    return stream->tls != NULL && http_tls_is_shaking(stream->tls);
}

void http_stream_read(http_stream *stream, bool wanted) {
    if (stream->is_reading == wanted) return;
    stream->is_reading = wanted;
    if (!wanted) {
        (void)uv_read_stop((uv_stream_t *)&stream->tcp);
    } else if (uv_read_start((uv_stream_t *)&stream->tcp, lend_buffer, on_read) != 0) {
        stream->is_reading = false;
        stream->events->failed(stream->owner);
    }
}

static void on_write(uv_write_t *request, int status) {
    http_stream *stream = request->data;
    stream->events->written(stream->owner, status == 0);
}

/* Memory refused while encrypting breaks the connection; `failed` may end it. */
static bool encrypt(http_stream *stream, const chatlet_str *pieces, size_t piece_count) {
    for (size_t i = 0; i < piece_count; i++) {
        if (http_tls_send(stream->tls, pieces[i])) continue;
        stream->events->failed(stream->owner);
        return false;
    }
    return true;
}

void http_stream_write(http_stream *stream, const chatlet_str *pieces, size_t piece_count) {
    uv_buf_t buffers[HTTP_STREAM_PIECES_MAX];
    if (stream->tls != NULL) {
        stream->is_write_wanted = true;
        if (encrypt(stream, pieces, piece_count)) let_fly(stream);
        return;
    }
    for (size_t i = 0; i < piece_count; i++)
        buffers[i] = buffer_of(pieces[i]);
    int status = uv_write(&stream->write, (uv_stream_t *)&stream->tcp, buffers,
                          (unsigned)piece_count, on_write);
    if (status != 0) stream->events->failed(stream->owner);
}

void http_stream_write_hint(http_stream *stream, chatlet_str bytes) {
    uv_buf_t buffer = buffer_of(bytes);
    if (stream->tls != NULL) {
        if (encrypt(stream, &bytes, 1)) let_fly(stream);
        return;
    }
    (void)uv_try_write((uv_stream_t *)&stream->tcp, &buffer, 1);
}

static void on_shutdown(uv_shutdown_t *request, int status) {
    http_stream *stream = request->data;
    if (status != 0 && status != UV_ECANCELED) stream->events->failed(stream->owner);
}

void http_stream_finish(http_stream *stream) {
    if (stream->tls != NULL) {
        if (!stream->is_finish_wanted) http_tls_finish(stream->tls);
        stream->is_finish_wanted = true;
        let_fly(stream);
        if (is_closing(stream) || stream->is_flying) return;
    }
    stream->is_finish_wanted = false;
    int status = uv_shutdown(&stream->shutdown, (uv_stream_t *)&stream->tcp, on_shutdown);
    if (status != 0) stream->events->failed(stream->owner);
}

static void on_close(uv_handle_t *handle) {
    http_stream *stream = handle->data;
    if (stream->tls != NULL) http_tls_free(stream->tls);
    stream->tls = NULL;
    http_buffer_free(&stream->flying);
    stream->events->closed(stream->owner);
}

void http_stream_close(http_stream *stream) {
    if (uv_is_closing((uv_handle_t *)&stream->tcp)) return;
    uv_close((uv_handle_t *)&stream->tcp, on_close);
}
