/* GET /metrics: what the server counts, as text for Prometheus. */
#ifndef METRICS_PAGE_H
#define METRICS_PAGE_H

#include "../domain/metrics.h"
#include "../http/http_client_address.h"
#include "../http/http_handler.h"
#include "../http/http_metrics.h"

typedef struct metrics_page {
    const http_metrics *http;
    const metrics *business;     /* of other rooms; NULL: none */
    const http_network *readers; /* who may read; others see 404 */
    size_t reader_count;
    int64_t started_s; /* when the process began, since 1970 */
    /* Writes what is only known when somebody asks; NULL: nothing. In the pool: it may wait. */
    void (*write_more)(void *context, const metrics_sink *sink);
    void *context;
} metrics_page;

/* `page` is borrowed for as long as the server runs. A reader is who connects, never who a proxy
 * says it asks for: a request that came through a proxy is not answered. */
http_handler metrics_page_handler(const metrics_page *page);

/* Writes the figures of the HTTP room. */
void metrics_page_write_http(const http_metrics *http, const metrics_sink *sink);

#endif
