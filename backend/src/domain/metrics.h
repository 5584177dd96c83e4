/* Figures of a running server, shown as text that Prometheus reads (exposition format 0.0.4).
 *
 * A registry holds the figures of a constant table of definitions. Counting is atomic and may be
 * done from any thread; figures that are only known when somebody asks (rows of a table, memory)
 * are written by metrics_write_head and metrics_write_sample. */
#ifndef METRICS_H
#define METRICS_H

#include <chatlet/base.h>

enum { METRICS_LABEL_VALUES_MAX = 64, METRICS_BOUNDS_MAX = 32 };

typedef enum metrics_kind { METRICS_COUNTER, METRICS_GAUGE, METRICS_HISTOGRAM } metrics_kind;

/* One figure; everything it names is constant. */
typedef struct metrics_definition {
    const char *name; /* "chatletd_events_total"; in base units: _seconds, _bytes */
    const char *help; /* one line */
    metrics_kind kind;
    const char *label;         /* NULL: none */
    const char *const *values; /* of the label */
    size_t value_count;        /* at most METRICS_LABEL_VALUES_MAX; 0 without a label */
    const uint64_t *bounds;    /* of a histogram: rising, in what is counted */
    size_t bound_count;        /* at most METRICS_BOUNDS_MAX */
    uint32_t divisor;          /* what is shown is what was counted through this: 1, or 1000000 for
                                  microseconds counted and seconds shown; a power of ten */
} metrics_definition;

typedef struct metrics metrics;

/* All at zero. `definitions` is constant; a figure's number is its place there. NULL when memory
 * was refused. */
metrics *metrics_new(const chatlet_allocator *allocator, const metrics_definition *definitions,
                     size_t definition_count);
void metrics_free(metrics *metrics);

/* Counts, from any thread. `value` is the place among the label's values; 0 without a label. */
void metrics_add(metrics *metrics, size_t figure, size_t value, uint64_t amount);
void metrics_set(metrics *metrics, size_t figure, size_t value, int64_t amount);
void metrics_observe(metrics *metrics, size_t figure, size_t value, uint64_t amount);

/* Where text goes. */
typedef struct metrics_sink {
    void *context;
    void (*append)(void *context, chatlet_str text);
} metrics_sink;

/* Writes all figures of the registry. */
void metrics_write(const metrics *metrics, const metrics_sink *sink);

/* Writes one figure by hand: its head once, then its values. */
void metrics_write_head(const metrics_sink *sink, const char *name, const char *help,
                        metrics_kind kind);

/* `suffix`: "" or "_bucket", "_sum", "_count"; `label` NULL: none. The label's value is escaped. */
typedef struct metrics_sample {
    const char *name;
    const char *suffix;
    const char *label;
    chatlet_str label_value;
    const char *bound_label; /* "le" of a bucket, else NULL */
    chatlet_str bound_value;
    int64_t amount;
    uint32_t divisor; /* as in a definition */
} metrics_sample;
void metrics_write_sample(const metrics_sink *sink, const metrics_sample *sample);

/* A histogram's buckets, sum and count. `counts` has one for each bound and one for what is above
 * all, each observation in one of them. */
typedef struct metrics_histogram {
    const char *name;
    const char *label; /* NULL: none */
    chatlet_str label_value;
    const uint64_t *bounds;
    const uint64_t *counts;
    size_t bound_count;
    uint64_t sum;
    uint32_t divisor;
} metrics_histogram;
void metrics_write_histogram(const metrics_sink *sink, const metrics_histogram *histogram);

#endif
