#include "metrics.h"

#include "whole_text.h"

#include <stdatomic.h>
#include <string.h>

/* Each figure has as many cells as its label has values; a histogram as many times the bounds, one
 * more for what is above them, and one for the sum. */
struct metrics {
    const chatlet_allocator *allocator;
    const metrics_definition *definitions;
    size_t definition_count;
    size_t *offsets; /* of each figure's first cell; behind the cells */
    _Atomic int64_t cells[];
};

static size_t cells_of_value(const metrics_definition *definition) {
    return definition->kind == METRICS_HISTOGRAM ? definition->bound_count + 2 : 1;
}

static size_t values_of(const metrics_definition *definition) {
    return definition->label == NULL ? 1 : definition->value_count;
}

metrics *metrics_new(const chatlet_allocator *allocator, const metrics_definition *definitions,
                     size_t definition_count) {
    size_t cell_count = 0;
    for (size_t i = 0; i < definition_count; i++)
        cell_count += cells_of_value(&definitions[i]) * values_of(&definitions[i]);
    size_t cell_bytes = sizeof(metrics) + cell_count * sizeof(_Atomic int64_t);
    metrics *made =
        allocator->allocate(allocator->context, cell_bytes + definition_count * sizeof(size_t));
    if (made == NULL) return NULL;
    made->allocator = allocator;
    made->definitions = definitions;
    made->definition_count = definition_count;
    made->offsets = (size_t *)(void *)((char *)made + cell_bytes);
    size_t offset = 0;
    for (size_t i = 0; i < definition_count; i++) {
        made->offsets[i] = offset;
        offset += cells_of_value(&definitions[i]) * values_of(&definitions[i]);
    }
    for (size_t i = 0; i < cell_count; i++)
        atomic_init(&made->cells[i], 0);
    return made;
}

void metrics_free(metrics *metrics) {
    if (metrics == NULL) return;
    metrics->allocator->release(metrics->allocator->context, metrics);
}

static _Atomic int64_t *cells_at(metrics *metrics, size_t figure, size_t value) {
    const metrics_definition *definition = &metrics->definitions[figure];
    return &metrics->cells[metrics->offsets[figure] + value * cells_of_value(definition)];
}

static void add_to(_Atomic int64_t *cell, int64_t amount) {
    (void)atomic_fetch_add_explicit(cell, amount, memory_order_relaxed);
}

void metrics_add(metrics *metrics, size_t figure, size_t value, uint64_t amount) {
    add_to(cells_at(metrics, figure, value), (int64_t)amount);
}

void metrics_set(metrics *metrics, size_t figure, size_t value, int64_t amount) {
    atomic_store_explicit(cells_at(metrics, figure, value), amount, memory_order_relaxed);
}

void metrics_observe(metrics *metrics, size_t figure, size_t value, uint64_t amount) {
    const metrics_definition *definition = &metrics->definitions[figure];
    _Atomic int64_t *cells = cells_at(metrics, figure, value);
    size_t bucket = 0;
    while (bucket < definition->bound_count && amount > definition->bounds[bucket])
        bucket++;
    add_to(&cells[bucket], 1);
    add_to(&cells[definition->bound_count + 1], (int64_t)amount);
}

/* ---- text ---- */

static void put(const metrics_sink *sink, const char *text) {
    sink->append(sink->context, (chatlet_str){.data = text, .size_bytes = strlen(text)});
}

/* A decimal number: "12", "0.000345", "-1.5". */
static chatlet_str write_number(int64_t amount, uint32_t divisor, char text[WHOLE_TEXT_BYTES * 2]) {
    char digits[WHOLE_TEXT_BYTES];
    uint64_t left = amount < 0 ? (uint64_t)0 - (uint64_t)amount : (uint64_t)amount;
    uint64_t fraction = left % divisor;
    size_t size_bytes = 0;
    if (amount < 0) text[size_bytes++] = '-';
    chatlet_str whole = whole_text_write((int64_t)(left / divisor), digits);
    memcpy(text + size_bytes, whole.data, whole.size_bytes);
    size_bytes += whole.size_bytes;
    if (fraction > 0) text[size_bytes++] = '.';
    for (uint32_t place = divisor / 10; fraction > 0; place /= 10) {
        text[size_bytes++] = (char)('0' + fraction / place);
        fraction %= place;
    }
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

static void put_number(const metrics_sink *sink, int64_t amount, uint32_t divisor) {
    char text[WHOLE_TEXT_BYTES * 2];
    sink->append(sink->context, write_number(amount, divisor, text));
}

/* Within quotes: a backslash, a quote and a line end are escaped. */
static void put_escaped(const metrics_sink *sink, chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        switch (text.data[i]) {
        case '\\': put(sink, "\\\\"); break;
        case '"': put(sink, "\\\""); break;
        case '\n': put(sink, "\\n"); break;
        default: sink->append(sink->context, (chatlet_str){.data = text.data + i, .size_bytes = 1});
        }
    }
}

static void put_label(const metrics_sink *sink, const char *before, const char *name,
                      chatlet_str value) {
    put(sink, before);
    put(sink, name);
    put(sink, "=\"");
    put_escaped(sink, value);
    put(sink, "\"");
}

void metrics_write_head(const metrics_sink *sink, const char *name, const char *help,
                        metrics_kind kind) {
    static const char *const kinds[] = {[METRICS_COUNTER] = "counter",
                                        [METRICS_GAUGE] = "gauge",
                                        [METRICS_HISTOGRAM] = "histogram"};
    put(sink, "# HELP ");
    put(sink, name);
    put(sink, " ");
    put(sink, help);
    put(sink, "\n# TYPE ");
    put(sink, name);
    put(sink, " ");
    put(sink, kinds[kind]);
    put(sink, "\n");
}

void metrics_write_sample(const metrics_sink *sink, const metrics_sample *sample) {
    bool has_label = sample->label != NULL;
    put(sink, sample->name);
    put(sink, sample->suffix);
    if (has_label) put_label(sink, "{", sample->label, sample->label_value);
    if (sample->bound_label != NULL) {
        put_label(sink, has_label ? "," : "{", sample->bound_label, sample->bound_value);
    }
    if (has_label || sample->bound_label != NULL) put(sink, "}");
    put(sink, " ");
    put_number(sink, sample->amount, sample->divisor);
    put(sink, "\n");
}

void metrics_write_histogram(const metrics_sink *sink, const metrics_histogram *histogram) {
    metrics_sample sample = {.name = histogram->name,
                             .suffix = "_bucket",
                             .label = histogram->label,
                             .label_value = histogram->label_value,
                             .bound_label = "le",
                             .divisor = 1};
    for (size_t i = 0; i <= histogram->bound_count; i++) {
        char bound[WHOLE_TEXT_BYTES * 2];
        bool is_last = i == histogram->bound_count;
        sample.bound_value =
            is_last ? CHATLET_STR("+Inf")
                    : write_number((int64_t)histogram->bounds[i], histogram->divisor, bound);
        sample.amount += (int64_t)histogram->counts[i];
        metrics_write_sample(sink, &sample);
    }
    sample.bound_label = NULL;
    int64_t count = sample.amount;
    sample.suffix = "_sum";
    sample.amount = (int64_t)histogram->sum;
    sample.divisor = histogram->divisor;
    metrics_write_sample(sink, &sample);
    sample.suffix = "_count";
    sample.amount = count;
    sample.divisor = 1;
    metrics_write_sample(sink, &sample);
}

static void write_value(const metrics *from, const metrics_sink *sink, size_t figure,
                        size_t value) {
    const metrics_definition *definition = &from->definitions[figure];
    const _Atomic int64_t *cells =
        &from->cells[from->offsets[figure] + value * cells_of_value(definition)];
    const char *name = definition->label == NULL ? "" : definition->values[value];
    chatlet_str label_value = {.data = name, .size_bytes = strlen(name)};
    if (definition->kind != METRICS_HISTOGRAM) {
        const metrics_sample sample = {.name = definition->name,
                                       .suffix = "",
                                       .label = definition->label,
                                       .label_value = label_value,
                                       .amount =
                                           atomic_load_explicit(&cells[0], memory_order_relaxed),
                                       .divisor = definition->divisor};
        metrics_write_sample(sink, &sample);
        return;
    }
    uint64_t counts[METRICS_BOUNDS_MAX + 2] = {0};
    for (size_t i = 0; i < definition->bound_count + 2; i++)
        counts[i] = (uint64_t)atomic_load_explicit(&cells[i], memory_order_relaxed);
    const metrics_histogram histogram = {.name = definition->name,
                                         .label = definition->label,
                                         .label_value = label_value,
                                         .bounds = definition->bounds,
                                         .counts = counts,
                                         .bound_count = definition->bound_count,
                                         .sum = counts[definition->bound_count + 1],
                                         .divisor = definition->divisor};
    metrics_write_histogram(sink, &histogram);
}

void metrics_write(const metrics *metrics, const metrics_sink *sink) {
    for (size_t i = 0; i < metrics->definition_count; i++) {
        const metrics_definition *definition = &metrics->definitions[i];
        metrics_write_head(sink, definition->name, definition->help, definition->kind);
        for (size_t j = 0; j < values_of(definition); j++)
            write_value(metrics, sink, i, j);
    }
}
