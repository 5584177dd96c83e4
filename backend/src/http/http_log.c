#include "http_log.h"

#include "http_limits.h"

#include <unistd.h>

/* A log that cannot be written is no reason to stop serving: the rest is given up. */
static void write_all(const http_log *log, chatlet_str bytes) {
    size_t written = 0;
    while (written < bytes.size_bytes) {
        ssize_t count = write(log->descriptor, bytes.data + written, bytes.size_bytes - written);
        if (count <= 0) return;
        written += (size_t)count;
    }
}

static void write_lines(void *argument) {
    http_log *log = argument;
    uv_mutex_lock(&log->mutex);
    while (!log->is_over || log->waiting.size_bytes > 0) {
        if (log->waiting.size_bytes == 0) {
            uv_cond_wait(&log->changed, &log->mutex);
            continue;
        }
        http_buffer lines = log->waiting;
        log->waiting = log->writing;
        log->writing = lines;
        uv_mutex_unlock(&log->mutex);
        write_all(log, http_buffer_str(&lines));
        uv_mutex_lock(&log->mutex);
        log->writing.size_bytes = 0;
    }
    uv_mutex_unlock(&log->mutex);
}

bool http_log_init(http_log *log, int descriptor, const chatlet_allocator *allocator) {
    *log = (http_log){.descriptor = descriptor};
    http_buffer_init(&log->waiting, allocator, HTTP_LOG_BYTES_MAX);
    http_buffer_init(&log->writing, allocator, HTTP_LOG_BYTES_MAX);
    if (uv_mutex_init(&log->mutex) != 0) return false;
    if (uv_cond_init(&log->changed) == 0) {
        if (uv_thread_create(&log->thread, write_lines, log) == 0) return true;
        uv_cond_destroy(&log->changed);
    }
    uv_mutex_destroy(&log->mutex);
    return false;
}

static void note_dropped(http_log *log) {
    http_buffer_append(&log->waiting, CHATLET_STR("log: "));
    http_buffer_append_number(&log->waiting, log->dropped_count);
    http_buffer_append(&log->waiting, CHATLET_STR(" lines were dropped\n"));
    log->dropped_count = 0;
}

static void add_line(http_log *log, chatlet_str line) {
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
    }
}

void http_log_add(http_log *log, chatlet_str line) {
    uv_mutex_lock(&log->mutex);
    bool sleeps = log->waiting.size_bytes == 0;
    add_line(log, line);
    if (sleeps) uv_cond_signal(&log->changed);
    uv_mutex_unlock(&log->mutex);
}

void http_log_free(http_log *log) {
    uv_mutex_lock(&log->mutex);
    log->is_over = true;
    uv_cond_signal(&log->changed);
    uv_mutex_unlock(&log->mutex);
    (void)uv_thread_join(&log->thread);
    uv_cond_destroy(&log->changed);
    uv_mutex_destroy(&log->mutex);
    http_buffer_free(&log->writing);
    http_buffer_free(&log->waiting);
}
