#include "http_stream.h"

#include "http_limits.h"

static void lend_buffer(uv_handle_t *handle, size_t suggested_bytes, uv_buf_t *buffer) {
    const http_stream *stream = handle->data;
    (void)suggested_bytes;
    *buffer = uv_buf_init(stream->read_buffer, HTTP_READ_BYTES);
}

static void on_read(uv_stream_t *handle, ssize_t count, const uv_buf_t *buffer) {
    http_stream *stream = handle->data;
    if (count > 0) {
        stream->events->received(stream->owner,
                                 (chatlet_str){.data = buffer->base, .size_bytes = (size_t)count});
    } else if (count == UV_EOF) {
        http_stream_read(stream, false);
        stream->events->ended(stream->owner);
    } else if (count < 0) {
        stream->events->failed(stream->owner);
    }
}

bool http_stream_accept(http_stream *stream, uv_stream_t *listener, char *read_buffer,
                        const http_stream_events *events, void *owner) {
    stream->events = events;
    stream->owner = owner;
    stream->read_buffer = read_buffer;
    stream->is_reading = false;
    (void)uv_tcp_init(listener->loop, &stream->tcp); /* cannot fail without a socket */
    stream->tcp.data = stream;
    stream->write.data = stream;
    stream->shutdown.data = stream;
    if (uv_accept(listener, (uv_stream_t *)&stream->tcp) != 0) return false;
    /* Answers are written in whole pieces; waiting for more to send only delays them. */
    (void)uv_tcp_nodelay(&stream->tcp, 1);
    return true;
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

/* libuv takes buffers it may not change as changeable. */
static uv_buf_t buffer_of(chatlet_str bytes) {
    union {
        const char *constant;
        char *changeable;
    } data = {.constant = bytes.data};
    return uv_buf_init(data.changeable, (unsigned)bytes.size_bytes);
}

void http_stream_write(http_stream *stream, const chatlet_str *pieces, size_t piece_count) {
    uv_buf_t buffers[HTTP_STREAM_PIECES_MAX];
    for (size_t i = 0; i < piece_count; i++)
        buffers[i] = buffer_of(pieces[i]);
    int status = uv_write(&stream->write, (uv_stream_t *)&stream->tcp, buffers,
                          (unsigned)piece_count, on_write);
    if (status != 0) stream->events->failed(stream->owner);
}

void http_stream_write_hint(http_stream *stream, chatlet_str bytes) {
    uv_buf_t buffer = buffer_of(bytes);
    (void)uv_try_write((uv_stream_t *)&stream->tcp, &buffer, 1);
}

static void on_shutdown(uv_shutdown_t *request, int status) {
    http_stream *stream = request->data;
    if (status != 0 && status != UV_ECANCELED) stream->events->failed(stream->owner);
}

void http_stream_finish(http_stream *stream) {
    int status = uv_shutdown(&stream->shutdown, (uv_stream_t *)&stream->tcp, on_shutdown);
    if (status != 0) stream->events->failed(stream->owner);
}

static void on_close(uv_handle_t *handle) {
    http_stream *stream = handle->data;
    stream->events->closed(stream->owner);
}

void http_stream_close(http_stream *stream) {
    if (uv_is_closing((uv_handle_t *)&stream->tcp)) return;
    uv_close((uv_handle_t *)&stream->tcp, on_close);
}
