/* How many requests one client may send: by its address, and by the key or token it shows. Requests
 * straight from this machine are not limited: those are the operator's own, or of a proxy that is
 * not trusted to say whose they are. */
#ifndef REQUEST_LIMITS_H
#define REQUEST_LIMITS_H

#include "../http/http_handler.h"

enum {
    REQUEST_LIMITS_WINDOW_S = 60,
    REQUEST_LIMITS_ADDRESSES = 1 << 17, /* kept at once; 18 bytes each */
    REQUEST_LIMITS_CREDENTIALS = 1 << 17
};

/* Requests a minute; 0: no such limit. */
typedef struct request_limits_policy {
    uint32_t per_address;
    uint32_t per_key;
    uint32_t per_visitor;
} request_limits_policy;

typedef struct request_limits request_limits;

/* NULL when memory or chance was refused. */
request_limits *request_limits_new(const chatlet_allocator *allocator,
                                   request_limits_policy policy);

/* A handler that asks the limits before `inner` (borrowed for as long as the server runs), tells
 * what is left in RateLimit fields (draft-ietf-httpapi-ratelimit-headers), and answers 429 in its
 * place once nothing is. */
http_handler request_limits_wrap(request_limits *limits, size_t place, http_handler inner);

enum { REQUEST_LIMITS_PLACES = 2 };

/* NULL is allowed. */
void request_limits_free(request_limits *limits);

#endif
