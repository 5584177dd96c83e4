#include "request_limits.h"

#include "../http/http_client_address.h"
#include "../http/http_rate_field.h"
#include "../http/http_text.h"
#include "../security/rate_limit.h"
#include "api_server.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>

typedef enum limit_kind { LIMIT_ADDRESS, LIMIT_KEY, LIMIT_VISITOR, LIMITS } limit_kind;

typedef struct wrapped_handler {
    request_limits *limits;
    http_handler inner;
} wrapped_handler;

struct request_limits {
    const chatlet_allocator *allocator;
    pthread_mutex_t mutex;      /* guards the tables */
    rate_table *tables[LIMITS]; /* NULL: no such limit */
    rate_policy policies[LIMITS];
    wrapped_handler places[REQUEST_LIMITS_PLACES];
};

static const chatlet_str names[LIMITS] = {
    [LIMIT_ADDRESS] = {"address", 7}, [LIMIT_KEY] = {"key", 3}, [LIMIT_VISITOR] = {"visitor", 7}};

request_limits *request_limits_new(const chatlet_allocator *allocator,
                                   request_limits_policy policy) {
    const uint32_t quotas[LIMITS] = {policy.per_address, policy.per_key, policy.per_visitor};
    uint8_t seed[RATE_SEED_BYTES];
    request_limits *self = allocator->allocate(allocator->context, sizeof *self);
    if (self == NULL) return NULL;
    memset(self, 0, sizeof *self);
    self->allocator = allocator;
    (void)pthread_mutex_init(&self->mutex, NULL);
    bool good = getrandom(seed, sizeof seed, 0) == (ssize_t)sizeof seed;
    for (int i = 0; good && i < LIMITS; i++) {
        size_t keys = i == LIMIT_ADDRESS ? REQUEST_LIMITS_ADDRESSES : REQUEST_LIMITS_CREDENTIALS;
        self->policies[i] = (rate_policy){.quota = quotas[i], .window_s = REQUEST_LIMITS_WINDOW_S};
        if (quotas[i] == 0) continue;
        self->tables[i] = rate_table_new(allocator, self->policies[i], keys, seed);
        good = self->tables[i] != NULL;
    }
    if (good) return self;
    request_limits_free(self);
    return NULL;
}

void request_limits_free(request_limits *limits) {
    if (limits == NULL) return;
    for (int i = 0; i < LIMITS; i++)
        rate_table_free(limits->tables[i]);
    (void)pthread_mutex_destroy(&limits->mutex);
    limits->allocator->release(limits->allocator->context, limits);
}

static bool is_local(const http_request *request) {
    http_network four;
    http_network six;
    http_address address;
    return !request->is_from_proxy && http_address_read(request->client_address, &address) &&
           http_network_read(CHATLET_STR("127.0.0.0/8"), &four) &&
           http_network_read(CHATLET_STR("::1"), &six) &&
           (http_network_has(&four, &address) || http_network_has(&six, &address));
}

/* What the request shows of itself: the text behind "Bearer ". */
static chatlet_str credential_of(const http_request *request, limit_kind *kind) {
    const chatlet_str *field = http_request_field(request, CHATLET_STR("Authorization"), NULL);
    size_t scheme_bytes = strlen("Bearer ");
    if (field == NULL || field->size_bytes <= scheme_bytes) return CHATLET_STR("");
    chatlet_str credential = http_text_from(*field, scheme_bytes);
    *kind = http_text_starts_with(credential, CHATLET_STR("cvt_")) ? LIMIT_VISITOR : LIMIT_KEY;
    return credential;
}

/* Takes one token; false when there was none. *told is the answer with the least left so far. */
static bool take(request_limits *self, limit_kind kind, chatlet_str key, http_rate *told) {
    if (self->tables[kind] == NULL || key.size_bytes == 0) return true;
    rate_limit limit = rate_table_limit(self->tables[kind]);
    (void)pthread_mutex_lock(&self->mutex);
    rate_answer answer = limit.take(limit.context, key, 1, api_server_now_ms());
    (void)pthread_mutex_unlock(&self->mutex);
    if (answer.allowed && told->quota != 0 && told->remaining <= answer.remaining) return true;
    *told = (http_rate){.name = names[kind],
                        .quota = self->policies[kind].quota,
                        .window_s = REQUEST_LIMITS_WINDOW_S,
                        .remaining = answer.remaining,
                        .reset_s = answer.reset_s,
                        .retry_after_s = answer.retry_after_s};
    return answer.allowed;
}

static void refuse(const http_request *request, http_response *response) {
    response->status = 429;
    http_response_add(response, CHATLET_STR("Content-Type"),
                      CHATLET_STR("application/problem+json"));
    http_response_add(response, CHATLET_STR("Cache-Control"), CHATLET_STR("no-store"));
    /* A widget of another origin must be able to read how long to wait. */
    if (http_request_field(request, CHATLET_STR("Origin"), NULL) != NULL) {
        http_response_add(response, CHATLET_STR("Access-Control-Allow-Origin"), CHATLET_STR("*"));
        http_response_add(response, CHATLET_STR("Access-Control-Expose-Headers"),
                          CHATLET_STR("Retry-After, RateLimit, RateLimit-Policy"));
    }
    http_buffer_append(&response->content,
                       CHATLET_STR("{\"type\":\"/problems/rate-limited\",\"title\":\"Too many "
                                   "requests\",\"status\":429,\"detail\":\"Wait as long as "
                                   "Retry-After says.\"}"));
}

static bool accepts(void *context, const http_request *request) {
    wrapped_handler *self = context;
    return self->inner.accepts(self->inner.context, request);
}

static size_t body_bytes_max(void *context, const http_request *head) {
    wrapped_handler *self = context;
    return self->inner.body_bytes_max(self->inner.context, head);
}

static void start(void *context, http_exchange *exchange) {
    wrapped_handler *self = context;
    const http_request *request = http_exchange_request(exchange);
    http_response *response = http_exchange_response(exchange);
    bool is_counted = http_text_starts_with(request->path, CHATLET_STR("/v1/")) &&
                      request->method != HTTP_METHOD_OPTIONS && !is_local(request);
    if (is_counted) {
        http_rate told = {.quota = 0};
        limit_kind kind = LIMIT_KEY;
        chatlet_str credential = credential_of(request, &kind);
        bool allowed = take(self->limits, LIMIT_ADDRESS, request->client_address, &told) &&
                       take(self->limits, kind, credential, &told);
        if (told.quota != 0) http_response_add_rate(response, &told);
        if (!allowed) {
            refuse(request, response);
            http_exchange_finish(exchange);
            return;
        }
    }
    self->inner.start(self->inner.context, exchange);
}

http_handler request_limits_wrap(request_limits *limits, size_t place, http_handler inner) {
    wrapped_handler *self = &limits->places[place];
    *self = (wrapped_handler){.limits = limits, .inner = inner};
    return (http_handler){.context = self,
                          .accepts = accepts,
                          .body_bytes_max = inner.body_bytes_max != NULL ? body_bytes_max : NULL,
                          .start = start};
}
