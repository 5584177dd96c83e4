#include "http_finish.h"

#include "http_exchange.h"

static void on_wake(uv_async_t *wake) {
    http_finish *finish = wake->data;
    uv_mutex_lock(&finish->mutex);
    http_exchange *next = finish->first;
    uint32_t stops = finish->stops_asked;
    finish->first = NULL;
    finish->last = NULL;
    finish->stops_asked = 0;
    http_tls_identity *identity = finish->identity;
    finish->identity = NULL;
    uv_mutex_unlock(&finish->mutex);
    while (next != NULL) {
        http_exchange *exchange = next;
        next = exchange->next_finished;
        http_exchange_finish(exchange);
    }
    if (identity != NULL) finish->events->use(finish->owner, identity);
    for (; stops > 0; stops--)
        finish->events->stop(finish->owner);
}

bool http_finish_init(http_finish *finish, uv_loop_t *loop, const http_finish_events *events,
                      void *owner) {
    *finish = (http_finish){.events = events, .owner = owner};
    if (uv_mutex_init(&finish->mutex) != 0) return false;
    if (uv_async_init(loop, &finish->wake, on_wake) != 0) {
        uv_mutex_destroy(&finish->mutex);
        return false;
    }
    finish->wake.data = finish;
    return true;
}

/* The loop is woken with the mutex held: once it is let go, the loop may take the exchange, end its
 * connection, stop, and free all this while the other thread is still here. */
void http_finish_add(http_finish *finish, http_exchange *exchange) {
    exchange->next_finished = NULL;
    uv_mutex_lock(&finish->mutex);
    bool is_first = finish->first == NULL;
    if (is_first) {
        finish->first = exchange;
    } else {
        finish->last->next_finished = exchange;
    }
    finish->last = exchange;
    if (is_first) (void)uv_async_send(&finish->wake);
    uv_mutex_unlock(&finish->mutex);
}

void http_finish_ask_stop(http_finish *finish) {
    uv_mutex_lock(&finish->mutex);
    if (!finish->is_closed) {
        finish->stops_asked++;
        (void)uv_async_send(&finish->wake);
    }
    uv_mutex_unlock(&finish->mutex);
}

void http_finish_offer(http_finish *finish, http_tls_identity *identity) {
    uv_mutex_lock(&finish->mutex);
    http_tls_identity *unused = identity;
    if (!finish->is_closed) {
        unused = finish->identity; /* one that the loop has not come to see */
        finish->identity = identity;
        (void)uv_async_send(&finish->wake);
    }
    uv_mutex_unlock(&finish->mutex);
    if (unused != NULL) http_tls_identity_release(unused);
}

void http_finish_close(http_finish *finish) {
    uv_mutex_lock(&finish->mutex);
    bool again = finish->is_closed;
    finish->is_closed = true;
    uv_mutex_unlock(&finish->mutex);
    if (!again) uv_close((uv_handle_t *)&finish->wake, NULL);
}

void http_finish_free(http_finish *finish) {
    if (finish->identity != NULL) http_tls_identity_release(finish->identity);
    uv_mutex_destroy(&finish->mutex);
}
