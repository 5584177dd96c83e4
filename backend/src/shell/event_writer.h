/* The one thread that writes events down. The loops read requests of POST /v1/events and line them
 * up; the writer takes all that wait, commits them in one transaction that reaches the disk, and
 * only then lets them be answered. It waits for nothing but work: while one commit is on its way to
 * the disk, the next ones gather, so the slower the disk the more go together.
 *
 * The line is bounded in requests and bytes: past its end a client is told 503 at once, and nothing
 * of its request is stored. */
#ifndef EVENT_WRITER_H
#define EVENT_WRITER_H

#include "../http/http_handler.h"
#include "../service/service_settings.h"
#include "problem_counts.h"
#include "store_place.h"

enum {
    EVENT_WRITER_REQUESTS_MAX = 8192,          /* that wait */
    EVENT_WRITER_BYTES_MAX = 64 * 1024 * 1024, /* of their bodies */
    EVENT_WRITER_BATCH_EVENTS_MAX = 20000,     /* of one transaction, unless one request alone */
    EVENT_WRITER_READ_BYTES_MAX = 16 * 1024,   /* larger bodies are read by the writer */
    EVENT_WRITER_MEMORY_BYTES_MAX = 32 * 1024 * 1024, /* of one request */
    EVENT_WRITER_BATCH_BYTES_MAX = 512 * 1024 * 1024, /* what one transaction may take */
    EVENT_WRITER_TRIES_MAX = 5
};

typedef struct event_writer event_writer;

typedef struct event_writer_options {
    const chatlet_allocator *allocator; /* usable from any thread; outlives the writer */
    store_place *place;                 /* likewise */
    const service_settings *settings;
    problem_counts *problems; /* NULL: not counted */
    /* Told, from the writer's thread, that something was left to send. */
    void (*left)(void *context, int64_t id);
    void *left_context;
} event_writer_options;

/* Figures since the start; from any thread. */
typedef struct event_writer_figures {
    uint64_t requests; /* answered after a commit */
    uint64_t events;   /* in them */
    uint64_t batches;
    uint64_t refused; /* for a full line */
    uint64_t failed;  /* for a database that could not */
    uint64_t waiting; /* now */
} event_writer_figures;

/* Opens its connection and starts the thread. NULL with a sentence when that fails. */
event_writer *event_writer_start(const event_writer_options *options,
                                 char message[STORE_PLACE_MESSAGE_BYTES]);

/* Answers POST /v1/events; asked before the API's own handler. */
http_handler event_writer_handler(event_writer *writer);

/* From now on requests are taken; before, they are told 503. Settings must not change after. */
void event_writer_open(event_writer *writer);

void event_writer_read_figures(event_writer *writer, event_writer_figures *figures);

/* Commits and answers what waits, ends the thread, frees. No more requests may come. NULL is
 * allowed. */
void event_writer_stop(event_writer *writer);

#endif
