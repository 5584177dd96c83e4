#include "event_writer.h"

#include "../route/route_dispatch.h"
#include "../route/route_events.h"
#include "api_server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JOBS_KEPT_MAX = 1024 };

/* A request on its way. */
typedef struct event_job {
    struct event_job *next;
    http_exchange *exchange;
    region memory;
    service service; /* its problem and caller; the writer's own one does the work */
    route_call call;
    events_request request;
    bool is_read;
} event_job;

struct event_writer {
    event_writer_options options;
    const route *route;
    pthread_t thread;
    bool has_thread;
    db *db;
    region memory;             /* of a transaction */
    int64_t last_id;           /* of service_new_id */
    event_job **jobs;          /* of a transaction; EVENT_WRITER_REQUESTS_MAX places */
    events_request **requests; /* likewise */
    atomic_bool is_open;

    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t has_work;
    bool is_idle; /* the writer waits for a signal */
    bool is_stopping;
    event_job *first; /* in the order in which they came */
    event_job *last;
    size_t count;
    size_t body_bytes;
    event_job *kept; /* done with, for the next requests */
    size_t kept_count;
    event_writer_figures figures;
};

/* --- jobs --- */

static event_job *new_job(event_writer *writer) {
    const chatlet_allocator *allocator = writer->options.allocator;
    (void)pthread_mutex_lock(&writer->mutex);
    event_job *job = writer->kept;
    if (job != NULL) {
        writer->kept = job->next;
        writer->kept_count--;
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    if (job != NULL) return job;
    job = allocator->allocate(allocator->context, sizeof *job);
    if (job == NULL) return NULL;
    memset(job, 0, sizeof *job);
    region_init(&job->memory, allocator, EVENT_WRITER_MEMORY_BYTES_MAX);
    return job;
}

static void free_job(event_writer *writer, event_job *job) {
    region_free(&job->memory);
    writer->options.allocator->release(writer->options.allocator->context, job);
}

/* Keeps the list of `jobs` for other requests, as far as that is worth it. */
static void keep_jobs(event_writer *writer, event_job *jobs) {
    while (jobs != NULL) {
        event_job *job = jobs;
        jobs = job->next;
        region_reset(&job->memory);
        (void)pthread_mutex_lock(&writer->mutex);
        bool keeps = writer->kept_count < JOBS_KEPT_MAX;
        if (keeps) {
            job->next = writer->kept;
            writer->kept = job;
            writer->kept_count++;
        }
        (void)pthread_mutex_unlock(&writer->mutex);
        if (!keeps) free_job(writer, job);
    }
}

static chatlet_str field(const http_request *request, chatlet_str name, size_t bytes_max) {
    const chatlet_str *value = http_request_field(request, name, NULL);
    if (value == NULL) return CHATLET_STR("");
    size_t size_bytes = value->size_bytes < bytes_max ? value->size_bytes : bytes_max;
    return (chatlet_str){.data = value->data, .size_bytes = size_bytes};
}

static void fill_job(event_writer *writer, event_job *job, http_exchange *exchange) {
    enum { ORIGIN_BYTES_MAX = 300 };
    const http_request *request = http_exchange_request(exchange);
    job->exchange = exchange;
    job->is_read = false;
    job->service =
        (service){.memory = &job->memory,
                  .settings = writer->options.settings,
                  .now_ms = api_server_now_ms(),
                  .caller = {.address = request->client_address,
                             .request_id = request->request_id,
                             .trace_parent = request->trace_parent,
                             .origin = field(request, CHATLET_STR("Origin"), ORIGIN_BYTES_MAX)}};
    job->call = (route_call){.request = request,
                             .response = http_exchange_response(exchange),
                             .service = &job->service,
                             .route = writer->route};
}

/* --- on the loop's thread --- */

static bool is_events(void *context, const http_request *request) {
    static const chatlet_str path = {"/v1/events", 10};
    (void)context;
    return request->method == HTTP_METHOD_POST && request->path.size_bytes == path.size_bytes &&
           memcmp(request->path.data, path.data, path.size_bytes) == 0;
}

static size_t body_bytes_max(void *context, const http_request *head) {
    (void)context;
    (void)head;
    return ROUTE_EVENTS_BODY_BYTES_MAX;
}

/* Nothing of it was or will be stored. */
static void refuse(event_writer *writer, event_job *job) {
    problem_counts_add(writer->options.problems, job->service.problem.code);
    http_exchange *exchange = job->exchange;
    route_dispatch_finish(&job->call);
    job->next = NULL;
    keep_jobs(writer, job);
    http_exchange_finish(exchange);
}

static bool line_up(event_writer *writer, event_job *job) {
    size_t size_bytes = job->call.request->body.size_bytes;
    (void)pthread_mutex_lock(&writer->mutex);
    bool fits = writer->count < EVENT_WRITER_REQUESTS_MAX && !writer->is_stopping &&
                size_bytes <= EVENT_WRITER_BYTES_MAX - writer->body_bytes;
    if (fits) {
        job->next = NULL;
        if (writer->last != NULL)
            writer->last->next = job;
        else
            writer->first = job;
        writer->last = job;
        writer->count++;
        writer->body_bytes += size_bytes;
        if (writer->is_idle) (void)pthread_cond_signal(&writer->has_work);
        writer->is_idle = false;
    } else {
        writer->figures.refused++;
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    return fits;
}

/* Small bodies are read here, on as many threads as there are loops; a large one would hold up the
 * loop's other clients. */
static void start(void *context, http_exchange *exchange) {
    event_writer *writer = context;
    event_job *job = new_job(writer);
    http_exchange_name_route(exchange, CHATLET_STR("/v1/events"));
    if (job == NULL) {
        http_response_add(http_exchange_response(exchange), CHATLET_STR("Retry-After"),
                          CHATLET_STR("1"));
        http_response_say(http_exchange_response(exchange), 503,
                          CHATLET_STR("Too much to do at the moment; try again."));
        http_exchange_finish(exchange);
        return;
    }
    fill_job(writer, job, exchange);
    bool good = atomic_load(&writer->is_open);
    if (!good) (void)service_refuse_later(&job->service, PROBLEM_BUSY, 1, CHATLET_STR(""));
    if (good && job->call.request->body.size_bytes <= EVENT_WRITER_READ_BYTES_MAX) {
        job->is_read = good = route_events_read(&job->call, &job->request);
    }
    if (good && !line_up(writer, job)) {
        good = service_refuse_later(&job->service, PROBLEM_BUSY, 1,
                                    CHATLET_STR("Nothing of this was stored."));
    }
    if (!good) refuse(writer, job);
}

/* --- on the writer's thread --- */

static void answer(event_writer *writer, event_job *job) {
    http_exchange *exchange = job->exchange;
    if (job->service.problem.code == PROBLEM_NONE) route_events_answer(&job->call, &job->request);
    route_dispatch_finish(&job->call);
    problem_counts_add(writer->options.problems, job->service.problem.code);
    http_exchange_finish_from(exchange);
}

/* All of the batch are told 503: none was stored. */
static void refuse_all(event_writer *writer, event_job **jobs, size_t count) {
    db_state_kind state = db_state(writer->db);
    bool is_store = state == DB_FULL || state == DB_UNAVAILABLE;
    chatlet_str text = db_failure_text(writer->db);
    (void)fprintf(stderr, "chatletd: sendEvents: database: %.*s\n", (int)text.size_bytes,
                  text.data);
    for (size_t i = 0; i < count; i++) {
        (void)service_refuse_later(&jobs[i]->service,
                                   is_store ? PROBLEM_STORE_UNAVAILABLE : PROBLEM_BUSY,
                                   is_store ? 5 : 1, CHATLET_STR("Nothing of this was stored."));
    }
    (void)pthread_mutex_lock(&writer->mutex);
    writer->figures.failed += count;
    (void)pthread_mutex_unlock(&writer->mutex);
}

/* One transaction, tried again where it clashed with another. */
static bool commit(event_writer *writer, event_job **jobs, size_t count, bool *leaves) {
    for (size_t i = 0; i < count; i++)
        writer->requests[i] = &jobs[i]->request;
    for (int tries = 0; tries < EVENT_WRITER_TRIES_MAX; tries++) {
        region_reset(&writer->memory);
        service service = {.memory = &writer->memory,
                           .db = writer->db,
                           .now_ms = api_server_now_ms(),
                           .chance = api_server_chance(),
                           .settings = writer->options.settings,
                           .last_id = writer->last_id,
                           .may_write = true};
        db_begin(writer->db, true);
        meter_commit(&service, writer->requests, count);
        writer->last_id = service.last_id;
        bool good = !writer->memory.failed && db_commit(writer->db);
        if (db_in_transaction(writer->db)) db_rollback(writer->db);
        *leaves = service.leaves;
        if (good) return true;
        if (db_state(writer->db) != DB_RETRY) return false;
    }
    return false;
}

static bool is_of_one(db_state_kind state) {
    return state == DB_CONSTRAINT || state == DB_BROKEN || state == DB_MEMORY || state == DB_GOOD;
}

static void note_batch(event_writer *writer, event_job **jobs, size_t count) {
    size_t events = 0;
    for (size_t i = 0; i < count; i++)
        events += jobs[i]->request.count;
    (void)pthread_mutex_lock(&writer->mutex);
    writer->figures.batches++;
    writer->figures.requests += count;
    writer->figures.events += events;
    (void)pthread_mutex_unlock(&writer->mutex);
}

/* What one request brings must not fail the others: a batch that a row spoiled is done again, each
 * request alone. */
static void write_batch(event_writer *writer, event_job **jobs, size_t count) {
    bool leaves = false;
    bool good = commit(writer, jobs, count, &leaves);
    if (!good && count > 1 && is_of_one(db_state(writer->db))) {
        for (size_t i = 0; i < count; i++)
            write_batch(writer, jobs + i, 1);
        return;
    }
    if (good)
        note_batch(writer, jobs, count);
    else
        refuse_all(writer, jobs, count);
    for (size_t i = 0; i < count; i++)
        answer(writer, jobs[i]);
    if (good && leaves && writer->options.left != NULL) {
        writer->options.left(writer->options.left_context, 0);
    }
}

/* From the front of the list, as many as go together; those whose body is none are answered. */
static size_t gather(event_writer *writer, event_job **rest, event_job **done) {
    size_t count = 0;
    size_t events = 0;
    while (*rest != NULL && count < EVENT_WRITER_REQUESTS_MAX) {
        event_job *job = *rest;
        if (!job->is_read) job->is_read = route_events_read(&job->call, &job->request);
        if (job->is_read && count > 0 &&
            events + job->request.count > EVENT_WRITER_BATCH_EVENTS_MAX) {
            break;
        }
        *rest = job->next;
        job->next = *done;
        *done = job;
        if (job->is_read) {
            writer->jobs[count++] = job;
            events += job->request.count;
        } else {
            answer(writer, job);
        }
    }
    return count;
}

static void write_all(event_writer *writer, event_job *rest) {
    while (rest != NULL) {
        event_job *done = NULL;
        size_t count = gather(writer, &rest, &done);
        if (count > 0) write_batch(writer, writer->jobs, count);
        keep_jobs(writer, done);
    }
}

static void *run(void *context) {
    event_writer *writer = context;
    (void)pthread_mutex_lock(&writer->mutex);
    for (;;) {
        event_job *taken = writer->first;
        writer->first = NULL;
        writer->last = NULL;
        writer->count = 0;
        writer->body_bytes = 0;
        if (taken != NULL) {
            (void)pthread_mutex_unlock(&writer->mutex);
            write_all(writer, taken);
            (void)pthread_mutex_lock(&writer->mutex);
        } else if (writer->is_stopping) {
            break;
        } else {
            writer->is_idle = true;
            (void)pthread_cond_wait(&writer->has_work, &writer->mutex);
        }
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    return NULL;
}

/* --- its life --- */

static const route *find_route(void) {
    for (size_t i = 0; i < route_table_count; i++) {
        if ((route_table[i].flags & ROUTE_METERED) != 0) return &route_table[i];
    }
    return NULL;
}

static bool begin(event_writer *writer, char *message) {
    writer->db = store_place_open(writer->options.place, message);
    if (writer->db == NULL) return false;
    (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "out of memory for the writer of events");
    writer->jobs = malloc(EVENT_WRITER_REQUESTS_MAX * sizeof *writer->jobs);
    writer->requests = malloc(EVENT_WRITER_REQUESTS_MAX * sizeof *writer->requests);
    if (writer->jobs == NULL || writer->requests == NULL) return false;
    writer->has_thread = pthread_create(&writer->thread, NULL, run, writer) == 0;
    return writer->has_thread;
}

event_writer *event_writer_start(const event_writer_options *options,
                                 char message[STORE_PLACE_MESSAGE_BYTES]) {
    event_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "out of memory");
        return NULL;
    }
    writer->options = *options;
    writer->route = find_route();
    region_init(&writer->memory, options->allocator, EVENT_WRITER_BATCH_BYTES_MAX);
    (void)pthread_mutex_init(&writer->mutex, NULL);
    (void)pthread_cond_init(&writer->has_work, NULL);
    if (begin(writer, message)) return writer;
    event_writer_stop(writer);
    return NULL;
}

http_handler event_writer_handler(event_writer *writer) {
    return (http_handler){
        .context = writer, .accepts = is_events, .body_bytes_max = body_bytes_max, .start = start};
}

void event_writer_open(event_writer *writer) { atomic_store(&writer->is_open, true); }

void event_writer_read_figures(event_writer *writer, event_writer_figures *figures) {
    (void)pthread_mutex_lock(&writer->mutex);
    *figures = writer->figures;
    figures->waiting = writer->count;
    (void)pthread_mutex_unlock(&writer->mutex);
}

void event_writer_stop(event_writer *writer) {
    if (writer == NULL) return;
    (void)pthread_mutex_lock(&writer->mutex);
    writer->is_stopping = true;
    (void)pthread_cond_broadcast(&writer->has_work);
    (void)pthread_mutex_unlock(&writer->mutex);
    if (writer->has_thread) (void)pthread_join(writer->thread, NULL);
    db_close(writer->db);
    free(writer->jobs);
    free(writer->requests);
    region_free(&writer->memory);
    while (writer->kept != NULL) {
        event_job *job = writer->kept;
        writer->kept = job->next;
        free_job(writer, job);
    }
    (void)pthread_cond_destroy(&writer->has_work);
    (void)pthread_mutex_destroy(&writer->mutex);
    free(writer);
}
