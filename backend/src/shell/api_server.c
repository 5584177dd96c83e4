#include "api_server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { JOBS_KEPT_MAX = 256 };

/* A request on its way. */
typedef struct api_job {
    struct api_job *next;
    http_exchange *exchange;
    region memory;
    service service;
    route_call call;
    int64_t parked_until_ms;
    bool is_resumed; /* was parked; goes on with route_dispatch_after */
} api_job;

typedef struct job_queue {
    api_job *first;
    api_job *last;
    size_t count;
    size_t maximum;
} job_queue;

typedef struct api_pool {
    struct api_server *server;
    job_queue queue;
    pthread_cond_t has_work;
    pthread_t threads[API_THREADS];
    db *connections[API_THREADS];
    size_t thread_count;
    size_t started;
} api_pool;

typedef struct api_thread_start {
    api_pool *pool;
    db *db;
} api_thread_start;

struct api_server {
    api_server_options options;
    pthread_mutex_t mutex; /* guards all below */
    api_pool plain;
    api_pool hashing;
    job_queue parked;
    api_job *kept; /* done with, for the next requests */
    size_t kept_count;
    size_t refused;   /* for a full queue */
    bool is_hurrying; /* nothing is parked any more */
    bool is_stopping;
    atomic_bool is_open; /* settings are whole: requests may come */
};

static void fill_chance(void *context, void *bytes, size_t size_bytes) {
    (void)context;
    char *at = bytes;
    while (size_bytes > 0) {
        ssize_t got = getrandom(at, size_bytes, 0);
        if (got <= 0) abort(); /* without chance every secret would be a lie */
        at += got;
        size_bytes -= (size_t)got;
    }
}

service_chance api_server_chance(void) { return (service_chance){.fill = fill_chance}; }

int64_t api_server_now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void push(job_queue *queue, api_job *job) {
    job->next = NULL;
    if (queue->last != NULL)
        queue->last->next = job;
    else
        queue->first = job;
    queue->last = job;
    queue->count++;
}

static api_job *pop(job_queue *queue) {
    api_job *job = queue->first;
    if (job == NULL) return NULL;
    queue->first = job->next;
    if (queue->first == NULL) queue->last = NULL;
    queue->count--;
    return job;
}

/* Takes the parked jobs that `fits` picks out, in their order. */
static void take_parked(api_server *server, int64_t id, int64_t now_ms) {
    job_queue kept = {.maximum = server->parked.maximum};
    api_job *job;
    while ((job = pop(&server->parked)) != NULL) {
        if (job->call.waits_for != id && job->parked_until_ms > now_ms) {
            push(&kept, job);
            continue;
        }
        job->is_resumed = true;
        push(&server->plain.queue, job);
        (void)pthread_cond_signal(&server->plain.has_work);
    }
    server->parked = kept;
}

static api_job *new_job(api_server *server) {
    const chatlet_allocator *allocator = server->options.allocator;
    (void)pthread_mutex_lock(&server->mutex);
    api_job *job = server->kept;
    if (job != NULL) {
        server->kept = job->next;
        server->kept_count--;
    }
    (void)pthread_mutex_unlock(&server->mutex);
    if (job != NULL) return job;
    job = allocator->allocate(allocator->context, sizeof *job);
    if (job == NULL) return NULL;
    memset(job, 0, sizeof *job);
    region_init(&job->memory, allocator, API_REQUEST_BYTES_MAX);
    return job;
}

static void free_job(api_server *server, api_job *job) {
    region_free(&job->memory);
    server->options.allocator->release(server->options.allocator->context, job);
}

/* The answer goes to the client; the job is kept for another request. */
static void finish_job(api_server *server, api_job *job) {
    http_exchange *exchange = job->exchange;
    region_reset(&job->memory);
    (void)pthread_mutex_lock(&server->mutex);
    bool keeps = server->kept_count < JOBS_KEPT_MAX;
    if (keeps) {
        job->next = server->kept;
        server->kept = job;
        server->kept_count++;
    }
    (void)pthread_mutex_unlock(&server->mutex);
    if (!keeps) free_job(server, job);
    http_exchange_finish_from(exchange);
}

static void say_failure(const api_job *job) {
    chatlet_str text = job->service.failure;
    if (text.size_bytes == 0) return;
    (void)fprintf(stderr, "chatletd: %s: database: %.*s\n",
                  job->call.route != NULL ? job->call.route->id : "request", (int)text.size_bytes,
                  text.data);
}

/* Parks a job whose answer waits for outbox row `waits_for`; false when too many wait. */
static bool park(api_server *server, api_job *job) {
    (void)pthread_mutex_lock(&server->mutex);
    bool fits = server->parked.count < server->parked.maximum && !server->is_hurrying;
    int64_t id = job->call.waits_for;
    if (fits) {
        job->parked_until_ms = api_server_now_ms() + API_WAIT_MS;
        push(&server->parked, job);
    }
    (void)pthread_mutex_unlock(&server->mutex);
    if (fits && server->options.left != NULL) {
        server->options.left(server->options.left_context, id);
    }
    return fits;
}

static void run_job(api_server *server, api_job *job, db *db) {
    job->service.db = db;
    job->service.now_ms = api_server_now_ms();
    if (job->is_resumed) {
        route_dispatch_after(&job->call);
    } else {
        route_dispatch(&job->call);
        if (job->call.after != NULL && park(server, job)) return;
        if (job->call.after != NULL) route_dispatch_after(&job->call);
    }
    say_failure(job);
    problem_counts_add(server->options.problems, job->service.problem.code);
    if (server->options.left != NULL && job->service.leaves) {
        server->options.left(server->options.left_context, 0);
    }
    finish_job(server, job);
}

static void wait_for_work(api_server *server, api_pool *pool) {
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    (void)pthread_cond_timedwait(&pool->has_work, &server->mutex, &until);
    take_parked(server, 0, api_server_now_ms());
}

static void *run_thread(void *argument) {
    api_thread_start start = *(api_thread_start *)argument;
    api_server *server = start.pool->server;
    free(argument);
    (void)pthread_mutex_lock(&server->mutex);
    for (;;) {
        api_job *job = pop(&start.pool->queue);
        if (job != NULL) {
            (void)pthread_mutex_unlock(&server->mutex);
            run_job(server, job, start.db);
            (void)pthread_mutex_lock(&server->mutex);
        } else if (server->is_stopping) {
            break;
        } else {
            wait_for_work(server, start.pool);
        }
    }
    (void)pthread_mutex_unlock(&server->mutex);
    return NULL;
}

static bool start_pool(api_server *server, api_pool *pool, size_t thread_count, size_t queue_max,
                       char *message) {
    pool->server = server;
    pool->queue.maximum = queue_max;
    (void)pthread_cond_init(&pool->has_work, NULL);
    for (; pool->started < thread_count; pool->started++) {
        db *db = store_place_open(server->options.place, message);
        api_thread_start *start = malloc(sizeof *start);
        if (db != NULL) pool->connections[pool->thread_count++] = db;
        if (db == NULL || start == NULL) {
            free(start);
            return false;
        }
        *start = (api_thread_start){pool, db};
        if (pthread_create(&pool->threads[pool->started], NULL, run_thread, start) != 0) {
            free(start);
            (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "no more threads can be started");
            return false;
        }
    }
    return true;
}

api_server *api_server_start(const api_server_options *options,
                             char message[STORE_PLACE_MESSAGE_BYTES]) {
    api_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "out of memory");
        return NULL;
    }
    server->options = *options;
    server->parked.maximum = API_PARKED_MAX;
    (void)pthread_mutex_init(&server->mutex, NULL);
    if (start_pool(server, &server->plain, API_THREADS, API_QUEUE_MAX, message) &&
        start_pool(server, &server->hashing, API_HASH_THREADS, API_HASH_QUEUE_MAX, message)) {
        return server;
    }
    api_server_stop(server);
    api_server_free(server);
    return NULL;
}

void api_server_open(api_server *server) { atomic_store(&server->is_open, true); }

void api_server_read_figures(api_server *server, api_server_figures *figures) {
    (void)pthread_mutex_lock(&server->mutex);
    *figures = (api_server_figures){.waiting = server->plain.queue.count,
                                    .hashing = server->hashing.queue.count,
                                    .parked = server->parked.count,
                                    .refused = server->refused};
    (void)pthread_mutex_unlock(&server->mutex);
}

void api_server_sent(api_server *server, int64_t id) {
    (void)pthread_mutex_lock(&server->mutex);
    take_parked(server, id, 0);
    (void)pthread_mutex_unlock(&server->mutex);
}

static void stop_pool(api_server *server, api_pool *pool) {
    if (pool->server == NULL) return;
    (void)pthread_mutex_lock(&server->mutex);
    (void)pthread_cond_broadcast(&pool->has_work);
    (void)pthread_mutex_unlock(&server->mutex);
    for (size_t i = 0; i < pool->started; i++)
        (void)pthread_join(pool->threads[i], NULL);
    for (size_t i = 0; i < pool->thread_count; i++)
        db_close(pool->connections[i]);
    (void)pthread_cond_destroy(&pool->has_work);
}

void api_server_hurry(api_server *server) {
    (void)pthread_mutex_lock(&server->mutex);
    server->is_hurrying = true;
    take_parked(server, 0, INT64_MAX);
    (void)pthread_mutex_unlock(&server->mutex);
}

void api_server_stop(api_server *server) {
    api_server_hurry(server);
    (void)pthread_mutex_lock(&server->mutex);
    server->is_stopping = true;
    (void)pthread_mutex_unlock(&server->mutex);
    stop_pool(server, &server->hashing);
    stop_pool(server, &server->plain);
}

void api_server_free(api_server *server) {
    while (server->kept != NULL) {
        api_job *job = server->kept;
        server->kept = job->next;
        free_job(server, job);
    }
    (void)pthread_mutex_destroy(&server->mutex);
    free(server);
}

static bool begins(chatlet_str path, const char *prefix) {
    size_t size_bytes = strlen(prefix);
    return path.size_bytes >= size_bytes && memcmp(path.data, prefix, size_bytes) == 0;
}

static bool is(chatlet_str path, const char *name) {
    return path.size_bytes == strlen(name) && begins(path, name);
}

static bool accepts(void *context, const http_request *request) {
    (void)context;
    return begins(request->path, "/v1/") || begins(request->path, "/b/") ||
           is(request->path, "/v1") || is(request->path, "/readyz");
}

static chatlet_str field(const http_request *request, chatlet_str name, size_t bytes_max) {
    const chatlet_str *value = http_request_field(request, name, NULL);
    if (value == NULL) return CHATLET_STR("");
    return (chatlet_str){.data = value->data,
                         .size_bytes =
                             value->size_bytes < bytes_max ? value->size_bytes : bytes_max};
}

static void fill_job(api_server *server, api_job *job, http_exchange *exchange) {
    enum { AGENT_BYTES_MAX = 200, ORIGIN_BYTES_MAX = 300 };
    const http_request *request = http_exchange_request(exchange);
    job->exchange = exchange;
    job->is_resumed = false;
    job->service = (service){
        .memory = &job->memory,
        .chance = api_server_chance(),
        .settings = server->options.settings,
        .passwords = server->options.passwords,
        .caller = {.address = request->client_address,
                   .request_id = request->request_id,
                   .trace_parent = request->trace_parent,
                   .user_agent = field(request, CHATLET_STR("User-Agent"), AGENT_BYTES_MAX),
                   .origin = field(request, CHATLET_STR("Origin"), ORIGIN_BYTES_MAX)}};
    job->call = (route_call){
        .request = request, .response = http_exchange_response(exchange), .service = &job->service};
}

static void refuse_full(http_exchange *exchange) {
    http_response *response = http_exchange_response(exchange);
    http_response_add(response, CHATLET_STR("Retry-After"), CHATLET_STR("1"));
    http_response_say(response, 503, CHATLET_STR("Too much to do at the moment; try again."));
    http_exchange_finish(exchange);
}

/* On the loop's thread: only looks which queue the route belongs to. */
static void start(void *context, http_exchange *exchange) {
    api_server *server = context;
    api_job *job = atomic_load(&server->is_open) ? new_job(server) : NULL;
    if (job == NULL) {
        refuse_full(exchange);
        return;
    }
    fill_job(server, job, exchange);
    chatlet_str allowed;
    route_call probe = job->call;
    const route *route = route_find(&probe, &allowed);
    if (route != NULL) {
        http_exchange_name_route(
            exchange, (chatlet_str){.data = route->path, .size_bytes = strlen(route->path)});
    }
    api_pool *pool =
        route != NULL && (route->flags & ROUTE_HASHES) != 0 ? &server->hashing : &server->plain;
    (void)pthread_mutex_lock(&server->mutex);
    bool fits = pool->queue.count < pool->queue.maximum && !server->is_stopping;
    if (fits) {
        push(&pool->queue, job);
        (void)pthread_cond_signal(&pool->has_work);
    }
    if (!fits) server->refused++;
    (void)pthread_mutex_unlock(&server->mutex);
    if (fits) return;
    free_job(server, job);
    refuse_full(exchange);
}

static size_t body_bytes_max(void *context, const http_request *head) {
    (void)context;
    return route_body_bytes_max(head);
}

http_handler api_server_handler(api_server *server) {
    return (http_handler){
        .context = server, .accepts = accepts, .body_bytes_max = body_bytes_max, .start = start};
}
