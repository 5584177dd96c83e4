#include "http_send.h"

void http_send_init(http_send *send, const chatlet_allocator *allocator, void (*moved)(void *owner),
                    void (*finished)(void *owner, http_send_result result), void *owner) {
    *send = (http_send){.moved = moved, .finished = finished, .owner = owner};
    send->read.data = send;
    http_buffer_init(&send->head, allocator, HTTP_RESPONSE_HEAD_BYTES_MAX);
    http_buffer_init(&send->chunk, allocator, HTTP_FILE_CHUNK_BYTES);
}

/* The next bytes of a body in memory: all of a small one, so that it goes out with its head. */
static chatlet_str next_piece(http_send *send) {
    chatlet_str content = http_buffer_str(&send->response->content);
    uint64_t left = send->body_bytes - send->body_sent_bytes;
    size_t size_bytes = left < HTTP_CONTENT_PIECE_BYTES ? (size_t)left : HTTP_CONTENT_PIECE_BYTES;
    chatlet_str piece = {.data = content.data + send->body_sent_bytes, .size_bytes = size_bytes};
    send->body_sent_bytes += size_bytes;
    return piece;
}

bool http_send_start(http_send *send, http_stream *stream, const http_response *response,
                     http_send_options options) {
    chatlet_str pieces[HTTP_STREAM_PIECES_MAX];
    size_t piece_count = 1;
    send->response = response;
    send->stream = stream;
    send->body_bytes = options.head_only ? 0 : http_response_body_bytes(response);
    http_response_write_head(response, options.head, &send->head);
    if (send->head.failed) return false;
    pieces[0] = http_buffer_str(&send->head);
    if (response->body_kind == HTTP_BODY_BYTES && send->body_bytes > 0) {
        pieces[piece_count++] = next_piece(send);
    }
    http_stream_write(stream, pieces, piece_count);
    return true;
}

static void on_file_read(uv_fs_t *read) {
    http_send *send = read->data;
    ssize_t count = read->result;
    uv_fs_req_cleanup(read);
    send->in_pool = false;
    /* A file that became shorter: its length is promised, so only closing tells the client. */
    if (count <= 0 || send->stream == NULL) {
        send->finished(send->owner, HTTP_SEND_BROKEN);
        return;
    }
    send->chunk.size_bytes = (size_t)count;
    send->body_sent_bytes += (uint64_t)count;
    send->moved(send->owner);
    chatlet_str piece = http_buffer_str(&send->chunk);
    http_stream_write(send->stream, &piece, 1);
}

static void read_next(http_send *send) {
    uint64_t left = send->body_bytes - send->body_sent_bytes;
    size_t size_bytes = left < HTTP_FILE_CHUNK_BYTES ? (size_t)left : HTTP_FILE_CHUNK_BYTES;
    send->chunk.size_bytes = 0;
    char *room = http_buffer_room(&send->chunk, HTTP_FILE_CHUNK_BYTES);
    if (room == NULL) {
        send->finished(send->owner, HTTP_SEND_BROKEN);
        return;
    }
    uv_buf_t buffer = uv_buf_init(room, (unsigned)size_bytes);
    uint64_t offset = send->response->file_offset + send->body_sent_bytes;
    send->in_pool = true;
    (void)uv_fs_read(send->stream->tcp.loop, &send->read, send->response->file, &buffer, 1,
                     (int64_t)offset, on_file_read);
}

void http_send_written(http_send *send, bool good) {
    if (!good) {
        send->finished(send->owner, HTTP_SEND_BROKEN);
    } else if (send->body_sent_bytes == send->body_bytes) {
        send->finished(send->owner, HTTP_SEND_DONE);
    } else if (send->response->body_kind == HTTP_BODY_BYTES) {
        chatlet_str piece = next_piece(send);
        send->moved(send->owner);
        http_stream_write(send->stream, &piece, 1);
    } else {
        send->moved(send->owner);
        read_next(send);
    }
}

void http_send_abandon(http_send *send) { send->stream = NULL; }

void http_send_free(http_send *send) {
    http_buffer_free(&send->head);
    http_buffer_free(&send->chunk);
}
