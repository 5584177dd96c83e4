#include "test_allocator.h"
#include "test_assert.h"

#include "domain/metrics.h"

#include <pthread.h>

enum { EVENTS, QUEUE, TIMES, PLAIN, FIGURES };

static const char *const outcomes[] = {"accepted", "dup\"li\\cate\n"};
static const uint64_t bounds[] = {100, 2500, 1000000};

static const metrics_definition definitions[FIGURES] = {
    [EVENTS] = {.name = "chatletd_events_total",
                .help = "Events by outcome.",
                .kind = METRICS_COUNTER,
                .label = "outcome",
                .values = outcomes,
                .value_count = 2,
                .divisor = 1},
    [QUEUE] = {.name = "chatletd_queue", .help = "Waiting.", .kind = METRICS_GAUGE, .divisor = 1},
    [TIMES] = {.name = "chatletd_write_seconds",
               .help = "Time of a write.",
               .kind = METRICS_HISTOGRAM,
               .label = "outcome",
               .values = outcomes,
               .value_count = 1,
               .bounds = bounds,
               .bound_count = 3,
               .divisor = 1000000},
    [PLAIN] = {.name = "chatletd_seconds_total",
               .help = "Seconds.",
               .kind = METRICS_COUNTER,
               .divisor = 1000},
};

typedef struct text {
    char bytes[4096];
    size_t size_bytes;
} text;

static void append(void *context, chatlet_str piece) {
    text *to = context;
    assert_true(piece.size_bytes < sizeof to->bytes - to->size_bytes);
    memcpy(to->bytes + to->size_bytes, piece.data, piece.size_bytes);
    to->size_bytes += piece.size_bytes;
}

static void figures_are_written_as_prometheus_reads_them(void **state) {
    (void)state;
    text written = {.size_bytes = 0};
    const metrics_sink sink = {.context = &written, .append = append};
    metrics *own = metrics_new(test_plain_allocator(), definitions, FIGURES);
    metrics_add(own, EVENTS, 0, 41);
    metrics_add(own, EVENTS, 0, 1);
    metrics_add(own, EVENTS, 1, 7);
    metrics_set(own, QUEUE, 0, 5);
    metrics_set(own, QUEUE, 0, -3);
    metrics_observe(own, TIMES, 0, 100);
    metrics_observe(own, TIMES, 0, 101);
    metrics_observe(own, TIMES, 0, 1000000);
    metrics_observe(own, TIMES, 0, 1500000);
    metrics_add(own, PLAIN, 0, 12050);
    metrics_write(own, &sink);
    test_text_equal(
        "text", (chatlet_str){.data = written.bytes, .size_bytes = written.size_bytes},
        CHATLET_STR("# HELP chatletd_events_total Events by outcome.\n"
                    "# TYPE chatletd_events_total counter\n"
                    "chatletd_events_total{outcome=\"accepted\"} 42\n"
                    "chatletd_events_total{outcome=\"dup\\\"li\\\\cate\\n\"} 7\n"
                    "# HELP chatletd_queue Waiting.\n"
                    "# TYPE chatletd_queue gauge\n"
                    "chatletd_queue -3\n"
                    "# HELP chatletd_write_seconds Time of a write.\n"
                    "# TYPE chatletd_write_seconds histogram\n"
                    "chatletd_write_seconds_bucket{outcome=\"accepted\",le=\"0.0001\"} 1\n"
                    "chatletd_write_seconds_bucket{outcome=\"accepted\",le=\"0.0025\"} 2\n"
                    "chatletd_write_seconds_bucket{outcome=\"accepted\",le=\"1\"} 3\n"
                    "chatletd_write_seconds_bucket{outcome=\"accepted\",le=\"+Inf\"} 4\n"
                    "chatletd_write_seconds_sum{outcome=\"accepted\"} 2.500201\n"
                    "chatletd_write_seconds_count{outcome=\"accepted\"} 4\n"
                    "# HELP chatletd_seconds_total Seconds.\n"
                    "# TYPE chatletd_seconds_total counter\n"
                    "chatletd_seconds_total 12.05\n"));
    metrics_free(own);
}

static void numbers_at_their_ends_are_written_whole(void **state) {
    (void)state;
    static const struct {
        int64_t amount;
        uint32_t divisor;
        const char *text;
    } rows[] = {
        {0, 1, "x 0\n"},
        {0, 1000000, "x 0\n"},
        {1, 1000000, "x 0.000001\n"},
        {-1, 1000000, "x -0.000001\n"},
        {1000000, 1000000, "x 1\n"},
        {INT64_MAX, 1, "x 9223372036854775807\n"},
        {INT64_MIN, 10, "x -922337203685477580.8\n"},
        {INT64_MAX, 1000000, "x 9223372036854.775807\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        text written = {.size_bytes = 0};
        const metrics_sink sink = {.context = &written, .append = append};
        const metrics_sample sample = {
            .name = "x", .suffix = "", .amount = rows[i].amount, .divisor = rows[i].divisor};
        metrics_write_sample(&sink, &sample);
        test_text_equal(rows[i].text,
                        (chatlet_str){.data = written.bytes, .size_bytes = written.size_bytes},
                        test_str(rows[i].text));
    }
}

enum { THREADS = 4, TIMES_EACH = 20000 };

static void *count_up(void *argument) {
    for (unsigned i = 0; i < TIMES_EACH; i++) {
        metrics_add(argument, EVENTS, 0, 1);
        metrics_observe(argument, TIMES, 0, i % 3000);
    }
    return NULL;
}

static void no_count_of_any_thread_is_lost(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    text written = {.size_bytes = 0};
    const metrics_sink sink = {.context = &written, .append = append};
    metrics *own = metrics_new(test_plain_allocator(), definitions, FIGURES);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, own), 0);
    for (size_t i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    metrics_write(own, &sink);
    written.bytes[written.size_bytes] = '\0';
    assert_non_null(strstr(written.bytes, "chatletd_events_total{outcome=\"accepted\"} 80000\n"));
    assert_non_null(strstr(written.bytes, "_count{outcome=\"accepted\"} 80000\n"));
    metrics_free(own);
}

static void refused_memory_is_told(void **state) {
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    memory.refuse_at = 1;
    assert_null(metrics_new(&memory.allocator, definitions, FIGURES));
    metrics_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_written_as_prometheus_reads_them),
        cmocka_unit_test(numbers_at_their_ends_are_written_whole),
        cmocka_unit_test(no_count_of_any_thread_is_lost),
        cmocka_unit_test(refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
