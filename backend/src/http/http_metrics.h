/* What the servers of a process count, all loops together: golden signals of requests, and what is
 * bounded over all loops (connections, memory of bodies). Numbers only; who shows them is not known
 * here. Increments are atomic and ordered with nothing. */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { HTTP_METRICS_CLASSES = 5, HTTP_METRICS_BOUNDS = 15 };

/* Upper bounds of the classes of time that a request took, in microseconds, rising; what took
 * longer than the last has a class of its own behind them. */
extern const uint32_t http_metrics_bounds_us[HTTP_METRICS_BOUNDS];

/* Why a client was refused or let go before anybody looked at what it asks. */
typedef enum http_metrics_limit {
    HTTP_LIMIT_CONNECTIONS, /* too many at once */
    HTTP_LIMIT_TIME,        /* a head, body, handshake or reading of an answer too slow */
    HTTP_LIMIT_HEAD,        /* 414, 431 */
    HTTP_LIMIT_BODY,        /* 413 */
    HTTP_LIMIT_MEMORY,      /* too much memory of bodies at once, or refused by the system */
    HTTP_LIMIT_MALFORMED,   /* 400, 417, 501, 505: cannot be read as a request */
    HTTP_LIMITS_COUNT
} http_metrics_limit;

/* All zero at first. Gauges have "open", "now" or "held" in their names; the rest only rise. */
typedef struct http_metrics {
    atomic_uint_fast64_t requests[HTTP_METRICS_CLASSES];     /* by status class, 1xx first */
    atomic_uint_fast64_t durations[HTTP_METRICS_BOUNDS + 1]; /* each answer in one class */
    atomic_uint_fast64_t duration_us;                        /* of all answers */
    atomic_uint_fast64_t answering_now;                      /* requests with a handler */
    atomic_uint_fast64_t received_bytes;                     /* plain, of all connections */
    atomic_uint_fast64_t sent_bytes;                         /* of bodies */
    atomic_uint_fast64_t connections_open;                   /* without the refused ones */
    atomic_uint_fast64_t refused_open;                       /* being told 503 */
    atomic_uint_fast64_t connections;                        /* taken since the start */
    atomic_uint_fast64_t handshakes;                         /* of TLS, finished */

    atomic_uint_fast64_t handshakes_failed;
    atomic_uint_fast64_t body_bytes_held; /* memory of bodies under way */
    atomic_uint_fast64_t limited[HTTP_LIMITS_COUNT];
} http_metrics;

void http_metrics_add(atomic_uint_fast64_t *counter, uint64_t amount);
void http_metrics_subtract(atomic_uint_fast64_t *gauge, uint64_t amount);
uint64_t http_metrics_read(const atomic_uint_fast64_t *counter);

/* Adds `amount` unless the gauge would pass `maximum`; false then. */
bool http_metrics_take(atomic_uint_fast64_t *gauge, uint64_t amount, uint64_t maximum);

/* One answer, whole or cut short. */
void http_metrics_answered(http_metrics *metrics, uint16_t status, uint64_t duration_us,
                           uint64_t body_bytes);

#endif
