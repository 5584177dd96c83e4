#include "metrics_page.h"

#include "../http/http_text.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MICROSECONDS = 1000000 };

/* ---- what the HTTP room counts ---- */

static void write_one(const metrics_sink *sink, metrics_kind kind, const char *name,
                      const char *help, int64_t amount) {
    const metrics_sample sample = {.name = name, .suffix = "", .amount = amount, .divisor = 1};
    metrics_write_head(sink, name, help, kind);
    metrics_write_sample(sink, &sample);
}

static void write_labelled(const metrics_sink *sink, const char *name, const char *label,
                           const char *value, const atomic_uint_fast64_t *counter) {
    const metrics_sample sample = {.name = name,
                                   .suffix = "",
                                   .label = label,
                                   .label_value = {.data = value, .size_bytes = strlen(value)},
                                   .amount = (int64_t)http_metrics_read(counter),
                                   .divisor = 1};
    metrics_write_sample(sink, &sample);
}

static void write_requests(const http_metrics *http, const metrics_sink *sink) {
    static const char *const classes[HTTP_METRICS_CLASSES] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    static const char *const limits[HTTP_LIMITS_COUNT] = {[HTTP_LIMIT_CONNECTIONS] = "connections",
                                                          [HTTP_LIMIT_TIME] = "time",
                                                          [HTTP_LIMIT_HEAD] = "head",
                                                          [HTTP_LIMIT_BODY] = "body",
                                                          [HTTP_LIMIT_MEMORY] = "memory",
                                                          [HTTP_LIMIT_MALFORMED] = "malformed"};
    metrics_write_head(sink, "chatletd_http_requests_total", "Answers by class of status.",
                       METRICS_COUNTER);
    for (size_t i = 0; i < HTTP_METRICS_CLASSES; i++) {
        write_labelled(sink, "chatletd_http_requests_total", "status", classes[i],
                       &http->requests[i]);
    }
    metrics_write_head(sink, "chatletd_http_refused_total",
                       "Clients refused or let go before a handler saw them, by reason.",
                       METRICS_COUNTER);
    for (size_t i = 0; i < HTTP_LIMITS_COUNT; i++) {
        write_labelled(sink, "chatletd_http_refused_total", "reason", limits[i], &http->limited[i]);
    }
}

static void write_durations(const http_metrics *http, const metrics_sink *sink) {
    static const char name[] = "chatletd_http_request_duration_seconds";
    uint64_t bounds[HTTP_METRICS_BOUNDS];
    uint64_t counts[HTTP_METRICS_BOUNDS + 1];
    for (size_t i = 0; i < HTTP_METRICS_BOUNDS; i++)
        bounds[i] = http_metrics_bounds_us[i];
    for (size_t i = 0; i <= HTTP_METRICS_BOUNDS; i++)
        counts[i] = http_metrics_read(&http->durations[i]);
    const metrics_histogram histogram = {.name = name,
                                         .bounds = bounds,
                                         .counts = counts,
                                         .bound_count = HTTP_METRICS_BOUNDS,
                                         .sum = http_metrics_read(&http->duration_us),
                                         .divisor = MICROSECONDS};
    metrics_write_head(sink, name, "From the end of a request to the end of its answer.",
                       METRICS_HISTOGRAM);
    metrics_write_histogram(sink, &histogram);
}

void metrics_page_write_http(const http_metrics *http, const metrics_sink *sink) {
    const struct {
        metrics_kind kind;
        const char *name;
        const char *help;
        const atomic_uint_fast64_t *value;
    } rows[] = {
        {METRICS_GAUGE, "chatletd_http_requests_in_flight", "Requests that a handler has.",
         &http->answering_now},
        {METRICS_COUNTER, "chatletd_http_received_bytes_total", "Bytes read from clients.",
         &http->received_bytes},
        {METRICS_COUNTER, "chatletd_http_sent_bytes_total", "Bytes of bodies sent.",
         &http->sent_bytes},
        {METRICS_GAUGE, "chatletd_http_connections", "Open connections.", &http->connections_open},
        {METRICS_COUNTER, "chatletd_http_connections_total", "Connections taken.",
         &http->connections},
        {METRICS_GAUGE, "chatletd_http_body_memory_bytes", "Memory of bodies being received.",
         &http->body_bytes_held},
        {METRICS_COUNTER, "chatletd_tls_handshakes_total", "Handshakes of TLS that succeeded.",
         &http->handshakes},
        {METRICS_COUNTER, "chatletd_tls_handshakes_failed_total", "Those that did not.",
         &http->handshakes_failed},
    };
    write_requests(http, sink);
    write_durations(http, sink);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        write_one(sink, rows[i].kind, rows[i].name, rows[i].help,
                  (int64_t)http_metrics_read(rows[i].value));
    }
}

/* ---- what the system says of the process; names as every client of Prometheus has them ---- */

static int64_t read_resident_bytes(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL) return 0;
    if (fscanf(file, "%*s %ld", &pages) != 1) pages = 0;
    (void)fclose(file);
    return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

static void write_process(const metrics_page *page, const metrics_sink *sink) {
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    int64_t cpu_us = ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * MICROSECONDS +
                     usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    const metrics_sample cpu = {.name = "process_cpu_seconds_total",
                                .suffix = "",
                                .amount = cpu_us,
                                .divisor = MICROSECONDS};
    metrics_write_head(sink, cpu.name, "Processor time.", METRICS_COUNTER);
    metrics_write_sample(sink, &cpu);
    write_one(sink, METRICS_GAUGE, "process_resident_memory_bytes", "Memory in use.",
              read_resident_bytes());
    write_one(sink, METRICS_GAUGE, "process_start_time_seconds", "Since 1970.", page->started_s);
}

/* ---- the page ---- */

static bool accepts(void *context, const http_request *request) {
    (void)context;
    return http_text_equal(request->path, CHATLET_STR("/metrics"));
}

static bool may_read(const metrics_page *page, const http_request *request) {
    static const chatlet_str marks[] = {{.data = "Forwarded", .size_bytes = 9},
                                        {.data = "X-Forwarded-For", .size_bytes = 15},
                                        {.data = "Via", .size_bytes = 3}};
    http_address address;
    if (request->is_from_proxy) return false;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (http_request_field(request, marks[i], NULL) != NULL) return false;
    }
    if (!http_address_read(request->client_address, &address)) return false;
    for (size_t i = 0; i < page->reader_count; i++) {
        if (http_network_has(&page->readers[i], &address)) return true;
    }
    return false;
}

static void append(void *context, chatlet_str text) { http_buffer_append(context, text); }

static void write_page(void *context, http_exchange *exchange) {
    const metrics_page *page = context;
    http_response *response = http_exchange_response(exchange);
    const metrics_sink sink = {.context = &response->content, .append = append};
    http_response_add(response, CHATLET_STR("Content-Type"),
                      CHATLET_STR("text/plain; version=0.0.4; charset=utf-8"));
    http_response_add(response, CHATLET_STR("Cache-Control"), CHATLET_STR("no-store"));
    metrics_page_write_http(page->http, &sink);
    write_process(page, &sink);
    if (page->business != NULL) metrics_write(page->business, &sink);
    if (page->write_more != NULL) page->write_more(page->context, &sink);
}

static void start(void *context, http_exchange *exchange) {
    const metrics_page *page = context;
    const http_request *request = http_exchange_request(exchange);
    http_response *response = http_exchange_response(exchange);
    bool reads = request->method == HTTP_METHOD_GET || request->method == HTTP_METHOD_HEAD;
    if (reads && may_read(page, request)) {
        http_exchange_in_pool(exchange, write_page, context);
        return;
    }
    http_response_say(response, 404, CHATLET_STR("There is nothing at this address."));
    http_exchange_finish(exchange);
}

http_handler metrics_page_handler(const metrics_page *page) {
    /* The server hands handlers their context as changeable; this one only reads. */
    union {
        const metrics_page *constant;
        metrics_page *changeable;
    } context = {.constant = page};
    return (http_handler){.context = context.changeable, .accepts = accepts, .start = start};
}
