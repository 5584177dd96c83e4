/* Requests of the API, answered by threads that may wait: each has its own connection to the
 * database. Passwords have threads of their own, so that hashing them delays nobody else. Both
 * queues are bounded: past their end a client is told 503 at once. */
#ifndef API_SERVER_H
#define API_SERVER_H

#include "../http/http_handler.h"
#include "../route/route_dispatch.h"
#include "problem_counts.h"
#include "store_place.h"

enum {
    API_THREADS = 4,
    API_HASH_THREADS = 2,
    API_QUEUE_MAX = 1024,                     /* requests that wait for a thread */
    API_HASH_QUEUE_MAX = 64,                  /* at some 22 ms each: a second and a half */
    API_PARKED_MAX = 256,                     /* answers that wait for something sent */
    API_WAIT_MS = 10 * 1000,                  /* the longest such wait */
    API_REQUEST_BYTES_MAX = 256 * 1024 * 1024 /* memory of one request */
};

typedef struct api_server api_server;

typedef struct api_server_options {
    const chatlet_allocator *allocator; /* usable from any thread; outlives the server */
    store_place *place;                 /* likewise */
    const service_settings *settings;
    const service_passwords *passwords;
    problem_counts *problems; /* NULL: not counted */
    /* Told, from any thread, that something was left to send: row `id` first, unless 0. */
    void (*left)(void *context, int64_t id);
    void *left_context;
} api_server_options;

/* Opens the connections and starts the threads. NULL with a sentence when that fails. */
api_server *api_server_start(const api_server_options *options,
                             char message[STORE_PLACE_MESSAGE_BYTES]);

/* Answers what the route table has: below /v1/, /b/ and a few names. */
http_handler api_server_handler(api_server *server);

/* From now on requests are taken; before, they are told 503. Settings must not change after. */
void api_server_open(api_server *server);

/* From any thread: outbox row `id` is over; an answer that waits for it goes on. */
void api_server_sent(api_server *server, int64_t id);

/* From any thread: no answer waits for something sent any more, since the server is to stop. */
void api_server_hurry(api_server *server);

/* Figures; from any thread. */
typedef struct api_server_figures {
    size_t waiting; /* requests, now */
    size_t hashing; /* requests with passwords, now */
    size_t parked;  /* answers that wait for something sent, now */
    size_t refused; /* for a full queue, since the start */
} api_server_figures;

void api_server_read_figures(api_server *server, api_server_figures *figures);

/* Chance of the system. */
service_chance api_server_chance(void);

/* Milliseconds since 1970. */
int64_t api_server_now_ms(void);

/* Answers what waits, ends the threads; no more requests may come. What was sent may still be told.
 * Then api_server_free. */
void api_server_stop(api_server *server);
void api_server_free(api_server *server);

#endif
