/* How other threads hand answered exchanges back to the loop whose clients wait for them. One per
 * loop. A thread that puts one on the list wakes the loop only when the list was empty, so that
 * many answers cost one wake. */
#ifndef HTTP_FINISH_H
#define HTTP_FINISH_H

#include "http_handler.h"

#include "http_tls.h"

#include <uv.h>

/* What the loop does when it was asked to; on its thread. */
typedef struct http_finish_events {
    void (*stop)(void *owner);
    void (*use)(void *owner, http_tls_identity *identity); /* takes it over */
} http_finish_events;

typedef struct http_finish {
    uv_async_t wake;
    uv_mutex_t mutex;     /* guards what follows */
    http_exchange *first; /* in the order in which they were handed over */
    http_exchange *last;
    uint32_t stops_asked;        /* each is passed on: the second is an impatient one */
    bool is_closed;              /* the loop is being left; nobody may wake it any more */
    http_tls_identity *identity; /* owned; to be used from now on, or NULL */
    const http_finish_events *events;
    void *owner; /* borrowed */
} http_finish;

/* Makes it ready on `loop`; `events` are called with `owner`. False when the system refused. */
bool http_finish_init(http_finish *finish, uv_loop_t *loop, const http_finish_events *events,
                      void *owner);

/* From any thread: `exchange` is answered, and the loop finishes it soon. */
void http_finish_add(http_finish *finish, http_exchange *exchange);

/* From any thread: `stop` is to be called. After http_finish_close it does nothing. */
void http_finish_ask_stop(http_finish *finish);

/* From any thread: `identity` is to be used by clients to come; it is taken over. */
void http_finish_offer(http_finish *finish, http_tls_identity *identity);

/* Lets go of the loop. No exchange may be with a handler. A second call does nothing. */
void http_finish_close(http_finish *finish);

/* After the loop has ended. */
void http_finish_free(http_finish *finish);

#endif
