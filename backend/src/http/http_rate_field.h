/* Tells a client how often it may ask (draft-ietf-httpapi-ratelimit-headers-09). */
#ifndef HTTP_RATE_FIELD_H
#define HTTP_RATE_FIELD_H

#include "http_message.h"

typedef struct http_rate {
    chatlet_str name; /* of the policy: letters, digits and "-", as in "address" */
    uint32_t quota;
    uint32_t window_s;
    uint32_t remaining;
    uint32_t reset_s;       /* until all of the quota is there again */
    uint32_t retry_after_s; /* of a refusal; 0: it was allowed */
} http_rate;

/* Adds RateLimit-Policy and RateLimit, for a refusal Retry-After too:
 *
 *     RateLimit-Policy: "address";q=100;w=60
 *     RateLimit: "address";r=12;t=30 */
void http_response_add_rate(http_response *response, const http_rate *rate);

#endif
