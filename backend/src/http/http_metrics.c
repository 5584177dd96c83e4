#include "http_metrics.h"

#include <stddef.h>

const uint32_t http_metrics_bounds_us[HTTP_METRICS_BOUNDS] = {
    100,   250,    500,    1000,   2500,    5000,    10000,   25000,
    50000, 100000, 250000, 500000, 1000000, 2500000, 10000000};

void http_metrics_add(atomic_uint_fast64_t *counter, uint64_t amount) {
    (void)atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

void http_metrics_subtract(atomic_uint_fast64_t *gauge, uint64_t amount) {
    (void)atomic_fetch_sub_explicit(gauge, amount, memory_order_relaxed);
}

uint64_t http_metrics_read(const atomic_uint_fast64_t *counter) {
    return atomic_load_explicit(counter, memory_order_relaxed);
}

bool http_metrics_take(atomic_uint_fast64_t *gauge, uint64_t amount, uint64_t maximum) {
    uint_fast64_t held = atomic_load_explicit(gauge, memory_order_relaxed);
    do {
        if (held > maximum || amount > maximum - held) return false;
    } while (!atomic_compare_exchange_weak_explicit(gauge, &held, held + amount,
                                                    memory_order_relaxed, memory_order_relaxed));
    return true;
}

void http_metrics_answered(http_metrics *metrics, uint16_t status, uint64_t duration_us,
                           uint64_t body_bytes) {
    unsigned status_class = status / 100;
    size_t bucket = 0;
    if (status_class < 1) status_class = 1;
    if (status_class > HTTP_METRICS_CLASSES) status_class = HTTP_METRICS_CLASSES;
    while (bucket < HTTP_METRICS_BOUNDS && duration_us > http_metrics_bounds_us[bucket])
        bucket++;
    http_metrics_add(&metrics->requests[status_class - 1], 1);
    http_metrics_add(&metrics->durations[bucket], 1);
    http_metrics_add(&metrics->duration_us, duration_us);
    http_metrics_add(&metrics->sent_bytes, body_bytes);
}
