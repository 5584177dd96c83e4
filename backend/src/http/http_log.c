#include "http_log.h"

#include "http_limits.h"

#include <unistd.h>

void http_log_init(http_log *log, uv_loop_t *loop, int descriptor,
                   const chatlet_allocator *allocator) {
    *log = (http_log){.loop = loop, .descriptor = descriptor};
    http_buffer_init(&log->waiting, allocator, HTTP_LOG_BYTES_MAX);
    http_buffer_init(&log->writing, allocator, HTTP_LOG_BYTES_MAX);
    log->write.data = log;
}

static void write_next(http_log *log);

static void on_written(uv_fs_t *write) {
    http_log *log = write->data;
    ssize_t count = write->result;
    uv_fs_req_cleanup(write);
    log->in_pool = false;
    /* A log that cannot be written is no reason to stop serving. */
    log->written_bytes = count < 0 ? log->writing.size_bytes : log->written_bytes + (size_t)count;
    write_next(log);
}

/* Writes the rest of `writing`, or turns to what has gathered meanwhile. */
static void write_next(http_log *log) {
    if (log->written_bytes == log->writing.size_bytes) {
        http_buffer done = log->writing;
        log->writing = log->waiting;
        log->waiting = done;
        log->waiting.size_bytes = 0;
        log->written_bytes = 0;
    }
    size_t left = log->writing.size_bytes - log->written_bytes;
    if (left == 0) return;
    uv_buf_t buffer = uv_buf_init(log->writing.data + log->written_bytes, (unsigned)left);
    log->in_pool = true;
    (void)uv_fs_write(log->loop, &log->write, log->descriptor, &buffer, 1, -1, on_written);
}

static void note_dropped(http_log *log) {
    http_buffer_append(&log->waiting, CHATLET_STR("log: "));
    http_buffer_append_number(&log->waiting, log->dropped_count);
    http_buffer_append(&log->waiting, CHATLET_STR(" lines were dropped\n"));
    log->dropped_count = 0;
}

void http_log_add(http_log *log, chatlet_str line) {
    enum { NOTE_BYTES = 64 };
    if (log->waiting.size_bytes + line.size_bytes + NOTE_BYTES > HTTP_LOG_BYTES_MAX) {
        log->dropped_count++;
        return;
    }
    if (log->dropped_count > 0) note_dropped(log);
    http_buffer_append(&log->waiting, line);
    http_buffer_append(&log->waiting, CHATLET_STR("\n"));
    if (log->waiting.failed) { /* out of memory: a log may lose lines, a server not its life */
        http_buffer_free(&log->waiting);
        log->dropped_count++;
        return;
    }
    if (!log->in_pool) write_next(log);
}

static void write_waiting(const http_log *log, const http_buffer *buffer, size_t begin) {
    while (begin < buffer->size_bytes) {
        ssize_t count = write(log->descriptor, buffer->data + begin, buffer->size_bytes - begin);
        if (count <= 0) return;
        begin += (size_t)count;
    }
}

void http_log_free(http_log *log) {
    write_waiting(log, &log->writing, log->written_bytes);
    write_waiting(log, &log->waiting, 0);
    http_buffer_free(&log->writing);
    http_buffer_free(&log->waiting);
}
