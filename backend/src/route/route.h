/* One request from its match in the route table to its answer. Handlers read the body and the
 * query, call services, and write an answer; they hold no rules. Plain functions without I/O: the
 * native server, the browser's demo and tests call route_dispatch the same way. */
#ifndef ROUTE_H
#define ROUTE_H

#include "../http/http_message.h"
#include "../service/service.h"

#include <chatlet/json.h>

enum {
    ROUTE_PARAMETERS_MAX = 4,
    ROUTE_RETRIES_MAX = 5,
    ROUTE_PAGE_DEFAULT = 50,
    ROUTE_PAGE_MAX = 200
};

typedef struct route_call route_call;

/* Who may use a route. */
typedef enum route_access {
    ROUTE_PUBLIC,  /* anybody; the handler looks for itself */
    ROUTE_ACCOUNT, /* a session of an account */
    /* a member with `permission` in {organization}, or its key; others: 404, 403 */
    ROUTE_ORGANIZATION,
    ROUTE_KEY,     /* an API key with `permission`, or a visitor's token, which name the
                           organization themselves */
    ROUTE_VISITOR, /* a visitor's token, from an allowed origin */
    ROUTE_WEBHOOK  /* a signature in the request; the handler checks it */
} route_access;

enum {
    ROUTE_NATIVE_ONLY = 1, /* the browser's demo answers 501 */
    ROUTE_HASHES = 2,      /* hashes a password: in its own bounded pool, begins and ends its own
                                  transactions with route_begin and route_commit */
    ROUTE_OWN_TRANSACTION = 4, /* likewise, in the ordinary pool */
    ROUTE_METERED = 8,         /* POST /v1/events: through the writer of events */
    ROUTE_CROSS_ORIGIN = 16,   /* pages of other origins may use it: CORS (by allowed origins of a
                                  bot where one is known) */
    ROUTE_PUBLIC_ANSWER = 32,  /* may be cached by a CDN; the handler sets Cache-Control */
    ROUTE_NO_THROTTLE = 64     /* not counted by rate limits */
};

typedef struct route {
    const char *id; /* operationId of the OpenAPI document: "createBot" */
    http_method method;
    const char *path; /* "/v1/orgs/{organization}/bots/{bot}"; {organization} is always so called */
    route_access access;
    permission permission; /* of ROUTE_ORGANIZATION and ROUTE_KEY */
    uint32_t flags;
    size_t body_bytes_max; /* 0: no body */
    void (*handle)(route_call *call);
} route;

/* Every route, in route_table.c. */
extern const route route_table[];
extern const size_t route_table_count;

typedef struct route_parameter {
    const char *name;  /* without braces */
    chatlet_str value; /* decoded */
} route_parameter;

struct route_call {
    const http_request *request;
    http_response *response; /* a new 200; the handler fills it in */
    service *service;        /* its caller is known when the handler runs */
    const route *route;
    route_parameter parameters[ROUTE_PARAMETERS_MAX];
    size_t parameter_count;
    bool is_answered;
    int64_t waits_for;               /* the outbox row a route_after waits for; 0: none */
    void (*after)(route_call *call); /* called once that is done, dead, or 10 s have passed */
};

/* --- for handlers: what was asked --- */

/* The id in parameter `name` ({bot}), or false with PROBLEM_NOT_FOUND noted. */
bool route_read_id(route_call *call, const char *name, row_kind kind, int64_t *id);
chatlet_str route_parameter_text(const route_call *call, const char *name);
int64_t
route_organization(const route_call *call); /* of ROUTE_ORGANIZATION, ROUTE_KEY, ROUTE_VISITOR */

/* A parameter of the query string, decoded into memory of the request; empty when absent. */
chatlet_str route_query_text(route_call *call, chatlet_str name);
bool route_query_whole(route_call *call, chatlet_str name, int64_t minimum, int64_t maximum,
                       int64_t otherwise, int64_t *value);

/* Paging: `limit` (1 to ROUTE_PAGE_MAX) and `cursor`, which is opaque outside and the last row's id
 * (newest first) inside; INT64_MAX on the first page. */
bool route_read_page(route_call *call, uint32_t *limit, int64_t *before_id);

/* --- the body, an object of JSON. Wrong fields are gathered, and told all at once. --- */

typedef struct route_body {
    route_call *call;
    const chatlet_json *object; /* NULL: not readable, and the problem is noted */
    uint64_t asked;             /* members that a reader below asked for, by their position */
    bool failed;
} route_body;

route_body route_body_open(route_call *call);

/* Sizes in bytes; a text of only spaces counts as empty. Absent and not required: empty. */
chatlet_str route_body_text(route_body *body, chatlet_str name, bool required, size_t bytes_min,
                            size_t bytes_max);
int64_t route_body_whole(route_body *body, chatlet_str name, bool required, int64_t minimum,
                         int64_t maximum, int64_t otherwise);
bool route_body_boolean(route_body *body, chatlet_str name, bool required, bool otherwise);
/* One of `count` words; its position, or `otherwise`. */
size_t route_body_choice(route_body *body, chatlet_str name, bool required,
                         const chatlet_str *words, size_t count, size_t otherwise);
/* A member of any kind; NULL when absent. */
const chatlet_json *route_body_member(route_body *body, chatlet_str name, bool required);
bool route_body_has(route_body *body, chatlet_str name);

/* Refuses members nobody asked for. True when all was well; else the problem is noted. */
bool route_body_close(route_body *body);

/* --- the answer --- */

/* A JSON answer: begin, write with chatlet_json_write_*, end. An ETag is added to answers to GET.
 * */
chatlet_json_writer *route_answer_begin(route_call *call, uint16_t status);
void route_answer_end(route_call *call, chatlet_json_writer *writer);
void route_answer_empty(route_call *call, uint16_t status); /* 204, 202 */

/* Shorthands of the writer. */
void route_write_text(chatlet_json_writer *writer, const char *key, chatlet_str value);
void route_write_text_or_null(chatlet_json_writer *writer, const char *key, chatlet_str value);
void route_write_whole(chatlet_json_writer *writer, const char *key, int64_t value);
void route_write_boolean(chatlet_json_writer *writer, const char *key, bool value);
void route_write_id(chatlet_json_writer *writer, const char *key, row_kind kind,
                    int64_t id); /* 0: null */
/* RFC 3339 in UTC with milliseconds; 0: null. */
void route_write_time(chatlet_json_writer *writer, const char *key, int64_t time_ms);

/* A page: {"data":[…],"next_cursor":"…" or null}. `last_id` 0: there is no further page. */
chatlet_json_writer *route_page_begin(route_call *call);
void route_page_end(route_call *call, chatlet_json_writer *writer, int64_t last_id);

/* Other content, copied; `type` is constant. */
void route_answer_bytes(route_call *call, uint16_t status, chatlet_str type, chatlet_str bytes);

/* The problem noted in the service as application/problem+json. Dispatch does it for a handler that
 * answered nothing. */
void route_answer_problem(route_call *call);

/* If-Match against `version`, a row's counter: 428 without one, 412 when it differs. */
bool route_check_match(route_call *call, int64_t version);
void route_add_version(route_call *call, int64_t version); /* ETag of such a row: "v7" */

/* Answers later: `after` is called in a transaction of its own when outbox row `id` is over or time
 * is up. */
void route_wait_for(route_call *call, int64_t outbox_id, void (*after)(route_call *call));

/* --- transactions of ROUTE_HASHES and ROUTE_OWN_TRANSACTION --- */
void route_begin(route_call *call, bool writes);
bool route_commit(route_call *call); /* false: the problem is noted */

#endif
